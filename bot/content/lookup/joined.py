"""Names and cues that people write as one word: `ModelMonitor`, `sagemakerclarify`, `datadrift`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from bot.content.lookup.words import STOP, words_of
from bot.domain.text import apart_at_capitals, fold, joined

BEFORE = ("amazon", "aws", "sagemakerai", "sagemaker")
"""The words that people put before a name, also where it has none."""
LONGEST_RUN = 8
"""Pieces of a phrase that may be one name together: `Clean Rooms-ML`."""
SHORTEST_CUE = 6
"""Letters from which a word is taken for a cue without its spaces."""

_PIECE = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[^\W_]+")


class Joined:
    """The words of names and cues by their form without separators."""

    def __init__(self, names: Iterable[str], cues: Iterable[str]) -> None:
        """Build the table; a name goes before a cue."""
        self._names = {joined(name): words_of(name) for name in names}
        self._cues = {key: words_of(cue) for cue in cues if len(key := joined(cue)) >= SHORTEST_CUE}

    def words(self, phrase: str, known: Callable[[str], bool]) -> tuple[str, ...]:
        """Return the words of *phrase*, with those that are not *known* taken apart where they are names or cues.

        A word alone is also split at its capitals if that makes sense of it; in a longer phrase, only if it then has a
        name in it: `CreateEndpoint` is a word of its own there.
        """
        plain = words_of(phrase)
        if all(known(word) and (word in BEFORE or not word.startswith(BEFORE)) for word in plain):
            return plain
        pieces = _PIECE.findall(fold(phrase))
        capitals = {fold(run): words_of(apart_at_capitals(run)) for run in _RUN.findall(phrase)}
        words: list[str] = []
        while pieces:
            length, found = self._named(pieces, known)
            if not found:
                parts = capitals.get(pieces[0], ())
                sense = _make_sense(parts, known) and (len(capitals) == 1 or self._hold_name(parts))
                length, found = 1, parts if sense else words_of(pieces[0])
            words += found
            pieces = pieces[length:]
        return tuple(words)

    def _named(self, pieces: Sequence[str], known: Callable[[str], bool]) -> tuple[int, tuple[str, ...]]:
        """Return the number of pieces at the beginning that are a name or cue together, and its words; none if none."""
        for length in range(min(LONGEST_RUN, len(pieces)), 0, -1):
            run = pieces[:length]
            if length > 1 and all(known(word) for piece in run for word in words_of(piece)):
                continue
            if found := self._of("".join(run)):
                return length, found
        return 0, ()

    def _hold_name(self, parts: Sequence[str]) -> bool:
        """Return whether there is a name of several words among *parts*."""
        runs = (parts[at : at + length] for length in range(2, len(parts) + 1) for at in range(len(parts)))
        return any(len(run) > 1 and "".join(run) in self._names for run in runs)

    def _of(self, letters: str) -> tuple[str, ...]:
        """Return the words of the name or cue that is written so, also with Amazon, AWS or SageMaker before it."""
        found = self._names.get(letters) or self._cues.get(letters)
        while not found and (before := next((one for one in BEFORE if letters.startswith(one)), None)):
            letters = letters.removeprefix(before)
            found = self._names.get(letters)
        return found or ()


def _make_sense(parts: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Return whether a word that was split at its capitals is one of known words."""
    return len(parts) > 1 and all(map(known, parts)) and not STOP.issuperset(parts)
