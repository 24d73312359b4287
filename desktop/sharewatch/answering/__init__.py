"""Answers questions from what is stored: one way for both faces."""
