"""What rules have said."""
