"""Reports of questions that may be wrong."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.records import Person, Report
from bot.store.base import SAVE_MEMBER, SqlBase
from bot.store.mapping import Insert, overwrites
from bot.store.tables import REPORTS
from bot.store.values import storable

_NEW = Insert(REPORTS, "learner_id")
_SAVE = f"{_NEW.sql} ON CONFLICT (learner_id, question, revision) DO UPDATE SET {overwrites(REPORTS.names)}"
_NEWEST = f"""
SELECT m.name, {REPORTS.select_list("r")}
FROM report r LEFT JOIN member m ON m.space = r.space AND m.learner_id = r.learner_id
WHERE r.space = ? ORDER BY r.reported_at DESC, r.id DESC LIMIT ? OFFSET ?
"""


class SqlReports(SqlBase):
    """Reports, one for each person and revision."""

    async def save_report(self, person: Person, name: str, report: Report) -> None:
        """Write a report; the learner is created when unknown.

        A second report of a person on the same revision replaces the first. `report.name` is ignored: reports show
        the name that the learner has in the space when they are read.
        """
        async with self._writer.transaction():
            learner = await self._save_learner(person, report.reported_at)
            await self._writer.fetch(SAVE_MEMBER, (report.space, learner.id, storable(name)))
            await self._writer.fetch(_SAVE, _NEW.row(report, learner_id=learner.id))

    async def reports(self, space: str, limit: int, skip: int) -> Sequence[Report]:
        """Return the newest reports made in a space, newest first, after passing over *skip* of them."""
        rows = await self._reader.fetch(_NEWEST, (space, limit, skip))
        return [Report(name=name or "", **REPORTS.fields_of(row)) for name, *row in rows]
