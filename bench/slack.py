"""Prova on Slack against a bare Bolt app, each in a process of its own, on one loopback server, by both transports."""

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
TRANSPORTS = ("socket", "HTTP")
ACK_WITHIN = 3.0
"""Seconds that Slack waits for an acknowledgement."""


@asynccontextmanager
async def running(module: tuple[str, ...], folder: Path, transport: str) -> AsyncIterator[LoopbackSlack]:
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
    if transport == "HTTP":
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
    """Wait until the bot accepts deliveries."""
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


async def median_latency(act: Callable[[], Awaitable[Delivery]]) -> float:
    """Measure the median seconds from a delivery to its answer."""
    times = [(await answered(await act())).answered_after for _ in range(WARM + SINGLY)]
    return statistics.median(times[WARM:])


def screen(action_id: str) -> dict[str, Any]:
    """Return a message with one button."""
    button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "A"}}
    return {"ts": "1.1", "channel": "C1STUDY", "blocks": [{"type": "actions", "elements": [button]}]}


async def press_at_once(server: LoopbackSlack, action_id: str) -> list[Delivery]:
    """Press one button by a thousand people within a second, and return the presses."""
    people = [Person(server, f"learner {n}", id=f"U{n:06}") for n in range(CLICKS)]
    start = time.monotonic()
    presses = []
    for number, person in enumerate(people):
        await asyncio.sleep(max(0.0, start + WITHIN * number / CLICKS - time.monotonic()))
        presses.append(await person.press(screen(action_id), action_id))
    for press in presses:
        await answered(press)
    return presses


def insert_postings(folder: Path, numbers: Sequence[int]) -> list[str]:
    """Insert daily questions, as the round does, and return the ids of their first buttons."""
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


async def measure_singly(server: LoopbackSlack, ids: Iterator[str]) -> tuple[float, float]:
    """Measure the seconds of `/which`, and of a press, one after the other."""
    person = Person(server, "ana")

    async def which() -> Delivery:
        return await person.command("which", "drift")

    async def press() -> Delivery:
        action_id = next(ids)
        return await person.press(screen(action_id), action_id)

    return await median_latency(which), await median_latency(press)


async def measure(folder: Path) -> list[Figure]:
    """Measure both bots in turn, by both transports."""
    figures = []
    for at, transport in enumerate(TRANSPORTS):
        async with running(BARE, folder, transport) as server:
            bare = await measure_singly(server, repeat("x1:a"))
            limit = sorted(press.answered_after for press in await press_at_once(server, "x1:a"))[P99]
        async with running(PROVA, folder, transport) as server:
            asked, *ids = insert_postings(folder, range(1_000 * at + 1, 1_000 * at + 2 + WARM + SINGLY))
            own = await measure_singly(server, iter(ids))
            presses = await press_at_once(server, asked)
        db = sqlite3.connect(folder / "slack.db")
        ((counted,),) = db.execute("SELECT COUNT(*) FROM answer WHERE posting_id = ?", (1_000 * at + 1,)).fetchall()
        db.close()
        slowest = max(press.acknowledged_after or ACK_WITHIN for press in presses)
        clicks = sorted(press.answered_after for press in presses)[P99]
        outcome = f"{counted:,} counted, the slowest acknowledged after {slowest * 1e3:.0f} ms"
        figures += [
            _row(f"`/which`, {transport}", own[0], bare[0], "≤ 1.3"),
            _row(f"an answer, durable, {transport}", own[1], bare[1], "≤ 2"),
            _row(
                f"{CLICKS:,} clicks within a second, {transport} ({outcome}), p99", clicks, limit, "< 1 s, all counted"
            ),
        ]
    return figures


def _row(what: str, own: float, bare: float, aim: str) -> Figure:
    """Return a figure of Prova's beside the bare app's; times are in seconds."""
    return Figure(f"Slack: {what}", f"{own * 1e3:.1f} ms", f"{own / bare:.2f}", f"a bare app: {bare * 1e3:.1f} ms", aim)
