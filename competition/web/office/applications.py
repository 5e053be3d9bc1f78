"""What team leaders ask for, and the office's answer."""
