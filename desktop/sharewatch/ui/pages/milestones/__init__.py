"""When a number is reached, and who passed whom."""
