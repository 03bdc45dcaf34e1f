"""Parts that many tests share: the real bank, a real database file, a clock and chance that can be steered."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from bot.app import Prova
from bot.chat.request import Actor
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.content.reading.editions import keep_editions
from bot.content.reading.load import load, load_with_places
from bot.entry.dispatch import Dispatcher
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.logs import JsonFormatter
from bot.platforms.terminal.channels import TerminalChannels
from bot.platforms.terminal.session import PLATFORM, Session, actor_named
from bot.store.store import SqlStore
from bot.zone_data import use_newest_zone_data
from tests.support.discretion import Listening
from tests.support.postgres import OLDEST, PostgresServer, own_server, shared_server
from tests.support.process import Run, runner
from tests.support.tools import need, pytest_terminal_summary  # noqa: F401 - pytest finds the hook here

ROOT = Path(__file__).parent.parent

settings.register_profile("prova", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("prova")
# No test is timed: a busy machine is no failure. What a change must pass has the same examples for everybody; new ones
# are looked for by `make test`.

use_newest_zone_data()  # as in every verb


FEW = 10
"""Files of tests that are done here before a worker has started."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return one worker more than there are cores, four at most, and none for a few files: tests wait as they work."""
    named = [config.rootpath / argument.partition("::")[0] for argument in config.args]
    files = sum(len(list(path.rglob("test_*.py"))) if path.is_dir() else 1 for path in named)
    return 0 if files < FEW else min(len(os.sched_getaffinity(0)) + 1, 4)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@dataclass
class SteeredClock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class House:
    """A whole Prova on one database file, without a platform."""

    bank: Bank
    store: SqlStore
    dispatcher: Dispatcher
    clock: SteeredClock
    path: Path
    prova: Prova

    def session(self, name: str = "ana", locale: str = "en") -> Session:
        """Put a person before a terminal."""
        ids = iter(range(1_000_000))
        return Session(self.dispatcher, self.actor(name, locale), lambda: f"r{next(ids)}")

    @staticmethod
    def actor(name: str = "ana", locale: str = "en") -> Actor:
        return actor_named(name, locale)


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The project's own bank."""
    return load(ROOT / "content")


KINDS = ROOT / "tests" / "support" / "kinds"
"""A pack with questions of the kinds that need no bank to be large: steps in an order, pairs, three of six."""


@pytest.fixture(scope="session")
def kinds(bank: Bank) -> Bank:
    """The project's own bank with the questions of KINDS alone."""
    return replace(bank, questions=load_with_places(KINDS, bank).bank.questions)


@pytest.fixture(scope="session")
def every_kind(bank: Bank, kinds: Bank) -> Bank:
    """The project's own bank and the questions of KINDS beside its own."""
    return replace(bank, questions={**bank.questions, **kinds.questions})


@pytest.fixture(scope="session")
def index(bank: Bank) -> Index:
    """The lookup over the project's own bank."""
    return Index(bank.services, bank.out_of_scope.values())


@pytest.fixture(scope="session")
def topics(bank: Bank, index: Index) -> Topics:
    """The topics of the project's own bank."""
    return Topics(bank, index)


@pytest.fixture(autouse=True)
def discretion() -> Iterator[None]:
    """No line of our log holds a token, a name, or what somebody said: in no test of the suite."""
    listening, ours = Listening(JsonFormatter()), logging.getLogger("bot")
    ours.addHandler(listening)
    yield
    ours.removeHandler(listening)
    assert listening.found == []


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server that all tests of the run share; each makes a database of its own."""
    need("PostgreSQL")
    base = tmp_path_factory.getbasetemp()
    with shared_server(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as server:
        yield server


@pytest.fixture(scope="session")
def oldest_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server of the oldest version that Prova promises to work with, shared by all tests of the run."""
    need("PostgreSQL")
    need(OLDEST)
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "oldest"
    place.mkdir(exist_ok=True)
    with shared_server(place, OLDEST) as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that a test may stop."""
    need("PostgreSQL")
    with own_server() as server:
        yield server


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The URL of a database file that is not there yet."""
    return f"sqlite:///{tmp_path / 'prova.db'}"


@pytest.fixture(scope="session")
def begun(bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file as it is after the first start; tests that need one each copy it."""
    path = tmp_path_factory.mktemp("begun") / "prova.db"

    async def begin() -> None:
        store = await SqlStore.open(f"sqlite:///{path}")
        await store.upgrade()
        await keep_editions(bank, store)
        await store.close()

    with ThreadPoolExecutor(1) as thread:  # the event loop of pytest-asyncio is left alone
        thread.submit(asyncio.run, begin()).result()
    return path


@pytest.fixture
async def house(bank: Bank, index: Index, begun: Path, database_url: str) -> AsyncIterator[House]:
    """A whole Prova with a steered clock and seeded chance."""
    async with opened(bank, index, begun, database_url) as house:
        yield house


@pytest.fixture
async def kinds_house(kinds: Bank, index: Index, begun: Path, database_url: str) -> AsyncIterator[House]:
    """The same with the questions of KINDS alone."""
    async with opened(kinds, index, begun, database_url) as house:
        yield house


@asynccontextmanager
async def opened(bank: Bank, index: Index, begun: Path, database_url: str) -> AsyncIterator[House]:
    """Open a whole Prova on a copy of a database file."""
    path = Path(database_url.removeprefix("sqlite:///"))
    shutil.copyfile(begun, path)
    clock = SteeredClock()
    store = await SqlStore.open(database_url)
    prova = Prova(Library(bank, {}), index, store, clock, random.Random(7), ZoneInfo("UTC"))
    prova.channels[PLATFORM] = TerminalChannels()
    yield House(bank, store, prova.dispatcher, clock, path, prova)
    await store.close()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no work count as slow because the machine is busy; a test of slow work sets the patience itself."""
    for limit in ("in_time.PATIENCE", "slack.client.TIMEOUT"):
        monkeypatch.setattr(f"bot.platforms.{limit}", 3600)


@pytest.fixture
def run_prova(tmp_path: Path) -> Run:
    """Run the real command in a process of its own, on a database of the test's own."""
    return runner(tmp_path)
