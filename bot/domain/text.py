"""How words are compared: without case, accents or control characters."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def fold(text: str) -> str:
    """Return *text* in lower case, without accents, with single spaces and no control characters."""
    if text.isascii():
        return " ".join(_CONTROL.sub(" ", text.lower()).split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (
        " " if unicodedata.category(char)[0] in "CZ" else char for char in decomposed if not unicodedata.combining(char)
    )
    return " ".join("".join(kept).split())
