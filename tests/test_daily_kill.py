"""`kill -9` around the due second, with one process or two on one database: one post for each place and date."""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import Due, Recurrence
from bot.domain.records import PostingState, Schedule
from bot.ports.clock import utc_now
from bot.store.store import SqlStore
from tests.loopback.discord import server as discord
from tests.loopback.slack import server as slack
from tests.support.postgres import PostgresServer
from tests.support.process import environment, started
from tests.support.schedules import saved

KILLS = int(os.environ.get("PROVA_SOAK_KILLS", "12"))
"""How often a process is killed, a third of it on PostgreSQL; `make soak` does it for longer."""
LEASE = "3"
"""Seconds; a post may then take 0.8 s."""
SLOWEST = 0.3
"""Seconds that a platform takes to carry out a post, or to confirm it."""
CHANNELS = 3


@dataclass
class Town:
    """Two platforms, the places on them, and the processes that post there."""

    folder: Path
    url: str
    server: PostgresServer | None
    kills: int
    guilds: discord.LoopbackDiscord
    team: slack.LoopbackSlack
    store: SqlStore
    schedules: list[Schedule]
    rng: random.Random

    @asynccontextmanager
    async def process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run Prova on both platforms."""
        settings = {
            "LOOPBACK_DISCORD": f"{self.guilds.api} {self.guilds.gateway}",
            "DISCORD_TOKEN": discord.TOKEN,
            "LOOPBACK_SLACK": self.team.api,
            "SLACK_BOT_TOKEN": slack.BOT_TOKEN,
            "SLACK_APP_TOKEN": slack.APP_TOKEN,
            "LOOPBACK_LEASE": LEASE,
            "PROVA_DATABASE_URL": self.url,
        }
        async with started(self.folder, **settings) as process:
            yield process

    def requests(self) -> int:
        """Return how many posts have been asked for so far."""
        return len(self.guilds.requests("POST", "/messages")) + len(self.team.requests("chat.postMessage"))

    async def due(self, day: date) -> None:
        """Let a study date be due in all places, within the next moments."""
        for schedule in self.schedules:
            now = utc_now() + timedelta(seconds=self.rng.uniform(0, 0.5))
            await saved(self.store, replace(schedule, due=Due(day, now)))

    def slow(self) -> None:
        """Let each of the next posts take a while before it is carried out, or before it is confirmed."""
        for _ in range(CHANNELS):
            delay, done = self.rng.uniform(0, SLOWEST), self.rng.random() < 0.5
            self.guilds.faults.append(discord.Fault("POST", "/messages", delay=delay, done=done))
            self.team.faults.append(slack.Fault("chat.postMessage", delay=delay, done=done))

    async def asked(self, number: int) -> None:
        """Wait until so many posts have been asked for in all."""
        ways = [asyncio.create_task(one.until(lambda: self.requests() >= number)) for one in (self.guilds, self.team)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()

    async def settled(self, days: int, but: PostingState = PostingState.CLAIMED) -> None:
        """Wait until every place has so many dates, and none in a state."""
        for schedule in self.schedules:
            while await self._open(schedule, days, but):  # noqa: ASYNC110 - what another process writes tells nobody
                await asyncio.sleep(0.05)

    async def _open(self, schedule: Schedule, days: int, but: PostingState) -> bool:
        """Tell whether a place has fewer dates, or one in that state."""
        latest = await self.store.latest(schedule.id, days)
        return len(latest) < days or any(one.posting.state is but for one in latest)

    def posts(self, schedule: Schedule) -> Counter[str]:
        """Return how often each message's posting stands in a channel."""
        if schedule.space.startswith("slack"):
            return Counter(
                one["metadata"]["event_payload"]["posting"]
                for one in self.team.messages
                if one["channel"] == schedule.channel and one.get("metadata")
            )
        return Counter(_posting(one) for one in self.guilds.posted if one["channel_id"] == schedule.channel)


def _posting(message: Any) -> str:
    """Return the posting that a message's buttons carry: those of letters, or the one to a copy of one's own."""
    found = re.search(r"x1:(?:answer|today):(\d+)", str(message["components"]))
    return found[1] if found else ""


@pytest.fixture(params=["sqlite", "postgres"])
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    server: PostgresServer | None = None
    url, kills = environment(tmp_path)["PROVA_DATABASE_URL"], KILLS - KILLS // 3
    if request.param == "postgres":
        server = request.getfixturevalue("own_postgres")
        assert server
        url, kills = server.database(), KILLS // 3
    guilds, team = discord.LoopbackDiscord(), slack.LoopbackSlack()
    await guilds.start()
    await team.start()
    store = await SqlStore.open(url)
    await store.upgrade()
    address = [(f"slack:{slack.TEAM}", f"C{number}") for number in range(CHANNELS)]
    address += [("discord:41", str(5_000 + number)) for number in range(CHANNELS)]
    recurrence = Recurrence(time(9), ZoneInfo("UTC"))
    schedules = [
        Schedule(number, space, channel, "en", recurrence, "aif-c01", timedelta(hours=6), timedelta(hours=24))
        for number, (space, channel) in enumerate(address, start=1)
    ]
    yield Town(tmp_path, url, server, kills, guilds, team, store, schedules, random.Random(9))
    await store.close()
    await guilds.stop()
    await team.stop()
    assert guilds.problems + team.problems == []


@pytest.mark.slow
@pytest.mark.timeout(600 + 60 * KILLS)
async def test_processes_that_are_killed_post_once_for_each_place_and_date(town: Town) -> None:
    """Two run at a time; one of them, or both, end somewhere between the claim and the note that it was sent.

    A server has a power cut at such a moment, too.
    """
    first = date(2027, 1, 1)
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(town.process()) for _ in range(2)]
        for number in range(town.kills):
            before = town.requests()
            town.slow()
            await town.due(first + timedelta(days=number))
            await town.asked(before + town.rng.randint(1, 2 * CHANNELS))
            for at in {0: [0], 1: [1], 2: [0, 1]}[number % 3]:
                processes[at].kill()
                await processes[at].wait()
                processes[at] = await stack.enter_async_context(town.process())
            if town.server and number == town.kills // 2:
                await asyncio.to_thread(town.server.stop)
                await asyncio.to_thread(town.server.start)
            await town.settled(number + 1, PostingState.SKIPPED)
        await town.settled(town.kills)
    for schedule in town.schedules:
        latest = await town.store.latest(schedule.id, town.kills + 9)
        assert [one.posting.state for one in latest] == [PostingState.SENT] * town.kills
        assert town.posts(schedule) == Counter({str(one.posting.id): 1 for one in latest})
    assert (town.folder / "log.txt").read_text(encoding="utf-8").count("Traceback") == 0
