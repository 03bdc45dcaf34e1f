"""Migrations run once each, whoever starts them, and look alike afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.calendar import ALL_TIME
from bot.domain.errors import StoreUnavailable
from bot.domain.records import Person
from bot.store import migrations
from bot.store.migrations import MIGRATIONS, Migration
from bot.store.store import SqlStore
from bot.store.values import micros
from tests.store.kit import Kit
from tests.store.processes import Helper
from tests.store.world import NOON, World, opened
from tests.support.postgres import PostgresServer


async def test_a_new_database_gets_every_migration_once(store_url: str) -> None:
    store = await SqlStore.open(store_url, clock=lambda: NOON)
    assert await store.upgrade() == tuple(step.name for step in MIGRATIONS)
    assert await store.upgrade() == ()
    recorded = await World(store, store_url).rows("SELECT name, applied_at FROM migration")
    assert recorded == [(step.name, micros(NOON)) for step in MIGRATIONS]
    await store.close()
    again = await SqlStore.open(store_url)
    assert await again.upgrade() == ()
    await again.close()


async def test_several_that_start_at_once_all_succeed(store_url: str) -> None:
    async def start() -> tuple[str, ...]:
        store = await SqlStore.open(store_url)
        applied = await store.upgrade()
        await store.close()
        return applied

    applied = await asyncio.gather(*(start() for _ in range(6)))
    assert sorted(step for steps in applied for step in steps) == sorted(step.name for step in MIGRATIONS)


async def test_a_step_that_fails_leaves_nothing_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Migration("9000-broken", ("CREATE TABLE half (id BIGINT)", "CREATE TABLE half (id BIGINT)"))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(StoreUnavailable):
        await world.store.upgrade()
    with pytest.raises(StoreUnavailable):
        await world.count("half")
    mended = Migration("9000-broken", broken.statements[:1])
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, mended))
    assert await world.store.upgrade() == ("9000-broken",)


async def test_data_stays_over_an_upgrade(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = await world.answer(await world.daily())
    step = Migration("9000-more", ("ALTER TABLE learner ADD COLUMN shoe_size BIGINT",))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, step))
    assert await world.store.upgrade() == ("9000-more",)
    assert await world.store.find(recorded.learner.person) == recorded.learner


def test_released_migrations_are_named_in_order() -> None:
    names = [step.name for step in MIGRATIONS]
    assert names == sorted(set(names))


async def test_the_clock_of_the_process_is_used_unless_another_is_handed_in(store_url: str) -> None:
    before = micros(datetime.now(UTC))
    store = await SqlStore.open(store_url)
    await store.upgrade()
    applied = await World(store, store_url).rows("SELECT applied_at FROM migration")
    await store.close()
    assert all(before <= at <= micros(datetime.now(UTC)) for (at,) in applied)


@asynccontextmanager
async def upgraded(
    url: str, monkeypatch: pytest.MonkeyPatch, released: int, statements: Iterable[str]
) -> AsyncIterator[SqlStore]:
    """Begin a database at a released revision, write rows into it, and open it up to date."""
    monkeypatch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:released])
    old = await SqlStore.open(url)
    await old.upgrade()
    for statement in statements:
        await World(old, url).write(statement)
    await old.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", MIGRATIONS)
    async with opened(url) as store:
        yield store


async def test_a_report_of_the_first_schema_gets_the_space_of_its_question(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (
        "INSERT INTO learner (id, platform, user_id, name, listed, created_at) VALUES (1, 'discord', 'a', 'Ana', 1, 0)",
        """
        INSERT INTO posting (id, kind, space, learner_id, question, revision, shown, state, created_at)
        VALUES (2, 'practice', 'discord:7', 1, 'q1', 'r1', 'a,b', 'sent', 0)
        """,
        "INSERT INTO report VALUES (3, 1, 'q1', 'r1', 'why B?', 0)",
        "INSERT INTO report VALUES (4, 1, 'q2', 'r1', 'and this?', 0)",
    )
    async with upgraded(store_url, monkeypatch, 1, rows) as store:
        assert await World(store, store_url).rows("SELECT id, space FROM report ORDER BY id") == [
            (3, "discord:7"),
            (4, ""),
        ]


NAMED = "INSERT INTO learner (id, platform, user_id, name, listed, created_at) VALUES (1, 'discord', 'a', 'Ana', 1, 0)"
NAMELESS = (
    "INSERT INTO learner (id, platform, user_id, listed, created_at) VALUES (1, 'discord', 'a', 1, 0)",
    "INSERT INTO member (space, learner_id, name) VALUES ('discord:7', 1, 'Ana')",
)
FIRST_ROWS = (
    """
    INSERT INTO posting (id, kind, space, learner_id, question, revision, shown, state, created_at)
    VALUES (2, 'practice', 'discord:7', 1, 'q1', 'r1', 'a,b', 'sent', 0)
    """,
    """
    INSERT INTO answer (posting_id, learner_id, space, question, kind, chosen, correct, points, first_sight,
        answered_at, local_date, board_date)
    VALUES (2, 1, 'discord:7', 'q1', 'practice', 'a', 1, 2, 1, 0, '2026-11-20', '2026-11-20')
    """,
)
"""Rows that every released revision takes, after those of a learner."""


@pytest.mark.parametrize("released", range(1, len(MIGRATIONS) + 1))
async def test_data_of_every_released_revision_is_there_after_an_upgrade(
    store_url: str, monkeypatch: pytest.MonkeyPatch, released: int
) -> None:
    rows = (*((NAMED,) if released < 8 else NAMELESS), *FIRST_ROWS)
    async with upgraded(store_url, monkeypatch, released, rows) as store:
        await store.rebuild()
        ana = Person("discord", "a")
        board = await store.board("discord:7", ALL_TIME, ana, 9)
        assert [(row.name, row.points) for row in board.top] == [("Ana", 2)]
        assert (await store.posting(2)).question == "q1"
        assert await store.missing() == ()
        await Kit(store).sent(await Kit(store).schedule())


async def test_a_name_stays_in_the_space_of_the_latest_answer_alone(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One name was kept for all spaces, the nickname of the latest; it may be unknown in the others."""
    later = FIRST_ROWS[0].replace("(2, ", "(3, ").replace("discord:7", "discord:8")
    answer = FIRST_ROWS[1].replace("(2, 1, 'discord:7'", "(3, 1, 'discord:8'").replace("1, 2, 1, 0,", "1, 2, 1, 9,")
    async with upgraded(store_url, monkeypatch, 7, (NAMED, *FIRST_ROWS, later, answer)) as store:
        assert await World(store, store_url).rows("SELECT space, name FROM member") == [("discord:8", "Ana")]


async def test_the_oldest_schedule_is_the_one_that_posted_first(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[str] = []
    for number, (zone, posted) in enumerate((("Asia/Tokyo", 9), ("Europe/Lisbon", 5))):
        rows.append(
            "INSERT INTO place (id, platform, space, channel, language, zone, daily_time, weekdays, grace_minutes, "
            f"open_minutes, state) VALUES ({number}, 'discord', 'discord:7', 'C{number}', 'pt-BR', '{zone}', '09:00', "
            "'1', 60, 60, 'on')"
        )
        rows.append(
            "INSERT INTO posting (id, kind, space, place_id, question, revision, shown, state, local_date, created_at) "
            f"VALUES ({number}, 'daily', 'discord:7', {number}, 'q', 'r', 'a', 'closed', '2026-01-01', {posted})"
        )
    async with upgraded(store_url, monkeypatch, 7, rows) as store:
        profile = await store.profile(Person("discord", "a"), "discord:7")
        assert (profile.zone, profile.language) == ("Europe/Lisbon", "pt-BR")


async def test_killed_at_any_statement_of_an_upgrade_the_database_is_at_one_revision_or_the_next(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """Each step is one transaction: the tables are those of the recorded ones, and the rest is made up later."""
    for number, statements in enumerate(range(2, 60, 5)):
        url = postgres.database() if number % 2 else f"sqlite:///{tmp_path}/{number}.db"
        helper = Helper("upgrade-and-die", url, str(statements)).go()
        assert helper.code() in (0, 9)
        async with opened(url) as store:
            assert await store.missing() == ()
            await Kit(store).sent(await Kit(store).schedule())
