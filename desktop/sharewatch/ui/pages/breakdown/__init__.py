"""A scope by origin, developer and size."""
