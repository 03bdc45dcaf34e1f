"""The words of a phrase: folded, and told from those that say nothing by themselves."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.domain.text import fold

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
"""Words that say nothing by themselves, folded, in both languages."""

_ENDING = re.compile(
    r"(?:izations?|ations?|ions?|ings?|ers?|ed|es|s|izac(?:ao|oes)|ac(?:ao|oes)|coes|cao|[aeo]ndo|[ai]d[ao]s?|[aeo]s?)$"
)
_MOST = 0.5
"""The part of a word that its beginning has at least: of "quantization" not what it has in common with "quantity"."""
_SHORTEST = 4
"""Letters of a beginning that words of one family have in common."""


@lru_cache(maxsize=16384)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words and numbers of *text*, folded; `1gb` is two."""
    return tuple(_WORD.findall(fold(text)))


def beginning_of(word: str) -> str:
    """Return the letters that a folded word has in common with others of its family: `overfit`, of `overfitting`.

    It is less than a stemmer, and enough to look for words in texts. A short word is its own.
    """
    bare = _ENDING.sub("", word)
    if len(bare) > 1 and bare[-1] == bare[-2] and bare != word:
        bare = bare[:-1]
    return bare if len(bare) >= max(_SHORTEST, _MOST * len(word)) else word
