"""The page that says how the watching stands, what is wrong with it, and what was."""
