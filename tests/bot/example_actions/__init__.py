"""Actions of the example bot: some that work, and one for each way to go wrong."""
