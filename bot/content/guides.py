"""The guides of the exams as the bank keeps them: the services that they name today, and those that they named once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.content.model import Bank, Exam, Service, ServiceState
from bot.domain.text import fold


@dataclass(frozen=True, slots=True)
class Naming:
    """The guides that name a service: the exams of today, and those that dropped it with the last day of its name."""

    named: tuple[str, ...]
    dropped: tuple[tuple[str, date], ...]


def labels(service: Service) -> tuple[str, ...]:
    """Return every name a service goes by."""
    return (service.name, service.short, *service.aliases)


def with_guides(bank: Bank) -> Iterator[Exam]:
    """Yield the exams that can be taken and whose guide the bank keeps."""
    for exam in bank.exams.values():
        if exam.status.state != "retired" and (exam.in_scope or any(_names_of_skills(exam))):
            yield exam


def is_named(exam: Exam, service: Service) -> bool:
    """Return whether the guide of *exam* names *service*."""
    return not _folded((*exam.in_scope, *_names_of_skills(exam))).isdisjoint(map(fold, labels(service)))


def naming(bank: Bank, service: Service) -> Naming:
    """Return the guides of *bank* that name *service*, or named it once."""
    named, dropped = [], []
    for exam in with_guides(bank):
        if is_named(exam, service):
            named.append(exam.id)
        elif last := _last_named(exam, service):
            dropped.append((exam.id, last))
    return Naming(tuple(named), tuple(dropped))


def is_answer(bank: Bank, service: Service) -> bool:
    """Return whether *service* can still be a right answer in an exam of *bank*.

    The word of its author counts; else an available one is, and any other while a guide names it.
    """
    if service.examined.answer is not None:
        return service.examined.answer
    return service.status.state is ServiceState.ACTIVE or any(is_named(exam, service) for exam in with_guides(bank))


def _names_of_skills(exam: Exam) -> Iterator[str]:
    for domain in exam.domains:
        for task in domain.tasks:
            for skill in task.skills:
                yield from skill.names


def _last_named(exam: Exam, service: Service) -> date | None:
    """Return the day on which the guide of *exam* was last seen with the name of *service*; None for never."""
    mine = set(map(fold, labels(service)))
    return next((one.before for one in exam.changes if not mine.isdisjoint(_folded(one.dropped))), None)


@lru_cache(maxsize=64)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, names))
