"""What the doors share: who asks, guards, errors, caching, sentences."""
