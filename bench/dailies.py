"""The daily question: a round over many schedules, and 500 of them due at the same second on each platform."""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.figure import Figure
from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.chat.wording import Voice
from bot.config import REPOSITORY_CONTENT
from bot.content.lookup.index import Index
from bot.content.reading.load import load
from bot.features.daily.round import Round
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.store.store import SqlStore
from tests.loopback.discord.server import TOKEN, LoopbackDiscord
from tests.loopback.slack.server import LoopbackSlack
from tests.support.ports import free_port

SCHEDULES, DUE = 100_000, 1_000
TICKS = 50
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AT_NINE = 500
WORKSPACES = 25
DISCORD_CALLS_A_SECOND = 50
SLACK_POSTS_A_MINUTE = 300
"""The rate that Slack documents as several hundred."""


class SilentChannels:
    """The channels of a platform that costs no time."""

    async def turn(self, address: Address, *, edit: bool = False) -> None:
        """Return at once."""

    async def post(self, address: Address, reply: Reply, posting: int) -> str:
        """Return the posting's id as the message's."""
        return str(posting)

    async def find(self, address: Address, posting: int, since: datetime) -> str | None:
        """Return None: no message is found again."""

    async def remove(self, address: Address, message: str) -> None:
        """Accept the removal of a message."""

    async def edit(self, address: Address, message: str, reply: Reply) -> None:
        """Accept an edit."""

    async def finish(self, address: Address, message: str, reply: Reply, posting: int, since: datetime) -> bool:
        """Accept an end, shown by the message itself."""
        return True

    async def link(self, address: Address, message: str) -> str | None:
        """Return None: messages have no address."""

    async def check(self, address: Address) -> str | None:
        """Return None: every channel can be written."""

    async def is_public(self, address: Address) -> bool:
        """Return True: there are no private channels."""
        return True

    async def advise(self, address: Address, voice: Voice) -> str | None:
        """Return None: no channel is in trouble."""

    async def tell(self, address: Address, user_id: str, reply: Reply) -> None:
        """Accept a private message."""


def insert_schedules(path: Path, platform: str, schedules: Iterable[tuple[str, str, datetime]]) -> None:
    """Insert schedules: space, channel and due instant of each."""
    db = sqlite3.connect(path)
    db.executemany(
        "INSERT INTO place (id, platform, space, channel, language, zone, daily_time, weekdays, topic, grace_minutes, "
        "open_minutes, state, due_date, due_at) "
        "VALUES (?, ?, ?, ?, 'en', 'UTC', '09:00', '1234567', 'aif-c01', 360, 1440, 'on', ?, ?)",
        (
            (number, platform, space, channel, f"{due:%Y-%m-%d}", int(due.timestamp() * 1_000_000))
            for number, (space, channel, due) in enumerate(schedules, start=1)
        ),
    )
    db.commit()
    db.close()


async def measure_rounds(folder: Path, size: int) -> tuple[float, float, float]:
    """Measure the seconds of a round with 1,000 schedules due among *size*, of one with none, and the growth in MiB."""
    path = folder / f"places-{size}.db"
    store = await SqlStore.open(f"sqlite:///{path}")
    await store.upgrade()
    tomorrow = NINE + timedelta(days=1)
    insert_schedules(path, "bench", ((f"bench:{n // 50}", f"C{n}", NINE if n < DUE else tomorrow) for n in range(size)))
    bank = load(REPOSITORY_CONTENT)
    one = Round(
        Library(bank, {}),
        Topics(bank, Index(bank.services)),
        store,
        {"bench": SilentChannels()},
        lambda: NINE,
        random.Random(1),
        "bench",
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    await one.run()
    busy = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    idle = []
    for _ in range(TICKS):
        start = time.perf_counter()
        await one.run()
        idle.append(time.perf_counter() - start)
    await store.close()
    return busy, statistics.median(idle), grown


@dataclass
class Deliveries:
    """The delays of one platform's messages after they were due, also by workspace, in seconds."""

    times: list[float]
    by_space: dict[str, list[float]]


@asynccontextmanager
async def running_prova(path: Path, **settings: str) -> AsyncIterator[None]:
    """Run Prova as a process of its own."""
    environment = {**os.environ, "PROVA_DATABASE_URL": f"sqlite:///{path}", "PROVA_LOG_LEVEL": "ERROR", **settings}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.loopback.launch", "bot", "run", env=environment
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def make_database(folder: Path, name: str) -> Path:
    """Make a new database, and return its path."""
    path = folder / f"{name}-nine.db"
    store = await SqlStore.open(f"sqlite:///{path}")
    await store.upgrade()
    await store.close()
    return path


async def measure_discord(folder: Path) -> Deliveries:
    """Measure the deliveries of 500 channels due at once on Discord."""
    path, server = await make_database(folder, "discord"), LoopbackDiscord(clock=time.monotonic)
    await server.start()
    async with running_prova(path, DISCORD_TOKEN=TOKEN, LOOPBACK_DISCORD=f"{server.api} {server.gateway}"):
        await server.until(lambda: bool(server.sessions) and bool(server.commands), 60)
        start = time.monotonic()
        insert_schedules(path, "discord", (("discord:41", str(5_000 + n), datetime.now(UTC)) for n in range(AT_NINE)))
        await server.until(lambda: len(server.posted) >= AT_NINE, 120)
        times = [one.at - start for one in server.received if one.at > start]
    await server.stop()
    return Deliveries(times, {"all": times})


async def measure_slack(folder: Path) -> Deliveries:
    """Measure the deliveries of 500 channels in 25 workspaces due at once on Slack."""
    path, server = await make_database(folder, "slack"), LoopbackSlack(clock=time.monotonic)
    server.validate = False
    await server.start()
    db = sqlite3.connect(path)
    for n in range(WORKSPACES):
        token = f"xoxb-{n}-not-a-secret"
        server.tokens[token] = f"T{n}"
        kept = {"app_id": "A1", "token": token, "bot_id": "B1", "bot_user_id": "U1"}
        db.execute("INSERT INTO memo VALUES (?, ?)", (f"slack-installation:team:T{n}", json.dumps(kept)))
    db.commit()
    db.close()
    port = free_port()
    more = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "not-a-secret", "SLACK_SIGNING_SECRET": "not-a-secret"}
    async with running_prova(path, LOOPBACK_SLACK=server.api, PROVA_HTTP_PORT=str(port), **more):
        start = time.monotonic()
        insert_schedules(
            path, "slack", ((f"slack:T{n % WORKSPACES}", f"C{n}", datetime.now(UTC)) for n in range(AT_NINE))
        )
        await server.until(lambda: len(server.messages) >= AT_NINE, 120)
        by_space = defaultdict(list)
        for one in server.requests("chat.postMessage"):
            by_space[one.token].append(one.at - start)
    await server.stop()
    return Deliveries([at for times in by_space.values() for at in times], by_space)


def busiest(times: Sequence[float], seconds: float) -> int:
    """Return the highest number of calls within so many seconds."""
    ordered = sorted(times)
    return max(sum(at <= other < at + seconds for other in ordered) for at in ordered)


async def measure(folder: Path) -> list[Figure]:
    """Measure rounds in this process, then both platforms with Prova in a process of its own."""
    few, nothing, _ = await measure_rounds(folder, DUE)
    many, idle, grown = await measure_rounds(folder, SCHEDULES)
    discord, slack = await measure_discord(folder), await measure_slack(folder)
    floor = AT_NINE / DISCORD_CALLS_A_SECOND
    slack_floor = AT_NINE / WORKSPACES / (SLACK_POSTS_A_MINUTE / 60)
    most = busiest(discord.times, 1)
    fullest = max(busiest(times, 60) for times in slack.by_space.values())
    return [
        Figure(
            f"a round, {DUE:,} due of {SCHEDULES:,} places (+{grown:.0f} MiB)",
            f"{many:.2f} s",
            f"{many / few:.2f}",
            f"{DUE:,} due of {DUE:,}: {few:.2f} s",
            "does not grow",
        ),
        Figure(
            f"a round, nothing due of {SCHEDULES:,} places",
            f"{idle * 1e3:.1f} ms",
            f"{idle / nothing:.2f}",
            f"of {DUE:,}: {nothing * 1e3:.1f} ms",
            "does not grow",
        ),
        Figure(
            f"Discord: {AT_NINE} places due at once, until the last message",
            f"{max(discord.times):.1f} s",
            f"{max(discord.times) / floor:.2f}",
            f"{floor:.0f} s at {DISCORD_CALLS_A_SECOND} calls a second",
            "≤ 1.5",
        ),
        Figure(
            "Discord: most calls in a second",
            str(most),
            f"{most / DISCORD_CALLS_A_SECOND:.2f}",
            f"{DISCORD_CALLS_A_SECOND} a second",
            "≤ 1",
        ),
        Figure(
            f"Slack: {AT_NINE} places in {WORKSPACES} workspaces due at once, until the last message",
            f"{max(slack.times):.1f} s",
            f"{max(slack.times) / slack_floor:.2f}",
            f"{slack_floor:.0f} s at {SLACK_POSTS_A_MINUTE} posts a minute in each",
            "≤ 2.5",
        ),
        Figure(
            "Slack: most posts in a minute in a workspace",
            str(fullest),
            f"{fullest / SLACK_POSTS_A_MINUTE:.2f}",
            f"{SLACK_POSTS_A_MINUTE} a minute",
            "≤ 1",
        ),
    ]
