"""Text without invisible characters, for every place where it is shown."""

from __future__ import annotations

import re
import unicodedata

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers of Hangul and the empty pattern of Braille: letters and symbols without ink."""


def printable(text: str) -> str:
    """Return *text* without the control and format characters that could move a cursor or turn the reading direction.

    Line breaks and tabs stay, and so does the joiner that emoji are made with.
    """
    if text.isprintable():
        return text
    return "\n".join(map(_printable, text.split("\n")))


def _printable(line: str) -> str:
    """Return one printable line; nearly always it is one already, which is a hundred times faster to find out."""
    if line.isprintable():
        return line
    return "".join(char for char in line if char in "\t\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def name_shown(text: str) -> str:
    """Return a person's name on one line, without a link's scheme; empty for one that shows nothing."""
    line = " ".join(_SCHEME.sub("", printable(text)).split())
    return line if any(_is_visible(char) for char in line) else ""


def _is_visible(char: str) -> bool:
    """Return whether a character leaves ink: no space, and none of the letters that are blank by design."""
    return char not in _BLANK and unicodedata.category(char)[0] not in "CZM"
