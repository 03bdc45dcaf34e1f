"""Answers through the quiz on PostgreSQL, behind a PgBouncer as it comes, against the same without it."""

from __future__ import annotations

from statistics import median

from bench.answers import answer_all, open_prova, post_questions
from bench.figure import Figure
from tests.support.pgbouncer import pooled
from tests.support.postgres import own_server

TURNS = 3
COUNTS = {1: 100, 100: 600}
"""The answers of a turn, by the number of those under way at once."""
WARM = 100


async def measure() -> list[Figure]:
    """Measure in turns, in transaction mode."""
    with own_server() as server, pooled(server.database(), pool_mode="transaction") as through:
        stores, rates = [], {}
        for name, url in (("direct", server.database()), ("pooled", through)):
            store, dispatcher = await open_prova(url, 1)
            stores.append(store)
            await answer_all(dispatcher, await post_questions(dispatcher, WARM), WARM)
            rates[name] = (dispatcher, {under_way: list[float]() for under_way in COUNTS})
        for _ in range(TURNS):
            for under_way, count in COUNTS.items():
                for dispatcher, seen in rates.values():
                    requests = await post_questions(dispatcher, count)
                    seen[under_way].append(await answer_all(dispatcher, requests, under_way))
        for store in stores:
            await store.close()
    return [_figure(under_way, rates["direct"][1][under_way], rates["pooled"][1][under_way]) for under_way in COUNTS]


def _figure(under_way: int, direct: list[float], through: list[float]) -> Figure:
    """Return the figure with the median of the turns' ratios."""
    ratio = median(one / other for one, other in zip(through, direct, strict=True))
    what = f"answers on PostgreSQL behind PgBouncer, {under_way} at once"
    of = f"the same without PgBouncer: {median(direct):,.0f} a second"
    return Figure(what, f"{median(through):,.0f} a second", f"{ratio:.2f}", of, "≥ 0.85")
