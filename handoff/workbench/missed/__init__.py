"""`schalter missed`: what the bot missed, likest together, and one step that makes an example of it."""
