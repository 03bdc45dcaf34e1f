"""The signs that are drawn with characters: bars, and emoji for right and wrong."""

from __future__ import annotations

CELLS = 10
"""Cells of a bar."""
RIGHT, WRONG = "✅", "❌"
EMOJI = str.maketrans({"✓": RIGHT, "✗": WRONG})
"""The signs of right and wrong in colour, where a platform has emoji."""


def bar(share: float) -> str:
    """Return a bar for a share of 0 to 1; a share above 0 shows at least a cell, and one below 1 leaves one empty."""
    full = round(share * CELLS)
    if 0 < share < 1:
        full = min(max(full, 1), CELLS - 1)
    return "█" * full + "░" * (CELLS - full)
