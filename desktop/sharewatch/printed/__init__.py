"""Answers as the command line prints them: records for programs, lines for people."""
