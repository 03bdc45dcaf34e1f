"""`/which` over the evaluation phrases: its speed and its share of right answers, beside three plain baselines."""

from __future__ import annotations

import csv
import math
import re
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from bench.figure import Figure
from bot.chat.wording import VOICES
from bot.config import REPOSITORY_CONTENT
from bot.content.lookup.index import Index
from bot.content.model import Service
from bot.content.reading.load import load, load_services
from bot.domain.text import fold
from bot.entry.suggest import Suggest
from bot.features.practice.topics import Topics

FOLDER = Path(__file__).parent.parent / "tests" / "content" / "lookup"
LIMIT = 1e-3
COMPLETED = 2e-3
NOTHING = "-"
FUZZY_LEAST = 60.0
"""The least likeness of a match by token_set_ratio."""
K1, B = 1.2, 0.75

Finder = Callable[[str], tuple[Sequence[str], bool]]
"""A function from a phrase to ids, best first, and True if the first is claimed to be the answer."""


@dataclass(frozen=True, slots=True)
class Row:
    """A phrase, the ids that are right for it, and its kind."""

    expected: frozenset[str]
    kind: str
    language: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a finder for a row."""

    row: Row
    ids: Sequence[str]
    confident: bool
    seconds: float

    @property
    def first(self) -> bool:
        """Return whether the right service came first."""
        return bool(self.ids) and self.ids[0] in self.row.expected

    @property
    def among(self) -> bool:
        """Return whether the right service was among the first three."""
        return bool(self.row.expected & set(self.ids[:3]))


def rows(pattern: str) -> list[Row]:
    """Return the phrases of the sets with such names."""
    found = []
    for path in sorted(FOLDER.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            for each in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                expected = frozenset() if each["expected"] == NOTHING else frozenset(each["expected"].split("|"))
                found.append(Row(expected, each["kind"], each["language"], each["phrase"]))
    return found


def texts(service: Service) -> Iterator[str]:
    """Yield the texts by which a service is found, for all finders alike."""
    yield from (service.name, service.short, *service.aliases, *service.cues.en, *service.cues.pt_br)
    for text in (service.summary, service.choose_when, service.profile):
        yield from (text.en, text.pt_br)


def words(text: str) -> list[str]:
    """Return the words of a text, without accents."""
    return re.findall(r"\w+", fold(text))


def full_text(services: Mapping[str, Service]) -> Finder:
    """Return the finder by SQLite's full-text search: any of the words, by its own rank."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, texts, tokenize='unicode61 remove_diacritics 2')")
    db.executemany("INSERT INTO found VALUES (?, ?)", ((one.id, " . ".join(texts(one))) for one in services.values()))

    def find(phrase: str) -> tuple[Sequence[str], bool]:
        asked = " OR ".join(f'"{word}"' for word in words(phrase))
        query = "SELECT id FROM found WHERE found MATCH ? ORDER BY rank LIMIT 3"
        ids = [id_ for (id_,) in db.execute(query, (asked,))] if asked else []
        return ids, bool(ids)

    return find


def fuzzy(services: Mapping[str, Service]) -> Finder:
    """Return the finder by rapidfuzz's token_set_ratio against every text."""
    folded = [(one.id, fold(text)) for one in services.values() for text in texts(one)]

    def find(phrase: str) -> tuple[Sequence[str], bool]:
        asked, best = fold(phrase), dict[str, float]()
        for id_, text in folded:
            best[id_] = max(best.get(id_, 0.0), fuzz.token_set_ratio(asked, text, score_cutoff=FUZZY_LEAST))
        ids = sorted((id_ for id_ in best if best[id_]), key=lambda id_: -best[id_])[:3]
        return ids, bool(ids)

    return find


def bm25(services: Mapping[str, Service]) -> Finder:
    """Return the finder by plain BM25 over whole words."""
    counted = {one.id: Counter(word for text in texts(one) for word in words(text)) for one in services.values()}
    mean = statistics.mean(counts.total() for counts in counted.values())
    holding = Counter(word for counts in counted.values() for word in counts)

    def weight(word: str, counts: Counter[str]) -> float:
        idf = math.log(1 + (len(counted) - holding[word] + 0.5) / (holding[word] + 0.5))
        return idf * counts[word] * (K1 + 1) / (counts[word] + K1 * (1 - B + B * counts.total() / mean))

    def find(phrase: str) -> tuple[Sequence[str], bool]:
        asked = words(phrase)
        scores = {id_: sum(weight(word, counts) for word in asked if word in counts) for id_, counts in counted.items()}
        ids = sorted((id_ for id_ in scores if scores[id_]), key=lambda id_: -scores[id_])[:3]
        return ids, bool(ids)

    return find


def prova(services: Mapping[str, Service]) -> Finder:
    """Return the finder by Prova's own lookup."""
    index = Index(services, load_services(REPOSITORY_CONTENT).out_of_scope.values())

    def find(phrase: str) -> tuple[Sequence[str], bool]:
        found = index.find(phrase)
        return found.services, found.confident

    return find


def completion() -> Figure:
    """Measure the slowest autocompletions of phrases typed letter by letter."""
    content = load(REPOSITORY_CONTENT)
    index = Index(content.services, content.out_of_scope.values())
    suggest = Suggest(content, Topics(content, index), index)
    typed = [row.phrase[:letters] for row in rows("phrases-test-*.tsv") for letters in range(1, 13)]
    for voice in VOICES.values():
        suggest.values("which", "about", "", voice)
    took = []
    for at, text in enumerate(typed):
        start = time.perf_counter()
        suggest.values("which", "about", text, list(VOICES.values())[at % len(VOICES)])
        took.append(time.perf_counter() - start)
    slow = sorted(took)[int(len(took) * 0.99)]
    return Figure("autocomplete of `/which`, p99", f"{slow * 1e3:.2f} ms", f"{slow / COMPLETED:.2f}", "2 ms", "≤ 1")


def outcomes(find: Finder, asked: Sequence[Row]) -> list[Outcome]:
    """Return the outcome of every phrase, each asked once, as learners type it."""
    find("warm up")
    found = []
    for row in asked:
        start = time.perf_counter()
        ids, confident = find(row.phrase)
        found.append(Outcome(row, ids, confident, time.perf_counter() - start))
    return found


def refusal(found: Sequence[Outcome]) -> float:
    """Return the F1 of finding nothing for phrases that nothing fits."""
    right = sum(not one.row.expected and not one.ids for one in found)
    refused = sum(not one.ids for one in found)
    traps = sum(not one.row.expected for one in found)
    return 2 * right / (refused + traps) if refused + traps else 1.0


def measure() -> list[Figure]:
    """Measure Prova's lookup by kind and language, and each baseline beside it, on phrases that it was not made with.

    Those that it was made with are a figure apart: the goal of its cues.
    """
    services = load_services(REPOSITORY_CONTENT).services
    asked = rows("phrases-test-*.tsv")
    find = prova(services)
    own = outcomes(find, asked)
    known = [one for one in outcomes(find, rows("phrases.tsv") + rows("phrases-dev.tsv")) if one.row.expected]
    others = {
        "SQLite FTS5": outcomes(full_text(services), asked),
        "rapidfuzz token_set_ratio": outcomes(fuzzy(services), asked),
        "BM25": outcomes(bm25(services), asked),
    }
    median = statistics.median(one.seconds for one in own)
    slowest = sorted(one.seconds for one in own)[int(len(own) * 0.99)]
    figures = [
        Figure("`/which`, median", f"{median * 1e3:.2f} ms", f"{median / LIMIT:.2f}", "1 ms", "≤ 1"),
        Figure("`/which`, p99", f"{slowest * 1e3:.2f} ms", f"{slowest / LIMIT:.2f}", "1 ms"),
        completion(),
    ]
    answerable = [one for one in own if one.row.expected]
    figures += _quality("Prova", own)
    for key, name in (("language", "in"), ("kind", "of kind")):
        for value in sorted({getattr(one.row, key) for one in answerable}):
            part = [one for one in answerable if getattr(one.row, key) == value]
            figures.append(
                _share(f"`/which`, right service first, {name} {value}", sum(one.first for one in part), len(part))
            )
    for name, found in others.items():
        figures += _quality(name, found)
    met = sum(one.first for one in known)
    return [*figures, _share("`/which`, right service first, phrases it was made with", met, len(known))]


def _quality(name: str, found: Sequence[Outcome]) -> list[Figure]:
    """Return the figures of a finder's quality."""
    answerable = [one for one in found if one.row.expected]
    wrong = sum(one.confident and not one.first for one in found)
    return [
        _share(
            f"`/which`, right service first: {name}", sum(one.first for one in answerable), len(answerable), "≥ 0.80"
        ),
        _share(f"`/which`, among three: {name}", sum(one.among for one in answerable), len(answerable), "≥ 0.92"),
        _share(f"`/which`, claimed and wrong: {name}", wrong, len(found), "≤ 0.10"),
        Figure(f"`/which`, F1 of refusals: {name}", f"{refusal(found):.2f}", "", "", "≥ 0.70"),
    ]


def _share(what: str, part: int, whole: int, aim: str = "") -> Figure:
    """Return a share as a figure."""
    return Figure(what, f"{part} of {whole}", f"{part / whole:.2f}" if whole else "-", "phrases", aim)
