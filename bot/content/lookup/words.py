"""The words, stems and letters of a phrase, in any language, also if it was damaged on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Protocol

import snowballstemmer

from bot.domain.text import fold


class Stemmer(Protocol):
    """A stemmer of snowballstemmer, with or without its fast twin."""

    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's name
        """Return the stem of a word."""


_DAMAGE = re.compile("[ÃÂâÅğ√‚Ä]")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_STOP_WORDS = """
a an the of to in on for with and or is are be it its this that these those my our your we you i me they their
do does did can could should would will want wants need needs needed how what which when where who why
use used using uses service services aws amazon sagemaker ai tool company team please by from at as into
o os as um uma de da do das dos em no na nos nas para por com e ou que se sem é são ser está estar este esta isso
isto meu minha nosso nossa eu nós você ele ela quero queria preciso precisa precisamos como qual quais quando onde
quem usar uso usa usado serviço serviços ferramenta empresa time equipe ao à às aos mais muito pelo pela
"""
STOP = frozenset(fold(_STOP_WORDS).split())


def mend(phrase: str) -> str:
    """Return *phrase* with all characters restored that a wrong decoding damaged."""
    if not _DAMAGE.search(phrase):
        return phrase
    import ftfy

    return ftfy.fix_text(phrase)


@lru_cache(maxsize=16384)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words and numbers of *text*, folded; `1gb` is two."""
    return tuple(_WORD.findall(fold(text)))


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
