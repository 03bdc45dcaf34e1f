"""A command with a write is all or nothing, at whichever statement the database fails, and says the truth of it."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import Prova
from bot.chat.reply import Reply, Tone
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.domain.errors import StoreBusy
from bot.features.practice.library import Library
from bot.platforms.terminal.session import PLATFORM, Session, actor_named
from bot.store.connection import Row
from bot.store.sqlite import SqliteConnection
from bot.store.store import SqlStore
from bot.store.tables import TABLES
from tests.conftest import SteeredClock
from tests.support.schedules import MemoryChannels

UNCHANGED = "nothing was changed"
OWNER = re.compile(r"\b[0-9a-f]{16}\b")
"""A process as it is named in its claims."""


class Breaking:
    """Lets the statement of a number fail, counted over both connections of a store."""

    def __init__(self, store: SqlStore) -> None:
        """Count from now on, without a fault."""
        self.left = -1
        for connection in (store._writer, store._reader):
            assert isinstance(connection, SqliteConnection)
            self._watch(connection)

    def _watch(self, connection: SqliteConnection) -> None:
        fetch, many = connection._fetch, connection._many

        def broken_fetch(sql: str, values: Sequence[Any] = ()) -> list[Row]:
            self._count()
            return fetch(sql, values)

        def broken_many(sql: str, rows: Any) -> None:
            self._count()
            many(sql, rows)

        connection._fetch, connection._many = broken_fetch, broken_many  # type: ignore[method-assign]

    def _count(self) -> None:
        """Fail at the statement that was asked for, and at no other."""
        self.left -= 1
        if self.left == 0:
            raise StoreBusy


class World:
    """A Prova of its own, in which a command is tried again with a fault at each of its statements."""

    def __init__(self, prova: Prova, store: SqlStore, clock: SteeredClock, channels: MemoryChannels) -> None:
        """Keep the parts."""
        self.prova = prova
        self.store = store
        self.clock = clock
        self.channels = channels
        self.breaking = Breaking(store)
        ids = iter(range(1_000_000))
        self.session = Session(prova.dispatcher, actor_named("ana", "en"), lambda: f"r{next(ids)}")

    async def rows(self) -> dict[str, list[Row]]:
        """Return everything that is stored."""
        return {
            table.name: sorted(await self.store._reader.fetch(f"SELECT * FROM {table.name}"), key=repr)
            for table in TABLES
        }

    async def prepare(self, steps: Iterable[str]) -> None:
        """Carry out what comes before the command: lines, `@due` until a question is posted, `@claimed` for one."""
        for step in steps:
            if step == "@due":
                self.clock.forward(hours=1, seconds=1)
                await self.prova.round.run()
                ((posted,),) = self.channels.posted.values()
                self.session.see(posted.reply)
            elif step == "@claimed":
                self.clock.forward(hours=1, seconds=1)
                self.channels.away = lambda: True
                await self.prova.round.run()
                self.channels.away = lambda: False
            else:
                await self.hear(step)

    async def hear(self, line: str) -> Reply:
        """Return the reply to a line; `@answer` is as many letters as the question on the screen takes."""
        choice = self.session.choice
        return await self.session.hear("ABC"[: choice.pick] if choice and line == ANSWER else line)


ANSWER = "@answer"
COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "a practice question": ((), "/quiz clarify"),
    "a practice answer": (("/quiz clarify easy",), ANSWER),
    "a daily answer": (("/daily set 13h UTC clarify", "@due"), ANSWER),
    "a report": (("/quiz clarify easy",), "1 the key is wrong"),
    "a language": ((), "/settings language pt"),
    "a zone": ((), "/settings zone Europe/Lisbon"),
    "a name off the board": ((), "/settings board off"),
    "a person forgotten": (("/quiz clarify easy", ANSWER), "/settings forget yes"),
    "a first schedule": ((), "/daily set 13h UTC clarify"),
    "a changed schedule": (("/daily set 13h UTC clarify", "/daily skip"), "/daily set 14h UTC aif-c01"),
    "a pause": (("/daily set 13h UTC clarify", "@claimed"), "/daily pause"),
    "a pause until a day": (("/daily set 13h UTC clarify",), "/daily pause 2026-12-01"),
    "an end of a pause": (("/daily set 13h UTC clarify", "/daily skip", "/daily pause"), "/daily resume"),
    "a date left out": (("/daily set 13h UTC clarify",), "/daily skip"),
    "a claimed question left out": (("/daily set 13h UTC clarify", "@claimed"), "/daily skip"),
    "a question at once": (("/daily set 13h UTC clarify", "/daily skip"), "/daily now"),
    "a schedule switched off": (("/daily set 13h UTC clarify", "@claimed"), "/daily off"),
}


async def made(bank: Bank, index: Index, begun: Path, file: Path) -> World:
    """Return a new world on a copy of the file *begun*."""
    shutil.copyfile(begun, file)
    ids, clock, rng = iter(range(1, 999)), SteeredClock(), random.Random(7)
    store = await SqlStore.open(f"sqlite:///{file}", new_id=ids.__next__)
    prova = Prova(Library(bank, {}), index, store, clock, rng, ZoneInfo("UTC"))
    channels = MemoryChannels(clock, rng)
    prova.channels[PLATFORM] = channels
    return World(prova, store, clock, channels)


def says_unchanged(reply: Reply) -> bool:
    """Return whether a reply says that nothing was changed."""
    return reply.tone is Tone.TROUBLE and UNCHANGED in reply.title


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_is_all_or_nothing_and_its_sentence_is_true(
    name: str, bank: Bank, index: Index, begun: Path, tmp_path: Path
) -> None:
    steps, line = COMMANDS[name]
    whole: set[str] = set()
    for statement in range(1, 200):
        world = await made(bank, index, begun, tmp_path / f"{statement}.db")
        await world.prepare(steps)
        before = await world.rows()
        world.breaking.left = statement
        reply = await world.hear(line)
        met, world.breaking.left = world.breaking.left <= 0, -1
        after = await world.rows()
        await world.store.close()
        assert says_unchanged(reply) == (after == before), f"at statement {statement}: {reply.title}"
        if after != before:
            whole.add(OWNER.sub("owner", repr(after)))
        if not met:
            break
    assert statement > 3
    assert len(whole) == 1, "part of it was written"
