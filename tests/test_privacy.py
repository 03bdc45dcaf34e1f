"""Whoever has themselves forgotten is nowhere any more: in no column of any table, and in no line of the log."""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import Prova
from bot.chat.plain import plain_text
from bot.chat.request import Actor, Call
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.content.reading.editions import keep_editions
from bot.domain.records import Person
from bot.features.practice.library import Library
from bot.logs import JsonFormatter
from bot.platforms.terminal.session import PLATFORM, Session
from bot.store.store import SqlStore
from bot.store.tables import TABLES
from tests.conftest import SteeredClock
from tests.support.postgres import PostgresServer
from tests.support.schedules import MemoryChannels

ID, NAME, WORDS = "U7SECRETIVE7", "Quirina Xavante", "my very own remark"


class Kept(logging.Handler):
    """Keeps every line as operators read it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SqlStore]:
    """A store on each engine."""
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        database_url = server.database()
    store = await SqlStore.open(database_url)
    await store.upgrade()
    yield store
    await store.close()


async def everything(store: SqlStore) -> str:
    """Return all that is stored, as one text."""
    told = []
    for table in TABLES:
        sql = f"SELECT {', '.join(table.names)} FROM {table.name}"
        told += [repr(row) for row in await store._reader.fetch(sql)]
    return "\n".join(told)


async def lived(store: SqlStore, bank: Bank, index: Index, actor: Actor) -> Session:
    """Let somebody do all that leaves something behind."""
    clock, rng = SteeredClock(), random.Random(3)
    prova = Prova(Library(bank, await keep_editions(bank, store)), index, store, clock, rng, ZoneInfo("UTC"))
    channels = MemoryChannels(clock, rng)
    prova.channels[PLATFORM] = channels
    numbers = iter(range(999))
    session = Session(prova.dispatcher, actor, lambda: f"r{next(numbers)}")
    await store.save_client(await _met(session), "pt-BR", "America/Manaus")
    for line in (
        "/quiz clarify easy",
        "A",
        "/settings zone America/Manaus",
        "/settings language en",
        "/daily set 13h UTC",
        f"/which {WORDS} that nobody understands zzqqy",
        "/quiz",
    ):
        await session.hear(line)
    reply = await session.hear("/quiz")
    number = next(at for at, button in enumerate(reply.buttons, start=1) if button.asks)
    await session.hear(f"{number} {WORDS}")
    clock.forward(hours=1, seconds=1)
    await prova.round.run()
    ((posted,),) = channels.posted.values()
    session.see(posted.reply)
    await session.hear("AB"[: posted.reply.choice.pick] if posted.reply.choice else "A")
    clock.forward(days=2)
    await prova.round.run()
    return session


async def _met(session: Session) -> Person:
    """Return the person of a session, who has answered something."""
    await session.hear("/quiz neo")
    await session.hear("A")
    return Person(PLATFORM, ID)


async def test_somebody_who_is_forgotten_is_in_no_table_and_was_in_no_log(
    store: SqlStore, bank: Bank, index: Index
) -> None:
    handler, ours = Kept(), logging.getLogger("bot")
    ours.addHandler(handler)
    level = ours.level
    ours.setLevel(logging.DEBUG)
    actor = Actor(PLATFORM, ID, NAME, "en", admin=True)
    session = await lived(store, bank, index, actor)
    before = await everything(store)
    assert before.count(ID) >= 2
    assert NAME in before
    assert before.count(WORDS) >= 1
    asked = await session.hear("/settings forget")
    assert ID in await everything(store), plain_text(asked)
    await session.hear("/settings forget yes")
    ours.removeHandler(handler)
    ours.setLevel(level)
    after = await everything(store)
    assert ID not in after
    assert NAME not in after
    assert len(handler.lines) > 10
    log = "\n".join(handler.lines)
    assert [word for word in (ID, NAME, WORDS) if word in log] == []


async def test_an_export_holds_all_that_is_stored_about_somebody(store: SqlStore, bank: Bank, index: Index) -> None:
    actor = Actor(PLATFORM, ID, NAME, "en", admin=True)
    await lived(store, bank, index, actor)
    export = await store.export(Person(PLATFORM, ID))
    ((number,),) = await store._reader.fetch("SELECT id FROM learner WHERE user_id = ?", (ID,))
    for name, table in (
        ("answers", "answer"),
        ("postings", "posting"),
        ("standings", "standing"),
        ("reports", "report"),
    ):
        ((rows,),) = await store._reader.fetch(f"SELECT COUNT(*) FROM {table} WHERE learner_id = ?", (number,))
        held = export[name]
        assert isinstance(held, list)
        assert len(held) == rows > 0
    assert export["schedules"]


async def test_what_was_chosen_fades_and_boards_stay(store: SqlStore, bank: Bank, index: Index) -> None:
    actor = Actor(PLATFORM, ID, NAME, "en", admin=True)
    session = await lived(store, bank, index, actor)
    board = plain_text(await session.hear("/leaderboard all"))
    me = plain_text(await session.hear("/me"))
    now = SteeredClock()() + timedelta(days=30)
    assert await store.fade(now) == 3
    assert await store.fade(now) == 0
    rows = await store._reader.fetch("SELECT chosen, answered_at FROM answer")
    assert {chosen for chosen, _ in rows} == {""}
    assert {at % 86_400_000_000 for _, at in rows} == {0}
    shown = await store._reader.fetch("SELECT created_at, sent_at FROM posting WHERE learner_id IS NOT NULL")
    assert {(at % 86_400_000_000, sent) for at, sent in shown} == {(0, None)}
    assert plain_text(await session.hear("/leaderboard all")) == board
    await store.rebuild()
    assert plain_text(await session.hear("/leaderboard all")) == board
    assert plain_text(await session.hear("/me")) == me
    again = plain_text(await session.hear("A"))
    assert "went wrong" not in again
    assert "you chose ," not in again


async def test_an_operator_may_show_nobody_to_others(store: SqlStore, bank: Bank, index: Index) -> None:
    library, clock = Library(bank, await keep_editions(bank, store)), SteeredClock()
    prova = Prova(library, index, store, clock, random.Random(1), ZoneInfo("UTC"), boards=False)
    channels = MemoryChannels(clock, random.Random(1))
    prova.channels[PLATFORM] = channels
    numbers = iter(range(999))
    session = Session(prova.dispatcher, Actor(PLATFORM, ID, NAME, "pt-BR", admin=True), lambda: f"r{next(numbers)}")
    await session.hear("/daily set 13h UTC")
    clock.forward(hours=1, seconds=1)
    await prova.round.run()
    ((posted,),) = channels.posted.values()
    session.see(posted.reply)
    await session.hear("AB"[: posted.reply.choice.pick] if posted.reply.choice else "A")
    assert "O placar está desligado aqui." in plain_text(await session.hear("/placar"))
    for line, said, unsaid in (("/eu", "Pontos", "Placar"), ("/ajuda", "/quiz", "/placar")):
        shown = plain_text(await session.hear(line))
        assert (said in shown, unsaid in shown) == (True, False)
    assert "Placar" not in plain_text(await session.ask(Call("home")))
    clock.forward(days=2)
    await prova.round.run()
    closed = replace(posted.reply, buttons=())
    assert NAME not in plain_text(closed)
