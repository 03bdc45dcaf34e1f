"""Prova: an exam-prep bot for study groups, in the terminal, on Discord and on Slack."""
