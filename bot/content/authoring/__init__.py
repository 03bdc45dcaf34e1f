"""The tools of authors: lint, rules, statistics, skeletons and schemas."""
