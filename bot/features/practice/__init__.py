"""Practice: the asking of a question, its first answer, and its explanation."""
