"""Several processes on one file, and processes that are killed: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import os
import random

import pytest

from bot.domain.records import Person
from bot.store.migrations import MIGRATIONS
from tests.store.processes import Helper
from tests.store.world import World

ROUNDS = int(os.environ.get("PROVA_SOAK_KILLS", "20"))
"""How often a process is killed; `make soak` does it for longer."""
POSTINGS = 5000


async def fill(world: World, postings: int) -> None:
    """Write that many daily questions."""
    await world.write(
        "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at) "
        "VALUES (?, 'daily', 'terminal:room', ?, 'r1', 'a,b', 'sent', 0)",
        *((number, f"q{number}") for number in range(1, postings + 1)),
    )


def test_processes_that_start_at_once_on_a_new_file_all_succeed(store_url: str) -> None:
    helpers = [Helper("start", store_url) for _ in range(3)]
    applied = [helper.go().rest() for helper in helpers]
    assert [helper.code() for helper in helpers] == [0] * 3
    assert sum(int(number) for (number,) in applied) == len(MIGRATIONS)


async def test_two_processes_answering_the_same_lose_and_double_nothing(world: World) -> None:
    await fill(world, 20)
    helpers = [Helper("everything", world.url, "20", "60") for _ in range(2)]
    for helper in helpers:
        helper.go()
    new = [int(*helper.rest()) for helper in helpers]
    assert [helper.code() for helper in helpers] == [0, 0]
    assert sum(new) == await world.count("answer") == 20 * 60
    assert await world.count("learner") == 60
    assert await world.sums_hold()


async def check(world: World, acknowledged: set[tuple[int, str]]) -> None:
    """Look at the database from another process, right after a kill."""
    stored = await world.rows("SELECT a.posting_id, l.user_id FROM answer a JOIN learner l ON l.id = a.learner_id")
    assert len(stored) == len(set(stored))
    assert acknowledged <= set(stored)
    assert await world.rows("SELECT SUM(answers) FROM standing WHERE period = 'all'") == [(len(stored),)]
    if world.store._reader.engine == "sqlite":
        assert await world.rows("PRAGMA integrity_check") == [("ok",)]
        assert await world.rows("PRAGMA foreign_key_check") == []


@pytest.mark.slow
async def test_killed_at_many_moments_no_acknowledged_answer_is_lost_or_doubled(store_url: str, world: World) -> None:
    await fill(world, POSTINGS)
    rng = random.Random(9)
    acknowledged: set[tuple[int, str]] = set()
    following = Helper("forever", store_url, "0")
    for number in range(ROUNDS):
        helper = following.go()
        following = Helper("forever", store_url, str(number + 1))
        said = [helper.line() for _ in range(rng.randrange(1, 150))]
        helper.kill()
        said += helper.rest()
        assert helper.code() < 0
        acknowledged |= {(int(posting), who) for posting, who in (line.split() for line in said)}
        await check(world, acknowledged)
    following.kill()
    following.code()
    assert await world.sums_hold()
    posting, who = min(acknowledged)
    assert not (await world.answer(posting, Person("terminal", who))).new
