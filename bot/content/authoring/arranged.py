"""The rules for questions whose options are all arranged: steps in an order, and pairs."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet

from bot.chat.language import LANGUAGES, Language
from bot.content.authoring.rules import CLANG_LETTERS, Verdict, root_of, words
from bot.content.model import Kind, Pair, Question
from bot.domain.text import fold

WHY_CHARACTERS = 220
"""Characters of a reason: three lines of a small screen, on which the right order stands too."""
COLUMNS = 72
MARK = 16
"""Characters that a verdict adds to a step or pair: the place that the learner gave it."""
STEP_LINES = 7
"""Lines that all steps may take in a verdict, so that the first reason is seen with them."""
PAIR_LINES = 3

_ORDINALS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?:first|firstly|second|third|then|next|after that|afterwards|finally|lastly)\b", re.IGNORECASE
    ),
    "pt-BR": re.compile(
        r"^(?:primeiro|em primeiro|segundo|terceiro|então|depois|em seguida|por fim|por último|finalmente)\b",
        re.IGNORECASE,
    ),
}


def arranged_verdicts(question: Question, common: Mapping[Language, AbstractSet[str]]) -> Iterator[Verdict]:
    """Yield the faults of a question whose options are all arranged; *common* holds words that give nothing away."""
    if question.kind is Kind.ORDERING and tuple(option.id for option in question.options) == question.key:
        yield "error", "the steps are written in their right order; write them in another, as they are shown to authors"
    for language in LANGUAGES if question.kind.is_arranged else ():
        yield from _reasons(question, language)
        if question.kind is Kind.ORDERING:
            yield from _steps(question, language)
        else:
            yield from _prompts(question.pairs, language, common[language])


def _reasons(question: Question, language: Language) -> Iterator[Verdict]:
    """Yield the reasons that are longer than a verdict has room for."""
    for option in question.options:
        size = len(option.why.in_(language))
        if size > WHY_CHARACTERS:
            message = f"the why of {option.id} ({language}) has {size} characters, and a verdict shows {WHY_CHARACTERS}"
            yield "error", f"{message}; shorten it"


def _steps(question: Question, language: Language) -> Iterator[Verdict]:
    """Yield the steps that say their own place, and steps that are too long together."""
    for option in question.options:
        if found := _ORDINALS[language].search(option.text.in_(language)):
            yield "warning", f"step {option.id} ({language}) says “{found.group()}”, which tells its place; drop it"
    lines = sum(_lines(option.text.in_(language)) for option in question.options)
    if lines > STEP_LINES:
        message = f"the steps ({language}) take {lines} lines of 80 columns, and a verdict has room for {STEP_LINES}"
        yield "error", f"{message}; bring some to {COLUMNS - MARK} characters or fewer"


def _prompts(pairs: Collection[Pair], language: Language, common: AbstractSet[str]) -> Iterator[Verdict]:
    """Yield prompts that say the same, that give their partner away, or that are too long beside it."""
    first: dict[str, str] = {}
    for pair in pairs:
        prompt, partner = pair.prompt.in_(language), pair.text.in_(language)
        twin = first.setdefault(fold(prompt), pair.id)
        if twin != pair.id:
            yield "error", f"the prompts of {twin} and {pair.id} ({language}) say the same; rewrite one"
        if _lines(f"{prompt}: {partner}") > PAIR_LINES:
            size = COLUMNS * PAIR_LINES - MARK
            yield "error", f"pair {pair.id} ({language}) takes more than {size} characters; shorten its prompt"
        others = {root for one in pairs if one is not pair for root in _roots(one.text.in_(language))}
        shared = sorted((_roots(prompt) & _roots(partner)) - others - common)
        if shared:
            quoted = ", ".join(f"“{word}”" for word in shared)
            yield "warning", f"prompt and partner of {pair.id} ({language}) alone share {quoted}; say it otherwise"


def _roots(text: str) -> set[str]:
    """Return the roots of a text's longer words."""
    return {root for word in words(text) if len(root := root_of(word)) >= CLANG_LETTERS}


def _lines(text: str) -> int:
    """Return the lines of a small screen that a step or a pair takes in a verdict."""
    return math.ceil((len(text) + MARK) / COLUMNS)
