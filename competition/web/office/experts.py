"""The register of experts, and who works at an event."""
