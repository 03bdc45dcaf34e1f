"""The cards' numbers held against AWS's own service models: against their parts that `aws-models.json` keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.chat.language import LANGUAGES
from bot.content.authoring.rules import Verdict
from bot.content.model import Bank, ModelFact, Number, Service
from bot.content.reading.loaded import displayed_path
from bot.content.reading.problem import BankInvalid, Problem
from bot.domain.text import fold

FILE = "aws-models.json"
"""The file beside a bank's folders that keeps the bound parts of the models."""

_CHECK = "check the line against AWS's pages, then mend both"
_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_UNITS = tuple(unit for base in (1, 60, 1000, 1024) for unit in (base, base**2, base**3))
_COUNTED = (
    *("one um uma", "two dois duas", "three tres", "four quatro", "five cinco", "six seis", "seven sete", "eight oito"),
    *("nine nove", "ten dez", "eleven onze", "twelve doze"),
)
_WORDS = {word: float(count) for count, words in enumerate(_COUNTED, 1) for word in words.split()}


@dataclass(frozen=True, slots=True)
class Models:
    """The bound parts of service models by API, kind and name, with the version of `botocore` they were read from.

    A part has the `max`, `min`, `enum`, `members` and `words` that facts ask for; None stands for one that is gone.
    """

    botocore: str = ""
    apis: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any] | None]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unbound:
    """The figures of a line that no part of a service model bears out; `line` is counted from 1."""

    service: str
    line: int
    figures: tuple[str, ...]
    text: str


def place(fact: ModelFact) -> tuple[str, str]:
    """Return the kind of a fact's place, `shapes` or `operations`, and the name there."""
    return ("shapes", fact.shape) if fact.shape is not None else ("operations", fact.operation or "")


def read_models(folders: Sequence[Path]) -> Models | None:
    """Return the kept models of the first of *folders* that has some, or None. Raises BankInvalid for a torn file."""
    for path in (folder / FILE for folder in folders):
        if path.is_file():
            try:
                kept = json.loads(path.read_bytes())
                return Models(kept["botocore"], kept["apis"])
            except (ValueError, KeyError, TypeError):
                problem = Problem(displayed_path(path), 1, "-", "is not what `make facts` writes; run it again")
                raise BankInvalid((problem,)) from None
    return None


def fact_verdicts(service: Service, models: Models) -> Iterator[Verdict]:
    """Yield the facts of a card that the models do not bear out, and those that its own line does not say."""
    for count, number in enumerate(service.numbers, 1):
        for fact in number.model:
            for fault in (_difference(fact, models), _unsaid(fact, number)):
                if fault:
                    yield "error", f"line {count} of `numbers` is bound to {fact.api} {place(fact)[1]}: {fault}"


def unbound(bank: Bank) -> Iterator[Unbound]:
    """Yield the lines with figures that no service model bears out, for a person to check by hand."""
    for service in bank.services.values():
        for count, number in enumerate(service.numbers, 1):
            known = {value for fact in number.model for value in _values(fact)}
            loose = tuple(text for text, value in _figures(number.en) if value not in known)
            if loose:
                yield Unbound(service.id, count, loose, number.en)


def _difference(fact: ModelFact, models: Models) -> str | None:
    """Return the difference of the models from a fact, as the rest of a sentence."""
    kind, name = place(fact)
    kept = models.apis.get(fact.api, {}).get(kind, {})
    part = kept.get(name)
    if name in kept and part is None:
        return f"botocore {models.botocore} has no such part; {_CHECK}"
    if part is None or any(one not in part for one in asked(fact)) or (fact.words and fact.words not in part["words"]):
        return f"{FILE} does not have it yet; `make facts` writes it"
    for bound in ("max", "min"):
        wanted = getattr(fact, bound)
        if wanted is not None and part[bound] != wanted:
            return f"its `{bound}` is {part[bound]} there, and {wanted} here; {_CHECK}"
    for names in ("enum", "members"):
        wanted = getattr(fact, names)
        if wanted is not None and (fault := _of_names(set(wanted), set(part[names] or ()), more=fact.more)):
            return f"its `{names}` {fault}; {_CHECK}"
    if fact.words is not None and not part["words"][fact.words]:
        return f"its documentation does not say “{fact.words}”; {_CHECK}"
    return None


def asked(fact: ModelFact) -> tuple[str, ...]:
    """Return the names of the values that a fact asks for."""
    return tuple(name for name in ("max", "min", "enum", "members", "words") if getattr(fact, name) is not None)


def _of_names(wanted: set[str], there: set[str], *, more: bool) -> str | None:
    if gone := sorted(wanted - there):
        return f"lacks {', '.join(gone)} there"
    if not more and (new := sorted(there - wanted)):
        return f"has {', '.join(new)} there too"
    return None


def _unsaid(fact: ModelFact, number: Number) -> str | None:
    """Return which figure of a fact a line does not have, as the rest of a sentence."""
    for language in LANGUAGES:
        said = _values_said(number.in_(language))
        for name in ("max", "min"):
            bound = getattr(fact, name)
            if bound is not None and said.isdisjoint(_scaled(bound)):
                return f"no figure of the line ({language}) is its `{name}`, {bound}"
        missing = [text for text, value in _figures(fact.words or "") if value not in said]
        if missing:
            return f"the line ({language}) does not say {', '.join(missing)}, as “{fact.words}” does"
    return None


def _values(fact: ModelFact) -> Iterator[float]:
    """Yield every figure that a fact bears out."""
    for bound in (fact.max, fact.min):
        if bound is not None:
            yield from _scaled(bound)
    for names in (fact.enum, fact.members):
        if names is not None and not fact.more:
            yield len(names)
    yield from _values_said(fact.words or "")


def _scaled(bound: int) -> set[float]:
    """Return a bound in every unit that comes out even: 3,600 seconds are an hour, 4,096 bytes 4 KB."""
    return {bound / unit for unit in _UNITS if bound % unit == 0}


def _figures(text: str) -> list[tuple[str, float]]:
    """Return the figures of a text with their values; digits within a name, as in S3 or v1.1, are none."""
    return [(found.group(), _value(found.group())) for found in _FIGURE.finditer(text)]


def _value(figure: str) -> float:
    if _THOUSANDS.fullmatch(figure):
        return float(re.sub(r"\D", "", figure))
    return float(figure.replace(",", ".")) if figure.count(",") + figure.count(".") <= 1 else -1.0


def _values_said(text: str) -> set[float]:
    """Return the values of a text's figures, and of its small numbers in words."""
    words = {_WORDS[word] for word in re.findall(r"[a-z]+", fold(text)) if word in _WORDS}
    return words | {value for _, value in _figures(text)}
