"""Texts that YAML cuts or changes without a word: by a comment, an anchor, a comma, or signs that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import yaml

QUOTE_IT = "put the text in double quotes"

_COMMENT = re.compile(r"([ \t]+)#([^\r\n]*)")
_COMMENT_BELOW = re.compile(r"[ \t]*\r?\n( *)#[^\s#]")
_START_OF_LINE = re.compile(r"[ -]*")
_THOUSANDS = re.compile(r"\d,\d")
_BLOCK = ("|", ">")
_LAYOUT = "\n\t"
_JOINER = "\u200d"
"""The sign that emoji are made with; no other invisible one means anything in our languages."""
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters and symbols that are drawn as nothing."""


def swallowed(text: str, event: yaml.ScalarEvent, *, listed: bool) -> Iterator[str]:
    """Yield a sentence for each way in which a scalar of *text* is not what its author wrote; *listed* in a list."""
    start, end = event.start_mark, event.end_mark
    if start and end and event.style not in _BLOCK:
        if _is_cut(text, event, start.index, end.index):
            yield (
                f"` #` begins a comment, which is no part of the text; {QUOTE_IT}, or put two blanks before a "
                "comment's `#` and one behind it"
            )
        if listed and not event.style and _THOUSANDS.match(text, end.index - 1):
            yield f"a comma ends a text in `[...]`, also that of 1,000; {QUOTE_IT}"
    hidden = _hidden(event.value)
    for sign in hidden:
        yield f"holds the invisible character U+{ord(sign):04X}; delete it"
    if event.value.strip() and not hidden and not any(map(_is_seen, event.value)):
        yield "holds nothing that can be seen; write a text"


def _is_cut(text: str, event: yaml.ScalarEvent, start: int, end: int) -> bool:
    """Return whether what follows a scalar, from *start* to *end*, is a comment for YAML and looks like its text.

    A comment has a blank behind its `#`, and two before it where a text of several words is bare.
    """
    if found := _COMMENT.match(text, end):
        gap, said = found.groups()
        several = not event.style and " " in event.value and gap == " "
        return several or (said != "" and not (said[0].isspace() or said[0] == "#"))
    below = None if event.style else _COMMENT_BELOW.match(text, end)
    if not below:
        return False
    first = text.rfind("\n", 0, start) + 1
    indent = _START_OF_LINE.match(text, first, start)
    column = indent.end() - first if indent else 0
    return len(below[1]) > column or (len(below[1]) == column == start - first)


def _hidden(value: str) -> list[str]:
    """Return the signs of a text that cannot be seen, each once; nearly always there are none, which is soon known."""
    if value.isprintable() and not _BLANK.search(value):
        return []
    return sorted({sign for sign in value if _is_hidden(sign)})


def _is_hidden(sign: str) -> bool:
    """Return whether a sign is drawn as nothing, turns the reading direction, or is no character."""
    return bool(_BLANK.match(sign)) or (
        not sign.isprintable()
        and sign not in _LAYOUT + _JOINER
        and unicodedata.category(sign) not in ("Zs", "Cn", "Co")
    )


def _is_seen(sign: str) -> bool:
    """Return whether something is drawn for a sign by itself."""
    return unicodedata.category(sign)[0] in "LNPS"
