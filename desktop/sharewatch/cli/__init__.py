"""The command line: what may be typed, and how a command ends."""
