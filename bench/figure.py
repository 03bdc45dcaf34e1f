"""A measured figure, and the limits it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: the measured thing, its value, and its ratio to a limit of the same run."""

    what: str
    value: str
    ratio: str
    of: str
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One row: a thing measured in an earlier build, in this one, and in the barest that does the like, in one run.

    *aims* are the most that this build's figure may be of the earlier build's and of the barest's, or, where *more* is
    better, the least.
    """

    what: str
    unit: str
    then: float
    now: float
    bare: float | None
    aims: tuple[float | None, float | None]
    more: bool = False


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [f"| {one.what} | {one.value} | {one.ratio} | {one.of} | {one.aim} |" for one in figures]
    return "\n".join(("| what | measured | ratio | of what | aim |", "|---|---|---|---|---|", *rows))


def comparison(figures: Iterable[Compared], commit: str) -> str:
    """Return the comparisons as a Markdown table."""
    rows = [_compared_row(one) for one in figures]
    return "\n".join(
        (f"| what | {commit} | now | bare | now / {commit} | now / bare |", "|---|---|---|---|---|---|", *rows)
    )


def _compared_row(one: Compared) -> str:
    """Return a row of the comparison's table."""
    values = [_value(figure, one.unit) for figure in (one.then, one.now, one.bare)]
    ratios = [_ratio(one, one.then, one.aims[0]), _ratio(one, one.bare, one.aims[1])]
    return f"| {' | '.join((one.what, *values, *ratios))} |"


def _value(figure: float | None, unit: str) -> str:
    """Return a figure with three digits and its unit."""
    if figure is None:
        return ""
    return f"{figure:,.0f} {unit}" if figure >= 100 else f"{figure:.3g} {unit}"


def _ratio(one: Compared, limit: float | None, aim: float | None) -> str:
    """Return a ratio with its aim, and a word where it is missed."""
    if limit is None:
        return ""
    ratio = one.now / limit
    if aim is None:
        return f"{ratio:.2f}"
    missed = ratio < aim if one.more else ratio > aim
    return f"{ratio:.2f} ({'≥' if one.more else '≤'} {aim:g}{': missed' if missed else ''})"
