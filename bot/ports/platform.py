"""A platform as the composition root sees it, and the rounds that its channels are posted to in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from bot.ports.channels import Channels


class PlatformUnusable(Exception):
    """A platform refuses us for good: the message is one sentence for the operator, saying what to do next."""


class Platform(Protocol):
    """A chat platform, as the composition root sees it."""

    name: str

    @property
    def connected(self) -> bool:
        """Return whether the platform is connected just now."""

    @property
    def channels(self) -> Channels:
        """Return the platform's channels; they are away while we are not connected."""

    def routes(self) -> Iterable[Any]:
        """Return the routes to be reachable over HTTP, as the web server's own definitions."""

    async def run(self) -> None:
        """Stay connected until `stop`, through every fault that passes. Raises PlatformUnusable for one that won't."""

    async def stop(self, seconds: float) -> None:
        """Finish what is under way, for at most so long, and close; then `run` returns."""


class Rounds(Protocol):
    """The work that the scheduler repeats."""

    async def run(self) -> None:
        """Make one round: all that is due now, or leave it for the next one."""
