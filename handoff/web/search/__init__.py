"""Search over customers and what was written."""
