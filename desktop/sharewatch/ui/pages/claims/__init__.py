"""What is said of downloads, judged."""
