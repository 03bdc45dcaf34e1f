"""The exam that a learner studies for: which one and when, and how it went."""
