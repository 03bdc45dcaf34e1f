"""The schedules of channels, and their due dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.calendar import Due, Promise
from bot.domain.records import LATE, NO_ZONE, Schedule
from bot.store.base import SqlBase
from bot.store.connection import Connection
from bot.store.mapping import Insert, marks, overwrites
from bot.store.tables import SCHEDULES
from bot.store.values import instant, known_zone, micros, seconds

_NEW = Insert(SCHEDULES, "platform", "created_at")
_SAVE = f"""
{_NEW.sql} ON CONFLICT (space, channel) DO UPDATE
SET {overwrites([name for name in SCHEDULES.names if name != "id"])}
"""
_READ = f"SELECT {SCHEDULES.select_list('c')} FROM place c"
_ZONE_AT = SCHEDULES.names.index("zone")
# CROSS JOIN: SQLite then begins with the places, which have an index, and not with all that was ever posted.
_DELETE_SKIPPED_AHEAD = """
DELETE FROM posting WHERE id IN (
    SELECT p.id FROM place c CROSS JOIN posting p
    WHERE p.place_id = c.id AND c.due_at > ? AND p.local_date >= ?
        AND p.state = 'skipped' AND p.skip_reason = ? AND p.due_at > ?
) RETURNING place_id, local_date, due_at
"""


class SqlSchedules(SqlBase):
    """Schedules and due dates."""

    async def schedule(self, space: str, channel: str) -> Schedule | None:
        """Return a channel's schedule, or None for a channel without one."""
        return await schedule_at(self._reader, space, channel)

    async def schedules(self) -> Sequence[Schedule]:
        """Return all schedules, by space and channel."""
        rows = await self._reader.fetch(f"{_READ} ORDER BY c.space, c.channel")
        return [schedule_of(row) for row in rows]

    async def due(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[Schedule]:
        """Return the schedules on these platforms whose question is due, the longest due first."""
        sql = f"{_READ} WHERE c.due_at <= ? AND c.platform IN ({marks(platforms)}) ORDER BY c.due_at LIMIT ?"
        return [schedule_of(row) for row in await self._reader.fetch(sql, (micros(now), *platforms, limit))]

    async def promises(self, now: datetime) -> Sequence[Promise]:
        """Return the instants after *now* that follow from a zone's rules, each once for all that share it."""
        rows = await self._reader.fetch(
            "SELECT DISTINCT zone, due_date, due_at, due_offset FROM place WHERE due_at > ? AND due_offset IS NOT NULL",
            (micros(now),),
        )
        return [Promise(zone, _due(*due)) for key, *due in rows if (zone := known_zone(key))]

    async def move_promise(self, promise: Promise, due: Due) -> None:
        """Move all schedules that share a promise to another instant."""
        _, *moved = due_values(due)
        async with self._writer.transaction():
            await self._writer.fetch(
                "UPDATE place SET due_at = ?, due_offset = ? "
                "WHERE zone = ? AND due_date = ? AND due_at = ? AND due_offset = ?",
                (*moved, promise.zone.key, *due_values(promise.due)),
            )

    async def restore_skipped(self, now: datetime) -> int:
        """Make study dates due again that a clock ahead of time has skipped as late, and return how many.

        No date that is due after *now* can be late.
        """
        earliest: dict[int, tuple[str, int]] = {}
        async with self._writer.transaction():
            day = (now - timedelta(days=2)).date().isoformat()
            back = await self._writer.fetch(_DELETE_SKIPPED_AHEAD, (micros(now), day, LATE, micros(now)))
            for schedule, local_date, due_at in back:
                earliest[schedule] = min(earliest.get(schedule, (local_date, due_at)), (local_date, due_at))
            for schedule, (local_date, due_at) in earliest.items():
                await self._writer.fetch(
                    "UPDATE place SET due_date = ?, due_at = ?, due_offset = NULL WHERE id = ? AND due_at > ?",
                    (local_date, due_at, schedule, due_at),
                )
        return len(back)


async def schedule_at(db: Connection, space: str, channel: str) -> Schedule | None:
    """Return a channel's schedule, or None for a channel without one."""
    rows = await db.fetch(f"{_READ} WHERE c.space = ? AND c.channel = ?", (space, channel))
    return schedule_of(rows[0]) if rows else None


async def save_schedule(db: Connection, schedule: Schedule, at: datetime) -> None:
    """Write a channel's schedule over the former one, whose id stays, inside a transaction."""
    await db.fetch(_SAVE, _NEW.row(schedule, platform=schedule.platform, created_at=at))


def schedule_of(row: Sequence[Any]) -> Schedule:
    """Return the record of a row of SCHEDULES, with the trouble of a zone that this machine does not know."""
    schedule = SCHEDULES.record_of(row)
    return schedule if known_zone(row[_ZONE_AT]) else replace(schedule, trouble=NO_ZONE)


def due_values(due: Due | None) -> tuple[str | None, int | None, int | None]:
    """Return a due date as the values of `due_date`, `due_at` and `due_offset`."""
    if due is None:
        return None, None, None
    return due.day.isoformat(), micros(due.at), None if due.offset is None else seconds(due.offset)


def _due(day: str, at: int, offset: int) -> Due:
    """Return the due date behind such values."""
    return Due(date.fromisoformat(day), instant(at), timedelta(seconds=offset))
