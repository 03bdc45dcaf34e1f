"""Thin adapters: each platform listens, decodes, renders and sends; nothing else knows its SDK."""
