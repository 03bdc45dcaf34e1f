"""The words of a bank's texts that a native reader would not say, each with better ones.

Cues are left alone: they are what people type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from bot.chat.language import LANGUAGES, Language
from bot.chat.wording import Voice
from bot.content.authoring.rules import Verdict
from bot.content.model import Bilingual, Question

_IZE = (
    "anonym|author|categor|custom|emphas|final|general|initial|item|maxim|memor|minim|modern|normal|optim|organ|parallel"
    "|personal|priorit|quant|random|recogn|special|standard|summar|synchron|token|util|vector|visual"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_IN_ARA = "comp|prep|rep|sep|disp|dep|amp|equip|emp|decl|enc|masc|câm|másc|cl|tom|tap"
"""The beginnings of words in -ara that are no pluperfects."""
_IN_ERA = "diss|fiz|quis|pus|houv|estiv|soub|troux|vend|escrev|receb|aprend|perd|respond|entend|conhec|resolv"
"""The beginnings of pluperfects in -era; most words in -era are something else."""
_PLUPERFECT = "“tinha” and the participle, or the preterite"
_PHRASES: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"\bshall\b", "“must”, “should” or the plain verb"),
        (r"\b(?:the|its|their|our|his|her|this|at|two|three) present\b|\bpresent and future\b", "“current” or “now”"),
        (r"\bforeign (?:to|accounts?)\b", "“outside”"),
        (r"\b(?:is|are) to be\b", "“must be”, “will be”, or who does it"),
        (r"\b(?:theirs to|of (?:theirs|his|hers|ours))\b", "“their own”, or what they cannot do"),
        (r"\bserves? the (?:oversight|monitoring|purpose|goal)\b", "“is for”"),
        (r"\b(?:is|are) closed(?: to new customers)? since\b", "“has been closed … since”"),
        (r"\bintricate\b", "“complex” or “hard”"),
        (r"\bseldom\b", "“rarely” or “rare”"),
        (r"\byour (?:other )?notes\b", "“study guides”; learners have no notes"),
        (r"\b(?:enrol(?:s|ments?)?|fulfils?|skilful)\b", "the American spelling, with two l"),
        (r"\b(?:label|model|cancel|travel|signal|channel|fuel)l(?:ed|ing|ers?)\b", "the American spelling, with one l"),
        (r"\btowards\b", "“toward”"),
        (r"\b(?:col|flav|fav|lab|neighb|hon|behavi|rum|harb|vap)our\w*", "the American spelling, with -or"),
        (
            rf"\b(?:{_IZE})is(?:e[ds]?|ing|ers?|ations?)\b",
            "the American spelling, with -ize",
        ),
        (r"\b(?:analys(?:e|ed|er|ing)|(?:it|that|which|Clarify|Comprehend) analyses)\b", "the American “analyze”"),
        (r"\b(?:cent|theat|met|lit|fib)res?\b", "the American spelling, with -er"),
        (r"\b(?:catalogues?|programmes?|grey|judgements?|artefacts?|cheques?|whilst|amongst)\b", "the American word"),
        (r"\b(?:licence|defence|offence)s?\b", "the American spelling, with -se"),
        (
            rf"\b\d{{1,2}} (?:{_MONTHS}),? 20\d\d",
            "the month first, as in “July 30, 2026”",
        ),
    ),
    "pt-BR": (
        (r"\btreinos?\b", "“treinamento”"),
        (r"\bno ar\b(?!.condicionado)", "“em produção”"),
        (r"\b(?:de)?cifr(?:[ae]m?|ar(?:em)?|ou|ando|ad[ao]s?)\b", "“criptografar”"),
        (r"\b(?:provas?|guias?)(?: \w+){0,2} esperam?\b", "“cobra”"),
        (r"\buma? vendedora? de\b", "“uma empresa de venda de”"),
        (r"\bnão decorrem?\b", "“não gera” or “não leva a”"),
        (
            rf"\b(?!(?:{_IN_ARA})ara\b)[^\W\d_]{{3,}}ara\b",
            _PLUPERFECT,
        ),
        (
            rf"\b(?:{_IN_ERA})era\b|\b(?:part|decid|permit|abr)ira\b|\bfora [^\W\d_]+[ai]d[oa]s?\b",
            _PLUPERFECT,
        ),
        (
            r"\b(?:verão (?:\w+ )?(?:junho|julho|agosto)|inverno (?:\w+ )?(?:dezembro|janeiro|fevereiro))\b",
            "the season of that month in Brazil, or the month alone",
        ),
        (r"\bsuas? (?:outras? )?anotaç(?:ão|ões)\b", "“apostilas”; learners have no notes"),
    ),
}
_READY: Mapping[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(pattern, re.IGNORECASE), better) for pattern, better in phrases)
    for language, phrases in _PHRASES.items()
}

_ISO_DATE = re.compile(r"(?<![\w/=`.-])20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w/`.-]*[\w`])")
_BASE_MODEL = re.compile(r"\bmodelos? (?:de base|fundaciona(?:l|is))\b", re.IGNORECASE)
_FOUNDATION_MODEL = re.compile(r"\bfoundation models?\b|\bFMs?\b", re.IGNORECASE)


def phrasing_verdicts(part: object) -> Iterator[Verdict]:
    """Yield the words to exchange in every text of a *part* of the bank."""
    for place, text in _texts(part, ""):
        for language in LANGUAGES:
            for found, better in _found(text.in_(language), language):
                yield "warning", f"{place} ({language}) says “{found}”; write {better}"
    if isinstance(part, Question):
        found_base = _BASE_MODEL.search(part.stem.pt_br)
        if found_base and not _FOUNDATION_MODEL.search(part.stem.pt_br):
            said = found_base.group()
            english = "foundation models, FMs" if said.casefold().startswith("modelos") else "foundation model, FM"
            yield "warning", f"`stem` (pt-BR) says “{said}”; name it once as exams do: “{said} ({english})”"


def _found(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield each phrase to exchange, and a better one."""
    for pattern, better in _READY[language]:
        if found := pattern.search(text):
            yield found.group(), better
    for found in _ISO_DATE.finditer(text):
        yield found.group(), f"“{Voice(language).day(date.fromisoformat(found.group()))}”"


def _texts(part: object, place: str) -> Iterator[tuple[str, Bilingual]]:
    """Yield every text in both languages, with the way to it: `options.a.why`."""
    if isinstance(part, Bilingual):
        yield f"`{place}`", part
    elif isinstance(part, tuple):
        for number, item in enumerate(part, 1):
            name = getattr(item, "id", None) or getattr(item, "with_", None) or number
            yield from _texts(item, f"{place}.{name}")
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name), f"{place}.{field.name}".removeprefix("."))
