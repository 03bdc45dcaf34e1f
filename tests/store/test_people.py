"""Learners: what they choose, what they take with them, and that nothing stays of those who leave."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.calendar import ALL_TIME
from bot.domain.kinds import PostingKind
from bot.domain.records import Person, Posting, Profile, Report, ScheduleState
from bot.store import sqlite
from tests.store.kit import SPACE, Kit
from tests.store.world import ANA, BIA, CAIO, NOON, ON_SQLITE, ROOM, World
from tests.support.schedules import saved


async def test_a_stranger_is_nobody(world: World) -> None:
    assert await world.store.find(ANA) is None
    assert await world.store.export(ANA) == {}
    assert not await world.store.forget(ANA)


async def test_choosing_makes_a_learner_and_leaves_what_isn_t_given(world: World) -> None:
    first = await world.store.choose(ANA, language="pt_BR")
    second = await world.store.choose(ANA, zone="America/Recife")
    third = await world.store.choose(ANA, listed=False)
    assert (first.language, first.zone, first.listed) == ("pt_BR", None, True)
    assert (second.id, second.language, second.zone) == (first.id, "pt_BR", "America/Recife")
    assert (third.language, third.zone, third.listed) == ("pt_BR", "America/Recife", False)
    assert await world.store.find(ANA) == third


async def test_what_a_platform_says_of_a_person_is_kept_of_that_person_alone(world: World) -> None:
    twin = Person("slack", ANA.user_id)
    for who in (ANA, twin):
        await world.store.choose(who, language="en")
    await world.store.save_client(ANA, "pt-BR", "America/Manaus")
    await world.store.save_client(BIA, "pt-BR", None)
    found = [await world.store.find(who) for who in (ANA, twin)]
    assert [one and (one.language, one.client_locale, one.client_zone) for one in found] == [
        ("en", "pt-BR", "America/Manaus"),
        ("en", None, None),
    ]
    assert await world.store.find(BIA) is None


async def test_the_export_holds_everything_and_is_json(world: World) -> None:
    learner = await world.store.choose(ANA, language="en")
    daily, practice = await world.daily("q1"), await world.practice(ANA, "q2")
    await world.answer(daily)
    await world.answer(practice, correct=False)
    await world.store.save_report(ANA, "Ana", Report(9, ROOM, "q1", "r1", "wrong key", "Ana", NOON))
    await world.answer(daily, BIA)
    export = json.loads(json.dumps(await world.store.export(ANA)))
    assert export["learner"] == {
        "id": learner.id,
        "platform": "terminal",
        "user_id": "ana",
        "language": "en",
        "zone": None,
        "listed": True,
        "client_locale": None,
        "client_zone": None,
        "exam": None,
        "exam_on": None,
        "created_at": "2026-11-20T12:00:00+00:00",
    }
    assert [(each["question"], each["points"], each["correct"]) for each in export["answers"]] == [
        ("q1", 10, True),
        ("q2", 0, False),
    ]
    assert export["answers"][0]["answered_at"] == "2026-11-20T12:00:00+00:00"
    assert [(each["id"], each["order"]) for each in export["postings"]] == [(practice, ["c", "a", "b", "d"])]
    assert {each["period"]: each["points"] for each in export["standings"]} == {
        "2026-W47": 10,
        "2026-11": 10,
        ALL_TIME: 10,
    }
    assert [each["text"] for each in export["reports"]] == ["wrong key"]
    assert export["names"] == [{"space": ROOM, "name": "Ana"}]


async def test_who_is_forgotten_is_gone_and_the_others_stay(world: World) -> None:
    daily, practice = await world.daily("q1"), await world.practice(ANA, "q2")
    for who in (ANA, BIA, CAIO):
        await world.answer(daily, who, correct=who != CAIO)
    await world.answer(practice)
    await world.store.save_report(ANA, "Ana", Report(9, ROOM, "q1", "r1", "wrong key", "Ana", NOON))
    assert await world.store.forget(ANA)
    assert await world.store.find(ANA) is None
    assert await world.store.reports(ROOM, 10, 0) == []
    board = await world.store.board(ROOM, ALL_TIME, CAIO, 10)
    assert [(row.rank, row.name) for row in board.top] == [(1, "Bia"), (2, "Caio")]
    assert (board.members, board.to_next) == (2, 8)
    assert (await world.count("posting"), await world.count("answer")) == (1, 2)
    assert await world.sums_hold()
    assert (await world.answer(daily, ANA)).new


async def test_who_is_forgotten_unlisted_does_not_take_others_off_the_boards(world: World) -> None:
    posting = await world.daily()
    for who in (ANA, BIA):
        await world.answer(posting, who)
    await world.store.choose(ANA, listed=False)
    await world.store.forget(ANA)
    assert (await world.store.board(ROOM, ALL_TIME, BIA, 10)).members == 1
    assert await world.sums_hold()


def bytes_of(world: World) -> bytes:
    """Return all that the database has on the disk, the write-ahead log included."""
    path = Path(world.url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


@ON_SQLITE
async def test_forgetting_leaves_no_bytes(world: World) -> None:
    rng = random.Random(20)
    people = [Person("terminal", str(rng.randrange(10**17, 10**18))) for _ in range(600)]
    names = [f"Name{number:04}{'é' * rng.randrange(40)}" for number in range(600)]
    daily = await world.daily()

    async def join(number: int, again: str) -> None:
        posting = Posting(rng.getrandbits(60), PostingKind.PRACTICE, ROOM, f"q{number % 7}", "r1", ("a", "b"), NOON)
        await world.store.add_posting(posting, people[number])
        await world.answer(daily, people[number], name=names[number] + again)
        report = Report(rng.getrandbits(60), ROOM, "q1", "r1", f"{names[number]} says so", "", NOON)
        await world.store.save_report(people[number], names[number], report)

    for again in ("", "!"):
        await asyncio.gather(*(join(number, again) for number in range(600)))
    for number in rng.sample(range(600), 60):
        assert await world.store.forget(people[number])
        left = bytes_of(world)
        assert people[number].user_id.encode() not in left
        assert names[number][:8].encode() not in left
    assert await world.sums_hold()


@ON_SQLITE
async def test_forgetting_says_so_when_a_reader_keeps_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The person is gone from the database at once, even if another program keeps old pages from being erased."""
    monkeypatch.setattr(sqlite, "_SCRUB_TRIES", 2)
    await world.store.choose(ANA)
    other = sqlite3.connect(world.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM learner").fetchall()
    await world.store.choose(BIA)
    assert await world.store.forget(ANA)
    assert "could not be emptied" in caplog.text
    other.close()
    assert await world.store.find(ANA) is None


async def test_what_a_platform_says_of_a_learner_is_kept_below_what_the_learner_chose(world: World) -> None:
    await world.store.choose(ANA, language="en", zone="Asia/Tokyo")
    await world.store.save_client(ANA, "pt-BR", "America/Manaus")
    learner = await world.store.find(ANA)
    assert learner is not None
    assert (learner.language, learner.zone) == ("en", "Asia/Tokyo")
    assert (learner.client_locale, learner.client_zone) == ("pt-BR", "America/Manaus")
    export = await world.store.export(ANA)
    assert export["learner"]["client_locale"] == "pt-BR"  # type: ignore[index]


async def test_a_greeting_makes_nobody_a_learner(world: World) -> None:
    await world.store.save_client(ANA, "pt-BR", None)
    assert await world.store.find(ANA) is None


# --- names and spaces ---


async def test_a_name_belongs_to_the_space_in_which_it_was_had(world: World) -> None:
    here, there = await world.daily(), await world.daily(space="terminal:elsewhere")
    await world.answer(here, name="Ana of the guild")
    await world.answer(there, name="Dr. A.")
    names = [(await world.store.profile(ANA, space)).name for space in (ROOM, "terminal:elsewhere", "terminal:nowhere")]
    assert names == ["Ana of the guild", "Dr. A.", None]
    assert (await world.store.board(ROOM, ALL_TIME, ANA, 9)).top[0].name == "Ana of the guild"
    assert (await world.store.board("terminal:elsewhere", ALL_TIME, ANA, 9)).top[0].name == "Dr. A."


async def test_a_new_name_is_written_without_an_answer(world: World) -> None:
    recorded = await world.answer(await world.daily())
    await world.store.rename(recorded.learner.id, ROOM, "Ana\0!")
    assert (await world.store.profile(ANA, ROOM)).name == "Ana!"
    assert (await world.store.profile(ANA, "terminal:elsewhere")).name is None


async def test_a_space_has_the_choices_that_were_made_for_it_and_keeps_the_others(world: World) -> None:
    assert await world.store.profile(ANA, ROOM) == Profile()
    await world.store.set_space(ROOM, zone="Asia/Tokyo")
    await world.store.set_space(ROOM, language="pt-BR")
    assert await world.store.profile(ANA, ROOM) == Profile(None, None, "Asia/Tokyo", "pt-BR")
    await world.store.set_space(ROOM, zone="Europe/Lisbon")
    assert await world.store.profile(ANA, ROOM) == Profile(None, None, "Europe/Lisbon", "pt-BR")
    assert await world.store.profile(ANA, "terminal:elsewhere") == Profile()


async def test_without_a_choice_a_space_has_that_of_its_oldest_schedule_that_is_not_off(world: World) -> None:
    kit = Kit(world.store)
    schedule = await kit.schedule(language="pt-BR")
    await kit.schedule("C2", language="en")
    first = await world.store.profile(ANA, SPACE)
    assert (first.zone, first.language) == (schedule.recurrence.zone.key, "pt-BR")
    await saved(world.store, replace(schedule, state=ScheduleState.OFF, due=None))
    assert (await world.store.profile(ANA, SPACE)).language == "en"
    await world.store.set_space(SPACE, zone="Asia/Tokyo")
    later = await world.store.profile(ANA, SPACE)
    assert (later.zone, later.language) == ("Asia/Tokyo", "en")
