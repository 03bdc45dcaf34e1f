"""The consistency of a bank: ids that clash or lead nowhere, keys that do not fit their options.

The checks read the plain data and pass over missing or misshapen values (`validation` reports those), so that all
faults of all files are known at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.content.model import Exam, Kind
from bot.content.reading.problem import Problem
from bot.content.reading.record import Record
from bot.content.reading.tree import Loc
from bot.content.reading.validation import dotted
from bot.domain.text import fold

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OPTION_ID = re.compile(r"[a-j]")
_WEIGHTS = 100
_KEYS_OF_MULTIPLE = 2
_ARRANGED = range(3, 6)
"""Steps or pairs of a question: with two of them, chance is right half of the time, and more fit no small screen."""
_ALIKE = 0.7
_LISTED = 10
_URL = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?")


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids that others may name. A service counts by its file already, so that one broken file is one problem."""

    phases: AbstractSet[str] = frozenset()
    services: AbstractSet[str] = frozenset()
    exams: Mapping[str, Mapping[str, AbstractSet[str]]] = field(default_factory=dict)
    """Exam id -> domain number -> task ids."""


def outline_of_records(exams: Iterable[Record]) -> dict[str, Mapping[str, AbstractSet[str]]]:
    """Return the parts of each exam that a question may name: its domains and their task statements."""
    outline: dict[str, Mapping[str, AbstractSet[str]]] = {}
    for each in exams:
        domains: dict[str, AbstractSet[str]] = {}
        outline.setdefault(each.id, domains)
        for _, data in each.walk("domains", "*"):
            row = Record(each.path, data, each.lines)
            domains[row.text("number")] = {task for _, task in row.texts("tasks", "*", "id")}
    return outline


def outline_of_loaded(exams: Iterable[Exam]) -> dict[str, Mapping[str, AbstractSet[str]]]:
    """Return the outline of exams that are loaded already."""
    return {
        exam.id: {str(domain.number): {task.id for task in domain.tasks} for domain in exam.domains} for exam in exams
    }


def duplicate_ids(records: Iterable[Record]) -> Iterator[Problem]:
    """Yield a problem for each id that an earlier record has."""
    first: dict[str, Record] = {}
    for record in records:
        if record.id == "-":
            continue
        other = first.setdefault(record.id, record)
        if other is not record:
            place = f"{other.path}:{other.line(('id',))}"
            yield record.problem(("id",), f"the id `{record.id}` is taken by {place}; choose another")


def phase_problems(record: Record) -> Iterator[Problem]:
    """Yield the problems of a phase."""
    yield from _well_formed_id(record)


def subject_problems(record: Record) -> Iterator[Problem]:
    """Yield the problems of an out-of-scope subject."""
    yield from _well_formed_id(record)
    for language in ("en", "pt-BR"):
        if not record.has(
            "cues",
            language,
        ) or not list(record.texts("cues", language, "*")):
            yield record.problem(("cues", language), "needs one cue at least in each language; write it")


def service_problems(record: Record, known: KnownIds) -> Iterator[Problem]:
    """Yield the problems of a service."""
    yield from _well_formed_id(record)
    if record.id not in ("-", record.path.stem):
        message = (
            f"the file is named `{record.path.name}`; name it `{record.id}.yaml`, or write `id: {record.path.stem}`"
        )
        yield record.problem(("id",), message)
    yield from _references(record, record.texts("phase"), known.phases, "phase")
    for steps in (("not_when", "*", "instead"), ("contrasts", "*", "with")):
        yield from _other_services(record, record.texts(*steps), known.services)
    yield from _status(record)
    yield from _urls(record, "docs")
    for language in ("en", "pt-BR"):
        yield from _distinct_cues(record, language)


def question_problems(record: Record, known: KnownIds) -> Iterator[Problem]:
    """Yield the problems of a question."""
    yield from _well_formed_id(record)
    yield from _references(record, record.texts("services", "*"), known.services, "service")
    yield from _repeated(record, record.texts("services", "*"))
    for loc, value in record.walk("exams"):
        if value == []:
            yield record.problem(loc, f"`{dotted(loc)}` is empty; name at least one")
    for index, _ in enumerate(record.walk("exams", "*")):
        yield from _objective(record, index, known)
    yield from _options(record)
    yield from _urls(record, "source")


def reused_ids(record: Record, retired: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for a question with an id of *retired*, which has the days by id: its answers are another's."""
    if record.id in retired:
        message = f"the id `{record.id}` belongs to a question that was retired on {retired[record.id]}"
        yield record.problem(("id",), f"{message}; choose one that was never used")


def retired_problems(record: Record) -> Iterator[Problem]:
    """Yield the problems of a retired question."""
    yield from _well_formed_id(record)


def exam_problems(record: Record) -> Iterator[Problem]:
    """Yield the problems of an exam."""
    if record.id != "-" and record.id.lower() != record.path.stem:
        message = f"the file is named `{record.path.name}`; name it `{record.id.lower()}.yaml`, or mend the id"
        yield record.problem(("id",), message)
    yield from _repeated(record, record.texts("domains", "*", "number"))
    yield from _repeated(record, record.texts("domains", "*", "tasks", "*", "id"))
    weights = [text for _, text in record.texts("domains", "*", "weight") if text.isdecimal()]
    if weights and (total := sum(map(int, weights))) != _WEIGHTS:
        yield record.problem(("domains",), f"the weights of the domains sum to {total}; they must sum to {_WEIGHTS}")
    yield from _repeated(record, record.texts("domains", "*", "tasks", "*", "skills", "*", "id"))
    yield from _urls(record, "source")


def other_exam_problems(record: Record, exams: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the problems of an exam that the bank has no questions on."""
    if record.id in exams:
        yield record.problem(("id",), f"the bank has questions on `{record.id}`; delete it here, or its file in exams")
    yield from _references(record, record.texts("overlap", "*"), exams.keys(), "exam")
    yield from _urls(record, "source")


def _well_formed_id(record: Record) -> Iterator[Problem]:
    for loc, text in record.texts("id"):
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


def _other_services(record: Record, found: Iterable[tuple[Loc, str]], services: AbstractSet[str]) -> Iterator[Problem]:
    """Yield the problems of neighbours: a lower-case id is another service of ours, all else a product's name."""
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
    state = record.text("status", "state")
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
    for loc, text in record.texts(key):
        if not _URL.fullmatch(text):
            yield record.problem(loc, f"`{key}` is `{text}`; write one address that begins with https://")


def _distinct_cues(record: Record, language: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for loc, text in record.texts("cues", language, "*"):
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
        for loc, text in record.texts("exams", "*", key)
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
    kind = record.text("kind")
    if kind == Kind.MATCHING:
        yield from _pairs(record)
        return
    if kind and record.has("pairs"):
        yield record.problem(("pairs",), f"a `{kind}` question has no `pairs`; write `options` and `key`")
    for name in ("options", "key"):
        if kind and not list(record.walk(name)):
            yield record.problem((), f"`{name}` is missing; write it")
    yield from _lettered(record, "options")
    letters = {text for _, text in record.texts("options", "*", "id")}
    key = list(record.texts("key", "*"))
    yield from _repeated(record, key)
    for loc, text in key:
        if text not in letters:
            yield record.problem(loc, f"the key `{text}` is no option's id; {_instead(text, letters)}")
    if kind == Kind.ORDERING:
        yield from _number(record, "options", "steps")
    yield from _key_count(record, len(Counter(text for _, text in key)), len(letters))


def _pairs(record: Record) -> Iterator[Problem]:
    """Yield the problems of a matching question's pairs."""
    for name in ("options", "key"):
        if record.has(name):
            yield record.problem((name,), f"a `matching` question has no `{name}`; write `pairs` alone")
    if not list(record.walk("pairs")):
        yield record.problem((), "`pairs` is missing; write it")
        return
    yield from _lettered(record, "pairs")
    yield from _number(record, "pairs", "pairs")


def _lettered(record: Record, name: str) -> Iterator[Problem]:
    """Yield the ids in a list that are no single letters, or stand there twice."""
    ids = list(record.texts(name, "*", "id"))
    for loc, text in ids:
        if not _OPTION_ID.fullmatch(text):
            yield record.problem(
                loc, f"the option id `{text}` is not a single lower-case letter from a to j; write `a`, `b`, …"
            )
    yield from _repeated(record, ids)


def _number(record: Record, name: str, called: str) -> Iterator[Problem]:
    """Yield a problem for too few or too many steps or pairs."""
    for loc, found in record.walk(name):
        if isinstance(found, list) and len(found) not in _ARRANGED:
            bounds = f"{_ARRANGED[0]} to {_ARRANGED[-1]}"
            yield record.problem(loc, f"has {len(found)} {called}; write {bounds}")


def _key_count(record: Record, keys: int, options: int) -> Iterator[Problem]:
    if not any(isinstance(value, list) for _, value in record.walk("key")):
        return
    kind = record.text("kind")
    if kind == Kind.SINGLE and keys != 1:
        yield record.problem(("key",), f"`key` holds {keys} ids; a `single` question has exactly 1")
    elif kind == Kind.MULTIPLE and not _KEYS_OF_MULTIPLE <= keys < options:
        message = f"`key` holds {keys} of {options} options; a `multiple` question has at least 2 and not all of them"
        yield record.problem(("key",), message)
    elif kind == Kind.ORDERING and keys != options:
        message = f"`key` holds {keys} of {options} steps; write all of them, in the right order"
        yield record.problem(("key",), message)
