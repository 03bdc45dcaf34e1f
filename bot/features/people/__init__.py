"""The pages about people: boards, settings, home, help and reports."""
