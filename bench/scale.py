"""PostgreSQL with many answers: what one costs, counting all anew, copying them, and the room that the sums take.

The server is the tests' own. The rows there are at first are written by the server itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import asyncpg

from bench.figure import Figure
from bot.domain.calendar import periods_of
from bot.domain.records import Judgement, Learner, Person, Posting
from bot.ports.store import Attempt
from bot.store import rebuilding
from bot.store.store import SqlStore
from bot.store.tables import TABLES
from tests.support.postgres import PostgresServer, own_server

POSTS = 60
EACH = 10
"""Answers of each learner, to as many of the daily questions of 60 days."""
FEW = 1_000
ADDED = 200_000
"""Answers that are written by a thousand learners, and that are copied."""
SINGLY = 2_000
UNDER_WAY = 100
SPACE, START = "bench:room", datetime(2026, 10, 1, 12, tzinfo=UTC)

_Database: TypeAlias = tuple[str, "asyncpg.Connection[asyncpg.Record]"]

_ROWS = (
    "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'",
    (
        "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at) "
        "SELECT p, 'daily', '{space}', 'q' || p, 'r', 'a,b,c,d', 'sent', 0 FROM generate_series(1, {posts} + 200) p"
    ),
    (
        "INSERT INTO learner (id, platform, user_id, listed, created_at) "
        "SELECT hashint8extended(n, 0) & 9223372036854775807, 'bench', 'u' || n, 1, 0 FROM generate_series(0, {last}) n"
    ),
    "INSERT INTO member (space, learner_id, name) SELECT '{space}', id, user_id FROM learner",
    "ALTER TABLE answer DROP CONSTRAINT answer_pkey; DROP INDEX answer_question; DROP INDEX answer_day",
    (
        "INSERT INTO answer SELECT p, id, '{space}', 'q' || p, 'daily', 'a', hit, 2 + 8 * hit, 1, 1000000 * p, "
        "(date '2026-10-01' + p)::text, (date '2026-10-01' + p)::text, 1 FROM generate_series(1, {posts}) p, LATERAL "
        "(SELECT id, (hashint8(id + p) % 3 <> 0)::int AS hit FROM learner WHERE (id / 64 + p) % {every} = 0) AS l"
    ),
    (
        "ALTER TABLE answer ADD PRIMARY KEY (posting_id, learner_id); "
        "CREATE INDEX answer_question ON answer (learner_id, question); "
        "CREATE INDEX answer_day ON answer (learner_id, local_date)"
    ),
    "VACUUM ANALYZE answer",
    "RESET session_replication_role; RESET synchronous_commit",
)
_PLAIN = """
INSERT INTO standing (space, period, learner_id, points, answers, correct, listed)
SELECT a.space, d.period, a.learner_id, SUM(a.points), COUNT(*), SUM(a.correct), l.listed
FROM answer a JOIN (VALUES {days}) AS d (board_date, period) ON d.board_date = a.board_date
JOIN learner l ON l.id = a.learner_id GROUP BY a.space, d.period, a.learner_id, l.listed
"""


@asynccontextmanager
async def database(server: PostgresServer, learners: int = 0) -> AsyncIterator[_Database]:
    """Make a database with that many learners and ten answers of each, and remove it afterwards."""
    url = server.database()
    store = await SqlStore.open(url)
    await store.upgrade()
    await store.close()
    db = await asyncpg.connect(url)
    for statement in _ROWS if learners else ():
        for part in statement.split("; "):
            await db.execute(part.format(space=SPACE, posts=POSTS, last=learners - 1, every=POSTS // EACH))
    yield url, db
    await db.close()
    server.sql("postgres", f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


async def seconds_of_plain_sql(db: asyncpg.Connection[asyncpg.Record]) -> float:
    """Count the standings and the histogram by one plain statement each, which are undone then."""
    turn = db.transaction()
    await turn.start()
    start = time.perf_counter()
    days = [str(row[0]) for row in await db.fetch("SELECT DISTINCT board_date FROM answer")]
    pairs = ", ".join(f"('{day}', '{period}')" for day in days for period in periods_of(date.fromisoformat(day)))
    await db.execute(_PLAIN.format(days=pairs))
    await db.execute(f"INSERT INTO tally {rebuilding._SLOTS}")  # noqa: SLF001 - the same histogram
    took = time.perf_counter() - start
    await turn.rollback()
    await db.execute("VACUUM standing, tally")
    return took


async def measure_rebuild(url: str, db: asyncpg.Connection[asyncpg.Record], answers: int) -> list[Figure]:
    """Count all boards anew, where there is no sum yet and where all are right, against plain SQL."""
    plain = await seconds_of_plain_sql(db)
    store = await SqlStore.open(url)
    figures = []
    for state in ("no sum there yet", "all sums right"):
        start = time.perf_counter()
        await store.rebuild()
        took = time.perf_counter() - start
        of = f"plain SQL from nothing: {plain:.1f} s"
        figures.append(
            Figure(f"`db rebuild` of {answers:,} answers, {state}", f"{took:.1f} s", f"{took / plain:.2f}", of, "≤ 2")
        )
    await store.close()
    return figures


async def measure_copy(server: PostgresServer, url: str, db: asyncpg.Connection[asyncpg.Record]) -> Figure:
    """Copy everything, against a bare COPY of the same rows from one server to another."""
    answers = await db.fetchval("SELECT COUNT(*) FROM answer")
    async with database(server) as (_, bare):
        start = time.perf_counter()
        async with bare.transaction():
            for table in TABLES:
                rows = await db.fetch(f"SELECT {', '.join(table.names)} FROM {table.name}")
                await bare.copy_records_to_table(table.name, records=map(tuple, rows), columns=table.names)
        limit = time.perf_counter() - start
    async with database(server) as (other_url, _):
        store, other = await SqlStore.open(url), await SqlStore.open(other_url)
        start = time.perf_counter()
        await store.copy_to(other)
        took = time.perf_counter() - start
        await other.close()
        await store.close()
    what = f"`db copy` of {answers:,} answers, each row compared"
    return Figure(what, f"{took:.1f} s", f"{took / limit:.2f}", f"a bare COPY: {limit:.1f} s", "≤ 1.5")


async def answer(store: SqlStore, learners: int, count: int, under_way: int) -> float:
    """Let learners answer the questions of new days, one after the other, and return the answers a second."""
    waiting = iter(range(count))

    async def person() -> None:
        for number in waiting:
            turn, who = divmod(number, min(learners, FEW))
            day = (START + timedelta(POSTS + turn * 28 // 200)).date()

            def judge(posting: Posting, learner: Learner, _zone: str | None = None, day: date = day) -> Judgement:
                return Judgement(posting.order[:1], (posting.id + learner.id) % 3 > 0, day, day)

            person = Person("bench", f"u{who * (learners // min(learners, FEW))}")
            await store.answer(Attempt(POSTS + 1 + turn, person, person.user_id, START, judge))

    start = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(under_way)))
    return count / (time.perf_counter() - start)


async def measure_answers(small: str, large: str, learners: int) -> Figure:
    """Answer one after the other where many answers are, against where few are, in turns."""
    rates: dict[str, list[float]] = {small: [], large: []}
    stores = {url: await SqlStore.open(url) for url in rates}
    for _ in range(2):
        for url, size in ((small, FEW), (large, learners)):
            rates[url].append(await answer(stores[url], size, SINGLY, 1))
    for store in stores.values():
        await store.close()
    few, many = (max(rates[url]) for url in (small, large))
    what = f"an answer among {learners:,} learners and {learners * EACH:,} answers"
    return Figure(what, f"{1e3 / many:.2f} ms", f"{few / many:.2f}", f"among {FEW:,}: {1e3 / few:.2f} ms", "≤ 1.5")


async def measure_room(server: PostgresServer) -> list[Figure]:
    """Compare the room of the standings after many answers with that of a compact copy."""
    async with database(server, FEW) as (url, db):
        store = await SqlStore.open(url)
        await store.rebuild()
        await answer(store, FEW, ADDED, UNDER_WAY)
        await store.close()
        sizes = "SELECT pg_relation_size('standing'), pg_indexes_size('standing')"
        before = await db.fetchrow(sizes)
        hot = await db.fetchval(
            "SELECT n_tup_hot_upd * 100 / n_tup_upd FROM pg_stat_user_tables WHERE relname = 'standing'"
        )
        await db.execute("ALTER TABLE standing RESET (fillfactor)")
        await db.execute("VACUUM FULL standing")
        compact = await db.fetchrow(sizes)
    figures = []
    for part, aim, used, least in zip(("heap", "indexes"), ("≤ 5", "≤ 10"), before or (), compact or (), strict=True):
        what = f"`standing` after {ADDED:,} answers, {part} ({hot}% HOT updates)"
        figures.append(Figure(what, f"{used / 1024:,.0f} KiB", f"{used / least:.1f}", "the same, compact", aim))
    return figures


async def _measure(learners: int) -> list[Figure]:
    """Measure everything with that many learners in the larger database."""
    with own_server() as server:
        figures = await measure_room(server)
        async with database(server, FEW) as (small, _), database(server, learners) as (large, db):
            figures += await measure_rebuild(large, db, learners * EACH)
            store = await SqlStore.open(small)
            await store.rebuild()
            await store.close()
            figures.append(await measure_answers(small, large, learners))
        async with database(server, ADDED // EACH) as (url, db):
            figures.append(await measure_copy(server, url, db))
    return figures


def measure(learners: int) -> list[Figure]:
    """Measure with that many learners, of ten answers each: a million takes 10 GB for some minutes."""
    return asyncio.run(_measure(learners))
