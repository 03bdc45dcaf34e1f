"""The channels of a platform, for messages that no request asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.chat.reply import Reply
from bot.chat.request import Address


class Undelivered(Exception):
    """A message could not be posted or changed in a channel.

    `trouble` is a code of why: `gone` for a channel that is not there, `forbidden` where we may not write, `away` for
    whatever passes. *sure* is False when it may have been carried out nevertheless. `after` are the seconds that the
    platform asks us to wait.
    """

    def __init__(self, trouble: str, *, sure: bool = True, after: float = 0.0) -> None:
        """Keep the reason."""
        super().__init__(trouble)
        self.trouble = trouble
        self.sure = sure
        self.after = after


class Channels(Protocol):
    """The channels of one platform. All methods but `turn` raise Undelivered."""

    async def turn(self, address: Address, *, edit: bool = False) -> None:
        """Wait until the platform's rate limits leave room for a post there, or for an edit."""

    async def post(self, address: Address, reply: Reply, posting: int) -> str:
        """Post a question, marked with its posting's id, and return the message's id."""

    async def find(self, address: Address, posting: int, since: datetime) -> str | None:
        """Return the message of a posting if it was carried out since then, or None."""

    async def remove(self, address: Address, message: str) -> None:
        """Take a message of ours away."""

    async def edit(self, address: Address, message: str, reply: Reply) -> None:
        """Put *reply* in the place of a message's content."""

    async def link(self, address: Address, message: str) -> str | None:
        """Return the address of a message, where messages have one."""

    async def check(self, address: Address) -> str | None:
        """Return the code of what keeps us from writing in a channel, or None."""

    async def tell(self, address: Address, user_id: str, reply: Reply) -> None:
        """Send a direct message about a channel."""
