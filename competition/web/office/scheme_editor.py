"""The marking scheme editor and its words side by side."""
