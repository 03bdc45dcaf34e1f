"""The refusal of a message that does not fit a platform: renderers raise, they never cut."""

from __future__ import annotations

import textwrap


class LimitExceeded(ValueError):
    """An excess over a platform's limit: the message names it and its size, and nothing was sent."""


def within(platform: str, what: str, size: int, limit: int) -> None:
    """Raise LimitExceeded when *size* is over *limit*."""
    if size > limit:
        raise LimitExceeded(f"{platform} takes {limit:,} of {what}, and this has {size:,}: make it shorter.")


def parts_of(text: str, longest: int, most: int) -> tuple[str, ...]:
    """Return *text* on one line in at most *most* parts, broken between words; nothing where it takes more."""
    parts = textwrap.wrap(" ".join(text.split()), longest, break_on_hyphens=False)
    return tuple(parts) if len(parts) <= most else ()
