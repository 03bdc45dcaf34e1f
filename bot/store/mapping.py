"""The way between a table's rows and the records made of them, derived from the table's description."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Generic, TypeVar

from bot.store.connection import Row
from bot.store.values import PLAIN, Form

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Column:
    """A column, the record's field that it fills, and the form of its values."""

    name: str
    field: str | None = None
    """`person.platform` is the field of a part; None for a column that fills no field."""
    form: Form = PLAIN
    of: type | None = None
    """The record with that field, if it is not the table's own."""
    exported: bool = True
    """False for a column that is not part of people's export."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, the record that a row of it makes, and its columns, those of its primary key first."""

    name: str
    record: type | None
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def insert(self) -> str:
        """The statement that inserts a whole row."""
        return f"{self.into(self.names)} VALUES ({marks(self.names)})"

    def into(self, names: Collection[str]) -> str:
        """Return the head of a statement that inserts these columns."""
        return f"INSERT INTO {self.name} ({', '.join(names)})"

    def export_list(self) -> str:
        """Return the columns to select for `export`."""
        return ", ".join(column.name for column in self.columns if column.exported)

    def export(self, row: Row) -> dict[str, object]:
        """Return a row of `export_list` as JSON-ready values, by the names of the record's fields."""
        taken = (column for column in self.columns if column.exported)
        return {
            (column.field or column.name).rpartition(".")[2]: (
                value if value is None or column.form.export is None else column.form.export(value)
            )
            for column, value in zip(taken, row, strict=True)
        }


@dataclass(frozen=True, slots=True)
class _Part:
    """A field that is a record of its own, and the span of its columns."""

    field: str
    record: type
    span: slice
    absent: tuple[None, ...]
    """The values of its columns when it is None; empty for a part that never is."""
    values: Callable[[Any], tuple[object, ...]]


class Mapper(Generic[Record]):
    """Makes records of rows and rows of records.

    A row holds the columns in the order of the record's fields. A part may be None when it is by default; all of its
    columns are NULL then.
    """

    def __init__(self, table: Table, record: type[Record], **parts: type) -> None:
        """Compile the way to and from *record*, whose fields named in *parts* are records themselves."""
        here = {
            column.field: column for column in table.columns if column.field and (column.of or table.record) is record
        }
        paths = [path for path in _paths(record, parts) if path in here]
        self.table = table
        self.columns = tuple(here[path] for path in paths)
        self.names = tuple(column.name for column in self.columns)
        self.width = len(self.columns)
        self._record = record
        self._fields = tuple(dict.fromkeys(path.partition(".")[0] for path in paths))
        self._parts = tuple(_parts(record, parts, paths))
        self._optional = tuple(part for part in self._parts if part.absent)
        optional = {part.field for part in self._optional}
        roots = (path.partition(".")[0] for path in paths)
        flat = (root if root in optional else path for root, path in zip(roots, paths, strict=True))
        self._values = attrgetter(*dict.fromkeys(flat))
        self._reads = tuple((at, one.form.read) for at, one in enumerate(self.columns) if one.form.read)
        self._writes = tuple((at, one.form.write) for at, one in enumerate(self.columns) if one.form.write)

    def select_list(self, alias: str = "") -> str:
        """Return the columns as a statement selects or returns them."""
        return ", ".join(f"{alias}.{name}" if alias else name for name in self.names)

    def record_of(self, row: Sequence[Any]) -> Record:
        """Return the record of a row."""
        return self._record(*self._read(row))

    def fields_of(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return the fields that a row fills, by name, of a record that takes others from elsewhere."""
        return dict(zip(self._fields, self._read(row), strict=True))

    def row_of(self, record: Record) -> list[Any]:
        """Return the row of a record."""
        values = list(self._values(record))
        for part in self._optional:
            start = part.span.start
            inner = values[start]
            values[start : start + 1] = part.absent if inner is None else part.values(inner)
        for at, write in self._writes:
            value = values[at]
            if value is not None:
                values[at] = write(value)
        return values

    def _read(self, row: Sequence[Any]) -> list[Any]:
        """Return the values of the record's fields."""
        values = list(row)
        for at, read in self._reads:
            value = values[at]
            if value is not None:
                values[at] = read(value)
        for part in reversed(self._parts):
            inner = values[part.span]
            values[part.span] = [None if part.absent and inner[0] is None else part.record(*inner)]
        return values


class Insert(Generic[Record]):
    """A statement that inserts a record's row, and columns beside those that the record fills."""

    def __init__(self, mapper: Mapper[Record], *others: str) -> None:
        """Compile the statement."""
        forms = {column.name: column.form for column in mapper.table.columns}
        self._others = tuple((name, forms[name].write) for name in others)
        self._mapper = mapper
        names = (*mapper.names, *others)
        self.sql = f"{mapper.table.into(names)} VALUES ({marks(names)})"

    def row(self, record: Record, **others: Any) -> Row:
        """Return the values to insert, those of the columns beside the record by name."""
        values = self._mapper.row_of(record)
        for name, write in self._others:
            value = others[name]
            values.append(value if value is None or write is None else write(value))
        return tuple(values)


def marks(values: Collection[object]) -> str:
    """Return a placeholder for each value."""
    return ", ".join("?" * len(values))


def overwrites(names: Collection[str]) -> str:
    """Return the assignments of an upsert by which these columns take the values to insert."""
    return ", ".join(f"{name} = excluded.{name}" for name in names)


def _paths(record: type, parts: Mapping[str, type]) -> Iterator[str]:
    """Yield the paths of a record's fields in their order, those of a part in its own."""
    for field in fields(record):
        if field.name in parts:
            yield from (f"{field.name}.{inner.name}" for inner in fields(parts[field.name]))
        else:
            yield field.name


def _parts(record: type, parts: Mapping[str, type], paths: Sequence[str]) -> Iterator[_Part]:
    """Yield the parts of a record, which lie one after the other among its paths."""
    for field in fields(record):
        if field.name in parts:
            mine = [at for at, path in enumerate(paths) if path.startswith(f"{field.name}.")]
            span = slice(mine[0], mine[-1] + 1)
            inner = attrgetter(*(path.partition(".")[2] for path in paths[span]))
            absent = (None,) * len(mine) if field.default is None else ()
            yield _Part(field.name, parts[field.name], span, absent, inner)
