"""A Hub of this program's own, on this machine: for the demo, for replays and for tests."""
