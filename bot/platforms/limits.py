"""What does not fit a platform is refused before it is sent: renderers raise, they never cut."""

from __future__ import annotations


class LimitExceeded(ValueError):
    """Something does not fit a platform: the message says what, by how much, and nothing of it was sent."""


def within(platform: str, what: str, size: int, limit: int) -> None:
    """Raise LimitExceeded when *size* is over *limit*."""
    if size > limit:
        raise LimitExceeded(f"{platform} takes {limit:,} of {what}, and this has {size:,}: make it shorter.")
