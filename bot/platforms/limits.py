"""The refusal of a message that does not fit a platform: renderers raise, they never cut."""

from __future__ import annotations

import textwrap


class LimitExceeded(ValueError):
    """An excess over a platform's limit: the message names it and its size, and nothing was sent."""


def within(platform: str, what: str, size: int, limit: int) -> None:
    """Raise LimitExceeded when *size* is over *limit*."""
    if size > limit:
        raise LimitExceeded(f"{platform} takes {limit:,} of {what}, and this has {size:,}: make it shorter.")


END = 20
"""The fewest characters of a text's second part, if its words allow."""


def parts_of(text: str, longest: int, most: int) -> tuple[str, ...]:
    """Return *text* on one line in at most *most* parts, broken between words; nothing where it takes more.

    No part is a short end of the one before, which would look lost below it.
    """
    line = " ".join(text.split())
    balanced = min(longest, max(len(line) - END, len(line) // 2))
    for width in (longest if len(line) <= longest else balanced, longest):
        parts = textwrap.wrap(line, max(width, 1), break_on_hyphens=False)
        if len(parts) <= most:
            return tuple(parts)
    return ()
