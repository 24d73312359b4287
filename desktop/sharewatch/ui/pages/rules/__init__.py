"""Which shares are watched."""
