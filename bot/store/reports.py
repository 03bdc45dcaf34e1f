"""Words about questions that may be wrong."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.records import Person, Report
from bot.store.base import SqlBase
from bot.store.rows import instant, micros, storable

_REPORT = """
INSERT INTO report (id, learner_id, space, question, revision, text, reported_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (learner_id, question, revision) DO UPDATE SET
    id = excluded.id, space = excluded.space, text = excluded.text, reported_at = excluded.reported_at
"""
_NEWEST = """
SELECT r.id, r.space, r.question, r.revision, r.text, l.name, r.reported_at
FROM report r JOIN learner l ON l.id = r.learner_id
WHERE r.space = ? ORDER BY r.reported_at DESC, r.id DESC LIMIT ? OFFSET ?
"""


class SqlReports(SqlBase):
    """Reports, one a person and revision."""

    async def save_report(self, person: Person, name: str, report: Report) -> None:
        """Keep a report; the learner is created when unknown.

        A second report of a person on the same revision replaces the first. `report.name` is ignored: reports show
        the name that the learner has when they are read.
        """
        async with self._writer.transaction():
            learner = await self._met(person, name, report.reported_at)
            text, at = storable(report.text), micros(report.reported_at)
            values = (report.id, learner.id, report.space, report.question, report.revision, text, at)
            await self._writer.fetch(_REPORT, values)

    async def reports(self, space: str, limit: int, skip: int) -> Sequence[Report]:
        """Return the newest reports made in a space, newest first, after passing over *skip* of them."""
        rows = await self._reader.fetch(_NEWEST, (space, limit, skip))
        return [
            Report(number, where, question, revision, text, name, instant(at))
            for number, where, question, revision, text, name, at in rows
        ]
