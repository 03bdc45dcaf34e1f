"""A platform as the composition root sees it, and the rounds that its channels are posted to in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from bot.ports.channels import Channels


class PlatformUnusable(Exception):
    """A platform refuses us for good: the message is one sentence for the operator, saying what to do next."""


class Platform(Protocol):
    """A place where people talk, as the composition root sees it."""

    name: str

    @property
    def connected(self) -> bool:
        """Tell whether people there are heard just now."""

    @property
    def channels(self) -> Channels:
        """Return the channels, for what is said there unasked; they are away while we are not connected."""

    def routes(self) -> Iterable[Any]:
        """Return what has to be reachable over HTTP, as the web server's own route definitions."""

    async def run(self) -> None:
        """Stay connected until `stop`, through every fault that passes. Raises PlatformUnusable for one that won't."""

    async def stop(self, seconds: float) -> None:
        """Finish what is under way, for at most so long, and close; then `run` returns."""


class Rounds(Protocol):
    """What is to be done again and again."""

    async def run(self) -> None:
        """Do all that is due now, or leave it for the next time."""
