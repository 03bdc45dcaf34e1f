"""The counters of requests and answers, and the null meter, for runs without metrics."""

from __future__ import annotations

from typing import Protocol


class Meter(Protocol):
    """A meter of requests, answers and durations; it gets neither people's names nor their words."""

    def count_request(self, platform: str, intent: str, outcome: str) -> None:
        """Count a request by its outcome: `done`, or the code of its error."""

    def count_answer(self, platform: str, kind: str, *, correct: bool) -> None:
        """Count a new answer."""

    def observe_acknowledgement(self, platform: str, seconds: float) -> None:
        """Record the seconds until a first response."""


class Unmetered:
    """The null meter, for runs without metrics."""

    def count_request(self, platform: str, intent: str, outcome: str) -> None:
        """Count nothing."""

    def count_answer(self, platform: str, kind: str, *, correct: bool) -> None:
        """Count nothing."""

    def observe_acknowledgement(self, platform: str, seconds: float) -> None:
        """Count nothing."""
