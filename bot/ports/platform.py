"""A platform as the composition root sees it, and the rounds that the scheduler runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from bot.ports.channels import Channels


class PlatformUnusable(Exception):
    """A platform that refuses us for good: the message is one sentence for the operator, with the next step."""


class Platform(Protocol):
    """A platform as the composition root sees it."""

    name: str

    @property
    def connected(self) -> bool:
        """Return whether the platform is connected just now."""

    @property
    def channels(self) -> Channels:
        """Return the channels, for posts that are no responses; they are away while we are not connected."""

    def routes(self) -> Iterable[Any]:
        """Return the platform's HTTP routes, as the web server's own route definitions."""

    async def run(self) -> None:
        """Stay connected until `stop`, through every fault that passes. Raises PlatformUnusable for one that won't."""

    async def stop(self, seconds: float) -> None:
        """Finish the requests under way, for at most so many seconds, and close; then `run` returns."""


class Rounds(Protocol):
    """The rounds that the scheduler runs, one a tick."""

    async def run(self) -> None:
        """Run one round: do all work that is due now, or leave it for the next."""
