"""Upon which families others build."""
