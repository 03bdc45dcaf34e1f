"""The steps of a transaction as PostgreSQL takes them: rows as arrays, and statements that go together as one.

So the text of a statement does not change with the number of its rows, and the server plans it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from bot.store.connection import Bulk, Fetch, Many, Row, Step, Together

_Shape: TypeAlias = tuple[str, tuple[type | None, ...] | None]
"""A statement's SQL, and the types of its columns where it takes rows; None for a column without any value."""
_TYPES = {int: "bigint", bool: "bigint", float: "double precision", str: "text"}


def statement_of(step: Step) -> tuple[str, Sequence[Any]] | None:
    """Return the one statement of a step and its values, or None for a step without anything to do."""
    parts = [part for part in (step.parts if isinstance(step, Together) else (step,)) if _acts(part)]
    if not parts:
        return None
    shapes: list[_Shape] = []
    values: list[Any] = []
    for part in parts:
        if isinstance(part, Fetch):
            shapes.append((part.sql, None))
            values += part.values
        else:
            columns = list(zip(*part.rows, strict=True))
            types = tuple(_type_of(column) for column in columns)
            shapes.append((part.sql, types))
            values += [column for column, kind in zip(columns, types, strict=True) if kind]
    return _joined(tuple(shapes)), values


def _acts(part: Fetch | Many | Bulk) -> bool:
    """Return whether a statement has anything to do."""
    return isinstance(part, Fetch) or bool(part.rows)


def _type_of(column: Row) -> type | None:
    """Return the type of a column's values."""
    return next((type(value) for value in column if value is not None), None)


@lru_cache(maxsize=512)
def _joined(shapes: tuple[_Shape, ...]) -> str:
    """Return statements as one, its placeholders numbered; its rows are those of the last."""
    sql = " ".join(f", part_{at} AS ({_over_arrays(*shape)})" for at, shape in enumerate(shapes)).removeprefix(", ")
    whole = f"WITH {sql} SELECT * FROM part_{len(shapes) - 1}" if len(shapes) > 1 else _over_arrays(*shapes[0])
    first, *rest = whole.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))


def _over_arrays(sql: str, types: tuple[type | None, ...] | None) -> str:
    """Return a statement that takes its rows from an array for each column."""
    if types is None:
        return sql
    names = ", ".join("NULL" if kind is None else f"c{at}" for at, kind in enumerate(types))
    known = [(at, kind) for at, kind in enumerate(types) if kind]
    arrays = ", ".join(f"?::{_TYPES[kind]}[]" for _, kind in known)
    rows = f"SELECT {names} FROM unnest({arrays}) AS given ({', '.join(f'c{at}' for at, _ in known)})"
    if "{rows}" in sql:
        return sql.format(rows=rows)
    head, _, tail = sql.partition(f" VALUES ({', '.join('?' * len(types))})")
    return f"{head} {rows}{tail}"
