"""`/which` over the evaluation phrases: how fast, and how often right."""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path

from bench.figure import Figure
from bot.config import REPOSITORY_CONTENT
from bot.content.load import load_services
from bot.content.lookup import Index

PHRASES = Path(__file__).parent.parent / "tests" / "content" / "phrases.tsv"
LIMIT = 1e-3


def measure() -> list[Figure]:
    """Measure every phrase once cold, as learners type it, and count what was answered."""
    with PHRASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    index = Index(load_services(REPOSITORY_CONTENT).services)
    index.find("warm up")
    times = []
    first = among = answerable = quiet = traps = 0
    for row in rows:
        start = time.perf_counter()
        found = index.find(row["phrase"])
        times.append(time.perf_counter() - start)
        if row["expected"] == "-":
            traps += 1
            quiet += not found.confident
        else:
            answerable += 1
            wanted = set(row["expected"].split("|"))
            first += found.services[:1] != () and found.services[0] in wanted
            among += bool(wanted & set(found.services[:3]))
    median = statistics.median(times)
    slowest = sorted(times)[int(len(times) * 0.99)]
    return [
        Figure("`/which`, median", f"{median * 1e3:.2f} ms", f"{median / LIMIT:.2f}", "1 ms", "≤ 1"),
        Figure("`/which`, p99", f"{slowest * 1e3:.2f} ms", f"{slowest / LIMIT:.2f}", "1 ms"),
        Figure(
            "`/which`, right service first",
            f"{first} of {answerable}",
            f"{first / answerable:.2f}",
            "answerable phrases",
        ),
        Figure(
            "`/which`, right service among three",
            f"{among} of {answerable}",
            f"{among / answerable:.2f}",
            "answerable phrases",
        ),
        Figure("`/which`, no confident answer to a trap", f"{quiet} of {traps}", f"{quiet / traps:.2f}", "traps"),
    ]
