"""Practice: asking a question, taking its first answer, and explaining it."""
