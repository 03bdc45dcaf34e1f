"""Answers through the quiz feature on a PostgreSQL server: against a bare asyncpg loop, and four processes against one.

Each process is started as `python -m bench.postgres URL UNDER_WAY COUNT`.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass

import asyncpg

from bench.answers import WARM, answer_all, open_prova, post_questions
from bench.figure import Figure
from bot.chat.reply import Reply
from bot.chat.request import Request
from bot.entry.dispatch import Dispatcher
from tests.support.postgres import PostgresServer, own_server

TOTAL, SINGLY, BARE, ROUNDS = 4_000, 500, 500, 3
MANY = 4
"""Processes that answer at once."""

_ANSWER = (
    "INSERT INTO answer VALUES ($1, $2, 'bare', $3, 'practice', 'a', 1, 2, 1, 1, '2026-11-23', '2026-11-23', 1) "
    "ON CONFLICT DO NOTHING RETURNING posting_id"
)
_STANDING = (
    "INSERT INTO standing (space, period, learner_id, points, answers, correct, listed) "
    "VALUES ('bare', $1, $2, 2, 1, 1, 1) ON CONFLICT (space, period, learner_id) DO UPDATE "
    "SET points = standing.points + 2, answers = standing.answers + 1, correct = standing.correct + 1 RETURNING points"
)
_TALLY = (
    "INSERT INTO tally VALUES ('bare', $1, $2, $3, $4) ON CONFLICT (space, period, width, slot) DO UPDATE "
    "SET learners = tally.learners + excluded.learners"
)


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of processes that answered at once: answers a second, and the slowest hundredth's milliseconds."""

    rate: float
    slowest: float


async def bare_rate(url: str, count: int) -> float:
    """Return the answers a second of a loop that writes the same rows to the same tables, a commit each."""
    connection = await asyncpg.connect(url)
    postings = await connection.fetch("SELECT id, learner_id, question FROM posting LIMIT $1", count)
    start = time.perf_counter()
    for posting, learner, question in postings:
        async with connection.transaction():
            await connection.fetch(_ANSWER, posting, learner, question)
            for period in ("2026-W48", "2026-11", "all"):
                points = await connection.fetchval(_STANDING, period, learner)
                for width, slot, step in ((1, points, 1), (1, points - 2, -1), (256, points // 256, 1)):
                    await connection.execute(_TALLY, period, width, slot, step)
    took = time.perf_counter() - start
    await connection.close()
    return len(postings) / took


class Clocked:
    """A dispatcher that keeps the seconds of each reply."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        """Begin with none."""
        self._dispatcher = dispatcher
        self.seconds: list[float] = []

    async def handle(self, request: Request) -> Reply:
        """Return the reply to a request."""
        start = time.perf_counter()
        reply = await self._dispatcher.handle(request)
        self.seconds.append(time.perf_counter() - start)
        return reply


async def work(url: str, under_way: int, count: int) -> None:
    """Post questions, say so, wait for a line, answer; print the first and last instant, and the slowest hundredth."""
    store, dispatcher = await open_prova(url, time.time_ns())
    requests = await post_questions(dispatcher, count + WARM)
    await answer_all(dispatcher, requests[:WARM], under_way)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    clocked = Clocked(dispatcher)
    start = time.time()
    await answer_all(clocked, requests[WARM:], under_way)
    print(start, time.time(), sorted(clocked.seconds)[count * 99 // 100] * 1e3)
    await store.close()


def run(url: str, processes: int, under_way: int, count: int) -> Run:
    """Return the figures of processes that answer at once, so many answers each."""
    words = (sys.executable, "-m", "bench.postgres", url, str(under_way), str(count))
    started = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    for one in started:
        if one.stdout is None or one.stdout.readline() != "ready\n":
            raise RuntimeError
    for one in started:
        if one.stdin is None:
            raise RuntimeError
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate()[0] for one in started]
    starts, ends, slowest = zip(*(map(float, line.split()) for line in told), strict=True)
    return Run(processes * count / (max(ends) - min(starts)), max(slowest))


def measure_turn(server: PostgresServer, processes: int, under_way: int, count: int) -> tuple[Run, float]:
    """Measure Prova's processes and the bare loop, one after the other, on a database of their own."""
    url = server.database()
    own = run(url, processes, under_way, count)
    return own, asyncio.run(bare_rate(url, BARE))


def measure() -> list[Figure]:
    """Measure with 1 and 100 answers under way in one process, and with 100 in each of four."""
    figures = []
    with own_server() as server:
        server.sql("postgres", "ALTER SYSTEM SET fsync = on")
        server.sql("postgres", "SELECT pg_reload_conf()")
        whole = 0.0
        for processes, under_way, count in (
            (1, 1, SINGLY),
            (1, 100, TOTAL),
            (1, 100 * MANY, TOTAL),
            (MANY, 100, TOTAL),
        ):
            turns = [measure_turn(server, processes, under_way, count // processes) for _ in range(ROUNDS)]
            own, limit = sorted(turns, key=lambda turn: turn[0].rate / turn[1])[ROUNDS // 2]
            what = f"answers on PostgreSQL, {processes} × {under_way} at once"
            of = f"a bare asyncpg loop on the same tables, a commit each: {limit:,.0f} a second"
            figures.append(Figure(what, f"{own.rate:,.0f} a second", f"{own.rate / limit:.2f}", of))
            figures.append(Figure(f"{what}, p99", f"{own.slowest:.0f} ms", "", ""))
            if processes == MANY:
                figures.append(
                    Figure(what, f"{own.rate:,.0f} a second", f"{own.rate / whole:.2f}", "one process", "≥ 0.9")
                )
            whole = own.rate
    return figures


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
