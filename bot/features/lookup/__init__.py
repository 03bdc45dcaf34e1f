"""Answers to what a need calls for: one service, or two side by side."""
