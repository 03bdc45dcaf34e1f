"""The operator's verb for the daily question: `prova daily preview`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.cli.common import errors_explained, fail, with_store
from bot.cli.verbs import Group, Verb, argument, between
from bot.domain.calendar import due_days
from bot.domain.records import Schedule

if TYPE_CHECKING:
    from bot.store.store import SqlStore


def daily_preview(schedule: str | None, days: int) -> None:
    """Print when the daily question will be posted, in every place, in a table.

    Which question it will be is drawn when it is posted.
    """
    with errors_explained():
        schedules = asyncio.run(with_store(_upgrade_and_list_schedules))
    wanted = [one for one in schedules if schedule is None or schedule in f"{one.space} {one.channel}"]
    if schedule and not wanted:
        fail(f"No place holds “{schedule}”; without --place, all {len(schedules)} are shown.")
    now = datetime.now(UTC)
    rows = [row for one in wanted for row in _rows(one, now, now + timedelta(days=days))]
    for line in _table([("space", "channel", "day", "local time", "UTC", "note"), *rows]):
        print(line)


async def _upgrade_and_list_schedules(store: SqlStore) -> list[Schedule]:
    """Bring a database up to date, and return its schedules."""
    await store.upgrade()
    return list(await store.schedules())


def _rows(schedule: Schedule, now: datetime, end: datetime) -> Iterator[tuple[str, ...]]:
    """Yield a row for each post of a schedule, or one with the reason for none."""
    if schedule.due is None:
        yield schedule.space, schedule.channel, "-", "-", "-", schedule.state.value
        return
    following = takewhile(lambda due: due.at < end, due_days(schedule.recurrence, schedule.due.day))
    for due in (schedule.due, *following):
        local = due.at.astimezone(schedule.recurrence.zone)
        note = "due now" if due.at <= now else schedule.trouble or ""
        yield schedule.space, schedule.channel, due.day.isoformat(), f"{local:%a %H:%M %Z}", f"{due.at:%d %H:%M}", note


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows with their columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


_PLACE = argument(
    "--place",
    dest="schedule",
    metavar="PART",
    help="Only places whose space or channel holds this, such as slack:T0123 or C0456.",
)
_DAYS = argument("--days", type=between(1, 366), default=30, help="How many days ahead: 1 to 366, 30 if left out.")
VERBS = {"daily": Group("Look at the daily question.", {"preview": Verb(daily_preview, (_PLACE, _DAYS))})}
