"""The source of the present instant, and how far two of them may be apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

CLOCKS_APART, CLOCKS_USELESS = timedelta(seconds=30), timedelta(minutes=5)
"""The largest difference from a platform's clock, and the one from which Slack takes signatures for replayed."""


class Clock(Protocol):
    """The source of the present instant."""

    def __call__(self) -> datetime:
        """Return the present instant, aware and in UTC."""
