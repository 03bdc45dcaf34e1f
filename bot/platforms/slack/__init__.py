"""Prova on Slack: Socket Mode or signed HTTP, one workspace or many."""
