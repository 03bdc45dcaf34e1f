"""The messages of daily questions, on the platform of their schedule; no call takes longer than a claim holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.domain.records import DailyPosting, Schedule
from bot.features.daily import claims
from bot.ports.channels import Channels, Undelivered

_T = TypeVar("_T")


class Messenger:
    """Posts, finds, changes and removes messages. All methods but `turn` and `link` raise Undelivered."""

    def __init__(self, channels: Mapping[str, Channels]) -> None:
        """Build the messenger over the channels, by platform."""
        self._channels = channels

    async def turn(self, schedule: Schedule, *, edit: bool = False) -> None:
        """Wait for a rate-limit slot of the platform, for a post in a channel or for an edit."""
        await self._of(schedule).turn(_address(schedule), edit=edit)

    async def post(self, daily: DailyPosting, card: Reply) -> str:
        """Post a question, and return the message's id."""
        return await _in_time(self._of(daily.schedule).post(_address(daily.schedule), card, daily.posting.id))

    async def find(self, daily: DailyPosting) -> str | None:
        """Return the message of a question that may have been posted, or None."""
        channels = self._of(daily.schedule)
        return await _in_time(
            channels.find(_address(daily.schedule), daily.posting.id, daily.posting.created_at), sure=True
        )

    async def edit(self, daily: DailyPosting, reply: Reply) -> None:
        """Replace the content of a question's message by *reply*."""
        await _in_time(self._of(daily.schedule).edit(_address(daily.schedule), daily.message or "", reply))

    async def finish(self, daily: DailyPosting, reply: Reply) -> bool:
        """Show the end of a question for good, and return whether it stands in the question's own message."""
        since = daily.posting.closes_at or daily.posting.created_at
        channels, address = self._of(daily.schedule), _address(daily.schedule)
        return await _in_time(channels.finish(address, daily.message or "", reply, daily.posting.id, since))

    async def remove(self, schedule: Schedule, message: str) -> None:
        """Delete a message."""
        await _in_time(self._of(schedule).remove(_address(schedule), message))

    async def link(self, daily: DailyPosting | None) -> str | None:
        """Return the link to a question's message, or None without one."""
        if daily is None or not daily.message:
            return None
        return await self._of(daily.schedule).link(_address(daily.schedule), daily.message)

    async def tell(self, schedule: Schedule, user: str, reply: Reply) -> None:
        """Send a direct message about a schedule to a user."""
        await _in_time(self._of(schedule).tell(_address(schedule), user, reply))

    def _of(self, schedule: Schedule) -> Channels:
        """Return the channels of a schedule's platform; only schedules on platforms of this process are ever taken."""
        return self._channels[schedule.platform]


def _address(schedule: Schedule) -> Address:
    """Return the address of a schedule's channel."""
    return Address(schedule.space, schedule.channel)


async def _in_time(call: Awaitable[_T], *, sure: bool = False) -> _T:
    """Wait for a call, at most SENDING seconds; *sure* marks one without effect on the channel. Raises Undelivered."""
    try:
        async with asyncio.timeout(claims.SENDING):
            return await call
    except TimeoutError:
        raise Undelivered("away", sure=sure) from None
