"""Files of the past that a user has: read whole, judged, and handed on as values."""
