"""The garbage collector, fitted to a bot: a bank of half a million objects that stay, and requests without cycles."""

from __future__ import annotations

import gc

SELDOM = (50_000, 20, 20)
"""New objects before the youngest are looked through, and how often the older ones are with them."""


def spare() -> None:
    """Look for garbage seldom; at the default pace half of the time that it takes to build a bank goes into looking."""
    gc.set_threshold(*SELDOM)


def settle() -> None:
    """Leave alone what there is now, which outlives every collection; call it when the bank is built.

    Without it the collector walks the whole bank again and again while people answer; `make bench` shows the share.
    """
    spare()
    gc.collect()
    gc.freeze()
