"""Widgets: they show values and emit intents."""
