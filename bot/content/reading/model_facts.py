"""The form of the facts that bind a card's numbers to service models: one place each, and a claim that fits it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.reading.problem import Problem
from bot.content.reading.record import Record
from bot.content.reading.tree import Loc, Plain
from bot.content.reading.validation import dotted

_BOUNDS = ("max", "min")
_LISTS = ("enum", "members")
_OF_SHAPES = (*_BOUNDS, *_LISTS, "words")


def model_fact_problems(record: Record) -> Iterator[Problem]:
    """Yield the problems of the facts of a service's numbers."""
    for at, facts in record.walk("numbers", "*", "model"):
        for index, fact in enumerate(facts if isinstance(facts, list) else []):
            if isinstance(fact, dict) and (fault := _fault(fact)):
                loc: Loc = (*at, index)
                yield record.problem(loc, f"`{dotted(loc)}` {fault}")


def _fault(fact: dict[str, Plain]) -> str | None:
    """Return the first thing that is wrong with a fact, as the rest of a sentence."""
    said = [key for key in _OF_SHAPES if fact.get(key) is not None]
    if (fact.get("shape") is None) == (fact.get("operation") is None):
        return "names no single place; write `shape` or `operation`, one of them"
    if fact.get("operation") is not None:
        wrong = [key for key in said if key != "words"]
        return f"binds `{wrong[0]}` to an operation; only a shape has that" if wrong else None
    if not said:
        return f"says nothing of its shape; write one of {', '.join(f'`{key}`' for key in _OF_SHAPES)}"
    if "." in str(fact["shape"]) and said != ["words"]:
        return "binds more than `words` to a member; bind the member's own shape instead"
    return _fault_of_lists(fact)


def _fault_of_lists(fact: dict[str, Plain]) -> str | None:
    """Return a fault of the names that a fact lists, likewise."""
    listed = [key for key in _LISTS if fact.get(key) is not None]
    if empty := [key for key in listed if fact[key] == []]:
        return f"has an empty `{empty[0]}`; write the names"
    if fact.get("more") is not None and not listed:
        return "allows `more` of nothing; only `enum` and `members` can have more"
    return None
