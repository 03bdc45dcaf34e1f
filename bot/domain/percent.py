"""The share of a whole in percent, by one rule everywhere."""

from __future__ import annotations


def percent(part: float, whole: float) -> int:
    """Return *part* of *whole* in whole percent, half a percent up; 0 and 100 only for nothing and for all of it."""
    rounded = int((200 * part + whole) // (2 * whole))
    return rounded if part in (0, whole) else min(max(rounded, 1), 99)
