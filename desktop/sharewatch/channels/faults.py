"""What can go wrong on the way out."""

from __future__ import annotations


class BusLost(Exception):
    """There is no session bus to speak to, or no longer."""


class Unanswered(Exception):
    """Whoever was called on the bus refused, or said nothing in time."""


class Undelivered(Exception):
    """A channel did not take a message; the text is a sentence for people."""
