"""The daily question: its schedule, its posting, and its end."""
