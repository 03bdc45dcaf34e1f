"""The validation of plain data: values of the model, and a plain sentence for every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from enum import EnumType
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.content.reading.tree import Loc, Plain

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

_FILE_KEYS = {"pt_br": "pt-BR", "with_": "with"}
"""Fields whose key in a file is no Python name."""

COMPUTED = frozenset({"revision"})
"""Fields that the loader fills and no file may give."""

_QUOTED_CHARACTERS = 40
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN_TYPES = {str: "a text", int: "a whole number", bool: "`true` or `false`", date: "a date such as `2026-11-22`"}


def validated(kind: type[T], data: Plain) -> tuple[T | None, tuple[tuple[Loc, str], ...]]:
    """Return *data* as a *kind*, a dataclass of the model, or None and every fault with its place.

    Texts lose the space around them; an empty text, a missing key and an unknown key are faults.
    """
    from pydantic import ValidationError  # a tenth of a second that only a load should cost

    faults = dict(_unintended(kind, data))
    hashable: type = kind  # mypy takes no `type[T]` for a cached function
    value: T | None = None
    try:
        (value,) = adapter(hashable).validate_python([data])
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False):
            loc = each["loc"][1:]
            faults.setdefault(loc, _sentence(kind, each["type"], loc, each["input"]))
    return (None if faults else value), tuple(faults.items())


@cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """Return the converter between tuples of *kind*, a dataclass of the model, and plain data or JSON."""
    from pydantic import ConfigDict, TypeAdapter

    # A bare dataclass would not take the configuration; a tuple of it does.
    return TypeAdapter(
        tuple[kind, ...],  # type: ignore[valid-type]
        config=ConfigDict(extra="forbid", alias_generator=_file_key, str_strip_whitespace=True, str_min_length=1),
    )


def _file_key(name: str) -> str:
    return _FILE_KEYS.get(name, name)


def _unintended(kind: type, data: Plain) -> Iterator[tuple[Loc, str]]:
    """Yield faults that pydantic would accept and an author cannot have meant: numbers as dates, computed keys."""
    for loc, value in _scalars(data):
        if loc[-1] in COMPUTED and len(loc) == 1:
            yield loc, _unknown_key(kind, loc, value)
        elif expected_type(kind, loc) is date and not _DATE.fullmatch(value):
            yield loc, _sentence(kind, "date", loc, value)


def _scalars(data: Plain, at: Loc = ()) -> Iterator[tuple[Loc, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _scalars(value, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _scalars(value, (*at, index))
    elif data is not None and at:
        yield at, data


def dotted(loc: Loc) -> str:
    """Return a place as authors read it: `options[2].why.pt-BR`, counted from 1, on one line."""
    steps = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in loc)
    return " ".join(steps.removeprefix(".").split())


def _sentence(kind: type, error: str, loc: Loc, value: object) -> str:
    if error == "unexpected_keyword_argument":
        return _unknown_key(kind, loc, value)
    if error == "missing":
        return f"`{dotted(loc)}` is missing; write it"
    place = f"`{dotted(loc)}`" if loc else "this"
    need = _requirement(expected_type(kind, loc))
    if value is None or (isinstance(value, str) and not value.strip()):
        return f"{place} is empty; write {need}"
    return f"{place} is {_quoted(value)}; write {need}{_suggestion(expected_type(kind, loc), value)}"


def _unknown_key(kind: type, loc: Loc, value: object) -> str:
    known = [key for key in _keys(expected_type(kind, loc[:-1])) if key not in COMPUTED]
    key = str(loc[-1])
    start = f"unknown key `{dotted(loc)}`"
    folded = {each.lower(): each for each in known}
    if close := get_close_matches(key.lower().replace("_", "-"), folded, 1):
        return f"{start}; did you mean `{folded[close[0]]}`?"
    if value is None:
        return f"{start}; if a comma cut a text in two, put that text in double quotes"
    return f"{start}; the keys here are {', '.join(f'`{each}`' for each in known)}"


def _requirement(want: object) -> str:
    if isinstance(want, type) and is_dataclass(want):
        return f"a mapping with the keys {', '.join(f'`{key}`' for key in _keys(want))}"
    if choices := _choices(want):
        return f"one of {', '.join(f'`{each}`' for each in choices)}"
    if get_origin(want) in (tuple, frozenset):
        return "a list"
    return _PLAIN_TYPES[want] if isinstance(want, type) and want in _PLAIN_TYPES else "something else"


def _quoted(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = " ".join(str(value).split())
    return f"`{text if len(text) <= _QUOTED_CHARACTERS else text[: _QUOTED_CHARACTERS - 1] + '…'}`"


def _suggestion(want: object, value: object) -> str:
    close = get_close_matches(str(value), _choices(want), 1) if isinstance(value, str) else []
    return f" (did you mean `{close[0]}`?)" if close else ""


def _choices(want: object) -> list[str]:
    if isinstance(want, EnumType):
        members: dict[str, Any] = dict(want.__members__)
        return [str(each) for each in members.values()]
    return [str(each) for each in get_args(want)] if get_origin(want) is Literal else []


@cache
def expected_type(kind: type, loc: Loc) -> object:
    """Return the type of *loc* in a *kind*, without `None`; NoneType if the model has no such place."""
    want: Any = kind
    for step in loc:
        if isinstance(step, int):
            want = (get_args(want) or (NoneType,))[0] if get_origin(want) in (tuple, frozenset) else NoneType
        else:
            want = _hints(want).get(step, NoneType) if isinstance(want, type) and is_dataclass(want) else NoneType
        if get_origin(want) in (Union, UnionType):
            want = next(each for each in get_args(want) if each is not NoneType)
    return want


@cache
def _hints(kind: type) -> dict[str, Any]:
    return {_file_key(name): hint for name, hint in get_type_hints(kind).items()}


def _keys(want: object) -> list[str]:
    if not (isinstance(want, type) and is_dataclass(want)):
        return []
    return [_file_key(each.name) for each in fields(want)]
