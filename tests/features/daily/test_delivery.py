"""A message's calls go to its platform and channel, and none of them takes for ever."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.content.model import Bank
from bot.domain.records import DailyPosting
from bot.features.daily import claims
from bot.features.daily.delivery import Messenger
from bot.ports.channels import Undelivered
from tests.conftest import SteeredClock
from tests.support.questions import daily_of, first_of, schedule_of
from tests.support.schedules import MemoryChannels

Act = Callable[[Messenger, DailyPosting], Awaitable[object]]
CALLS: dict[str, tuple[Act, bool]] = {
    "post": (lambda messages, daily: messages.post(daily, Reply("")), False),
    "edit": (lambda messages, daily: messages.edit(daily, Reply("")), False),
    "remove": (lambda messages, daily: messages.remove(daily.schedule, "m1"), False),
    "tell": (lambda messages, daily: messages.tell(daily.schedule, "U1", Reply("")), False),
    "find": (lambda messages, daily: messages.find(daily), True),
}
"""Each call that has a limit, and whether nothing has surely been carried out when it ends there."""


class Hanging:
    """Channels that never answer."""

    def __getattr__(self, name: str) -> Callable[..., Awaitable[None]]:
        async def hang(*args: object, **more: object) -> None:
            await asyncio.Event().wait()

        return hang


@pytest.mark.parametrize("call", CALLS)
async def test_a_call_that_hangs_is_given_up(bank: Bank, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Only a call that carries nothing out is sure not to have done so."""
    monkeypatch.setattr(claims, "SENDING", 0.0)
    act, sure = CALLS[call]
    with pytest.raises(Undelivered) as given_up:
        await act(Messenger({"slack": cast("Any", Hanging())}), daily_of(first_of(bank)))
    assert (given_up.value.trouble, given_up.value.sure) == ("away", sure)


async def test_a_question_goes_to_its_own_platform_and_channel(bank: Bank) -> None:
    clock, rng = SteeredClock(), random.Random(1)
    platforms = {name: MemoryChannels(clock, rng) for name in ("slack", "discord")}
    daily = daily_of(first_of(bank), schedule_of("C7", space="discord:G1"))
    message = await Messenger(platforms).post(daily, Reply("asked"))
    assert platforms["slack"].posted == {}
    ((posted,),) = platforms["discord"].posted.values()
    assert (posted.posting, posted.reply.title) == (daily.posting.id, "asked")
    assert message == "0"


async def test_a_question_has_an_address_once_it_has_a_message(bank: Bank) -> None:
    messages = Messenger({"slack": MemoryChannels(SteeredClock(), random.Random(1))})
    daily = daily_of(first_of(bank))
    assert await messages.link(daily) == "https://loopback.test/C1/m1"
    assert await messages.link(daily_of(first_of(bank), message=None)) is None
    assert await messages.link(None) is None


async def test_a_turn_is_one_of_posts_or_of_edits() -> None:
    turns: list[tuple[Address, bool]] = []

    class Turns:
        """Channels that note their turns."""

        async def turn(self, address: Address, *, edit: bool = False) -> None:
            turns.append((address, edit))

    messages = Messenger({"slack": cast("Any", Turns())})
    await messages.turn(schedule_of("C1"))
    await messages.turn(schedule_of("C2"), edit=True)
    assert turns == [(Address("slack:T1", "C1"), False), (Address("slack:T1", "C2"), True)]
