"""Answers through the quiz feature, against a bare sqlite3 loop that commits one at a time at the same durability."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.figure import Figure
from bot.app import build
from bot.chat.request import Actor, Call, Place, Request
from bot.config import REPOSITORY_CONTENT
from bot.content.load import load
from bot.content.lookup import Index
from bot.features.dispatch import Dispatcher
from bot.store.store import SqlStore

ROOM = Place("bench:room", "room")
TOTAL = 4_000
SINGLY = 400
ROUNDS = 3


def bare(folder: Path, count: int) -> float:
    """Return the answers a second of a loop that inserts, adds to three standings, reads back and commits."""
    path = folder / f"bare-{time.monotonic_ns()}.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE answer (posting INTEGER, learner INTEGER, chosen TEXT, points INTEGER, at INTEGER, "
        "PRIMARY KEY (posting, learner))"
    )
    connection.execute(
        "CREATE TABLE standing (space TEXT, period TEXT, learner INTEGER, points INTEGER, "
        "PRIMARY KEY (space, period, learner))"
    )
    start = time.perf_counter()
    for number in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO answer VALUES (?, ?, 'a', 2, 1) ON CONFLICT DO NOTHING RETURNING posting",
            (number, number % 500),
        ).fetchall()
        for period in ("2026-W48", "2026-11", "all"):
            connection.execute(
                "INSERT INTO standing VALUES ('room', ?, ?, 2) ON CONFLICT DO UPDATE SET points = points + 2",
                (period, number % 500),
            )
        connection.execute("SELECT points FROM standing WHERE learner = ?", (number % 500,)).fetchall()
        connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return count / took


async def asked(dispatcher: Dispatcher, count: int) -> list[Request]:
    """Post *count* questions, two to a learner, and return the requests that answer them."""
    requests = []
    for number in range(count):
        actor = Actor("bench", f"u{number // 2}", f"learner {number // 2}")
        card = await dispatcher.handle(Request(str(number), actor, ROOM, Call("quiz")))
        if card.choice is None:
            raise RuntimeError(card.title)
        letters = card.choice.letters[: card.choice.pick]
        answer = Call("answer", {**card.choice.call.args, "letters": letters})
        requests.append(Request(str(number), actor, ROOM, answer))
    return requests


async def rate(dispatcher: Dispatcher, requests: Sequence[Request], under_way: int) -> float:
    """Return the answers a second with that many under way at once."""
    waiting = iter(requests)

    async def person() -> None:
        for request in waiting:
            reply = await dispatcher.handle(request)
            if not reply.blocks:
                raise RuntimeError(reply.title)

    start = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(under_way)))
    return len(requests) / (time.perf_counter() - start)


async def measure(folder: Path) -> list[Figure]:
    """Measure with 1, 100 and 1,000 answers under way, in turns with the bare loop."""
    bank = load(REPOSITORY_CONTENT)
    figures = []
    for under_way, count, aim in ((1, SINGLY, "≥ 0.25"), (100, TOTAL, "≥ 4"), (1_000, TOTAL, "≥ 4")):
        ratios, rates = [], []
        for turn in range(ROUNDS):
            store = await SqlStore.open(f"sqlite:///{folder / f'answers-{under_way}-{turn}.db'}")
            await store.upgrade()
            now = datetime.now(UTC)
            dispatcher = build(bank, Index(bank.services), store, lambda: now, random.Random(turn), ZoneInfo("UTC"))
            requests = await asked(dispatcher, count)
            limit = bare(folder, SINGLY * 2)
            own = await rate(dispatcher, requests, under_way)
            await store.close()
            ratios.append(own / limit)
            rates.append(own)
        middle = sorted(ratios)[ROUNDS // 2]
        figures.append(
            Figure(
                f"answers committed through the quiz, {under_way:,} at once",
                f"{sorted(rates)[ROUNDS // 2]:,.0f} a second",
                f"{middle:.2f}",
                "a bare sqlite3 loop, a commit each",
                aim,
            )
        )
    return figures
