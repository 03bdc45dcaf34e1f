"""The terminal as a platform of its own: one room, people by name, letters for buttons."""
