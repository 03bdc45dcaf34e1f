"""Text without invisible characters, for every place where it is shown."""

from __future__ import annotations

import unicodedata


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
