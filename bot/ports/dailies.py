"""The daily question in the database as the features see it, in small Protocols.

Each method is one short transaction. All raise StoreUnavailable (or a child) when the database cannot be read or
written, and then nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.calendar import Due, Promise
from bot.domain.records import DailyPosting, OpenDaily, Person, Result, Schedule, Seen


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
    """The schedules of channels for the daily question."""

    async def schedule(self, space: str, channel: str) -> Schedule | None:
        """Return a channel's schedule, or None for a channel without one."""

    async def schedules(self) -> Sequence[Schedule]:
        """Return all schedules, by space and channel."""

    async def edit_schedule(
        self, space: str, channel: str, decide: Decide, *, looked_at: int, revive: Revive | None = None
    ) -> ScheduleEdit:
        """Change a channel's schedule as *decide* says, and return the change; all of it is written, or nothing.

        Skipped study dates that *revive* names are deleted first, but for those that may be in the channel. *decide*
        gets the schedule and its newest *looked_at* study dates, and may raise: then nothing is written. It must be
        pure, since a transaction may be tried again.
        """


class DueDates(Protocol):
    """The study date that is next for each schedule, and its instant."""

    async def due(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[Schedule]:
        """Return the schedules on these platforms whose question is due, the longest due first."""

    async def promises(self, now: datetime) -> Sequence[Promise]:
        """Return the instants after *now* that follow from a zone's rules, each once for all that share it."""

    async def restore_skipped(self, now: datetime) -> int:
        """Make study dates due again that a clock ahead of time has skipped as late, and return how many.

        No date that is due after *now* can be late.
        """

    async def move_promise(self, promise: Promise, due: Due) -> None:
        """Move all schedules that share a promise to another instant."""


class Claims(Protocol):
    """Each daily question's way into its channel: claimed -> sent, or skipped.

    Any number of processes may work on the same ones; each step is done by one of them.
    """

    async def claim(self, daily: DailyPosting, following: Due | None, owner: str, until: datetime) -> bool:
        """Claim a schedule's due date for a posting, or record that it is skipped, and make *following* due.

        False when another process was faster, or the schedule was changed meanwhile; then nothing was written for us.
        """

    async def take_over_expired(
        self, platforms: Sequence[str], now: datetime, owner: str, until: datetime, limit: int
    ) -> Sequence[DailyPosting]:
        """Take over claims that have run out, whose questions may or may not be in their channels; return them."""

    async def renew_claim(self, posting: int, owner: str, now: datetime, until: datetime, closes: datetime) -> bool:
        """Renew a claim to post a question that *closes* then; return whether it was still held and is wanted."""

    async def mark_sent(self, daily: DailyPosting, message: str, at: datetime) -> bool:
        """Mark a question as posted, and its schedule as free of trouble; safe to repeat.

        False when it is known by another message: this one is one too many.
        """

    async def skip(self, daily: DailyPosting, reason: str) -> None:
        """Mark a claimed question as skipped, for that reason."""


class Failures(Protocol):
    """Failures to reach a channel, and the trouble of its schedule."""

    async def record_trouble(self, schedule: int, trouble: str, *, stop: bool = False) -> bool:
        """Write a trouble to a schedule, and return whether that is news; with *stop* no date is due any more."""

    async def record_failure(
        self,
        daily: DailyPosting,
        trouble: str | None,
        again: datetime,
        *,
        refused: bool = False,
        reason: str | None = None,
    ) -> bool:
        """Record that a question could not be posted or closed, and when to try again.

        A question that was surely *refused* is not in its channel. The *reason* for an end that could not be shown is
        kept with it. A *trouble* that lasts is written to its schedule; return whether that is news.
        """


class Closings(Protocol):
    """The end of each daily question: sent -> closed, by one process."""

    async def closable(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[DailyPosting]:
        """Return unclaimed questions whose time for answers is over, the longest over first."""

    async def claim_closing(self, posting: int, now: datetime, owner: str, until: datetime) -> bool:
        """Claim a question whose time for answers is over, to close it; False when another process was faster."""

    async def close_daily(self, daily: DailyPosting, at: datetime, reason: str | None = None) -> None:
        """Mark a question as closed, with the *reason* why its message does not show that; safe to repeat."""


class Counters(Protocol):
    """The number of answers that each open question's message shows."""

    async def countable(self, postings: Sequence[int], now: datetime, every: timedelta) -> Sequence[DailyPosting]:
        """Return those open questions whose message shows too few answers, and was not changed for so long."""

    async def claim_count(
        self, posting: int, now: datetime, every: timedelta, owner: str, until: datetime
    ) -> DailyPosting | None:
        """Claim an open question whose message shows too few answers, and return it with the number to show.

        None when it is right, was changed less than *every* ago, or is claimed. `release_claim` ends the claim; until
        then no process closes the question, so that no late count overwrites its end.
        """

    async def release_claim(self, posting: int, owner: str) -> bool:
        """Give up a claim on an open question, and return whether it was still held."""


class History(Protocol):
    """The daily questions of schedules and spaces until now, and their answers."""

    async def unanswered(self, space: str, person: Person, now: datetime) -> Sequence[OpenDaily]:
        """Return the open daily questions of a space that a person has not answered, at most three, newest first."""

    async def result(self, posting: int) -> Result:
        """Return the answers to a question, counted."""

    async def asked(self, schedule: int) -> Mapping[str, Seen]:
        """Return how often and when last each question was posted by a schedule."""

    async def latest(self, schedule: int, limit: int) -> Sequence[DailyPosting]:
        """Return the last study dates of a schedule, the newest first, skipped ones too."""

    async def over(self, schedule: int, day: date, by: datetime) -> DailyPosting | None:
        """Return the last question of a schedule before *day* that takes no more answers by then, or None."""


class Dailies(Claims, Failures, Closings, Counters, History, Protocol):
    """The daily questions: claimed -> sent -> closed, or skipped."""
