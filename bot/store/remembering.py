"""The part of the store that reads and writes profiles, those read lately from memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.records import ExamResult, Learner, Person, Posting, Profile, Recorded, Report
from bot.ports.clock import Clock
from bot.ports.dailies import Decide, Revive, ScheduleEdit
from bot.ports.store import Attempt
from bot.store.answers import SqlAnswers
from bot.store.connection import Connection
from bot.store.known_profiles import NOWHERE, KnownProfiles
from bot.store.memories import SqlMemories
from bot.store.people import SqlPeople
from bot.store.plans import SqlPlans
from bot.store.postings import SqlPostings
from bot.store.reports import SqlReports
from bot.store.schedule_edits import SqlScheduleEdits
from bot.store.values import storable


class SqlRemembering(SqlAnswers, SqlPostings, SqlReports, SqlScheduleEdits, SqlPeople, SqlPlans, SqlMemories):
    """Profiles, from memory while they are fresh, and the writes that may change one."""

    def __init__(self, writer: Connection, reader: Connection, clock: Clock, new_id: Callable[[], int]) -> None:
        """Begin with no profile in memory."""
        super().__init__(writer, reader, clock, new_id)
        self._known = KnownProfiles(clock)

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person without one."""
        known = self._known.anywhere(person)
        if known is None:
            writes = self._known.writes
            known = Profile(await super().find(person))
            self._known.keep(person, NOWHERE, known, writes)
        return known.learner

    async def profile(self, person: Person, space: str) -> Profile:
        """Return a person as a space knows them, and the space's own zone and language."""
        known = self._known.profile(person, space)
        if known is None:
            writes = self._known.writes
            known = await super().profile(person, space)
            self._known.keep(person, space, known, writes)
        return known

    async def answer(self, attempt: Attempt) -> Recorded:
        """Write the first answer of a person to a posting, durably, before it returns."""
        with self._known.met(attempt.person, storable(attempt.name)):
            return await super().answer(attempt)

    async def add_posting(self, posting: Posting, person: Person) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner."""
        with self._known.met(person):
            return await super().add_posting(posting, person)

    async def save_report(self, person: Person, name: str, report: Report) -> None:
        """Write a report; the learner is created when unknown."""
        with self._known.written(person):
            await super().save_report(person, name, report)

    async def rename(self, learner: int, space: str, name: str) -> None:
        """Write a learner's name in a space."""
        with self._known.written():
            await super().rename(learner, space, name)

    async def set_space(self, space: str, *, zone: str | None = None, language: str | None = None) -> None:
        """Write the given choices of a space, and keep the others."""
        with self._known.written():
            await super().set_space(space, zone=zone, language=language)

    async def edit_schedule(
        self, space: str, channel: str, decide: Decide, *, looked_at: int, revive: Revive | None = None
    ) -> ScheduleEdit:
        """Change a channel's schedule, which may be the one that a space has its zone and language from."""
        with self._known.written():
            return await super().edit_schedule(space, channel, decide, looked_at=looked_at, revive=revive)

    async def choose(
        self,
        person: Person,
        *,
        language: str | None = None,
        zone: str | None = None,
        listed: bool | None = None,
    ) -> Learner:
        """Write the given choices of a person, known or new, keep the others, and return the learner."""
        with self._known.written(person):
            return await super().choose(person, language=language, zone=zone, listed=listed)

    async def choose_exam(self, person: Person, exam: str | None, on: date | None) -> Learner:
        """Write the exam that a person, known or new, studies for, and its day, and return the learner."""
        with self._known.written(person):
            return await super().choose_exam(person, exam, on)

    async def save_result(self, person: Person, result: ExamResult) -> Learner:
        """Write how an exam of a person went, and return the learner."""
        with self._known.written(person):
            return await super().save_result(person, result)

    async def save_client(self, person: Person, locale: str | None, zone: str | None) -> None:
        """Write a person's language and zone as the platform has them; a stranger stays one."""
        with self._known.written(person):
            await super().save_client(person, locale, zone)

    async def forget(self, person: Person) -> bool:
        """Erase a person and everything of theirs, from boards and disk alike; False for a stranger."""
        with self._known.written(person):
            return await super().forget(person)
