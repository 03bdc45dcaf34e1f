"""The shared content core: YAML files become one immutable, validated Bank."""
