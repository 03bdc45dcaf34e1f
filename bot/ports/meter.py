"""The counters of requests and answers, and the null meter, for runs without metrics."""

from __future__ import annotations

from typing import Protocol


class Meter(Protocol):
    """The counters; neither names nor words reach them."""

    def count_request(self, platform: str, intent: str, outcome: str) -> None:
        """Count a request by how it went: `done`, or the code of what went wrong."""

    def count_answer(self, platform: str, kind: str, *, correct: bool) -> None:
        """Count a new answer."""

    def observe_acknowledgement(self, platform: str, seconds: float) -> None:
        """Observe the seconds until a first response."""


class Unmetered:
    """The null meter."""

    def count_request(self, platform: str, intent: str, outcome: str) -> None:
        """Count nothing."""

    def count_answer(self, platform: str, kind: str, *, correct: bool) -> None:
        """Count nothing."""

    def observe_acknowledgement(self, platform: str, seconds: float) -> None:
        """Count nothing."""
