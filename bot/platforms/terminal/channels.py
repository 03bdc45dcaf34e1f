"""What is said unasked in the terminal's one room: it appears on the screen that is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.ports.channels import Undelivered


class TerminalChannels:
    """The terminal's room behind `ports.channels.Channels`; without a screen it is away."""

    def __init__(self) -> None:
        """Wait for a screen."""
        self._show: Callable[[Reply], None] | None = None

    def connect(self, show: Callable[[Reply], None]) -> None:
        """Take what puts a reply on the screen."""
        self._show = show

    async def turn(self, address: Address, *, edit: bool = False) -> None:
        """Wait for nothing: a screen takes whatever comes."""

    async def post(self, address: Address, reply: Reply, posting: int) -> str:
        """Put a question on the screen."""
        self._screen()(reply)
        return str(posting)

    async def find(self, address: Address, posting: int, since: datetime) -> str | None:
        """Return None: what a screen that is closed now has shown, nobody can read any more."""
        return None

    async def remove(self, address: Address, message: str) -> None:
        """Leave what has scrolled away."""

    async def edit(self, address: Address, message: str, reply: Reply) -> None:
        """Leave what has scrolled away; the end of a question is worth a look."""
        if reply.choice is None:
            self._screen()(reply)

    async def link(self, address: Address, message: str) -> str | None:
        """Return None: a screen has no addresses."""
        return None

    async def check(self, address: Address) -> str | None:
        """Return None: who sits at a terminal may write on it."""
        return None

    async def tell(self, address: Address, user_id: str, reply: Reply) -> None:
        """Put a word on the screen."""
        self._screen()(reply)

    def _screen(self) -> Callable[[Reply], None]:
        """Return what puts a reply on the screen. Raises Undelivered while there is none."""
        if self._show is None:
            raise Undelivered("away")
        return self._show
