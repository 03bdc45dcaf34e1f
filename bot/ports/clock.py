"""The source of the present instant, and how far two of them may be apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

CLOCKS_APART, CLOCKS_USELESS = timedelta(seconds=30), timedelta(minutes=5)
"""How far our clock may be from a platform's, and from where on Slack's signatures are taken for replayed."""


class Clock(Protocol):
    """Where the time comes from."""

    def __call__(self) -> datetime:
        """Return the present instant, aware and in UTC."""
