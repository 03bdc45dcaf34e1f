"""How words are compared: without case, accents or control characters."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return *text* in lower case, without accents, with single spaces and no control characters."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (
        " " if unicodedata.category(char)[0] in "CZ" else char for char in decomposed if not unicodedata.combining(char)
    )
    return " ".join("".join(kept).split())
