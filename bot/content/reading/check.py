"""What no single value shows: ids that clash or lead nowhere, keys that do not fit their options.

The checks read the plain data and pass over what is missing or misshapen (`shape` tells that), so that all faults of
all files are known at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from bot.content.model import Exam
from bot.content.reading.problem import Problem
from bot.content.reading.tree import Loc, Plain
from bot.content.reading.validation import dotted
from bot.domain.text import fold

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OPTION_ID = re.compile(r"[a-j]")
_WEIGHTS = 100
_KEYS_OF_MULTIPLE = 2
_ALIKE = 0.7
_LISTED = 10
_URL = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?")


@dataclass(frozen=True, slots=True)
class Record:
    """One service, question, phase or exam as it stands in a file; `at` is its place there."""

    path: Path
    data: Plain
    lines: Mapping[Loc, int]
    at: Loc = ()

    @property
    def id(self) -> str:
        """The id it gives itself, or `-`."""
        return next((text for _, text in self.each("id")), "-")

    def line(self, loc: Loc = ()) -> int:
        """Return the line of a place of this record, or of the nearest place around it."""
        whole = (*self.at, *loc)
        while whole not in self.lines and whole:
            whole = whole[:-1]
        return self.lines.get(whole, 1)

    def problem(self, loc: Loc, message: str) -> Problem:
        """Return a Problem at a place of this record."""
        return Problem(self.path, self.line(loc), self.id, message)

    def each(self, *steps: str) -> Iterator[tuple[Loc, str]]:
        """Yield every text at *steps*, on one line, with its place; `*` stands for each item of a list."""
        for loc, value in self.walk(*steps):
            if isinstance(value, str) and value.strip():
                yield loc, " ".join(value.split())

    def walk(self, *steps: str) -> Iterator[tuple[Loc, Plain]]:
        """Yield whatever stands at *steps* with its place."""
        found: list[tuple[Loc, Plain]] = [((), self.data)]
        for step in steps:
            if step == "*":
                found = [
                    ((*loc, i), item) for loc, data in found if isinstance(data, list) for i, item in enumerate(data)
                ]
            else:
                found = [((*loc, step), data[step]) for loc, data in found if isinstance(data, dict) and step in data]
        yield from found

    def one(self, *steps: str) -> str:
        """Return the text at *steps*, or an empty one."""
        return next((text for _, text in self.each(*steps)), "")

    def has(self, *steps: str) -> bool:
        """Tell whether anything but nothing stands at *steps*."""
        return any(value is not None for _, value in self.walk(*steps))


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids that others may name. A service counts by its file already, so that one broken file is one problem."""

    phases: AbstractSet[str] = frozenset()
    services: AbstractSet[str] = frozenset()
    exams: Mapping[str, Mapping[str, AbstractSet[str]]] = field(default_factory=dict)
    """Exam id -> domain number -> task ids."""


def exam_outline(exams: Iterable[Record]) -> dict[str, Mapping[str, AbstractSet[str]]]:
    """Return what a question may name of each exam: its domains and their task statements."""
    outline: dict[str, Mapping[str, AbstractSet[str]]] = {}
    for each in exams:
        domains: dict[str, AbstractSet[str]] = {}
        outline.setdefault(each.id, domains)
        for _, data in each.walk("domains", "*"):
            row = Record(each.path, data, each.lines)
            domains[row.one("number")] = {task for _, task in row.each("tasks", "*", "id")}
    return outline


def outline_of(exams: Iterable[Exam]) -> dict[str, Mapping[str, AbstractSet[str]]]:
    """Return the same of exams that are loaded already."""
    return {
        exam.id: {str(domain.number): {task.id for task in domain.tasks} for domain in exam.domains} for exam in exams
    }


def unique(records: Iterable[Record]) -> Iterator[Problem]:
    """Yield a problem for each id that an earlier record has."""
    first: dict[str, Record] = {}
    for record in records:
        if record.id == "-":
            continue
        other = first.setdefault(record.id, record)
        if other is not record:
            place = f"{other.path}:{other.line(('id',))}"
            yield record.problem(("id",), f"the id `{record.id}` is taken by {place}; choose another")


def phase(record: Record) -> Iterator[Problem]:
    """Yield what is wrong with a phase."""
    yield from _well_formed_id(record)


def subject(record: Record) -> Iterator[Problem]:
    """Yield what is wrong with something that no service answers."""
    yield from _well_formed_id(record)
    for language in ("en", "pt-BR"):
        if not record.has(
            "cues",
            language,
        ) or not list(record.each("cues", language, "*")):
            yield record.problem(("cues", language), "needs one cue at least in each language; write it")


def service(record: Record, known: KnownIds) -> Iterator[Problem]:
    """Yield what is wrong with a service."""
    yield from _well_formed_id(record)
    if record.id not in ("-", record.path.stem):
        message = (
            f"the file is named `{record.path.name}`; name it `{record.id}.yaml`, or write `id: {record.path.stem}`"
        )
        yield record.problem(("id",), message)
    yield from _references(record, record.each("phase"), known.phases, "phase")
    for steps in (("not_when", "*", "instead"), ("contrasts", "*", "with")):
        yield from _others(record, record.each(*steps), known.services)
    yield from _status(record)
    yield from _urls(record, "docs")
    for language in ("en", "pt-BR"):
        yield from _distinct_cues(record, language)


def question(record: Record, known: KnownIds) -> Iterator[Problem]:
    """Yield what is wrong with a question."""
    yield from _well_formed_id(record)
    yield from _references(record, record.each("services", "*"), known.services, "service")
    yield from _repeated(record, record.each("services", "*"))
    for loc, value in record.walk("exams"):
        if value == []:
            yield record.problem(loc, f"`{dotted(loc)}` is empty; name at least one")
    for index, _ in enumerate(record.walk("exams", "*")):
        yield from _objective(record, index, known)
    yield from _options(record)
    yield from _urls(record, "source")


def exam(record: Record) -> Iterator[Problem]:
    """Yield what is wrong with an exam."""
    if record.id != "-" and record.id.lower() != record.path.stem:
        message = f"the file is named `{record.path.name}`; name it `{record.id.lower()}.yaml`, or mend the id"
        yield record.problem(("id",), message)
    yield from _repeated(record, record.each("domains", "*", "number"))
    yield from _repeated(record, record.each("domains", "*", "tasks", "*", "id"))
    weights = [text for _, text in record.each("domains", "*", "weight") if text.isdecimal()]
    if weights and (total := sum(map(int, weights))) != _WEIGHTS:
        yield record.problem(("domains",), f"the weights of the domains sum to {total}; they must sum to {_WEIGHTS}")
    yield from _urls(record, "source")


def _well_formed_id(record: Record) -> Iterator[Problem]:
    for loc, text in record.each("id"):
        if not _ID.fullmatch(text):
            yield record.problem(
                loc, f"the id `{text}` is not lower-case words joined by hyphens; write one such as `model-monitor`"
            )


def _references(
    record: Record, found: Iterable[tuple[Loc, str]], known: AbstractSet[str], what: str
) -> Iterator[Problem]:
    for loc, text in found:
        if text not in known:
            yield record.problem(loc, f"`{dotted(loc)}` names the unknown {what} `{text}`; {_instead(text, known)}")


def _instead(text: str, known: AbstractSet[str]) -> str:
    if close := get_close_matches(text, sorted(known), 1, _ALIKE):
        return f"did you mean `{close[0]}`?"
    if 0 < len(known) <= _LISTED:
        return f"write one of {', '.join(f'`{each}`' for each in sorted(known))}"
    return "name one that exists"


def _others(record: Record, found: Iterable[tuple[Loc, str]], services: AbstractSet[str]) -> Iterator[Problem]:
    """A lower-case id must be a service of ours, and another one; anything else is a product's name."""
    for loc, text in found:
        if text == record.id:
            yield record.problem(loc, f"`{dotted(loc)}` names the service itself; name another one")
        elif _ID.fullmatch(text):
            if text not in services:
                close = get_close_matches(text, sorted(services), 1, _ALIKE)
                advice = f"did you mean `{close[0]}`?" if close else "a product is named with its capital letters"
                yield record.problem(loc, f"`{dotted(loc)}` names the unknown service `{text}`; {advice}")
        elif text == text.lower():
            message = f"`{dotted(loc)}` is `{text}`; write a service id, or a product's name with its capital letters"
            yield record.problem(loc, message)


def _status(record: Record) -> Iterator[Problem]:
    state = record.one("status", "state")
    if not state or state == "active":
        return
    if state in ("closed", "retired") and not record.has("status", "since"):
        yield record.problem(("status",), f"`status.since` is missing; write the date since which it is {state}")
    for key in ("note", "instead"):
        if not record.has("status", key):
            yield record.problem(
                ("status",), f"`status.{key}` is missing; a service that is {state} needs it in both languages"
            )


def _urls(record: Record, key: str) -> Iterator[Problem]:
    for loc, text in record.each(key):
        if not _URL.fullmatch(text):
            yield record.problem(loc, f"`{key}` is `{text}`; write one address that begins with https://")


def _distinct_cues(record: Record, language: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for loc, text in record.each("cues", language, "*"):
        line = record.line(loc)
        folded = fold(text)
        if not folded:
            yield record.problem(loc, f"`{dotted(loc)}` has nothing to read; write a phrase")
        elif folded in first:
            yield record.problem(
                loc, f"the cue `{text}` stands twice in {language}; it is already on line {first[folded]}, delete one"
            )
        first.setdefault(folded, line)


def _repeated(record: Record, found: Iterable[tuple[Loc, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for loc, text in found:
        if text in seen:
            yield record.problem(loc, f"`{dotted(loc)}` repeats `{text}`; delete or change one")
        seen.add(text)


def _objective(record: Record, index: int, known: KnownIds) -> Iterator[Problem]:
    found = {
        loc[-1]: (loc, text)
        for key in ("exam", "domain", "objective")
        for loc, text in record.each("exams", "*", key)
        if loc[1] == index
    }
    if "exam" not in found:
        return
    loc, name = found["exam"]
    domains = known.exams.get(name)
    if domains is None:
        yield record.problem(
            loc, f"`{dotted(loc)}` names the unknown exam `{name}`; {_instead(name, known.exams.keys())}"
        )
        return
    if "domain" not in found:
        return
    loc, number = found["domain"]
    tasks = domains.get(number)
    if tasks is None:
        yield record.problem(
            loc, f"`{dotted(loc)}`: {name} has no domain `{number}`; {_instead(number, domains.keys())}"
        )
    elif "objective" in found:
        loc, task = found["objective"]
        if task not in tasks:
            yield record.problem(
                loc, f"`{dotted(loc)}`: domain {number} of {name} has no objective `{task}`; {_instead(task, tasks)}"
            )


def _options(record: Record) -> Iterator[Problem]:
    ids = list(record.each("options", "*", "id"))
    for loc, text in ids:
        if not _OPTION_ID.fullmatch(text):
            yield record.problem(
                loc, f"the option id `{text}` is not a single lower-case letter from a to j; write `a`, `b`, …"
            )
    yield from _repeated(record, ids)
    letters = {text for _, text in ids}
    key = list(record.each("key", "*"))
    yield from _repeated(record, key)
    for loc, text in key:
        if text not in letters:
            yield record.problem(loc, f"the key `{text}` is no option's id; {_instead(text, letters)}")
    yield from _key_count(record, len(Counter(text for _, text in key)), len(letters))


def _key_count(record: Record, keys: int, options: int) -> Iterator[Problem]:
    if not any(isinstance(value, list) for _, value in record.walk("key")):
        return
    kind = record.one("kind")
    if kind == "single" and keys != 1:
        yield record.problem(("key",), f"`key` holds {keys} ids; a `single` question has exactly 1")
    elif kind == "multiple" and not _KEYS_OF_MULTIPLE <= keys < options:
        message = f"`key` holds {keys} of {options} options; a `multiple` question has at least 2 and not all of them"
        yield record.problem(("key",), message)
