"""The Bank: services, questions and exams as immutable values.

Texts for people are `Bilingual`; dates are calendar dates of the day a person checked the fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from bot.chat.language import Language
from bot.domain.grading import guess_floor


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages of the bank."""

    en: str
    pt_br: str

    def in_(self, language: Language) -> str:
        """Return the text in *language*."""
        return self.en if language == "en" else self.pt_br


@dataclass(frozen=True, slots=True)
class ModelFact:
    """A part of AWS's own service models that a line of a card rests on.

    It is of the API `api`, by the name of its folder there, and has one place: a shape (`Shape`, or `Shape.member` for
    its words) or an operation. A shape has the bound, values, members or `words` that are named; an operation exists,
    or has `words` in its documentation. Values and members are all that there are, unless there may be `more`.
    """

    api: str
    shape: str | None = None
    operation: str | None = None
    max: int | None = None
    min: int | None = None
    enum: tuple[str, ...] | None = None
    members: tuple[str, ...] | None = None
    words: str | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Number(Bilingual):
    """A line of figures on a card, and the parts of service models that bear it out."""

    model: tuple[ModelFact, ...] = ()


class ServiceState(StrEnum):
    """The state of a service in its life; an exam's own view of it is a separate field."""

    ACTIVE = "active"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    NOT_A_PRODUCT = "not-a-product"


class Level(StrEnum):
    """The difficulty of a question, as its author expects it."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Kind(StrEnum):
    """The way a question is answered: options are picked, or every one of them gets its place.

    One option is picked, or as many as the key has. Steps are put into an order; partners are matched with prompts.
    """

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERING = "ordering"
    MATCHING = "matching"

    @property
    def is_arranged(self) -> bool:
        """Return whether all options are used, each in a place of its own."""
        return self in (Kind.ORDERING, Kind.MATCHING)


@dataclass(frozen=True, slots=True)
class Phase:
    """A step of the machine-learning lifecycle; groups services and is a topic of `/quiz`."""

    id: str
    name: Bilingual
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotWhen:
    """A need that the service does not meet, and the answer to it: a service id or a product's name."""

    when: Bilingual
    instead: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """A service it is confused with (id or product name) and the word that decides for this one."""

    with_: str
    word: Bilingual
    because: Bilingual


@dataclass(frozen=True, slots=True)
class Cues:
    """Phrases that give a service away, each half written for its own language."""

    en: tuple[str, ...]
    pt_br: tuple[str, ...]

    def in_(self, language: Language) -> tuple[str, ...]:
        """Return the phrases of *language*."""
        return self.en if language == "en" else self.pt_br


@dataclass(frozen=True, slots=True)
class Status:
    """A service's availability today. `note` and `instead` are given for all but active services."""

    state: ServiceState
    since: date | None = None
    note: Bilingual | None = None
    instead: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A service's role in an exam: `answer` if it can still be the right one, and a note on its appearance there.

    Without an `answer` the guides of the exams decide, as `bot.content.guides` reads them.
    """

    note: Bilingual
    answer: bool | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A service that `/which` can answer with."""

    id: str
    name: str
    short: str
    phase: str
    summary: Bilingual
    choose_when: Bilingual
    not_when: tuple[NotWhen, ...]
    profile: Bilingual
    contrasts: tuple[Contrast, ...]
    cues: Cues
    status: Status
    examined: Examined
    docs: str
    checked_on: date
    aliases: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    notes_say: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question, with the reason why it is right or wrong.

    A wrong one may name the situation, near to that of the stem, `right_when` it would be right: the rest of a sentence
    that begins with "Right if".
    """

    id: str
    text: Bilingual
    why: Bilingual
    right_when: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """The place of a question in an exam: the exam's id, domain number, task statement id and skill id."""

    exam: str
    domain: int
    objective: str
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that belong together: `prompt` stands where it is written, its partner `text` is shuffled."""

    id: str
    prompt: Bilingual
    text: Bilingual
    why: Bilingual


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario question; `key` holds the ids of the right options.

    `services` are the catalogue's services among the options, first the one it teaches. A question on an idea that no
    service owns, such as overfitting, has none. Where all options are arranged, the key is their right order. A
    matching question is written as `pairs`: their partners are its options, and the key is the order of their prompts.
    """

    id: str
    kind: Kind
    level: Level
    exams: tuple[Objective, ...]
    services: tuple[str, ...]
    stem: Bilingual
    deciding: Bilingual
    source: str
    checked_on: date
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    key: tuple[str, ...] = ()
    revision: str = ""
    """Twelve hexadecimal digits of a hash over the question's content, so that a report names the version read."""

    @property
    def teaches(self) -> str | None:
        """Return the id of the service it teaches."""
        return self.services[0] if self.services else None

    @property
    def guess_floor(self) -> float:
        """Return the chance that somebody is right who guesses."""
        return guess_floor(len(self.options), len(self.key), arranged=self.kind.is_arranged)

    def option(self, option_id: str) -> Option | None:
        """Return the option with that id, or None when this revision has none."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of a task statement in our own words, for authors; `names` are the services that its guide names there.

    A `new` one was not in the guide of the exam before.
    """

    id: str
    text: str
    names: tuple[str, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task statement of an exam guide."""

    id: str
    name: Bilingual
    skills: tuple[Skill, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """A content domain of an exam; `weight` is its percentage of the scored questions."""

    number: int
    name: Bilingual
    weight: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class ExamStatus:
    """The availability of an exam.

    An `outgoing` one ended in English, and goes on in the languages of its list until its `successor` leaves beta.
    """

    state: Literal["active", "beta", "outgoing", "retired"]
    since: date
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between a guide and the one before it, which was last read on the day `before`.

    `added` and `dropped` are names of services.
    """

    before: date
    note: str
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam's blueprint; weights sum to 100, `pass_mark` is on the scaled 100-1000 range.

    It is also the fixture of its guide: `source` was read on `checked_on`, `in_scope` is its list of services, by the
    names that it gives them, and `changes` holds its differences from guides before it, the newest first.
    """

    id: str
    name: str
    guide: str
    status: ExamStatus
    scored: int
    unscored: int
    minutes: int
    pass_mark: int
    price_usd: int
    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    domains: tuple[Domain, ...]
    source: str
    checked_on: date
    in_scope: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherExam:
    """An exam that people prepare for and the bank has no questions on; `overlap` names those that share with it."""

    id: str
    name: str
    about: Bilingual
    shares: Bilingual
    overlap: tuple[str, ...]
    source: str
    checked_on: date
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject out of scope, which people ask for and no service answers: it draws such phrases away from services."""

    id: str
    cues: Cues


@dataclass(frozen=True, slots=True)
class Retired:
    """A question that left the bank for good, since that day and for that reason; no other may take its id.

    Answers and reports name questions by their ids.
    """

    id: str
    since: date
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Bank:
    """Everything in `content/`, validated; mappings keep the order of the files.

    It has no text of all its fields: asyncio and signal ask for one in passing, and it would be megabytes.
    """

    phases: Mapping[str, Phase] = field(default_factory=lambda: MappingProxyType({}))
    services: Mapping[str, Service] = field(default_factory=lambda: MappingProxyType({}))
    questions: Mapping[str, Question] = field(default_factory=lambda: MappingProxyType({}))
    exams: Mapping[str, Exam] = field(default_factory=lambda: MappingProxyType({}))
    out_of_scope: Mapping[str, Subject] = field(default_factory=lambda: MappingProxyType({}))
    other_exams: Mapping[str, OtherExam] = field(default_factory=lambda: MappingProxyType({}))
    retired: Mapping[str, Retired] = field(default_factory=lambda: MappingProxyType({}))

    def name_of(self, service: str) -> str:
        """Return the short name of a service id; a product name outside the bank is returned as it is."""
        known = self.services.get(service)
        return known.short if known else service
