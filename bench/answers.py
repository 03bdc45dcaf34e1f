"""Answers through the quiz feature, against a bare sqlite3 loop that commits one at a time at the same durability."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from bench.figure import Figure
from bot.app import Prova
from bot.chat.reply import Reply
from bot.chat.request import Actor, Address, Call, Request
from bot.config import REPOSITORY_CONTENT
from bot.content.lookup.index import Index
from bot.content.reading.load import load
from bot.entry.dispatch import Dispatcher
from bot.features.practice.library import Library
from bot.gc_tuning import freeze_heap
from bot.store.store import SqlStore

ROOM = Address("bench:room", "room")
TOTAL = 8_000
SINGLY = 600
BARE = 1_000
WARM = 100
"""Answers before the measured ones, which fill the caches that a running bot has filled."""
ROUNDS = 3


def bare_rate(path: Path, count: int) -> float:
    """Return the answers a second of a loop that writes the same rows to the same tables, a commit each.

    That is: insert or refuse the answer, add to three standings, move the learner in both widths of the histogram of
    each, read the standing back, commit.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    postings = connection.execute("SELECT id, learner_id, question FROM posting LIMIT ?", (count,)).fetchall()
    start = time.perf_counter()
    for posting, learner, question in postings:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO answer VALUES (?, ?, 'bare', ?, 'practice', 'a', 1, 2, 1, 1, '2026-11-23', '2026-11-23', 1) "
            "ON CONFLICT DO NOTHING RETURNING posting_id",
            (posting, learner, question),
        ).fetchall()
        for period in ("2026-W48", "2026-11", "all"):
            ((points,),) = connection.execute(
                "INSERT INTO standing VALUES ('bare', ?, ?, 2, 1, 1, 1, 1) ON CONFLICT DO UPDATE "
                "SET points = points + 2, answers = answers + 1, correct = correct + 1 RETURNING points",
                (period, learner),
            ).fetchall()
            for width, slot, step in ((1, points, 1), (1, points - 2, -1), (256, points // 256, 1)):
                connection.execute(
                    "INSERT INTO tally VALUES ('bare', ?, ?, ?, ?) ON CONFLICT DO UPDATE "
                    "SET learners = learners + excluded.learners",
                    (period, width, slot, step),
                )
        connection.execute("SELECT points FROM standing WHERE learner_id = ? AND space = 'bare'", (learner,)).fetchall()
        connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return len(postings) / took


async def post_questions(dispatcher: Dispatcher, count: int) -> list[Request]:
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


class Handles(Protocol):
    """A way in for requests."""

    async def handle(self, request: Request) -> Reply:
        """Return the reply to a request."""


async def answer_all(dispatcher: Handles, requests: Sequence[Request], under_way: int) -> float:
    """Answer all *requests* with that many under way at once, and return the answers a second."""
    waiting = iter(requests)

    async def person() -> None:
        for request in waiting:
            reply = await dispatcher.handle(request)
            if not reply.blocks:
                raise RuntimeError(reply.title)

    start = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(under_way)))
    return len(requests) / (time.perf_counter() - start)


async def open_prova(url: str, seed: int) -> tuple[SqlStore, Dispatcher]:
    """Open a store, and return it with the dispatcher of a Prova on it."""
    bank = load(Path(os.environ.get("PROVA_CONTENT_DIR", REPOSITORY_CONTENT)))
    store = await SqlStore.open(url)
    await store.upgrade()
    now = datetime.now(UTC)
    prova = Prova(Library(bank, {}), Index(bank.services), store, lambda: now, random.Random(seed), ZoneInfo("UTC"))
    freeze_heap()
    return store, prova.dispatcher


async def measure_turn(folder: Path, under_way: int, count: int, number: int) -> tuple[float, float]:
    """Measure the answers a second of Prova and of the bare loop, one after the other, each on a file of its own."""
    store, dispatcher = await open_prova(f"sqlite:///{folder}/bare-{under_way}-{number}.db", number)
    await post_questions(dispatcher, BARE)
    await store.close()
    limit = bare_rate(folder / f"bare-{under_way}-{number}.db", BARE)
    store, dispatcher = await open_prova(f"sqlite:///{folder}/answers-{under_way}-{number}.db", number)
    requests = await post_questions(dispatcher, count)
    await answer_all(dispatcher, requests[:WARM], under_way)
    own = await answer_all(dispatcher, requests[WARM:], under_way)
    await store.close()
    return own, limit


async def measure(folder: Path) -> list[Figure]:
    """Measure with 1, 100 and 1,000 answers under way, in turns with the bare loop."""
    figures = []
    for under_way, count, aim in ((1, SINGLY, "≥ 0.25"), (100, TOTAL, "≥ 4"), (1_000, TOTAL, "≥ 4")):
        turns = [await measure_turn(folder, under_way, count, number) for number in range(ROUNDS)]
        own, limit = sorted(turns, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
        what = f"answers committed through the quiz, {under_way:,} at once"
        of = f"a bare sqlite3 loop on the same tables, a commit each: {limit:,.0f} a second"
        figures.append(Figure(what, f"{own:,.0f} a second", f"{own / limit:.2f}", of, aim))
    return figures
