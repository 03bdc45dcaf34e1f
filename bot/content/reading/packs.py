"""The loader of several folders as one bank: the first keeps its ids, each further one is a pack with its own name.

A pack's name goes before its ids. An id in a pack means the pack's own part if it has that id, else the first
folder's: so a pack may ask about Prova's services and for its exams. A folder with problems is left out as a whole,
and the others are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.content.model import Bank, Exam, OtherExam, Phase, Question, Retired, Service, Subject
from bot.content.reading.cache import SERVICES, load_cached
from bot.content.reading.loaded import Loaded
from bot.content.reading.problem import BankInvalid, Problem

SEPARATOR = "."
"""The sign between a pack's name and an id of its own."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_T = TypeVar("_T")
_WithId = TypeVar("_WithId", Phase, Service, Question, Exam, Subject, OtherExam, Retired)


@dataclass(frozen=True, slots=True)
class Packs:
    """The loaded folders: one bank, the places of its parts by id, and the problems of folders that were left out."""

    bank: Bank
    where: Mapping[str, tuple[Path, int]]
    problems: tuple[Problem, ...] = ()


def load_packs(directories: Sequence[Path], cache: Path | None) -> Packs:
    """Return the banks of *directories* as one, from *cache* where they have not changed.

    Raises BankInvalid when none of them can be used.
    """

    def whole(directory: Path, around: Bank | None) -> Loaded:
        from bot.content.reading.load import load_with_places  # and YAML, which a bank from the cache does without

        return load_with_places(directory, around)

    return _load_all(directories, lambda directory, around: load_cached(directory, around, whole, cache))


def load_pack_services(directories: Sequence[Path], cache: Path | None) -> Bank:
    """Return a bank of phases and services only, for lookups, like `load_packs`. Raises BankInvalid."""

    def services(directory: Path, around: Bank | None) -> Loaded:
        from bot.content.reading.load import load_services  # likewise

        return Loaded(load_services(directory, around), MappingProxyType({}))

    return _load_all(
        directories, lambda directory, around: load_cached(directory, around, services, cache, SERVICES)
    ).bank


def _load_all(directories: Sequence[Path], load: Callable[[Path, Bank | None], Loaded]) -> Packs:
    """Load each folder, and merge those that can be used."""
    bank, where, problems, names = Bank(), dict[str, tuple[Path, int]](), list[Problem](), set[str]()
    first: Bank | None = None
    for at, directory in enumerate(directories):
        name = directory.resolve().name
        try:
            if at:
                _claim_name(directory, name, names)
            loaded = load(directory, first)
        except BankInvalid as invalid:
            problems += invalid.problems
            continue
        if at:
            loaded = _namespaced(loaded, name)
        else:
            first = loaded.bank
        bank = Bank(
            phases=_merged(bank.phases, loaded.bank.phases),
            services=_merged(bank.services, loaded.bank.services),
            questions=_merged(bank.questions, loaded.bank.questions),
            exams=_merged(bank.exams, loaded.bank.exams),
            out_of_scope=_merged(bank.out_of_scope, loaded.bank.out_of_scope),
            other_exams=_merged(bank.other_exams, loaded.bank.other_exams),
            retired=_merged(bank.retired, loaded.bank.retired),
        )
        where |= loaded.where
    if not bank.services:
        raise BankInvalid(tuple(problems))
    return Packs(bank, MappingProxyType(where), tuple(problems))


def _claim_name(directory: Path, name: str, names: set[str]) -> None:
    """Add a pack's name to *names*; raise BankInvalid for no name or another pack's."""
    if not _NAME.fullmatch(name):
        message = "the folder's name goes before the pack's ids; name it in lower-case words joined by hyphens"
    elif name in names:
        message = f"another pack is named `{name}` too; give one of the folders another name"
    else:
        names.add(name)
        return
    raise BankInvalid((Problem(directory, 1, "-", message),))


def _merged(one: Mapping[str, _T], other: Mapping[str, _T]) -> Mapping[str, _T]:
    """Return two mappings as one."""
    return MappingProxyType({**one, **other})


def _namespaced(loaded: Loaded, name: str) -> Loaded:
    """Return a pack with its name before each use of an id of its own."""
    bank = loaded.bank

    def named(id_: str, own: Mapping[str, object]) -> str:
        return f"{name}{SEPARATOR}{id_}" if id_ in own else id_

    def phase(one: Phase) -> Phase:
        return replace(one, id=named(one.id, bank.phases))

    def service(one: Service) -> Service:
        return replace(
            one,
            id=named(one.id, bank.services),
            phase=named(one.phase, bank.phases),
            not_when=tuple(replace(each, instead=named(each.instead, bank.services)) for each in one.not_when),
            contrasts=tuple(replace(each, with_=named(each.with_, bank.services)) for each in one.contrasts),
        )

    def question(one: Question) -> Question:
        return replace(
            one,
            id=named(one.id, bank.questions),
            services=tuple(named(each, bank.services) for each in one.services),
            exams=tuple(replace(each, exam=named(each.exam, bank.exams)) for each in one.exams),
        )

    def exam(one: Exam) -> Exam:
        return replace(one, id=named(one.id, bank.exams))

    mine = Bank(
        phases=_by_id(map(phase, bank.phases.values())),
        services=_by_id(map(service, bank.services.values())),
        questions=_by_id(map(question, bank.questions.values())),
        exams=_by_id(map(exam, bank.exams.values())),
        out_of_scope=_by_id(replace(one, id=named(one.id, bank.out_of_scope)) for one in bank.out_of_scope.values()),
        other_exams=_by_id(
            replace(
                one,
                id=named(one.id, bank.other_exams),
                overlap=tuple(named(each, bank.exams) for each in one.overlap),
            )
            for one in bank.other_exams.values()
        ),
        retired=_by_id(replace(one, id=named(one.id, bank.retired)) for one in bank.retired.values()),
    )
    where = {f"{name}{SEPARATOR}{id_}": place for id_, place in loaded.where.items()}
    return Loaded(mine, MappingProxyType(where))


def _by_id(values: Iterable[_WithId]) -> Mapping[str, _WithId]:
    """Return values by their ids."""
    return MappingProxyType({value.id: value for value in values})
