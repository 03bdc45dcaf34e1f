"""Learners' exams: the one that each studies for, its day, and how it went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.records import ExamResult, Learner, Person
from bot.store.base import SqlBase
from bot.store.mapping import Insert, overwrites
from bot.store.tables import RESULT, RESULTS

_SAVE_EXAM = "UPDATE learner SET exam = ?, exam_on = ? WHERE id = ?"
_NEW_RESULT = Insert(RESULTS, "learner_id")
_SAVE_RESULT = f"""
{_NEW_RESULT.sql} ON CONFLICT ({", ".join(RESULT.key)}) DO UPDATE SET {overwrites(("passed", "score", "reported_at"))}
"""
_OVER = "UPDATE learner SET exam_on = NULL WHERE id = ? AND exam = ?"


class SqlPlans(SqlBase):
    """Exams in view, and results."""

    async def choose_exam(self, person: Person, exam: str | None, on: date | None) -> Learner:
        """Write the exam that a person, known or new, studies for, and its day, and return the learner."""
        async with self._writer.transaction():
            learner = await self._save_learner(person, self._clock())
            await self._writer.fetch(_SAVE_EXAM, (exam, on.isoformat() if on else None, learner.id))
        return replace(learner, exam=exam, exam_on=on)

    async def save_result(self, person: Person, result: ExamResult) -> Learner:
        """Write the result of a person's exam, in the place of one of the same day, and return the learner.

        The day of that exam is over then, and no longer in view.
        """
        async with self._writer.transaction():
            learner = await self._save_learner(person, self._clock())
            await self._writer.fetch(_SAVE_RESULT, _NEW_RESULT.row(result, learner_id=learner.id))
            await self._writer.fetch(_OVER, (learner.id, result.exam))
        return replace(learner, exam_on=None) if learner.exam == result.exam else learner
