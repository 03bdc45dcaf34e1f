"""Prova on Discord against a bare discord.py bot, each in a process of its own, on the same loopback server."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bot.config import REPOSITORY_CONTENT
from bot.content.reading.load import load
from tests.loopback.discord.person import Person, answered, buttons
from tests.loopback.discord.server import TOKEN, Interaction, LoopbackDiscord

SINGLY, WARM = 300, 60
CLICKS, WITHIN = 1_000, 1.0
P99 = int(CLICKS * 0.99)
POSTING = 77
GUILDS = 1_000
SETTLING = 3.0
"""Seconds after which an idle bot no longer grows."""
ANY = "x1:answer:1:A"
"""The id of a button that the bare bot answers."""
BARE = ("bench.bare_discord",)
PROVA = ("bot", "run")


@dataclass
class Running:
    """A bot in a process of its own."""

    server: LoopbackDiscord
    process: asyncio.subprocess.Process
    ready_after: float

    def memory(self) -> float:
        """Return the resident memory in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def running(module: tuple[str, ...], folder: Path, *, guilds: int = 1) -> AsyncIterator[Running]:
    """Start a bot, wait until it is ready, and stop it afterwards."""
    server = LoopbackDiscord(guilds=guilds, clock=time.monotonic)
    server.validate = False
    await server.start()
    environment = {
        **os.environ,
        "DISCORD_TOKEN": TOKEN,
        "PROVA_DATABASE_URL": f"sqlite:///{folder / 'discord.db'}",
        "PROVA_LOG_LEVEL": "ERROR",
        "LOOPBACK_DISCORD": f"{server.api} {server.gateway}",
    }
    start = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.loopback.launch", *module, env=environment
    )
    try:
        await server.until(lambda: bool(server.sessions), 60)
        yield Running(server, process, time.monotonic() - start)
    finally:
        process.terminate()
        await process.wait()
        await server.stop()


async def median_latency(act: Callable[[int], Awaitable[Interaction]], count: int) -> float:
    """Measure the median seconds from an interaction to its first response."""
    times = []
    for number in range(WARM + count):
        interaction = await answered(await act(number))
        times.append(interaction.acknowledged_after)
    return statistics.median(times[WARM:])


async def measure_singly(bot: Running, *, prova: bool) -> tuple[float, float, float]:
    """Measure the seconds of `/which`, `/quiz` and an answer, one after the other."""
    person = Person(bot.server, "ana")
    which = await median_latency(lambda _: person.command("which", {"about": "drift"} if prova else {}), SINGLY)
    cards: list[dict[str, Any]] = []

    async def quiz(_: int) -> Interaction:
        interaction = await answered(await person.command("quiz"))
        cards.append(interaction.message or {})
        return interaction

    asked = await median_latency(quiz, SINGLY)
    ids = [buttons(card)[0]["custom_id"] if prova else ANY for card in cards]
    if not prova:
        for card in cards:
            card["components"] = [{"type": 1, "components": [{"type": 2, "custom_id": ANY, "style": 1}]}]
    answer = await median_latency(lambda number: person.press(cards[number], ids[number]), SINGLY)
    return which, asked, answer


async def press_at_once(bot: Running, custom_id: str) -> list[float]:
    """Press one button by a thousand people within a second, and return the seconds that each waited."""
    card = (await answered(await Person(bot.server, "ana").command("quiz"))).message or {}
    card["components"] = [{"type": 1, "components": [{"type": 2, "custom_id": custom_id, "style": 1}]}]
    people = [Person(bot.server, f"learner {n}", id=str(4 * 10**17 + n)) for n in range(CLICKS)]
    start = time.monotonic()
    presses = []
    for number, person in enumerate(people):
        await asyncio.sleep(max(0.0, start + WITHIN * number / CLICKS - time.monotonic()))
        presses.append(await person.press(dict(card), custom_id))
    for press in presses:
        await answered(press)
    return [press.acknowledged_after for press in presses]


def insert_posting(folder: Path, guild: str) -> str:
    """Insert a daily question, as the round does, and return the id of its first button."""
    question = next(iter(load(REPOSITORY_CONTENT).questions.values()))
    shown = ",".join(option.id for option in question.options)
    db = sqlite3.connect(folder / "discord.db")
    db.execute(
        "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at) "
        "VALUES (?, 'daily', ?, ?, ?, ?, 'sent', 0)",
        (POSTING, f"discord:{guild}", question.id, question.revision, shown),
    )
    db.commit()
    db.close()
    return f"x1:answer:{POSTING}:A"


async def measure(folder: Path) -> list[Figure]:
    """Measure both bots in turn."""
    async with running(BARE, folder) as bot:
        bare = await measure_singly(bot, prova=False)
        clicks = sorted(await press_at_once(bot, ANY))
        limits = (*bare, clicks[P99], bot.ready_after, bot.memory())
    async with running(PROVA, folder) as bot:
        own = await measure_singly(bot, prova=True)
        clicks = sorted(await press_at_once(bot, insert_posting(folder, bot.server.guilds[0])))
        figures = (*own, clicks[P99], bot.ready_after, bot.memory())
    async with running(PROVA, folder, guilds=GUILDS) as bot:
        await asyncio.sleep(SETTLING)
        grown = bot.memory()
    async with running(PROVA, folder) as bot:
        await asyncio.sleep(SETTLING)
        small = bot.memory()
    db = sqlite3.connect(folder / "discord.db")
    ((counted,),) = db.execute("SELECT COUNT(*) FROM answer WHERE posting_id = ?", (POSTING,)).fetchall()
    db.close()
    rows = (
        ("`/which`, command to response", "ms", "≤ 1.3"),
        ("`/quiz`, command to response", "ms", ""),
        ("an answer, click to response, durable", "ms", "≤ 2"),
        (
            f"{CLICKS:,} clicks on one post within a second ({counted:,} counted), p99",
            "ms",
            "< 1 s, all counted",
        ),
        ("start to ready", "s", ""),
        ("memory after all this", "MiB", ""),
    )
    compared = [_row(*row, mine, limit) for row, mine, limit in zip(rows, figures, limits, strict=True)]
    more = f"{grown - small:+.1f} MiB"
    return [
        *compared,
        Figure(f"Discord: memory of {GUILDS:,} small guilds", more, f"{grown / small:.2f}", "with one guild"),
    ]


def _row(what: str, unit: str, aim: str, mine: float, limit: float) -> Figure:
    """Return a figure of Prova's beside the bare bot's; times are in seconds."""
    scale, digits = (1e3, 1) if unit == "ms" else (1, 2)
    value, of = (f"{figure * scale:.{digits}f} {unit}" for figure in (mine, limit))
    return Figure(f"Discord: {what}", value, f"{mine / limit:.2f}", f"a bare bot: {of}", aim)
