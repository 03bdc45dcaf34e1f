"""Platforms side by side: none stops another, and one that refuses us is tried again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence

from bot.ports.platform import Platform, PlatformUnusable

RETRY = 300.0
"""Seconds until a platform that refused us is tried again: an operator may have mended it on the platform's side."""
LAST = 0.7
"""Seconds that a platform gets to end after it was asked to; the rest is cut off."""

_log = logging.getLogger(__name__)


class Supervisor:
    """Runs platforms until it is told to stop."""

    def __init__(self, platforms: Sequence[Platform]) -> None:
        """Take the platforms, which are started by `run`."""
        self._platforms = platforms
        self._resting: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Keep every platform running until *stop* is set; what is unforeseen in one is raised at once.

        Raises PlatformUnusable when the last one that runs refuses us.
        """
        runs = {asyncio.create_task(each.run()): each for each in self._platforms}
        stopped = asyncio.create_task(stop.wait())
        try:
            while runs and not stopped.done():
                done, _ = await asyncio.wait({*runs, stopped}, return_when=asyncio.FIRST_COMPLETED)
                for ended in [each for each in runs if each in done]:
                    platform = runs.pop(ended)
                    if self._refused(ended, platform, [each.name for each in runs.values()]):
                        runs[asyncio.create_task(self._later(platform))] = platform
        finally:
            stopped.cancel()
            self._left = runs

    async def stop(self, seconds: float) -> None:
        """Let platforms finish what is under way, for at most so long, and close."""
        await asyncio.gather(*(platform.stop(seconds) for platform in self._platforms))
        await _ended(self._left)

    def _refused(self, ended: asyncio.Task[None], platform: Platform, others: Sequence[str]) -> bool:
        """Log why a platform has ended, and tell whether to try again; raise it when no other runs."""
        try:
            ended.result()
        except PlatformUnusable as error:
            if self._resting.issuperset(others):
                raise
            _log.error("%s: %s Trying again in %s minutes.", platform.name, error, round(RETRY / 60))
        except Exception:
            if not others:
                raise
            _log.exception("%s: ended", platform.name)
        else:
            return False
        self._resting.add(platform.name)
        return True

    async def _later(self, platform: Platform) -> None:
        """Run a platform again after a while."""
        await asyncio.sleep(RETRY)
        self._resting.discard(platform.name)
        await platform.run()


async def _ended(runs: Collection[asyncio.Task[None]]) -> None:
    """Wait until the platforms have ended, and cut off what hangs."""
    late = (await asyncio.wait(runs, timeout=LAST))[1] if runs else ()
    for run in late:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)
