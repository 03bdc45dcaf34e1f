"""The channels of a platform, for posts that are no responses."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.chat.wording import Voice


class Undelivered(Exception):
    """A post or an edit that a channel did not get.

    `trouble` is the code of the reason: `gone` for a channel that is not there, `forbidden` if we may not write,
    `archived` for a thread that we may not open again, `fixed` for a message that can no longer be changed, `away` for
    a fault that passes. *sure* is False when it may have been carried out nevertheless. `after` are the seconds
    that the platform asks us to wait.
    """

    def __init__(self, trouble: str, *, sure: bool = True, after: float = 0.0) -> None:
        """Build the error from the reason's code."""
        super().__init__(trouble)
        self.trouble = trouble
        self.sure = sure
        self.after = after


class Channels(Protocol):
    """The channels of one platform, for posts that are no responses. All but `turn` and `link` raise Undelivered."""

    async def turn(self, address: Address, *, edit: bool = False) -> None:
        """Wait until the platform's rate limits leave room for a post there, or for an edit."""

    async def post(self, address: Address, reply: Reply, posting: int) -> str:
        """Post a question, marked with its posting's id, and return the message's id."""

    async def find(self, address: Address, posting: int, since: datetime) -> str | None:
        """Return the message of a posting if it was carried out since then, or None."""

    async def remove(self, address: Address, message: str) -> None:
        """Delete a message of ours."""

    async def edit(self, address: Address, message: str, reply: Reply) -> None:
        """Replace a message's content by *reply*."""

    async def finish(self, address: Address, message: str, reply: Reply, posting: int, since: datetime) -> bool:
        """Replace a message's content for good, and return whether the message itself shows it.

        An archived thread is opened again. Where the message can no longer be changed, *reply* is said once in an
        answer to it, which is looked for from *since* on.
        """

    async def link(self, address: Address, message: str) -> str | None:
        """Return the address of a message, or None on a platform without."""

    async def check(self, address: Address) -> str | None:
        """Return the code of the trouble that keeps us from writing in a channel, or None."""

    async def advise(self, address: Address, voice: Voice) -> str | None:
        """Return a sentence on the trouble of a channel that `check` found, with the next step; None if unknown."""

    async def is_public(self, address: Address) -> bool:
        """Return whether everybody in the space may read a channel."""

    async def tell(self, address: Address, user_id: str, reply: Reply) -> None:
        """Send a private message about a channel to one person."""
