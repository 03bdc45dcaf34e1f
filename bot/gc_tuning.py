"""The tuning of the garbage collector for a bank of half a million lasting objects and requests without cycles."""

from __future__ import annotations

import gc

GC_THRESHOLDS = (50_000, 20, 20)
"""New objects before a collection of the youngest, and collections of each generation before one of the next."""


def raise_gc_thresholds() -> None:
    """Make garbage collections rare; at the default pace they take half of the time that it takes to build a bank."""
    gc.set_threshold(*GC_THRESHOLDS)


def freeze_heap() -> None:
    """Exempt all present objects, which outlive every collection, from later ones; call it when the bank is built.

    Without it the collector walks the whole bank again and again while people answer; `make bench` shows the share.
    There is no collection before it: at a start that would take a tenth of a second to free a megabyte.
    """
    raise_gc_thresholds()
    gc.freeze()


def thaw_heap() -> None:
    """Free what is left of a bank that another one has replaced: its features know each other, and were frozen."""
    gc.unfreeze()
    gc.collect()
