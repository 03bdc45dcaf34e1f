"""The signs of a message in words: what a person sees in emoji and bars, as plain text has it."""

from __future__ import annotations

import re

RANKS = {"🥇": "1.", "🥈": "2.", "🥉": "3."}
_BAR = re.compile(r"`?[█░]{10}`? ")
_OPTION = re.compile(r"^([✓✗]) ([A-J]\. .*\n)", re.MULTILINE)
"""An answered option: its sign belongs to the verdict on the next line."""


def in_words(text: str) -> str:
    """Return *text* with medals as ranks, without bars, and each option's sign before its verdict."""
    for medal, rank in RANKS.items():
        text = text.replace(medal, rank)
    text = _BAR.sub("", text.replace("✅", "✓").replace("❌", "✗").replace("👈", "←"))
    return _OPTION.sub(r"\2\1 ", text)
