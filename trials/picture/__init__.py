"""The pictures in docs/, drawn anew from what the software is now."""
