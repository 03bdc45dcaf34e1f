"""A profile is read from memory for a few seconds, and never older than a write of the same process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from bot.domain.records import Learner, Person, Profile, Report
from bot.store import known_profiles
from bot.store.known_profiles import KnownProfiles
from bot.store.store import SqlStore
from tests.conftest import SteeredClock
from tests.store.kit import SPACE, Kit
from tests.store.world import ANA, BIA, NOON, ON_SQLITE, World


@pytest.fixture
async def clock() -> SteeredClock:
    """A clock that stands at noon."""
    return SteeredClock(NOON)


@pytest.fixture
async def ours(store_url: str, clock: SteeredClock) -> AsyncIterator[SqlStore]:
    """The store of this process."""
    store = await SqlStore.open(store_url, clock=clock)
    await store.upgrade()
    yield store
    await store.close()


@pytest.fixture
async def theirs(ours: SqlStore, store_url: str, clock: SteeredClock) -> AsyncIterator[SqlStore]:
    """The store of another process on the same database."""
    store = await SqlStore.open(store_url, clock=clock)
    yield store
    await store.close()


async def language(store: SqlStore) -> str | None:
    """Return the language that the learner speaks as far as the store knows."""
    known = await store.profile(ANA, SPACE)
    found = await store.find(ANA)
    assert known.learner == found
    return found.language if found else None


async def test_another_process_is_heard_after_five_seconds_at_the_latest(
    ours: SqlStore, theirs: SqlStore, clock: SteeredClock
) -> None:
    await ours.choose(ANA, language="en")
    assert await language(ours) == "en"
    await theirs.choose(ANA, language="pt-BR")
    clock.forward(seconds=4.9)
    assert (await language(ours), await language(theirs)) == ("en", "pt-BR")
    clock.forward(seconds=0.1)
    assert await language(ours) == "pt-BR"


async def test_a_clock_that_is_set_back_makes_no_profile_last(
    ours: SqlStore, theirs: SqlStore, clock: SteeredClock
) -> None:
    await language(ours)
    await theirs.choose(ANA, language="pt-BR")
    clock.forward(hours=-1)
    assert await language(ours) == "pt-BR"


WRITES: dict[str, Callable[[World, Kit, Person], Awaitable[object]]] = {
    "choose": lambda world, _kit, who: world.store.choose(who, language="pt-BR", zone="Asia/Tokyo"),
    "save_client": lambda world, _kit, who: world.store.save_client(who, "pt-BR", "Asia/Tokyo"),
    "forget": lambda world, _kit, who: world.store.forget(who),
    "set_space": lambda world, _kit, _who: world.store.set_space(SPACE, zone="Asia/Tokyo", language="pt-BR"),
    "edit_schedule": lambda _world, kit, _who: kit.schedule(language="pt-BR"),
    "add_posting": lambda world, _kit, who: world.practice(who, space=SPACE),
    "save_report": lambda world, _kit, who: world.store.save_report(
        who, "New name", Report(world.new_id(), SPACE, "q1", "r1", "wrong", "", NOON)
    ),
}


async def answered(world: World, who: Person, name: str) -> None:
    """Answer a daily question of the space by a name."""
    await world.answer(await world.daily(space=SPACE), who, name=name)


async def renamed(world: World, who: Person) -> None:
    """Give a learner another name in the space."""
    learner = await world.store.find(who)
    if learner:
        await world.store.rename(learner.id, SPACE, "New name")


WRITES["answer"] = lambda world, _kit, who: answered(world, who, "New name")
WRITES["rename"] = lambda world, _kit, who: renamed(world, who)


@pytest.mark.parametrize("write", WRITES)
async def test_a_write_of_this_process_is_seen_at_once(
    ours: SqlStore, theirs: SqlStore, store_url: str, write: str
) -> None:
    world, kit = World(ours, store_url), Kit(ours)
    await answered(world, ANA, "Ana")
    for who in (ANA, BIA):
        await ours.find(who)
        await ours.profile(who, SPACE)
        await WRITES[write](world, kit, who)
        assert await ours.profile(who, SPACE) == await theirs.profile(who, SPACE)
        assert await ours.find(who) == await theirs.find(who)


@ON_SQLITE
async def test_a_learner_who_answers_and_practises_is_not_read_again(
    ours: SqlStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(ours, store_url)
    await answered(world, ANA, "Ana")
    postings = [await world.daily(space=SPACE) for _ in range(2)]
    known = await ours.profile(ANA, SPACE)
    monkeypatch.setattr(ours._reader, "fetch", None)
    await world.answer(postings[0], name="Ana")
    await world.practice(ANA, space=SPACE)
    assert await ours.profile(ANA, SPACE) == known
    assert await ours.find(ANA) == known.learner


@ON_SQLITE
async def test_what_is_read_across_a_write_is_not_kept(ours: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be older than the write."""
    read, go_on = asyncio.Event(), asyncio.Event()
    fetch = ours._reader.fetch

    async def slowly(sql: str, values: Any = ()) -> Any:
        rows = await fetch(sql, values)
        read.set()
        await go_on.wait()
        return rows

    monkeypatch.setattr(ours._reader, "fetch", slowly)
    before = asyncio.create_task(ours.profile(ANA, SPACE))
    await read.wait()
    await ours.choose(ANA, language="pt-BR")
    go_on.set()
    assert await before == Profile()
    assert await language(ours) == "pt-BR"


@ON_SQLITE
async def test_whoever_is_being_forgotten_is_read_from_the_database(
    ours: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is cleaned after the commit, which takes its time."""
    await ours.choose(ANA, language="pt-BR")
    await language(ours)
    cleaning, go_on = asyncio.Event(), asyncio.Event()

    async def scrub() -> bool:
        cleaning.set()
        return await go_on.wait()

    monkeypatch.setattr(ours._writer, "scrub", scrub)
    forgetting = asyncio.create_task(ours.forget(ANA))
    await cleaning.wait()
    assert await language(ours) is None
    go_on.set()
    await forgetting
    assert await language(ours) is None


def test_so_many_people_and_spaces_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_profiles, "PEOPLE", 2)
    known, people = KnownProfiles(lambda: NOON), [Person("terminal", str(number)) for number in range(3)]
    for who in (people[0], people[1], people[0], people[2]):
        known.keep(who, SPACE, Profile(), 0)
    assert [known.profile(who, SPACE) for who in people] == [Profile(), None, Profile()]
    for number in range(known_profiles.SPACES):
        known.keep(people[0], str(number), Profile(), 0)
    assert known.profile(people[0], SPACE) is None
    assert known.profile(people[0], str(known_profiles.SPACES - 1)) == Profile()


def test_a_person_who_is_forgotten_while_they_answer_is_met_anew() -> None:
    """The answer writes them again, after a profile without them was read."""
    known = KnownProfiles(lambda: NOON)
    known.keep(ANA, SPACE, Profile(Learner(1, ANA), "Ana"), 0)
    with known.met(ANA, "Ana"):
        with known.written(ANA):
            pass
        known.keep(ANA, SPACE, Profile(), known.writes)
    assert known.profile(ANA, SPACE) is None
