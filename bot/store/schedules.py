"""Places with a schedule: what is set there, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import Due, Promise, Recurrence
from bot.domain.records import LATE, NO_ZONE, Schedule, ScheduleState
from bot.store.base import SqlBase
from bot.store.connection import Connection, Row
from bot.store.rows import instant, marks, micros

SCHEDULE = (
    "c.id, c.space, c.channel, c.language, c.zone, c.daily_time, c.weekdays, c.topic, c.grace_minutes, c.open_minutes, "
    "c.state, c.due_date, c.due_at, c.due_offset, c.paused_until, c.set_by, c.trouble"
)

_MINUTE = timedelta(minutes=1)
_UTC = ZoneInfo("UTC")

_SCHEDULE = """
INSERT INTO place (id, platform, space, channel, language, zone, daily_time, weekdays, topic, grace_minutes,
    open_minutes, state, due_date, due_at, due_offset, paused_until, set_by, trouble)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (space, channel) DO UPDATE SET language = excluded.language, zone = excluded.zone,
    daily_time = excluded.daily_time, weekdays = excluded.weekdays, topic = excluded.topic,
    grace_minutes = excluded.grace_minutes, open_minutes = excluded.open_minutes, state = excluded.state,
    due_date = excluded.due_date, due_at = excluded.due_at, due_offset = excluded.due_offset,
    paused_until = excluded.paused_until, set_by = excluded.set_by, trouble = excluded.trouble
"""
# CROSS JOIN: SQLite then begins with the places, which have an index, and not with all that was ever posted.
_UNMISS = """
DELETE FROM posting WHERE id IN (
    SELECT p.id FROM place c CROSS JOIN posting p
    WHERE p.place_id = c.id AND c.due_at > ? AND p.local_date >= ?
        AND p.state = 'skipped' AND p.skip_reason = ? AND p.due_at > ?
) RETURNING place_id, local_date, due_at
"""


class SqlSchedules(SqlBase):
    """Schedules."""

    async def schedule(self, space: str, channel: str) -> Schedule | None:
        """Return a channel's schedule, or None where there is none."""
        return await schedule_at(self._reader, space, channel)

    async def schedules(self) -> Sequence[Schedule]:
        """Return all schedules, by space and channel."""
        rows = await self._reader.fetch(f"SELECT {SCHEDULE} FROM place c ORDER BY c.space, c.channel")
        return [schedule_of(row) for row in rows]

    async def due(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[Schedule]:
        """Return places on these platforms whose question is due, the longest due first."""
        sql = f"""
        SELECT {SCHEDULE} FROM place c WHERE c.due_at <= ? AND c.platform IN ({marks(platforms)})
        ORDER BY c.due_at LIMIT ?
        """
        return [schedule_of(row) for row in await self._reader.fetch(sql, (micros(now), *platforms, limit))]

    async def promises(self, now: datetime) -> Sequence[Promise]:
        """Return what places are promised after *now* by a zone's rules, each once for all places that share it."""
        rows = await self._reader.fetch(
            "SELECT DISTINCT zone, due_date, due_at, due_offset FROM place WHERE due_at > ? AND due_offset IS NOT NULL",
            (micros(now),),
        )
        return [Promise(_zone(zone) or _UTC, _due(*due)) for zone, *due in rows if _zone(zone)]

    async def move_promise(self, promise: Promise, due: Due) -> None:
        """Give another instant to all places that share a promise."""
        before = promise.due
        async with self._writer.transaction():
            await self._writer.fetch(
                "UPDATE place SET due_at = ?, due_offset = ? "
                "WHERE zone = ? AND due_date = ? AND due_at = ? AND due_offset = ?",
                (
                    micros(due.at),
                    seconds_of(due),
                    promise.zone.key,
                    before.day.isoformat(),
                    micros(before.at),
                    seconds_of(before),
                ),
            )

    async def restore_skipped(self, now: datetime) -> int:
        """Make study dates due again that a clock which was ahead has skipped as late, and return how many.

        Nothing can be late that is due after *now*.
        """
        earliest: dict[int, tuple[str, int]] = {}
        async with self._writer.transaction():
            day = (now - timedelta(days=2)).date().isoformat()
            back = await self._writer.fetch(_UNMISS, (micros(now), day, LATE, micros(now)))
            for schedule, local_date, due_at in back:
                earliest[schedule] = min(earliest.get(schedule, (local_date, due_at)), (local_date, due_at))
            for schedule, (local_date, due_at) in earliest.items():
                await self._writer.fetch(
                    "UPDATE place SET due_date = ?, due_at = ?, due_offset = NULL WHERE id = ? AND due_at > ?",
                    (local_date, due_at, schedule, due_at),
                )
        return len(back)


async def schedule_at(db: Connection, space: str, channel: str) -> Schedule | None:
    """Return a channel's schedule, or None where there is none."""
    sql = f"SELECT {SCHEDULE} FROM place c WHERE c.space = ? AND c.channel = ?"
    rows = await db.fetch(sql, (space, channel))
    return schedule_of(rows[0]) if rows else None


async def save_schedule(db: Connection, schedule: Schedule) -> None:
    """Write a channel's schedule inside a transaction, over what there was; the id of an existing one stays."""
    await db.fetch(_SCHEDULE, _values(schedule))


def _values(schedule: Schedule) -> tuple[object, ...]:
    """Return a place as a row."""
    return (
        schedule.id,
        schedule.platform,
        schedule.space,
        schedule.channel,
        schedule.language,
        schedule.recurrence.zone.key,
        f"{schedule.recurrence.at:%H:%M}",
        "".join(map(str, sorted(schedule.recurrence.weekdays))),
        schedule.topic,
        schedule.grace // _MINUTE,
        schedule.open_for // _MINUTE,
        schedule.state.value,
        schedule.due.day.isoformat() if schedule.due else None,
        micros(schedule.due.at) if schedule.due else None,
        seconds_of(schedule.due),
        schedule.paused_until.isoformat() if schedule.paused_until else None,
        schedule.set_by,
        schedule.trouble,
    )


def schedule_of(row: Row) -> Schedule:
    """Return the record of a row of PLACE."""
    (
        number,
        space,
        channel,
        language,
        zone,
        at,
        weekdays,
        topic,
        grace,
        open_for,
        state,
        day,
        due,
        offset,
        paused,
        by,
        trouble,
    ) = row
    return Schedule(
        id=number,
        space=space,
        channel=channel,
        language=language,
        recurrence=Recurrence(time.fromisoformat(at), _zone(zone) or _UTC, frozenset(map(int, weekdays))),
        topic=topic,
        grace=grace * _MINUTE,
        open_for=open_for * _MINUTE,
        state=ScheduleState(state),
        due=_due(day, due, offset) if day else None,
        paused_until=date.fromisoformat(paused) if paused else None,
        set_by=by,
        trouble=trouble if _zone(zone) else NO_ZONE,
    )


def _due(day: str, at: int, offset: int | None) -> Due:
    """Return what is due."""
    return Due(date.fromisoformat(day), instant(at), None if offset is None else timedelta(seconds=offset))


def seconds_of(due: Due | None) -> int | None:
    """Return the offset that an instant was reckoned with, in seconds."""
    return None if due is None or due.offset is None else round(due.offset.total_seconds())


def _zone(key: str) -> ZoneInfo | None:
    """Return a zone, or None where this machine does not know it: names come and go with its database."""
    try:
        return ZoneInfo(key)
    except (ValueError, OSError, LookupError):
        return None
