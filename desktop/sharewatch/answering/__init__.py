"""Answers questions from what is stored: one way for both faces."""

from sharewatch.answering.asked import answer

__all__ = ["answer"]
