"""A learner's own page leads to today's question while it waits, and to a board where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Facts, Reply
from bot.chat.request import Address
from bot.domain.following import StudyHistory
from bot.domain.records import OpenDaily, Person, Progress, Standing
from bot.features.people.home import Home
from bot.ports.channels import Undelivered
from tests.support.askers import ANA, OneProfile, asker_of, learner_of
from tests.support.questions import NOON

BEFORE = Progress(StudyHistory({}), (), None)


class Store:
    """A store with one learner's progress, and what waits for them."""

    def __init__(self, progress: Progress = BEFORE, waiting: Sequence[OpenDaily] = ()) -> None:
        self.shown, self.waiting = progress, waiting

    async def progress(self, space: str, person: Person) -> Progress:
        assert (space, person) == ("terminal:room", ANA)
        return self.shown

    async def unanswered(self, space: str, person: Person, now: datetime) -> Sequence[OpenDaily]:
        assert (space, person, now) == ("terminal:room", ANA, NOON)
        return self.waiting


class Channels:
    """Channels of which some are private, and one is not known to the platform."""

    async def is_public(self, address: Address) -> bool:
        assert address.space == "terminal:room"
        if address.channel == "gone":
            raise Undelivered("gone")
        return address.channel == "open"


async def home(store: Store, *, public: bool = True, zone: str | None = None) -> Reply:
    """Return the page at noon."""
    page = Home(cast("Any", store), {"terminal": cast("Any", Channels())}, lambda: NOON, public=public)
    return await page.show(asker_of(OneProfile(learner_of(zone=zone))))


def pressed(reply: Reply) -> list[str]:
    """Return what can be pressed."""
    return [button.call.intent for button in reply.buttons]


async def test_the_newest_question_that_waits_comes_first() -> None:
    reply = await home(Store(waiting=(OpenDaily(9, "open", known=False), OpenDaily(8, "open", known=False))))
    assert reply.buttons[0].call.intent == "today"
    assert reply.buttons[0].call.args == {"posting": "9"}
    assert pressed(reply)[1:] == pressed(await home(Store()))
    assert len(reply.blocks) == len((await home(Store())).blocks) + 1


async def test_a_question_is_offered_from_public_channels_and_from_those_that_one_answers_in() -> None:
    hidden = (OpenDaily(9, "private", known=False), OpenDaily(8, "gone", known=False))
    assert "today" not in pressed(await home(Store(waiting=hidden)))
    for seen in (OpenDaily(7, "open", known=False), OpenDaily(7, "private", known=True)):
        reply = await home(Store(waiting=(*hidden, seen)))
        assert reply.buttons[0].call.args == {"posting": "7"}


async def test_without_a_public_board_none_is_led_to() -> None:
    everywhere, quiet = pressed(await home(Store())), pressed(await home(Store(), public=False))
    assert [one for one in everywhere if one not in quiet] == ["board"]


async def test_without_a_public_board_nobody_has_a_rank() -> None:
    store = Store(Progress(StudyHistory({NOON.date(): 1}), (), Standing(4, 1, "ana", 120, 40, 30)))
    ranked, quiet = plain_text(await home(store)), plain_text(await home(store, public=False))
    assert ("rank" in ranked, "rank" in quiet) == (True, False)
    assert "Points: 120" in quiet


async def test_a_newcomer_has_no_figures() -> None:
    came = Progress(StudyHistory({NOON.date(): 1}), (), None)
    assert not [block for block in (await home(Store())).blocks if isinstance(block, Facts)]
    assert [block for block in (await home(Store(came))).blocks if isinstance(block, Facts)]


@pytest.mark.parametrize(
    ("zone", "day", "asked"),
    [
        ("UTC", NOON.date(), False),
        ("UTC", NOON.date() - timedelta(days=1), True),
        ("Pacific/Kiritimati", NOON.date(), False),  # two in the morning of the next day
        ("Pacific/Pago_Pago", NOON.date() - timedelta(days=1), False),  # one in the morning of this day
    ],
)
async def test_today_is_the_learners_own_study_day(zone: str, day: date, asked: bool) -> None:
    shown = plain_text(await home(Store(Progress(StudyHistory({day: 1}), (), None)), zone=zone))
    assert ("answer today" in shown) is asked
