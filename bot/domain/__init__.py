"""Pure rules of the game: no I/O, no clock and no randomness of their own."""
