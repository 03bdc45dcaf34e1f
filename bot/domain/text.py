"""The comparable form of words: without case, accents or control characters."""

from __future__ import annotations

import re
import unicodedata

LONGEST_ECHO = 60
"""Characters of a person's own text that a reply repeats."""

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


def short(text: str) -> str:
    """Return a person's own text as a reply repeats it: with an ellipsis if all of it would be too much."""
    return text if len(text) <= LONGEST_ECHO else text[: LONGEST_ECHO - 1] + "…"
