"""What the bot does beside speaking: thin actions that call the use cases of `handoff` in the turn's transaction."""
