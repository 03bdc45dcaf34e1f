"""Intents, requests, replies and wording, on no platform in particular."""
