"""The pages of the window: each answers one question."""
