"""The refusal of a message that does not fit a platform: renderers raise, they never cut."""

from __future__ import annotations


class LimitExceeded(ValueError):
    """An excess over a platform's limit: the message names it and its size, and nothing was sent."""


def within(platform: str, what: str, size: int, limit: int) -> None:
    """Raise LimitExceeded when *size* is over *limit*."""
    if size > limit:
        raise LimitExceeded(f"{platform} takes {limit:,} of {what}, and this has {size:,}: make it shorter.")
