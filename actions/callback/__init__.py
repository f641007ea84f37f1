"""Arranging a call back in the chat."""
