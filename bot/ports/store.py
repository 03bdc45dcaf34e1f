"""The database as the features see it. Each method is one short transaction.

All raise StoreUnavailable (or a child) when the database cannot be read or written, and then nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.calendar import Due, Promise
from bot.domain.records import (
    Board,
    DailyPosting,
    Judgement,
    Learner,
    Miss,
    Person,
    Posting,
    Progress,
    Recorded,
    Report,
    Result,
    Schedule,
    Seen,
)


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

    async def fade(self, before: datetime) -> int:
        """Forget of answers before then what was chosen and at which hour, and return how many; points and days stay.

        So boards, streaks and what was seen are the same afterwards, also when they are counted anew.
        """

    async def answer(self, attempt: Attempt) -> Recorded:
        """Write the first answer of a person to a posting, durably, before it returns.

        Safe to repeat: an earlier answer is returned with `new=False`. Raises UnknownPosting, NotYours for a practice
        question of somebody else, PostingClosed, or what the attempt's judge raises.
        """


class Postings(Protocol):
    """Questions as shown."""

    async def add_posting(self, posting: Posting, person: Person, name: str) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner; `posting.learner` is ignored."""

    async def posting(self, posting: int) -> Posting:
        """Return a posting. Raises UnknownPosting."""

    async def sightings(self, person: Person) -> Mapping[str, Seen]:
        """Return how often and when last each question was shown to a person, by question id."""


@dataclass(frozen=True, slots=True)
class ScheduleEdit:
    """A command's change of a schedule.

    `schedule` takes the place of the stored one, None leaves that. `wanted` says whether a question that is claimed
    shall still be posted, None leaves that. `left_out` is the due date to be recorded as left out, and `following`
    the one after it.
    """

    schedule: Schedule | None = None
    wanted: bool | None = None
    left_out: DailyPosting | None = None
    following: Due | None = None


Decide = Callable[[Schedule | None, Sequence[DailyPosting]], ScheduleEdit]
Revive = Callable[[Schedule], tuple[date, date]]


class Schedules(Protocol):
    """Channels with a schedule for the daily question."""

    async def schedule(self, space: str, channel: str) -> Schedule | None:
        """Return a channel's schedule, or None where there is none."""

    async def schedules(self) -> Sequence[Schedule]:
        """Return all schedules, by space and channel."""

    async def edit_schedule(
        self, space: str, channel: str, decide: Decide, *, looked_at: int, revive: Revive | None = None
    ) -> ScheduleEdit:
        """Change a channel's schedule as *decide* says, and return the change; all of it is written, or nothing.

        Study dates that *revive* names are forgotten as left out first, but for those that may stand in the channel.
        *decide* gets the schedule and its newest *looked_at* study dates, and may raise: then nothing is written. It
        must be pure, since a transaction may be tried again.
        """

    async def due(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[Schedule]:
        """Return places on these platforms whose question is due, the longest due first."""

    async def promises(self, now: datetime) -> Sequence[Promise]:
        """Return what places are promised after *now* by a zone's rules, each once for all places that share it."""

    async def restore_skipped(self, now: datetime) -> int:
        """Make study dates due again that a clock which was ahead has skipped as late, and return how many.

        Nothing can be late that is due after *now*.
        """

    async def move_promise(self, promise: Promise, due: Due) -> None:
        """Give another instant to all places that share a promise."""


class Dailies(Protocol):
    """Each daily question's way: claimed -> sent -> closed, or skipped.

    Any number of processes may work on the same ones; each of these is done by one of them.
    """

    async def claim(self, daily: DailyPosting, following: Due | None, owner: str, until: datetime) -> bool:
        """Claim a place's due date for a posting, or record that it is skipped, and move the place on to *following*.

        False when another process was faster, or the schedule was changed meanwhile; then nothing was written for us.
        """

    async def take_over_expired(
        self, platforms: Sequence[str], now: datetime, owner: str, until: datetime, limit: int
    ) -> Sequence[DailyPosting]:
        """Take over claims that have run out: what became of them is not known."""

    async def closable(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[DailyPosting]:
        """Return questions that nobody has taken and whose time for answers is over, the longest over first."""

    async def claim_closing(self, posting: int, now: datetime, owner: str, until: datetime) -> bool:
        """Claim a question whose time for answers is over, to close it; False when another process was faster."""

    async def renew_claim(self, posting: int, owner: str, now: datetime, until: datetime, closes: datetime) -> bool:
        """Renew a claim to post a question that *closes* then; tell whether it was still held, and is still wanted."""

    async def mark_sent(self, daily: DailyPosting, message: str, at: datetime) -> bool:
        """Write that a question was posted, and that its place is well; safe to repeat.

        False when it is known by another message: this one is one too many.
        """

    async def record_trouble(self, schedule: int, trouble: str, *, stop: bool = False) -> bool:
        """Write a trouble to a place, and tell whether that is news; *stop* takes away what is due."""

    async def record_failure(
        self, daily: DailyPosting, trouble: str | None, again: datetime, *, refused: bool = False
    ) -> bool:
        """Write that a question could not be posted or closed, and when to try again.

        A question that was surely *refused* does not stand in its channel. A *trouble* that lasts is written to its
        place; tell whether that is news.
        """

    async def skip(self, daily: DailyPosting, reason: str) -> None:
        """Write that a claimed question will not be posted, and why."""

    async def close_daily(self, daily: DailyPosting, at: datetime) -> None:
        """Write that a question is closed and that its message says so; safe to repeat."""

    async def countable(self, postings: Sequence[int], now: datetime, every: timedelta) -> Sequence[DailyPosting]:
        """Return those open questions whose message shows too few answers, and was not changed for so long."""

    async def claim_count(
        self, posting: int, now: datetime, every: timedelta, owner: str, until: datetime
    ) -> DailyPosting | None:
        """Claim an open question whose message shows too few answers, and return it with the number to show.

        None when it is right, was changed less than *every* ago, or is claimed. `release` ends the claim; until then
        nobody closes the question, so that no late count overwrites its end.
        """

    async def release_claim(self, posting: int, owner: str) -> bool:
        """Give up a claim on an open question, and tell whether it was still held."""

    async def unanswered(self, space: str, person: Person, now: datetime) -> Sequence[int]:
        """Return the open daily questions of a space that a person has not answered, the newest first."""

    async def result(self, posting: int) -> Result:
        """Return how a question was answered."""

    async def asked(self, schedule: int) -> Mapping[str, Seen]:
        """Return how often and when last each question was posted in a place."""

    async def latest(self, schedule: int, limit: int) -> Sequence[DailyPosting]:
        """Return the last study dates of a place, the newest first, skipped ones too."""

    async def over(self, schedule: int, day: date, by: datetime) -> DailyPosting | None:
        """Return the last question of a place before *day* that takes no more answers by then, or None."""


class Profiles(Protocol):
    """The learners as they are known."""

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person we have never met."""


class People(Profiles, Protocol):
    """The learners and what they choose."""

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

    async def save_client(self, person: Person, locale: str | None, zone: str | None) -> None:
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

    async def save_report(self, person: Person, name: str, report: Report) -> None:
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

    async def memos(self, beginning: str) -> Mapping[str, str]:
        """Return what is kept under the names that begin so, by name; secrets stay sealed."""

    async def drop(self, name: str) -> bool:
        """Forget what is kept under *name*, and tell whether there was anything."""


class Editions(Protocol):
    """Questions as they were asked, by id and revision, as texts that only the bank can read."""

    async def editions(self) -> AbstractSet[tuple[str, str]]:
        """Return the ids and revisions that are kept."""

    async def edition(self, question: str, revision: str) -> str | None:
        """Return a question as it was kept, or None."""

    async def keep_editions(self, editions: Mapping[tuple[str, str], str]) -> None:
        """Keep questions by id and revision; those that are kept already stay as they are."""


class Misses(Protocol):
    """Phrases that `/which` did not understand, without the people who typed them."""

    async def count_miss(self, phrase: str, chosen: str) -> None:
        """Count a phrase that was not understood; *chosen* is the service that was pressed then, or empty."""

    async def misses(self, limit: int) -> Sequence[Miss]:
        """Return the phrases that were missed oftenest."""


class Probed(Protocol):
    """How a store is."""

    @property
    def waiting_answers(self) -> int:
        """Return how many answers wait to be written."""

    async def probe(self) -> Mapping[str, int]:
        """Write something, and return how many daily questions are in each state. Raises StoreUnavailable."""


class Store(Answers, Postings, Schedules, Dailies, People, Boards, Reports, Memos, Editions, Misses, Probed, Protocol):
    """Everything that is remembered."""


class SecretUnreadable(Exception):
    """A secret in the database was sealed with another key: the message is one sentence for the operator."""
