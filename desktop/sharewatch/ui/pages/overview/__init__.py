"""The overview: who leads, drawn and in numbers."""
