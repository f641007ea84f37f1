"""The workbench of conversation designers: train, check, play, measure and print what the bot knows and says."""
