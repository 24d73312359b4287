"""One model against others of its size."""
