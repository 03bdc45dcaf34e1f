"""What the features need from the outside, as Protocols: a store, a lookup, a clock.

Each method of a store is one short transaction. All raise StoreUnavailable (or a child) when the database cannot be
read or written, and then nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.records import Board, Judgement, Learner, Person, Posting, Progress, Recorded, Report, Seen


class Clock(Protocol):
    """Where the time comes from."""

    def __call__(self) -> datetime:
        """Return the present instant, aware and in UTC."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's wish to answer a posting.

    *judge* holds the rules: it gets the posting and the learner as stored and returns the Judgement to write, or raises
    a BotError. It must be pure, since a batch may be tried again.
    """

    posting: int
    person: Person
    name: str
    at: datetime
    judge: Callable[[Posting, Learner], Judgement]


class Answers(Protocol):
    """The write path."""

    async def answer(self, attempt: Attempt) -> Recorded:
        """Write the first answer of a person to a posting, durably, before it returns.

        Safe to repeat: an earlier answer is returned with `new=False`. Raises UnknownPosting, NotYours for a practice
        question of somebody else, PostingClosed, or what the attempt's judge raises.
        """


class Postings(Protocol):
    """Questions as shown."""

    async def post(self, posting: Posting, person: Person, name: str) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner; `posting.learner` is ignored."""

    async def posting(self, posting: int) -> Posting:
        """Return a posting. Raises UnknownPosting."""

    async def seen(self, person: Person) -> Mapping[str, Seen]:
        """Return how often and when last each question was shown to a person, by question id."""


class People(Protocol):
    """Learners and what they choose."""

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person we have never met."""

    async def choose(
        self,
        person: Person,
        name: str,
        *,
        language: str | None = None,
        zone: str | None = None,
        listed: bool | None = None,
    ) -> Learner:
        """Write the given choices of a person, known or new, leave the others, and return the learner.

        `listed=False` takes the learner off every board in the same transaction, True puts the learner back.
        """

    async def greet(self, person: Person, locale: str | None, zone: str | None) -> None:
        """Keep what the platform says of a person's language and zone; a stranger stays one."""

    async def export(self, person: Person) -> Mapping[str, object]:
        """Return everything stored about a person, as JSON-ready values; an empty mapping for a stranger."""

    async def forget(self, person: Person) -> bool:
        """Erase a person and all that is theirs, from boards and file alike; False for a stranger."""


class Boards(Protocol):
    """Who stands where."""

    async def board(self, space: str, period: str, person: Person, top: int) -> Board:
        """Return the first *top* rows of a board and the person's own row; the cost does not grow with members."""

    async def progress(self, space: str, person: Person) -> Progress:
        """Return what a person's own page is made of; empty for a stranger."""


class Reports(Protocol):
    """Words about questions that may be wrong."""

    async def report(self, person: Person, name: str, report: Report) -> None:
        """Keep a report; the learner is created when unknown.

        A second report of a person on the same revision replaces the first.
        """

    async def reports(self, space: str, limit: int, skip: int) -> Sequence[Report]:
        """Return the newest reports made in a space, newest first, after passing over *skip* of them."""


class Memos(Protocol):
    """What the bot has to remember about itself, by name."""

    async def remember(self, name: str, value: str, *, secret: bool = False) -> None:
        """Keep *value* under *name*, in the place of what was there; a secret is sealed where there is a key."""

    async def remembered(self, name: str) -> str | None:
        """Return what is kept under *name*, or None. Raises SecretUnreadable."""

    async def drop(self, name: str) -> bool:
        """Forget what is kept under *name*, and tell whether there was anything."""


class Store(Answers, Postings, People, Boards, Reports, Memos, Protocol):
    """Everything that is remembered."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a lookup found: service ids, best first.

    Confident: the first is the answer, and `close` tells that the second is near enough to be named. Not confident:
    the ids are candidates. Empty: nothing fits.
    """

    services: tuple[str, ...]
    confident: bool
    close: bool = False


class SecretUnreadable(Exception):
    """A secret in the database was sealed with another key: the message is one sentence for the operator."""


class PlatformUnusable(Exception):
    """A platform refuses us for good: the message is one sentence for the operator, saying what to do next."""


class Platform(Protocol):
    """A place where people talk, as the composition root sees it."""

    name: str

    def routes(self) -> Iterable[Any]:
        """Return what has to be reachable over HTTP, as the web server's own route definitions."""

    async def run(self) -> None:
        """Stay connected until `stop`, through every fault that passes. Raises PlatformUnusable for one that won't."""

    async def stop(self, seconds: float) -> None:
        """Finish what is under way, for at most so long, and close; then `run` returns."""


class Lookup(Protocol):
    """From a learner's words to services."""

    def find(self, phrase: str) -> Found:
        """Return what fits *phrase*, in English or Portuguese; any text of any length is taken."""
