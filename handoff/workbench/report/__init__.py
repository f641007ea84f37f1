"""What the bot understands, as a page. Imports nothing here: the processes that train must not load bot.engine."""
