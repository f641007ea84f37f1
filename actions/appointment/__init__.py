"""Booking, moving, cancelling and showing appointments in the chat."""
