"""The source of the present instant, and the tolerances between two clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

CLOCKS_APART, CLOCKS_USELESS = timedelta(seconds=30), timedelta(minutes=5)
"""The largest difference between our clock and a platform's, and that from which Slack's signatures look replayed."""


class Clock(Protocol):
    """A source of the present instant."""

    def __call__(self) -> datetime:
        """Return the present instant, aware and in UTC."""


def utc_now() -> datetime:
    """Return the present instant by the machine's own clock."""
    return datetime.now(UTC)
