"""The leaderboard at a thousand, a hundred thousand and a million learners."""

from __future__ import annotations

import sqlite3
import statistics
import time
from pathlib import Path

from bench.figure import Figure
from bot.domain.records import Person
from bot.store import leads
from bot.store.store import SqlStore

SIZES = (1_000, 100_000, 1_000_000)
READS = 200
SPACE, PERIOD = "bench:room", "all"


def fill(path: Path, size: int) -> None:
    """Write *size* learners with standings and histogram, as the store would have summed them up."""
    connection = sqlite3.connect(path)
    people = range(size)
    connection.executemany(
        "INSERT INTO learner (id, platform, user_id, listed, created_at) VALUES (?, 'bench', ?, 1, 0)",
        ((number, f"u{number}") for number in people),
    )
    connection.executemany(
        "INSERT INTO member (space, learner_id, name) VALUES (?, ?, ?)",
        ((SPACE, number, f"learner {number}") for number in people),
    )
    connection.executemany(
        "INSERT INTO standing VALUES (?, ?, ?, ?, 1, 1, 1, 1)",
        ((SPACE, PERIOD, number, number * 7919 % 5_000) for number in people),
    )
    for width in (1, 256):
        connection.execute(
            "INSERT INTO tally SELECT space, period, ?, points / ?, COUNT(*) FROM standing "
            "GROUP BY space, period, points / ?",
            (width, width, width),
        )
    connection.commit()
    connection.close()


async def measure(folder: Path) -> list[Figure]:
    """Measure one read of the board by a learner in the middle of it."""
    figures = []
    first = 0.0
    for size in SIZES:
        path = folder / f"board-{size}.db"
        store = await SqlStore.open(f"sqlite:///{path}")
        await store.upgrade()
        await store.close()
        fill(path, size)
        store = await SqlStore.open(f"sqlite:///{path}")
        await store._writer.run(leads.raise_bars([(SPACE, PERIOD)]))  # noqa: SLF001 - as answers would have by and by
        times = []
        for number in range(READS):
            person = Person("bench", f"u{number * 37 % size}")
            start = time.perf_counter()
            await store.board(SPACE, PERIOD, person, 10)
            times.append(time.perf_counter() - start)
        await store.close()
        middle = statistics.median(times)
        first = first or middle
        figures.append(
            Figure(
                f"leaderboard of {size:,} learners",
                f"{middle * 1e3:.2f} ms",
                f"{middle / first:.2f}",
                f"the same at {SIZES[0]:,}",
                "does not grow",
            )
        )
    return figures
