"""An advisor is asked for: one's own, or one by name."""
