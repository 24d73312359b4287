"""Sharewatch: who leads open-weight AI, by how much, since when."""

__version__ = "0.1.0"
