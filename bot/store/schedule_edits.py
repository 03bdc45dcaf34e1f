"""The change of a schedule by a command: one transaction, however much it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.records import BY_ADMIN, UNSEEN, DailyPosting, Schedule
from bot.ports.dailies import Decide, Revive, ScheduleEdit
from bot.store.base import SqlBase
from bot.store.connection import Connection
from bot.store.dailies import advance_and_claim, latest_of
from bot.store.schedules import save_schedule, schedule_at

_REVIVE = """
DELETE FROM posting WHERE place_id = ? AND state = 'skipped' AND local_date >= ? AND local_date <= ?
    AND skip_reason <> ? AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.posting_id = posting.id)
"""
_WANTED = "UPDATE posting SET skip_reason = ? WHERE place_id = ? AND state = 'claimed'"


class SqlScheduleEdits(SqlBase):
    """Reads a schedule, lets a command decide, and writes the decision."""

    async def edit_schedule(
        self, space: str, channel: str, decide: Decide, *, looked_at: int, revive: Revive | None = None
    ) -> ScheduleEdit:
        """Change a channel's schedule as *decide* says, and return the change; all of it is written, or nothing.

        Study dates that *revive* names are forgotten as left out first, but for those that may stand in the channel.
        *decide* gets the schedule and its newest *looked_at* study dates, and may raise: then nothing is written.
        """
        db = self._writer
        async with db.transaction():
            before = await schedule_at(db, space, channel)
            latest: Sequence[DailyPosting] = ()
            if before:
                if revive:
                    first, last = revive(before)
                    await db.fetch(_REVIVE, (before.id, first.isoformat(), last.isoformat(), UNSEEN))
                latest = await latest_of(db, before.id, looked_at)
            edit = decide(before, latest)
            await _write(db, edit, before, self._clock())
        return edit


async def _write(db: Connection, edit: ScheduleEdit, before: Schedule | None, at: datetime) -> None:
    """Write a change made then inside a transaction."""
    if edit.schedule:
        await save_schedule(db, edit.schedule, at)
    if before and edit.wanted is not None:
        await db.fetch(_WANTED, (None if edit.wanted else BY_ADMIN, before.id))
    if edit.left_out:
        await advance_and_claim(db, edit.left_out, edit.following)
