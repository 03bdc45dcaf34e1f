"""The memory of Slack's deliveries, by which one that comes again is recognized."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

REMEMBERED = 20_000
"""Deliveries that are recognized when they come again."""


def name_of(event_id: object, body: str) -> str:
    """Return the name of a delivery: its event's id, or a digest of its body; of neither, nothing."""
    if event_id:
        return str(event_id)
    return hashlib.sha256(body.encode()).hexdigest() if body else ""


class Deliveries:
    """The names of the latest deliveries."""

    def __init__(self) -> None:
        """Begin with no delivery."""
        self._names: OrderedDict[str, None] = OrderedDict()

    def remember(self, name: str) -> bool:
        """Remember a delivery, and return whether it came before; one without a name never did."""
        if not name:
            return False
        known = name in self._names
        self._names[name] = None
        self._names.move_to_end(name)
        if len(self._names) > REMEMBERED:
            self._names.popitem(last=False)
        return known

    def forget(self, name: str | None) -> None:
        """Forget a delivery that could not be handled: it may come again."""
        self._names.pop(name or "", None)
