"""Export of the bank."""
