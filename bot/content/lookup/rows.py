"""Rows of numbers by a key, in flat arrays: lists of pairs take ten times the memory, and as long again to read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any


class Rows:
    """Numbers by key."""

    def __init__(self, listed: Mapping[str, Sequence[int]]) -> None:
        """Take over the rows of *listed*."""
        self._at = {key: row for row, key in enumerate(listed)}
        self._starts = array("I", accumulate(map(len, listed.values()), initial=0))
        self._numbers = array("I", chain.from_iterable(listed.values()))

    def __getstate__(self) -> dict[str, object]:
        """Return all for a pickle, the keys as one text, which is read in a third of the time; none holds a newline."""
        return {**vars(self), "_at": "\n".join(self._at)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over the state of a pickle."""
        keys = state["_at"].split("\n") if state["_at"] else []
        vars(self).update(state, _at={key: row for row, key in enumerate(keys)})

    def numbers(self, key: str) -> Sequence[int]:
        """Return the numbers of a key, none for an unknown one."""
        return self._numbers[self._span(key)]

    def _span(self, key: str) -> slice:
        """Return the place of a key's row."""
        row = self._at.get(key)
        return slice(0) if row is None else slice(self._starts[row], self._starts[row + 1])


class WeightedRows(Rows):
    """Numbers by key, each with a weight."""

    def __init__(self, listed: Mapping[str, Sequence[tuple[int, float]]]) -> None:
        """Take over the rows of *listed*."""
        super().__init__({key: [number for number, _ in row] for key, row in listed.items()})
        self._weights = array("d", (weight for row in listed.values() for _, weight in row))

    def weights(self, key: str) -> Iterable[tuple[int, float]]:
        """Return the numbers of a key with their weights, none for an unknown one."""
        span = self._span(key)
        return zip(self._numbers[span], self._weights[span], strict=True)
