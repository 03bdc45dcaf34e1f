"""The daily questions of schedules, and the way of each from claimed to closed.

A claim is a row that is unique on schedule and date: the process that writes it may post. A claim runs out unless it is
renewed, and then another process may take it over; so each step can be repeated, by any number of processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.calendar import Due
from bot.domain.records import DailyPosting, PostingState
from bot.store.base import SqlBase
from bot.store.connection import Connection, Row
from bot.store.mapping import Insert, marks
from bot.store.schedules import due_values, schedule_of
from bot.store.tables import DAILIES, POSTINGS, SCHEDULES
from bot.store.values import micros

_ADVANCE = """
UPDATE place SET due_date = ?, due_at = ?, due_offset = ? WHERE id = ? AND due_date = ? AND due_at = ? RETURNING id
"""
_NEW = Insert(POSTINGS, "local_date", "due_at", "skip_reason", "claimed_by", "claim_expires_at")
_CLAIM = f"{_NEW.sql} ON CONFLICT (place_id, local_date) DO NOTHING RETURNING id"
_CLAIM_EXPIRED = """
UPDATE posting SET claimed_by = ?, claim_expires_at = ? WHERE id IN (
    SELECT p.id FROM posting p WHERE p.state = 'claimed' AND p.claim_expires_at <= ?
        AND EXISTS (SELECT 1 FROM place c WHERE c.id = p.place_id AND c.platform IN ({platforms}))
    ORDER BY p.claim_expires_at LIMIT ?
) RETURNING id
"""
_OVER = """
p.state = 'sent' AND p.kind = 'daily' AND p.closes_at <= ? AND (p.claim_expires_at IS NULL OR p.claim_expires_at <= ?)
"""
_CLAIM_CLOSING = f"""
UPDATE posting SET claimed_by = ?, claim_expires_at = ?
WHERE id IN (SELECT p.id FROM posting p WHERE p.id = ? AND {_OVER}) RETURNING id
"""
_MARK_SENT = """
UPDATE posting SET state = 'sent', message_id = ?, sent_at = COALESCE(sent_at, ?), claim_expires_at = NULL, tries = 0
WHERE id = ? AND (state = 'claimed' OR message_id = ?) RETURNING id
"""
_RENEW_CLAIM = """
UPDATE posting SET claim_expires_at = ?, closes_at = ?, sent_at = ?
WHERE id = ? AND claimed_by = ? AND state = 'claimed' AND skip_reason IS NULL AND claim_expires_at > ? RETURNING id
"""
_SET_TROUBLE = "UPDATE place SET trouble = ? WHERE id = ? AND (trouble IS NULL OR trouble <> ?) RETURNING id"
_SKIP = """
UPDATE posting SET state = 'skipped', skip_reason = ?, claim_expires_at = NULL WHERE id = ? AND state = 'claimed'
"""
_CLOSE = """
UPDATE posting SET state = 'closed', closed_at = ?, skip_reason = ?, claim_expires_at = NULL
WHERE id = ? AND state = 'sent'
"""
_CLAIM_COUNT = """
UPDATE posting SET told_at = ?, claimed_by = ?, claim_expires_at = ?,
    told = (SELECT COUNT(*) FROM answer a WHERE a.posting_id = posting.id)
WHERE id = ? AND state = 'sent' AND kind = 'daily' AND (told_at <= ? OR told_at > ?)
    AND (claim_expires_at IS NULL OR claim_expires_at <= ?)
    AND told < (SELECT COUNT(*) FROM answer a WHERE a.posting_id = posting.id) RETURNING id
"""
READ = f"""
SELECT p.sent_at IS NOT NULL, {POSTINGS.select_list("p")}, {DAILIES.select_list("p")}, {SCHEDULES.select_list("c")}
FROM posting p JOIN place c ON c.id = p.place_id
"""
_COUNTABLE = f"""
{READ} WHERE p.id IN ({{ids}}) AND p.state = 'sent' AND p.kind = 'daily'
    AND (p.told_at <= ? OR p.told_at > ?) AND p.closes_at > ?
    AND p.told < (SELECT COUNT(*) FROM answer a WHERE a.posting_id = p.id)
"""
_AT_ONCE = 500
"""The most postings that one statement asks for."""


class SqlDailies(SqlBase):
    """Daily questions."""

    async def claim(self, daily: DailyPosting, following: Due | None, owner: str, until: datetime) -> bool:
        """Claim a schedule's due date for a posting, or record that it is skipped, and make *following* due.

        False when another process was faster, or the schedule was changed meanwhile; then nothing was written for us.
        """
        async with self._writer.transaction():
            return await advance_and_claim(self._writer, daily, following, owner, until)

    async def take_over_expired(
        self, platforms: Sequence[str], now: datetime, owner: str, until: datetime, limit: int
    ) -> Sequence[DailyPosting]:
        """Take over claims that have run out, whose questions may or may not be in their channels; return them."""
        sql = _CLAIM_EXPIRED.format(platforms=marks(platforms))
        return await self._claim_rows(sql, (owner, micros(until), micros(now), *platforms, limit))

    async def closable(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[DailyPosting]:
        """Return unclaimed questions whose time for answers is over, the longest over first."""
        rows = await self._reader.fetch(
            f"{READ} WHERE {_OVER} AND c.platform IN ({marks(platforms)}) ORDER BY p.closes_at LIMIT ?",
            (micros(now), micros(now), *platforms, limit),
        )
        return [daily_of(row) for row in rows]

    async def claim_closing(self, posting: int, now: datetime, owner: str, until: datetime) -> bool:
        """Claim a question whose time for answers is over, to close it; False when another process was faster."""
        async with self._writer.transaction():
            values = (owner, micros(until), posting, micros(now), micros(now))
            return bool(await self._writer.fetch(_CLAIM_CLOSING, values))

    async def _claim_rows(self, sql: str, values: tuple[object, ...]) -> Sequence[DailyPosting]:
        """Run a statement that claims postings and returns their ids; return the postings."""
        async with self._writer.transaction():
            ids = [number for (number,) in await self._writer.fetch(sql, values)]
            rows: list[Row] = []
            for number in ids:
                rows += await self._writer.fetch(f"{READ} WHERE p.id = ?", (number,))
        return [daily_of(row) for row in rows]

    async def renew_claim(self, posting: int, owner: str, now: datetime, until: datetime, closes: datetime) -> bool:
        """Renew a claim to post a question that *closes* then; return whether it was still held and is wanted."""
        async with self._writer.transaction():
            values = (micros(until), micros(closes), micros(now), posting, owner, micros(now))
            return bool(await self._writer.fetch(_RENEW_CLAIM, values))

    async def mark_sent(self, daily: DailyPosting, message: str, at: datetime) -> bool:
        """Mark a question as posted, and its schedule as free of trouble; safe to repeat.

        False when it is known by another message: this one is one too many.
        """
        async with self._writer.transaction():
            kept = await self._writer.fetch(_MARK_SENT, (message, micros(at), daily.posting.id, message))
            await self._writer.fetch("UPDATE place SET trouble = NULL WHERE id = ?", (daily.schedule.id,))
        return bool(kept)

    async def record_trouble(self, schedule: int, trouble: str, *, stop: bool = False) -> bool:
        """Write a trouble to a schedule, and return whether that is news; with *stop* no date is due any more."""
        async with self._writer.transaction():
            if stop:
                await self._writer.fetch("UPDATE place SET due_date = NULL, due_at = NULL WHERE id = ?", (schedule,))
            return bool(await self._writer.fetch(_SET_TROUBLE, (trouble, schedule, trouble)))

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
        async with self._writer.transaction():
            if refused:
                await self._writer.fetch(
                    "UPDATE posting SET sent_at = NULL WHERE id = ? AND state = 'claimed'", (daily.posting.id,)
                )
            await self._writer.fetch(
                "UPDATE posting SET tries = tries + 1, claim_expires_at = ? WHERE id = ? AND state <> 'closed'",
                (micros(again), daily.posting.id),
            )
            if reason:
                await self._writer.fetch(
                    "UPDATE posting SET skip_reason = ? WHERE id = ? AND state = 'sent'", (reason, daily.posting.id)
                )
            return bool(trouble and await self._writer.fetch(_SET_TROUBLE, (trouble, daily.schedule.id, trouble)))

    async def skip(self, daily: DailyPosting, reason: str) -> None:
        """Mark a claimed question as skipped, for that reason."""
        async with self._writer.transaction():
            await self._writer.fetch(_SKIP, (reason, daily.posting.id))
            await self._writer.fetch(
                "UPDATE place SET trouble = NULL WHERE id = ? AND trouble = 'away'", (daily.schedule.id,)
            )

    async def close_daily(self, daily: DailyPosting, at: datetime, reason: str | None = None) -> None:
        """Mark a question as closed, with the *reason* why its message does not show that; safe to repeat."""
        async with self._writer.transaction():
            await self._writer.fetch(_CLOSE, (micros(at), reason, daily.posting.id))

    async def countable(self, postings: Sequence[int], now: datetime, every: timedelta) -> Sequence[DailyPosting]:
        """Return those open questions whose message shows too few answers, and was not changed for so long."""
        found: list[Row] = []
        for start in range(0, len(postings), _AT_ONCE):
            part = postings[start : start + _AT_ONCE]
            found += await self._reader.fetch(
                _COUNTABLE.format(ids=marks(part)), (*part, micros(now - every), micros(now + every), micros(now))
            )
        return [daily_of(row) for row in found]

    async def claim_count(
        self, posting: int, now: datetime, every: timedelta, owner: str, until: datetime
    ) -> DailyPosting | None:
        """Claim an open question whose message shows too few answers, and return it with the number to show.

        None when it is right, was changed less than *every* ago, or is claimed; a change further ahead than that was
        made before the clock went back. `release_claim` ends the claim; until then no process closes the question, so
        that no late count overwrites its end.
        """
        values = (micros(now), owner, micros(until), posting, micros(now - every), micros(now + every), micros(now))
        taken = await self._claim_rows(_CLAIM_COUNT, values)
        return taken[0] if taken else None

    async def release_claim(self, posting: int, owner: str) -> bool:
        """Give up a claim on an open question, and return whether it was still held."""
        async with self._writer.transaction():
            return bool(
                await self._writer.fetch(
                    "UPDATE posting SET claim_expires_at = NULL "
                    "WHERE id = ? AND claimed_by = ? AND state = 'sent' RETURNING id",
                    (posting, owner),
                )
            )

    async def latest(self, schedule: int, limit: int) -> Sequence[DailyPosting]:
        """Return the last study dates of a schedule, the newest first, skipped ones too."""
        return await latest_of(self._reader, schedule, limit)


async def latest_of(db: Connection, schedule: int, limit: int) -> Sequence[DailyPosting]:
    """Return the last study dates of a schedule, the newest first, skipped ones too."""
    rows = await db.fetch(f"{READ} WHERE p.place_id = ? ORDER BY p.local_date DESC LIMIT ?", (schedule, limit))
    return [daily_of(row) for row in rows]


async def advance_and_claim(
    db: Connection, daily: DailyPosting, following: Due | None, owner: str | None = None, until: datetime | None = None
) -> bool:
    """Make *following* due for a schedule and write the posting of the date that was, inside a transaction.

    False when the schedule is due otherwise by now; then nothing was written.
    """
    schedule = daily.schedule
    if schedule.due is None:
        return False
    skipped = daily.posting.state is PostingState.SKIPPED
    row = _NEW.row(
        daily.posting,
        local_date=daily.day,
        due_at=daily.due_at,
        skip_reason=daily.reason,
        claimed_by=None if skipped else owner,
        claim_expires_at=None if skipped else until,
    )
    day, at, _ = due_values(schedule.due)
    if not await db.fetch(_ADVANCE, (*due_values(following), schedule.id, day, at)):
        return False
    return bool(await db.fetch(_CLAIM, row))


def daily_of(row: Row) -> DailyPosting:
    """Return the record that a row of `READ` makes."""
    tried, *values = row
    day_at = POSTINGS.width
    schedule_at = day_at + DAILIES.width
    return DailyPosting(
        posting=POSTINGS.record_of(values[:day_at]),
        schedule=schedule_of(values[schedule_at:]),
        tried=bool(tried),
        **DAILIES.fields_of(values[day_at:schedule_at]),
    )
