"""Unasked messages in the terminal's one room: they appear on the screen that is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.chat.wording import Voice
from bot.ports.channels import Undelivered


class TerminalChannels:
    """The terminal's room behind `ports.channels.Channels`; without a screen it is away."""

    def __init__(self) -> None:
        """Begin without a screen."""
        self._show: Callable[[Reply], None] | None = None

    def connect(self, show: Callable[[Reply], None]) -> None:
        """Take the screen's way to show a reply."""
        self._show = show

    async def turn(self, address: Address, *, edit: bool = False) -> None:
        """Wait for nothing: a screen has no limits of rate."""

    async def post(self, address: Address, reply: Reply, posting: int) -> str:
        """Put a question on the screen."""
        self._screen()(reply)
        return str(posting)

    async def find(self, address: Address, posting: int, since: datetime) -> str | None:
        """Return None: the contents of a closed screen are gone."""
        return None

    async def remove(self, address: Address, message: str) -> None:
        """Leave a message that has scrolled away."""

    async def edit(self, address: Address, message: str, reply: Reply) -> None:
        """Leave a message that has scrolled away, and show the end of a question anew."""
        if reply.choice is None:
            self._screen()(reply)

    async def finish(self, address: Address, message: str, reply: Reply, posting: int, since: datetime) -> bool:
        """Show the end of a question anew."""
        await self.edit(address, message, reply)
        return True

    async def link(self, address: Address, message: str) -> str | None:
        """Return None: a screen has no addresses."""
        return None

    async def check(self, address: Address) -> str | None:
        """Return None: the person at a terminal may write on it."""
        return None

    async def is_public(self, address: Address) -> bool:
        """Return True: the room is everybody's."""
        return True

    async def advise(self, address: Address, voice: Voice) -> str | None:
        """Return None: nothing keeps anybody from a screen."""
        return None

    async def tell(self, address: Address, user_id: str, reply: Reply) -> None:
        """Put a message on the screen."""
        self._screen()(reply)

    def _screen(self) -> Callable[[Reply], None]:
        """Return the screen's way to show a reply. Raises Undelivered while there is no screen."""
        if self._show is None:
            raise Undelivered("away")
        return self._show
