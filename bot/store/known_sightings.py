"""The sightings of learners who practise just now: a thousand rows need not be read again for each question."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.records import Seen

MOST = 20_000
"""Sightings kept in all, some megabytes; those of learners not met for longest make room."""


@dataclass(slots=True)
class _Kept:
    """A learner's sightings, and the numbers of rows they were counted from: own postings, and others answered."""

    own: int
    shared: int
    seen: dict[str, Seen]


class KnownSightings:
    """The sightings of a few learners, by the learner's id.

    They count as long as the database has as many rows as they were counted from: so another process is never missed.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._size = 0

    def of(self, learner: int, own: int, shared: int) -> Mapping[str, Seen] | None:
        """Return a learner's sightings, or None where there are none that were counted from so many rows."""
        kept = self._kept.get(learner)
        if kept is None or (kept.own, kept.shared) != (own, shared):
            return None
        self._kept.move_to_end(learner)
        return kept.seen

    def keep(self, learner: int, own: int, shared: int, seen: dict[str, Seen]) -> None:
        """Keep what was counted from so many rows."""
        self._drop(learner)
        self._kept[learner] = _Kept(own, shared, seen)
        self._size += len(seen)
        while self._size > MOST:
            self._drop(next(iter(self._kept)))

    def add(self, learner: int, question: str, at: datetime) -> None:
        """Count a posting of the learner's own that was written just now."""
        if kept := self._kept.get(learner):
            before = kept.seen.get(question)
            self._size += before is None
            kept.own += 1
            kept.seen[question] = Seen(before.times + 1, max(before.last_at, at)) if before else Seen(1, at)

    def _drop(self, learner: int) -> None:
        """Forget a learner's sightings."""
        if kept := self._kept.pop(learner, None):
            self._size -= len(kept.seen)
