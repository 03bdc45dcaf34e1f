"""The page of a schedule: its state, its next questions, the last one, and what an admin may press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Facts, Note, Reply, Text
from bot.chat.request import Actor
from bot.chat.wording import VOICES
from bot.content.model import Bank
from bot.domain.calendar import Recurrence, due_days
from bot.domain.records import NO_ZONE, DailyPosting, PostingState, Result, Schedule, ScheduleState, Seen
from bot.features.daily.notices import TROUBLES
from bot.features.daily.page import REASONS, UNSHOWN, SchedulePage
from bot.features.practice.topics import Topics
from tests.support.lookups import Finds
from tests.support.questions import NOON, bank_of, daily_of, first_of, schedule_of

TODAY = NOON.date()
ADMIN = Actor("slack", "U1", "ana", admin=True)
ADMINS = [("daily now", "leave out", "daily pause", "daily form"), ("daily resume", "daily form")]
"""The buttons of a schedule that goes on, and of one that does not."""


class History:
    """What was asked, and how it was answered."""

    def __init__(self, result: Result | None = None, asked: Sequence[str] = ()) -> None:
        self.of = result or Result(0, 0, {})
        self.seen = {question: Seen(1, NOON) for question in asked}

    async def result(self, posting: int) -> Result:
        return self.of

    async def asked(self, schedule: int) -> dict[str, Seen]:
        return self.seen


def due(schedule: Schedule, day: date = TODAY) -> Schedule:
    """Return a schedule with its due date on that day or after it."""
    first = next(due_days(schedule.recurrence, day - timedelta(days=1)))
    return Schedule(**{name: getattr(schedule, name) for name in Schedule.__slots__} | {"due": first})


async def page(
    bank: Bank,
    schedule: Schedule | None = None,
    latest: Sequence[DailyPosting] = (),
    history: History | None = None,
    *,
    actor: Actor = ADMIN,
    now: datetime = NOON,
) -> Reply:
    """Return a page as an admin sees it at noon."""
    shown = SchedulePage(Topics(bank, Finds()), cast("Any", history or History()), lambda: now)
    return await shown.show("title", schedule or due(schedule_of()), latest, actor, VOICES["en"])


def pressed(reply: Reply) -> tuple[str, ...]:
    """Return what can be pressed."""
    return tuple(button.call.intent for button in reply.buttons)


@pytest.mark.parametrize(("questions", "notes"), [(14, 2), (15, 1)])
async def test_fourteen_left_are_few_and_fifteen_are_not(bank: Bank, questions: int, notes: int) -> None:
    reply = await page(bank_of(bank, questions))
    assert len([block for block in reply.blocks if isinstance(block, Note)]) == notes
    assert f"{questions} questions left" in plain_text(reply)


async def test_what_was_asked_already_is_not_left(bank: Bank) -> None:
    few = bank_of(bank, 20)
    reply = await page(few, history=History(asked=list(few.questions)[:6]))
    assert "14 questions left" in plain_text(reply)


@pytest.mark.parametrize(("state", "answers"), [("closed", 1), ("closed", 2), ("sent", 3), ("sent", 9)])
async def test_of_few_answers_or_an_open_question_the_right_ones_are_not_shown(
    bank: Bank, state: str, answers: int
) -> None:
    daily = daily_of(first_of(bank), state=PostingState(state))
    pages = [
        await page(bank, latest=[daily], history=History(Result(answers, correct, {})))
        for correct in range(answers + 1)
    ]
    assert all(one == pages[0] for one in pages)
    assert f"{answers} answered" in plain_text(pages[0])


async def test_of_three_answers_to_a_closed_question_the_right_ones_are_shown(bank: Bank) -> None:
    daily = daily_of(first_of(bank), state=PostingState.CLOSED)
    assert "2 of 3 right" in plain_text(await page(bank, latest=[daily], history=History(Result(3, 2, {}))))


@pytest.mark.parametrize(
    ("schedule", "buttons"),
    [
        (due(schedule_of()), ADMINS[0]),
        (schedule_of(), ("daily now", "daily pause", "daily form")),
        (schedule_of(state=ScheduleState.PAUSED), ADMINS[1]),
        (schedule_of(state=ScheduleState.OFF), ADMINS[1]),
        (due(schedule_of(paused_until=TODAY + timedelta(days=1))), ADMINS[1]),
        (due(schedule_of(paused_until=TODAY)), ADMINS[0]),
    ],
    ids=["on", "nothing due", "paused", "off", "paused until tomorrow", "paused until today"],
)
async def test_an_admin_may_press_what_fits_the_state(bank: Bank, schedule: Schedule, buttons: tuple[str, ...]) -> None:
    assert pressed(await page(bank, schedule)) == buttons
    assert pressed(await page(bank, schedule, actor=Actor("slack", "U2", "bia"))) == ()


async def test_each_state_is_told_apart(bank: Bank) -> None:
    schedules = (
        schedule_of(),
        schedule_of(state=ScheduleState.PAUSED),
        schedule_of(state=ScheduleState.OFF),
        schedule_of(paused_until=TODAY + timedelta(days=1)),
        schedule_of(paused_until=TODAY + timedelta(days=2)),
    )
    assert len({plain_text(await page(bank, one)) for one in schedules}) == len(schedules)
    assert plain_text(await page(bank, schedule_of(paused_until=TODAY))) == plain_text(await page(bank, schedules[0]))


@pytest.mark.parametrize("trouble", [*TROUBLES])
async def test_a_trouble_is_shown_before_all_else(bank: Bank, trouble: str) -> None:
    first = (await page(bank, schedule_of(trouble=trouble))).blocks[0]
    assert isinstance(first, Text)
    assert first.spans[0].text == TROUBLES[trouble]
    assert NO_ZONE in TROUBLES


async def test_three_questions_to_come_are_shown_from_the_next_due_on(bank: Bank) -> None:
    recurrence = Recurrence(time(21), ZoneInfo("Asia/Tokyo"), frozenset({1, 3}))
    reply = await page(bank, due(schedule_of(recurrence=recurrence)))
    ahead = [block for block in reply.blocks if isinstance(block, Facts)][1]
    shown = ["".join(span.text for span in row.value) for row in ahead.rows]
    assert [one.partition(", ")[2] for one in shown] == ["Nov 23, 21:00", "Nov 25, 21:00", "Nov 30, 21:00"]
    assert [f"{row.value[0].at:%d %H:%M %Z}" for row in ahead.rows] == ["23 21:00 JST", "25 21:00 JST", "30 21:00 JST"]


async def test_a_question_can_be_posted_now_until_the_schedules_day_has_one(bank: Bank) -> None:
    """In Tokyo the next day has begun at 15:00 UTC."""
    schedule = due(schedule_of(recurrence=Recurrence(time(9), ZoneInfo("Asia/Tokyo"))))
    daily = daily_of(first_of(bank))
    midnight = datetime(2026, 11, 23, 15, tzinfo=UTC)
    before = await page(bank, schedule, [daily], now=midnight - timedelta(microseconds=1))
    assert "daily now" not in pressed(before)
    assert "daily now" in pressed(await page(bank, schedule, [daily], now=midnight))


async def test_a_day_left_out_is_shown_beside_the_last_question(bank: Bank) -> None:
    question = first_of(bank)
    asked = daily_of(question, day=TODAY - timedelta(days=1))
    out = daily_of(question, state=PostingState.SKIPPED, message=None, reason="admin")
    texts = [block for block in (await page(bank, latest=[out, asked])).blocks if isinstance(block, Text)]
    assert len(texts) == 2
    assert len([block for block in (await page(bank, latest=[asked])).blocks if isinstance(block, Text)]) == 1


@pytest.mark.parametrize("reason", [*UNSHOWN])
async def test_an_admin_reads_why_a_message_does_not_show_its_end(bank: Bank, reason: str) -> None:
    for state in (PostingState.SENT, PostingState.CLOSED):
        shown = plain_text(await page(bank, latest=[daily_of(first_of(bank), state=state, reason=reason)]))
        assert UNSHOWN[reason] in shown
        assert ".." not in shown


@pytest.mark.parametrize("reason", [*REASONS])
async def test_each_reason_for_a_day_without_a_question_is_shown(bank: Bank, reason: str) -> None:
    out = daily_of(first_of(bank), state=PostingState.SKIPPED, message=None, reason=reason)
    assert REASONS[reason] in plain_text(await page(bank, latest=[out]))
