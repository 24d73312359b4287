"""Files, lists and censuses."""
