"""The description of each table is the table that the migrations make, and loses nothing of a record."""

from __future__ import annotations

from dataclasses import MISSING, asdict, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import Due, Recurrence
from bot.domain.kinds import PostingKind
from bot.domain.records import (
    Answer,
    DailyPosting,
    ExamResult,
    Learner,
    Miss,
    Person,
    Posting,
    PostingState,
    Report,
    Schedule,
    ScheduleState,
)
from bot.store.mapping import Insert, Mapper
from bot.store.tables import ANSWERS, DAILIES, LEARNERS, MISSES, POSTINGS, REPORTS, RESULTS, SCHEDULES, TABLES
from tests.store.world import World

AT = datetime(2026, 3, 29, 1, 30, 0, 123457, tzinfo=UTC)
DAY = date(2026, 3, 28)

POSTING = Posting(
    2,
    PostingKind.DAILY,
    "slack:T1",
    "q1",
    "r1",
    ("c", "a"),
    AT,
    learner=3,
    schedule=4,
    state=PostingState.CLAIMED,
    closes_at=AT + timedelta(hours=1),
    reviews="q2",
)
SCHEDULE = Schedule(
    4,
    "slack:T1",
    "C1",
    "pt-BR",
    Recurrence(time(13, 5), ZoneInfo("America/Recife"), frozenset({1, 7})),
    "aif-c01",
    timedelta(minutes=5),
    timedelta(minutes=90),
    state=ScheduleState.PAUSED,
    due=Due(DAY, AT, timedelta(hours=-3, seconds=-8)),
    paused_until=DAY,
    set_by="U1",
    trouble="gone",
)
LEARNER = Learner(3, Person("slack", "U1"), "en", "Europe/Lisbon", False, "pt-BR", "America/Recife", "AIF-C01", DAY)
RESULT = ExamResult("AIF-C01", DAY, True, 812, AT)
ANSWER = Answer(2, 3, "slack:T1", "q1", ("c", "a"), True, 10, True, AT, DAY, DAY + timedelta(days=1))
REPORT = Report(5, "slack:T1", "q1", "r1", "why B?", "Zoë 🎓", AT)
MISS = Miss("drifft", "model-monitor", 7, AT)

DAILY = DailyPosting(POSTING, SCHEDULE, DAY, AT, tries=3, message="m1", reason="late", told=4)

Case = tuple[Mapper[Any], Any, dict[str, Any]]
FULL: list[Case] = [
    (LEARNERS, LEARNER, {"created_at": AT}),
    (SCHEDULES, SCHEDULE, {"platform": "slack"}),
    (POSTINGS, POSTING, {}),
    (ANSWERS, ANSWER, {"kind": PostingKind.DAILY, "studied": 1}),
    (MISSES, MISS, {}),
    (RESULTS, RESULT, {"learner_id": 3}),
]
"""A record of each table, no field as it is by default, and the columns beside it; those that others refer to first."""
BARE: list[Case] = [
    (LEARNERS, Learner(3, Person("slack", "U1"), "Zoë"), {"created_at": AT}),
    (SCHEDULES, replace(SCHEDULE, topic=None, due=None, paused_until=None, set_by=None, trouble=None), FULL[1][2]),
    (SCHEDULES, replace(SCHEDULE, id=5, channel="C2", due=Due(DAY, AT)), FULL[1][2]),
    (POSTINGS, Posting(2, PostingKind.PRACTICE, "slack:T1", "q1", "r1", (), AT), {}),
    (ANSWERS, replace(ANSWER, chosen=(), correct=False, first_sight=False), FULL[3][2]),
]
"""The same with nothing in the fields that may be empty."""


async def columns_of(world: World) -> dict[str, list[str]]:
    """Return the columns of every table that the migrations made, but for the list of migrations itself."""
    if world.store._reader.engine == "sqlite":
        found = await world.rows(
            "SELECT m.name, i.name FROM sqlite_master m, pragma_table_info(m.name) i WHERE m.type = 'table'"
        )
    else:
        found = await world.rows(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
        )
    columns: dict[str, list[str]] = {}
    for table, column in sorted(found):
        columns.setdefault(table, []).append(column)
    del columns["migration"]
    return columns


async def key_of(world: World, table: str) -> tuple[str, ...]:
    """Return the primary key of a table, in its order."""
    if world.store._reader.engine == "sqlite":
        rows = await world.rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table)
    else:
        rows = await world.rows(
            "SELECT k.column_name::text FROM information_schema.key_column_usage k "
            "JOIN information_schema.table_constraints c ON c.constraint_name = k.constraint_name "
            "WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_name = ? ORDER BY k.ordinal_position",
            table,
        )
    return tuple(name for (name,) in rows)


async def test_every_column_of_every_table_is_described_and_none_too_many(world: World) -> None:
    assert {table.name: sorted(table.names) for table in TABLES} == await columns_of(world)


async def test_the_key_of_every_table_is_the_described_one_and_its_columns_come_first(world: World) -> None:
    for table in TABLES:
        assert table.key == await key_of(world, table.name)
        assert table.names[: len(table.key)] == table.key


async def test_a_table_comes_after_those_that_it_refers_to(world: World) -> None:
    for number, table in enumerate(TABLES):
        if world.store._reader.engine == "sqlite":
            found = await world.rows('SELECT "table" FROM pragma_foreign_key_list(?)', table.name)
        else:
            found = await world.rows(
                "SELECT confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND conrelid = ?::regclass",
                table.name,
            )
        assert {name for (name,) in found} <= {before.name for before in TABLES[:number]}


async def insert(world: World, mapper: Mapper[Any], record: Any, **beside: Any) -> tuple[Any, ...]:
    """Write a record, and return the row that is there then."""
    statement = Insert(mapper, *beside)
    await world.write(statement.sql, statement.row(record, **beside))
    rows = await world.rows(f"SELECT {mapper.select_list('t')} FROM {mapper.table.name} t")
    return rows[-1]


@pytest.mark.parametrize("cases", [FULL, BARE], ids=["full", "bare"])
async def test_a_record_is_read_as_it_was_written(world: World, cases: list[Case]) -> None:
    for mapper, record, beside in cases:
        row = await insert(world, mapper, record, **beside)
        assert asdict(mapper.record_of(row)) == asdict(record)
        assert mapper.row_of(record) == list(row)


async def test_a_field_from_elsewhere_is_left_to_the_reader(world: World) -> None:
    for mapper, record, beside in FULL[:2]:
        await insert(world, mapper, record, **beside)
    row = await insert(world, REPORTS, REPORT, learner_id=LEARNER.id)
    assert Report(name=REPORT.name, **REPORTS.fields_of(row)) == REPORT
    days = {"local_date": DAY, "due_at": AT, "tries": 3, "message_id": "m1", "skip_reason": "late", "told": 4}
    assert set(days) == set(DAILIES.names)
    await insert(world, POSTINGS, POSTING, **days)
    (row,) = await world.rows(f"SELECT {DAILIES.select_list()} FROM posting")
    assert DailyPosting(posting=POSTING, schedule=SCHEDULE, **DAILIES.fields_of(row)) == DAILY


@pytest.mark.parametrize(
    ("mapper", "elsewhere"),
    [
        *((case[0], set[str]()) for case in FULL),
        (REPORTS, {"name"}),
        (DAILIES, {"posting", "schedule", "tried"}),
    ],
)
def test_every_field_of_a_record_has_its_column(mapper: Mapper[Any], elsewhere: set[str]) -> None:
    described = {
        str(column.field).partition(".")[0]
        for column in mapper.table.columns
        if column.field and (column.of or mapper.table.record) is mapper._record
    }
    assert described == {field.name for field in fields(mapper._record)} - elsewhere
    assert len(mapper.columns) == sum(
        1 for column in mapper.table.columns if column.field and (column.of or mapper.table.record) is mapper._record
    )


@pytest.mark.parametrize("record", [case[1] for case in FULL] + [REPORT])
def test_the_full_records_here_have_no_field_as_it_is_by_default(record: Any) -> None:
    """So that a field which is not written, or not read, is noticed."""
    for field in fields(record):
        assert field.default is MISSING or getattr(record, field.name) != field.default


async def test_text_that_no_database_takes_is_mended_on_its_way_in(world: World) -> None:
    await insert(world, LEARNERS, LEARNER, created_at=AT)
    await world.store.save_report(LEARNER.person, "Z\0o\ud800", replace(REPORT, text="w\0hy\ud800"))
    (report,) = await world.store.reports(REPORT.space, 1, 0)
    assert (report.name, report.text) == ("Zo?", "why?")


def test_every_column_about_a_person_is_exported_or_named_here() -> None:
    """A new column goes along with the person, unless it is added to this list with a reason."""
    left_out = {
        "answer": {"learner_id"},  # whose export it is, as in the others
        "standing": {"learner_id", "listed", "leads"},  # the learner's own row says it; an index's mark
        "report": {"learner_id"},
        "learner": set(),
        "posting": {"kind", "learner_id", "place_id", "local_date", "due_at", "tries", "message_id", "skip_reason"}
        | {"told", "told_at", "claimed_by", "claim_expires_at", "sent_at", "closed_at"},  # the post, not the person
    }
    for table in TABLES:
        if table.name in left_out:
            assert {one.name for one in table.columns if not one.exported} == left_out[table.name]
