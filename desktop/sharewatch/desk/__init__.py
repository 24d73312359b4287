"""One open database at work, for both faces."""
