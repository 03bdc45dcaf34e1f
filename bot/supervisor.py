"""The supervisor of platforms side by side: none stops another, and one that refuses us is tried again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence

from bot.ports.platform import Platform, PlatformUnusable

RETRY = 300.0
"""Seconds until a platform that refused us is tried again: an operator may have mended it on the platform's side."""
CANCEL_AFTER = 0.7
"""Seconds that a platform gets to end after it was stopped; then it is cancelled."""

_log = logging.getLogger(__name__)


class Supervisor:
    """The supervisor, which runs platforms until it is stopped."""

    def __init__(self, platforms: Sequence[Platform]) -> None:
        """Build the supervisor of *platforms*, which `run` starts."""
        self._platforms = platforms
        self._waiting: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Keep every platform running until *stop* is set; an unforeseen error in the only one is raised at once.

        Raises PlatformUnusable when the last one that runs refuses us.
        """
        runs = {asyncio.create_task(each.run()): each for each in self._platforms}
        stopped = asyncio.create_task(stop.wait())
        try:
            while runs and not stopped.done():
                done, _ = await asyncio.wait({*runs, stopped}, return_when=asyncio.FIRST_COMPLETED)
                for ended in [each for each in runs if each in done]:
                    platform = runs.pop(ended)
                    if self._log_end(ended, platform, [each.name for each in runs.values()]):
                        runs[asyncio.create_task(self._run_again(platform))] = platform
        finally:
            stopped.cancel()
            self._left = runs

    async def stop(self, seconds: float) -> None:
        """Close the platforms, after their requests under way, for which they get at most so many seconds."""
        await asyncio.gather(*(platform.stop(seconds) for platform in self._platforms))
        await _end_or_cancel(self._left)

    def _log_end(self, ended: asyncio.Task[None], platform: Platform, others: Sequence[str]) -> bool:
        """Log the reason of a platform's end, and return whether to run it again; raise it when no other runs."""
        try:
            ended.result()
        except PlatformUnusable as error:
            if self._waiting.issuperset(others):
                raise
            _log.error("%s: %s Trying again in %s minutes.", platform.name, error, round(RETRY / 60))
        except Exception:
            if not others:
                raise
            _log.exception("%s: ended", platform.name)
        else:
            return False
        self._waiting.add(platform.name)
        return True

    async def _run_again(self, platform: Platform) -> None:
        """Run a platform again after RETRY seconds."""
        await asyncio.sleep(RETRY)
        self._waiting.discard(platform.name)
        await platform.run()


async def _end_or_cancel(runs: Collection[asyncio.Task[None]]) -> None:
    """Wait until the platforms have ended, and cancel those that hang."""
    late = (await asyncio.wait(runs, timeout=CANCEL_AFTER))[1] if runs else ()
    for run in late:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)
