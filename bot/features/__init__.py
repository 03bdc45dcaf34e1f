"""The capabilities of the bot, one a room: each takes an Asker with typed arguments and returns a Reply."""
