"""Banks, schedules and postings that are as small as a test needs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot.content.model import Bank, Question
from bot.domain.calendar import Recurrence
from bot.domain.kinds import PostingKind
from bot.domain.records import DailyPosting, Posting, PostingState, Schedule

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def first_of(bank: Bank) -> Question:
    """Return the first question of a bank."""
    return next(iter(bank.questions.values()))


def bank_of(bank: Bank, number: int) -> Bank:
    """Return a bank with so many questions."""
    return replace(bank, questions=MappingProxyType(dict(list(bank.questions.items())[:number])))


def posting_of(question: Question, **more: Any) -> Posting:
    """Return a practice posting of a question, its options as they are written."""
    order = tuple(option.id for option in question.options)
    posting = Posting(7, PostingKind.PRACTICE, "slack:T1", question.id, question.revision, order, NOON)
    return replace(posting, **more)


def schedule_of(channel: str = "C1", **more: Any) -> Schedule:
    """Return a schedule: noon in UTC every day, on everything."""
    schedule = Schedule(
        id=1,
        space="slack:T1",
        channel=channel,
        language="en",
        recurrence=Recurrence(time(12), ZoneInfo("UTC")),
        topic=None,
        grace=timedelta(hours=6),
        open_for=timedelta(hours=24),
        set_by="U1",
    )
    return replace(schedule, **more)


def daily_of(question: Question, schedule: Schedule | None = None, **more: Any) -> DailyPosting:
    """Return a question that a schedule has posted at noon, open for a day."""
    posting = posting_of(
        question,
        kind=PostingKind.DAILY,
        schedule=1,
        state=more.pop("state", PostingState.SENT),
        closes_at=more.pop("closes_at", NOON + timedelta(days=1)),
    )
    daily = DailyPosting(posting, schedule or schedule_of(), NOON.date(), NOON, message="m1")
    return replace(daily, **more)
