"""The words, stems and letters of a phrase, in any language, also if it was damaged on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Protocol

import snowballstemmer

from bot.domain.words import STOP, words_of

__all__ = ["STOP", "grams_of", "mend", "stems_of", "words_of"]


class Stemmer(Protocol):
    """A stemmer of snowballstemmer, with or without its fast twin."""

    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's name
        """Return the stem of a word."""


_DAMAGE = re.compile("[ÃÂâÅğ√‚Ä]")


def mend(phrase: str) -> str:
    """Return *phrase* with all characters restored that a wrong decoding damaged."""
    if not _DAMAGE.search(phrase):
        return phrase
    import ftfy

    return ftfy.fix_text(phrase)


@cache
def _stemmer(language: str) -> Stemmer:
    """Return the Snowball stemmer of a language."""
    stemmer: Stemmer = snowballstemmer.stemmer(language)
    return stemmer


@lru_cache(maxsize=16384)
def stems_of(word: str) -> tuple[str, str]:
    """Return the word's English and Portuguese stems, marked by language."""
    return "e:" + _stemmer("english").stemWord(word), "p:" + _stemmer("portuguese").stemWord(word)


def grams_of(word: str) -> Iterable[str]:
    """Yield the character trigrams to pentagrams of a word with its edges."""
    edged = f" {word} "
    return (edged[at : at + size] for size in (3, 4, 5) for at in range(len(edged) - size + 1))
