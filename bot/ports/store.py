"""The database as the features see it, in small Protocols. Each method is one short transaction.

All raise StoreUnavailable (or a child) when the database cannot be read or written, and then nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.following import StudyHistory
from bot.domain.memory import Memory
from bot.domain.records import (
    Board,
    ExamResult,
    Judgement,
    Learner,
    Miss,
    Person,
    Posting,
    Profile,
    Progress,
    Recorded,
    Report,
    Seen,
)
from bot.ports.dailies import Dailies, DueDates, Schedules


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person's answer to a posting, before it is judged.

    *judge* holds the rules: it gets the posting, the learner as stored and the zone of the posting's space, None for a
    space without one, and returns the Judgement to write, or raises a BotError. It must be pure, since a batch may be
    tried again.
    """

    posting: int
    person: Person
    name: str
    at: datetime
    judge: Callable[[Posting, Learner, str | None], Judgement]


class Answers(Protocol):
    """The write path of answers."""

    async def fade(self, before: datetime) -> int:
        """Erase the choice and the hour of answers given before then, and return how many; points and days stay.

        So boards, streaks and sightings are the same afterwards, also when they are counted anew. The hour at which a
        practice question was shown goes too: the answer came moments later.
        """

    async def answer(self, attempt: Attempt) -> Recorded:
        """Write the first answer of a person to a posting, durably, before it returns.

        Safe to repeat: an earlier answer is returned with `new=False`. Raises UnknownPosting, NotYours for another
        learner's practice question, PostingClosed, or an error of the attempt's judge.
        """


class Postings(Protocol):
    """Questions as they were shown."""

    async def add_posting(self, posting: Posting, person: Person) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner; `posting.learner` is ignored."""

    async def posting(self, posting: int) -> Posting:
        """Return a posting. Raises UnknownPosting."""

    async def chosen(self, posting: int, person: Person) -> tuple[str, ...] | None:
        """Return the options that a person chose, none where that was erased; None without an answer to the posting."""

    async def latest_asked(self, person: Person, space: str) -> int | None:
        """Return the practice posting that a person was asked last in a space, or None."""

    async def missed(self, person: Person) -> AbstractSet[str]:
        """Return the questions whose last answer by a person was wrong, by id."""

    async def sightings(self, person: Person) -> Mapping[str, Seen]:
        """Return how often and when last each question was shown to a person, by question id.

        A practice question counts when it is posted; a daily question, shown to a whole channel, when the person
        answers it.
        """


class Profiles(Protocol):
    """The learners' profiles."""

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person without one."""

    async def profile(self, person: Person, space: str) -> Profile:
        """Return a person as a space knows them, and the space's own zone and language."""

    async def rename(self, learner: int, space: str, name: str) -> None:
        """Write a learner's name in a space."""


class People(Profiles, Protocol):
    """Learners and their choices."""

    async def choose(
        self,
        person: Person,
        *,
        language: str | None = None,
        zone: str | None = None,
        listed: bool | None = None,
    ) -> Learner:
        """Write the given choices of a person, known or new, keep the others, and return the learner.

        `listed=False` takes the learner off every board in the same transaction, True puts the learner back.
        """

    async def save_client(self, person: Person, locale: str | None, zone: str | None) -> None:
        """Write a person's language and zone as the platform has them; a stranger stays one."""

    async def export(self, person: Person) -> Mapping[str, object]:
        """Return everything stored about a person as JSON-ready values; an empty mapping for a stranger."""

    async def forget(self, person: Person) -> bool:
        """Erase a person and everything of theirs, from boards and disk alike; False for a stranger."""


class StudyPlans(Protocol):
    """Exams in view, and results."""

    async def choose_exam(self, person: Person, exam: str | None, on: date | None) -> Learner:
        """Write the exam that a person, known or new, studies for, and its day, and return the learner."""

    async def save_result(self, person: Person, result: ExamResult) -> Learner:
        """Write the result of a person's exam, in the place of one of the same day, and return the learner.

        The day of that exam is over then, and no longer in view.
        """


class Memories(Protocol):
    """The memory of learners."""

    async def memories(self, person: Person) -> Mapping[str, Memory]:
        """Return the memory of each question that a person has answered, by question id."""


class Spaces(Protocol):
    """The choices of spaces."""

    async def set_space(self, space: str, *, zone: str | None = None, language: str | None = None) -> None:
        """Write the given choices of a space, and keep the others."""


class Boards(Protocol):
    """Boards, and a person's own page."""

    async def board(self, space: str, period: str, person: Person, top: int) -> Board:
        """Return the first *top* rows of a board and the person's own row, at a cost that does not grow with members.

        A learner who is not listed has an own row nevertheless, with the rank that it would have.
        """

    async def progress(self, space: str, person: Person) -> Progress:
        """Return the figures of a person's own page; empty for a stranger.

        History and tallies are from everywhere the person answers, the standing from *space*.
        """

    async def study(self, person: Person) -> StudyHistory:
        """Return the history behind a person's streak, which is that of `progress`; empty for a stranger."""


class Reports(Protocol):
    """Reports of questions that may be wrong."""

    async def save_report(self, person: Person, name: str, report: Report) -> None:
        """Write a report; the learner is created when unknown.

        A second report of a person on the same revision replaces the first. `report.name` is ignored: reports show
        the name that the learner has in the space when they are read.
        """

    async def reports(self, space: str, limit: int, skip: int) -> Sequence[Report]:
        """Return the newest reports made in a space, newest first, after passing over *skip* of them."""


class Memos(Protocol):
    """The bot's own notes, by name."""

    async def remember(self, name: str, value: str, *, secret: bool = False) -> None:
        """Write *value* under *name*, over the former one; a secret is sealed if there is a key."""

    async def remembered(self, name: str) -> str | None:
        """Return the value under *name*, or None. Raises SecretUnreadable."""

    async def memos(self, beginning: str) -> Mapping[str, str]:
        """Return the values under the names that begin so, by name; secrets stay sealed."""

    async def drop(self, name: str) -> bool:
        """Delete the value under *name*, and return whether there was one."""


class Editions(Protocol):
    """Questions as they were asked, by id and revision, as texts that only the bank can read."""

    async def editions(self) -> AbstractSet[tuple[str, str]]:
        """Return the ids and revisions of all editions."""

    async def edition(self, question: str, revision: str) -> str | None:
        """Return the text of an edition, or None."""

    async def keep_editions(self, editions: Mapping[tuple[str, str], str]) -> None:
        """Write editions by id and revision; those that are there already stay as they are."""


class Misses(Protocol):
    """Phrases that `/which` did not understand, without the people who typed them."""

    async def count_miss(self, phrase: str, chosen: str) -> None:
        """Count a phrase without an answer; *chosen* is the service that was picked then, or empty."""

    async def misses(self, limit: int) -> Sequence[Miss]:
        """Return the phrases that were missed most often, those first."""


class Probed(Protocol):
    """A store's vital signs."""

    @property
    def waiting_answers(self) -> int:
        """Return the number of answers that wait to be written."""

    async def probe(self) -> Mapping[str, int]:
        """Write a memo, and return the number of daily questions in each state. Raises StoreUnavailable."""


class Ending(Protocol):
    """A store whose end is near."""

    async def hurry(self) -> None:
        """Let writing wait only briefly for another process from now on: it is time to end."""


class Store(
    Answers,
    Postings,
    Schedules,
    DueDates,
    Dailies,
    People,
    StudyPlans,
    Memories,
    Spaces,
    Boards,
    Reports,
    Memos,
    Editions,
    Misses,
    Probed,
    Ending,
    Protocol,
):
    """The whole database."""


class SecretUnreadable(Exception):
    """A secret in the database was sealed with another key: the message is one sentence for the operator."""
