"""The running window program: everything put together."""
