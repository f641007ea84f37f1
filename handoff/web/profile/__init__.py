"""What a user sets for himself."""
