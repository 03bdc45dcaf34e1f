"""An admin gets each notice once, and one about many channels; then ten minutes are quiet."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Reply, Text
from bot.features.daily.delivery import Messenger
from bot.features.daily.notices import Notices
from tests.conftest import SteeredClock
from tests.support.questions import schedule_of
from tests.support.schedules import MemoryChannels

TEN_MINUTES = timedelta(minutes=10)


class Desk:
    """Notices, and what has arrived of them."""

    def __init__(self) -> None:
        self.clock = SteeredClock()
        self.channels = MemoryChannels(self.clock, random.Random(1))
        self.notices = Notices(Messenger({"slack": self.channels}), self.clock)

    async def arrived(self) -> list[list[str]]:
        """Send what is due, and return the channels that each message is about."""
        self.channels.told.clear()
        await self.notices.send_due()
        return [channels_of(reply) for _, reply in self.channels.told]


def channels_of(reply: Reply) -> list[str]:
    """Return the channels that a notice names."""
    return [span.text for block in reply.blocks if isinstance(block, Text) for span in block.spans if span.channel]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_many_channels_are_one_message(desk: Desk) -> None:
    for channel in ("C1", "C2", "C3"):
        desk.notices.add(schedule_of(channel), "gone")
    assert await desk.arrived() == [["C1", "C2", "C3"]]
    assert await desk.arrived() == []


async def test_the_same_of_another_channel_waits_for_ten_minutes(desk: Desk) -> None:
    desk.notices.add(schedule_of("C1"), "gone")
    assert await desk.arrived() == [["C1"]]
    desk.notices.add(schedule_of("C2"), "gone")
    desk.clock.forward(minutes=10, microseconds=-1)
    desk.notices.add(schedule_of("C3"), "gone")
    assert await desk.arrived() == []
    desk.clock.forward(microseconds=1)
    assert await desk.arrived() == [["C2", "C3"]]
    desk.notices.add(schedule_of("C4"), "gone")
    desk.clock.forward(minutes=10, microseconds=-1)
    assert await desk.arrived() == []
    desk.clock.forward(microseconds=1)
    assert await desk.arrived() == [["C4"]]


async def test_after_ten_quiet_minutes_the_next_one_waits_no_more(desk: Desk) -> None:
    desk.notices.add(schedule_of("C1"), "gone")
    await desk.arrived()
    desk.clock.forward(minutes=10)
    assert await desk.arrived() == []
    desk.notices.add(schedule_of("C2"), "gone")
    assert await desk.arrived() == [["C2"]]


async def test_another_sentence_admin_or_workspace_waits_for_nothing(desk: Desk) -> None:
    desk.notices.add(schedule_of("C1"), "gone")
    await desk.arrived()
    desk.notices.add(schedule_of("C2"), "forbidden")
    desk.notices.add(schedule_of("C3", set_by="U2"), "gone")
    desk.notices.add(schedule_of("C4", space="slack:T2"), "gone")
    assert await desk.arrived() == [["C2"], ["C3"], ["C4"]]


@pytest.mark.parametrize(("channels", "more"), [(10, 0), (11, 1)])
async def test_ten_channels_are_named_and_the_others_counted(desk: Desk, channels: int, more: int) -> None:
    for number in range(channels):
        desk.notices.add(schedule_of(f"C{number}"), "gone")
    assert await desk.arrived() == [[f"C{number}" for number in range(10)]]
    shown = plain_text(desk.channels.told[0][1])
    assert ("and 1 more" in shown) is (" more" in shown) is bool(more)


async def test_a_schedule_that_nobody_has_set_has_nobody_to_be_told(desk: Desk) -> None:
    desk.notices.add(schedule_of(set_by=None), "gone")
    assert await desk.arrived() == []


async def test_a_notice_that_does_not_arrive_is_not_repeated(desk: Desk) -> None:
    desk.channels.away = lambda: True
    desk.notices.add(schedule_of(), "gone")
    assert await desk.arrived() == []
    desk.channels.away = lambda: False
    desk.clock.forward(minutes=10)
    assert await desk.arrived() == []


async def test_a_clock_that_goes_back_keeps_no_notice_waiting(desk: Desk) -> None:
    desk.notices.add(schedule_of("C1"), "gone")
    await desk.arrived()
    desk.notices.add(schedule_of("C2"), "gone")
    desk.clock.forward(hours=-1)
    assert await desk.arrived() == [["C2"]]
