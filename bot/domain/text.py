"""The comparable forms of words: without case, accents or control characters, and without separators."""

from __future__ import annotations

import re
import unicodedata

LONGEST_ECHO = 60
"""Characters of a person's own text that a reply repeats."""

_UNDECOMPOSED = str.maketrans("ıłøđ", "ilod")
"""Letters that Unicode does not take for others with a mark, and people do."""
_CAPITAL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zß-ÿ]{2})")
_NOT_CARRIED = re.compile(r"[^a-z0-9.+-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def fold(text: str) -> str:
    """Return *text* in lower case, without accents, with single spaces and no control characters."""
    if text.isascii():
        return " ".join(_CONTROL.sub(" ", text.lower()).split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED))
    kept = (
        " " if unicodedata.category(char)[0] in "CZ" else char for char in decomposed if not unicodedata.combining(char)
    )
    return " ".join("".join(kept).split())


def joined(name: str) -> str:
    """Return the letters and digits of *name*, folded, which all ways to write it have in common."""
    return "".join(filter(str.isalnum, fold(name)))


def apart_at_capitals(text: str) -> str:
    """Return *text* with a blank before each word that begins with a capital inside another: `ModelMonitor`."""
    return _CAPITAL.sub(" ", unicodedata.normalize("NFC", text))


def carried(text: str) -> str:
    """Return words of *text* as a button can carry them, in few kinds of characters; a blank is an underscore."""
    return "_".join(filter(None, _NOT_CARRIED.split(fold(text))))


def short(text: str) -> str:
    """Return a person's own text as a reply repeats it: with an ellipsis if all of it would be too much."""
    return text if len(text) <= LONGEST_ECHO else text[: LONGEST_ECHO - 1] + "…"
