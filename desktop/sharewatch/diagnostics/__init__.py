"""What helps with a fault, without a secret."""
