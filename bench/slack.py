"""Prova on Slack against a bare Bolt app, each in a process of its own, on the same loopback server, by both ways."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import repeat
from pathlib import Path
from typing import Any

import aiohttp

from bench.figure import Figure
from bot.config import REPOSITORY_CONTENT
from bot.content.reading.load import load
from tests.loopback.slack.person import Person, answered
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, TEAM, Delivery, LoopbackSlack
from tests.support.ports import free_port

SINGLY, WARM = 300, 60
CLICKS, WITHIN = 1_000, 1.0
P99 = int(CLICKS * 0.99)
BARE = ("bench.bare_slack",)
PROVA = ("bot", "run")
WAYS = ("socket", "HTTP")
ACK_WITHIN = 3.0
"""Seconds that Slack waits for an acknowledgement."""


@asynccontextmanager
async def running(module: tuple[str, ...], folder: Path, way: str) -> AsyncIterator[LoopbackSlack]:
    """Start a bot, wait until it is ready, and stop it afterwards."""
    server = LoopbackSlack(clock=time.monotonic)
    server.validate = False
    await server.start()
    environment = {
        **os.environ,
        "LOOPBACK_SLACK": server.api,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "PROVA_DATABASE_URL": f"sqlite:///{folder / 'slack.db'}",
        "PROVA_LOG_LEVEL": "ERROR",
    }
    if way == "HTTP":
        port = free_port()
        server.app_url = f"http://127.0.0.1:{port}"
        environment |= {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "PROVA_HTTP_PORT": str(port)}
    else:
        environment |= {"SLACK_APP_TOKEN": APP_TOKEN}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.loopback.launch", *module, env=environment
    )
    try:
        await _ready(server)
        yield server
    finally:
        process.terminate()
        await process.wait()
        await server.stop()


async def _ready(server: LoopbackSlack) -> None:
    """Wait until the bot takes what is delivered."""
    if not server.app_url:
        await server.until(lambda: bool(server.sockets), 60)
        return
    async with aiohttp.ClientSession() as session:
        status = 503
        while status == 503:
            with suppress(aiohttp.ClientConnectorError):
                async with session.post(f"{server.app_url}/slack/events") as response:
                    status = response.status
            await asyncio.sleep(0.05)


async def median(act: Callable[[], Awaitable[Delivery]]) -> float:
    """Return the median seconds from a delivery to its answer."""
    times = [(await answered(await act())).answered_after for _ in range(WARM + SINGLY)]
    return statistics.median(times[WARM:])


def screen(action_id: str) -> dict[str, Any]:
    """Return a message with one button."""
    button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "A"}}
    return {"ts": "1.1", "channel": "C1STUDY", "blocks": [{"type": "actions", "elements": [button]}]}


async def burst(server: LoopbackSlack, action_id: str) -> list[Delivery]:
    """Let a thousand people press one button within a second."""
    people = [Person(server, f"learner {n}", id=f"U{n:06}") for n in range(CLICKS)]
    start = time.monotonic()
    presses = []
    for number, person in enumerate(people):
        await asyncio.sleep(max(0.0, start + WITHIN * number / CLICKS - time.monotonic()))
        presses.append(await person.press(screen(action_id), action_id))
    for press in presses:
        await answered(press)
    return presses


def post(folder: Path, numbers: Sequence[int]) -> list[str]:
    """Write daily questions, as the scheduler does, and return the ids of their first buttons."""
    question = next(iter(load(REPOSITORY_CONTENT).questions.values()))
    shown = ",".join(option.id for option in question.options)
    db = sqlite3.connect(folder / "slack.db")
    db.executemany(
        "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at) "
        "VALUES (?, 'daily', ?, ?, ?, ?, 'sent', 0)",
        [(number, f"slack:{TEAM}", question.id, question.revision, shown) for number in numbers],
    )
    db.commit()
    db.close()
    return [f"x1:answer:{number}:A" for number in numbers]


async def timed(server: LoopbackSlack, ids: Iterator[str]) -> tuple[float, float]:
    """Return the seconds of `/which`, and of a press, one after the other."""
    person = Person(server, "ana")

    async def which() -> Delivery:
        return await person.command("which", "drift")

    async def press() -> Delivery:
        action_id = next(ids)
        return await person.press(screen(action_id), action_id)

    return await median(which), await median(press)


async def measure(folder: Path) -> list[Figure]:
    """Measure both bots in turn, by both ways."""
    figures = []
    for at, way in enumerate(WAYS):
        async with running(BARE, folder, way) as server:
            bare = await timed(server, repeat("x1:a"))
            limit = sorted(press.answered_after for press in await burst(server, "x1:a"))[P99]
        async with running(PROVA, folder, way) as server:
            asked, *ids = post(folder, range(1_000 * at + 1, 1_000 * at + 2 + WARM + SINGLY))
            own = await timed(server, iter(ids))
            presses = await burst(server, asked)
        db = sqlite3.connect(folder / "slack.db")
        ((counted,),) = db.execute("SELECT COUNT(*) FROM answer WHERE posting_id = ?", (1_000 * at + 1,)).fetchall()
        db.close()
        slowest = max(press.acknowledged_after or ACK_WITHIN for press in presses)
        clicks = sorted(press.answered_after for press in presses)[P99]
        told = f"{counted:,} counted, the slowest acknowledged after {slowest * 1e3:.0f} ms"
        figures += [
            _row(f"`/which`, {way}", own[0], bare[0], "≤ 1.3"),
            _row(f"an answer, durable, {way}", own[1], bare[1], "≤ 2"),
            _row(f"{CLICKS:,} clicks within a second, {way} ({told}), p99", clicks, limit, "< 1 s, all counted"),
        ]
    return figures


def _row(what: str, own: float, bare: float, aim: str) -> Figure:
    """Return a figure of Prova's beside the bare app's; times are in seconds."""
    return Figure(f"Slack: {what}", f"{own * 1e3:.1f} ms", f"{own / bare:.2f}", f"a bare app: {bare * 1e3:.1f} ms", aim)
