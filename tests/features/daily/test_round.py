"""The daily question: exactly one post for each place and study date, or a reason why there is none."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Reply
from bot.chat.request import Address
from bot.content.model import Bank
from bot.domain.calendar import Recurrence, due_days, next_due
from bot.domain.records import NO_ZONE, PostingState, Seen
from bot.domain.selection import LOW
from bot.features.daily.claims import LEASE
from bot.features.daily.close import COUNTERS
from bot.features.practice.topics import Topics
from tests.conftest import SteeredClock
from tests.support.schedules import Killed, saved
from tests.support.town import START, Town

WEEKDAYS = frozenset(range(1, 6))


def states(town: Town) -> dict[date, tuple[PostingState, str | None]]:
    """Return what became of each study date."""
    return {day: (row.daily.posting.state, row.daily.reason) for (_, day), row in town.store.rows.items()}


async def test_it_is_posted_at_its_hour_and_not_before(town: Town) -> None:
    await town.schedule()
    one = town.process()
    await town.until(0.9, one)
    assert town.posts() == []
    await town.until(0.2, one)
    (post,) = town.posts()
    assert post.at - datetime(2026, 11, 23, 9, tzinfo=UTC) <= timedelta(minutes=2)
    card = plain_text(post.reply)
    assert card.startswith("Question of the day · AIF-C01 · ")
    assert "Closes Tue, Nov 24, 09:00." in card
    assert "[A] [B] [C] [D]" in card


async def test_it_speaks_the_places_language_and_zone(town: Town) -> None:
    await town.schedule(language="pt-BR", recurrence=Recurrence(time(6), ZoneInfo("America/Sao_Paulo")))
    await town.until(2, town.process())
    card = plain_text(town.posts()[0].reply)
    assert card.startswith("Questão do dia · AIF-C01 · ")
    assert "Fecha ter., 24 de nov., 06:00." in card


async def test_many_processes_post_one(town: Town) -> None:
    await town.schedule()
    processes = [town.process() for _ in range(5)]
    for _ in range(180):
        town.clock.forward(minutes=1)
        for one in processes:
            await one.run()
    assert len(town.posts()) == 1


async def test_a_late_start_inside_the_grace_window_posts_once_late(town: Town) -> None:
    await town.schedule()
    town.clock.forward(hours=6.9)
    await town.process().run()
    assert len(town.posts()) == 1
    assert "Closes Tue, Nov 24, 09:00." in plain_text(town.posts()[0].reply)


async def test_past_the_grace_window_each_missed_date_is_recorded_with_its_reason(town: Town) -> None:
    await town.schedule()
    town.clock.forward(days=3, hours=8)
    one = town.process()
    await one.run()
    assert town.posts() == []
    assert states(town) == {date(2026, 11, day): (PostingState.SKIPPED, "late") for day in (23, 24, 25, 26)}
    await town.until(18, one, every=0.25)
    assert len(town.posts()) == 1


async def test_a_short_opening_is_never_over_before_it_begins(town: Town) -> None:
    await town.schedule(open_for=timedelta(hours=2))
    town.clock.forward(hours=5)
    await town.process().run()
    (row,) = town.store.rows.values()
    assert row.daily.posting.closes_at == town.clock() + timedelta(hours=1)


@pytest.mark.parametrize("kills", [0, 1])
async def test_a_process_killed_before_or_after_the_post_leaves_exactly_one(town: Town, kills: int) -> None:
    await town.schedule()
    town.clock.forward(hours=1.1)

    class Once:
        """Chance that kills at one point only."""

        calls = 0

        def random(self) -> float:
            self.calls += 1
            return 0.0 if self.calls == (1, 3)[kills] else 1.0

    town.channels.rng = cast("random.Random", Once())
    town.channels.kills = 0.5
    with pytest.raises(Killed):
        await town.process().run()
    town.channels.kills = 0.0
    other = town.process()
    await other.run()
    assert len(town.posts()) == kills
    town.clock.forward(seconds=LEASE.total_seconds())
    await other.run()
    assert len(town.posts()) == 1
    assert list(states(town).values()) == [(PostingState.SENT, None)]


async def test_a_post_whose_confirmation_is_lost_is_looked_for_and_not_sent_again(town: Town) -> None:
    await town.schedule()
    town.clock.forward(hours=1.1)
    one = town.process()
    town.channels.loses = 1.0
    await one.run()
    town.channels.loses = 0.0
    await town.until(0.2, one)
    assert len(town.posts()) == 1
    assert list(states(town).values()) == [(PostingState.SENT, None)]


async def test_one_channels_trouble_is_no_others_and_its_admin_is_told_once(town: Town) -> None:
    await town.schedule("C1")
    await town.schedule("C2")
    town.channels.forbidden.add("C1")
    one = town.process()
    await town.until(8, one)
    assert (len(town.posts("C1")), len(town.posts("C2"))) == (0, 1)
    schedule = town.store.all_schedules[1]
    assert schedule.trouble == "forbidden"
    assert town.store.rows[1, date(2026, 11, 23)].daily.reason == "forbidden"
    town.channels.forbidden.clear()
    await town.until(20, one, every=0.1)
    assert len(town.posts("C1")) == 1
    assert town.store.all_schedules[1].trouble is None


async def test_the_admin_is_told_once_what_can_be_mended(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await town.schedule("C1")
    told: list[str] = []

    async def tell(schedule: Any, user_id: str, reply: Any) -> None:
        told.append(plain_text(reply))

    monkeypatch.setattr(town.channels, "tell", tell)
    town.channels.forbidden.add("C1")
    await town.until(5, town.process())
    assert len(told) == 1
    assert "Give me permission to post there." in told[0]


async def test_a_channel_that_hangs_holds_up_no_other(town: Town) -> None:
    """Not those that are due with it, and not those that are due while it hangs."""
    at = town.clock() + timedelta(minutes=1)
    for channel, later in (("C1", 0), ("C2", 0), ("C3", 1)):
        await town.schedule(channel, recurrence=Recurrence((at + timedelta(minutes=later)).time(), ZoneInfo("UTC")))
    one, free, posted = town.process(), asyncio.Event(), asyncio.Event()
    post = town.channels.post

    async def hanging(schedule: Address, reply: Reply, posting: int) -> str:
        if schedule.channel == "C1":
            await free.wait()
        number = await post(schedule, reply, posting)
        posted.set()
        return number

    town.channels.post = hanging  # type: ignore[method-assign]
    town.clock.forward(minutes=1)
    first = asyncio.create_task(one.run())
    await posted.wait()
    assert (len(town.posts("C1")), len(town.posts("C2"))) == (0, 1)
    town.clock.forward(minutes=1)
    await one.run()
    assert (len(town.posts("C1")), len(town.posts("C3"))) == (0, 1)
    free.set()
    await first
    await one.run()
    assert [len(town.posts(channel)) for channel in ("C1", "C2", "C3")] == [1, 1, 1]


async def test_each_post_and_each_edit_waits_for_its_turn(town: Town) -> None:
    for channel in ("C1", "C2"):
        await town.schedule(channel, open_for=timedelta(hours=2))
    one = town.process()
    await town.until(2, one)
    assert town.channels.turns == 2
    await town.until(2, one)
    assert town.channels.turns == 4


async def test_what_waits_for_its_turn_to_be_closed_is_neither_taken_nor_waited_for_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a workspace with more channels than it may edit within a lease."""
    for number in range(250):
        await town.schedule(f"C{number}", open_for=timedelta(hours=1))
    one = town.process()
    town.clock.forward(hours=1)
    await one.run()
    turn, waiting = asyncio.Event(), 0

    async def slowly(schedule: Address, *, edit: bool = False) -> None:
        nonlocal waiting
        waiting += edit
        await turn.wait()

    monkeypatch.setattr(town.channels, "turn", slowly)
    town.clock.forward(hours=1.1)
    rounds = []
    for _ in range(5):
        rounds.append(asyncio.create_task(one.run()))
        for _ in range(20):
            await asyncio.sleep(0)
        town.clock.forward(minutes=2)
    assert waiting == 250
    assert all(row.expires is None for row in town.store.rows.values())
    turn.set()
    await asyncio.gather(*rounds)
    assert set(states(town).values()) == {(PostingState.CLOSED, None)}
    assert {row.daily.posting.state for row in town.store.rows.values()} == {PostingState.CLOSED}


async def test_a_count_that_comes_after_the_end_is_mended(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process is suspended between its claim to count and its edit; another one closes the question meanwhile."""
    await town.schedule(open_for=timedelta(hours=2))
    sleeper, other = town.process(), town.process()
    town.clock.forward(hours=1)
    await sleeper.run()
    (post,) = town.posts()
    town.store.answers[post.posting] = 1
    sleeper.note_answer(post.posting)
    edit = town.channels.edit
    slept: list[bool] = []

    async def sleepy(schedule: Address, message: str, reply: Reply) -> None:
        if not slept:
            slept.append(True)
            town.clock.forward(hours=3)
            await other.run()
        await edit(schedule, message, reply)

    monkeypatch.setattr(town.channels, "edit", sleepy)
    await sleeper.run()
    assert post.edits == 3
    assert "Closes" not in plain_text(post.reply)
    assert "right" in plain_text(post.reply).lower()


async def test_a_zone_that_changes_its_rules_moves_what_is_promised(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that starts with new rules finds the instants of the former ones in the database."""
    schedule = await town.schedule()
    assert schedule.due
    half, offset = timedelta(minutes=30), schedule.due.offset
    assert offset is not None
    early = replace(schedule, due=replace(schedule.due, at=schedule.due.at - half, offset=offset + half))
    await saved(town.store, early)
    town.clock.forward(minutes=29)
    await town.process().run()
    kept = await town.store.schedule(schedule.space, schedule.channel)
    assert kept
    assert kept.due == schedule.due


async def test_what_was_put_off_by_hours_is_no_new_rule(town: Town) -> None:
    schedule = await town.schedule()
    assert schedule.due
    moved = replace(schedule, due=replace(schedule.due, at=schedule.due.at + timedelta(hours=4)))
    await saved(town.store, moved)
    await town.process().run()
    assert await town.store.schedule(schedule.space, schedule.channel) == moved


async def test_a_process_that_slept_over_its_claim_does_not_post(town: Town) -> None:
    """It was suspended between the claim and the post; another one posted meanwhile."""
    await town.schedule()
    sleeper, other = town.process(), town.process()
    link = town.channels.link
    slept: list[bool] = []

    async def sleepy(schedule: Address, message: str) -> str | None:
        if not slept:
            slept.append(True)
            town.clock.forward(seconds=2 * LEASE.total_seconds())
            await other.run()
        return await link(schedule, message)

    await town.until(1.1, sleeper)
    town.channels.link = sleepy  # type: ignore[method-assign]
    await town.until(24, sleeper)
    assert slept
    assert len(town.posts()) == 2


async def test_one_post_too_many_is_taken_away(town: Town) -> None:
    """It was suspended while it posted: nothing can be known before."""
    await town.schedule()
    sleeper, other = town.process(), town.process()
    post = town.channels.post
    slept: list[bool] = []

    async def sleepy(schedule: Address, reply: Reply, posting: int) -> str:
        if not slept:
            slept.append(True)
            town.clock.forward(seconds=2 * LEASE.total_seconds())
            await other.run()
        return await post(schedule, reply, posting)

    town.channels.post = sleepy  # type: ignore[method-assign]
    await town.until(2, sleeper)
    assert (len(town.posts()), len(town.channels.removed)) == (1, 1)


async def test_a_place_whose_zone_nobody_knows_is_set_apart_and_its_admin_is_told_once(town: Town) -> None:
    for channel in ("C1", "C2"):
        await town.schedule(channel)
    await town.store.record_trouble(1, NO_ZONE)
    town.store.all_schedules[1] = replace(town.store.all_schedules[1], trouble=NO_ZONE)
    await town.until(2, town.process())
    assert (len(town.posts("C1")), len(town.posts("C2"))) == (0, 1)


async def test_a_long_outage_ends_in_no_overflow(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    await town.schedule()
    town.channels.away = lambda: town.clock() < START + timedelta(hours=5)
    town.channels.loses = 0.0
    await town.until(7, town.process())
    assert len(town.posts()) == 1
    assert "unforeseen" not in caplog.text
    assert town.channels.calls < 80


async def test_tries_back_off(town: Town) -> None:
    await town.schedule()
    town.channels.fails = 1.0
    await town.until(1, town.process())
    before = town.channels.calls
    await town.until(1, town.process())
    assert 3 <= town.channels.calls - before <= 30


async def test_at_its_time_it_is_closed_with_key_and_reasons(town: Town) -> None:
    await town.schedule(open_for=timedelta(hours=3))
    one = town.process()
    await town.until(2, one)
    (row,) = town.store.rows.values()
    question = town.bank.questions[row.daily.posting.question]
    open_card = plain_text(town.posts()[0].reply)
    assert not [option.why.en for option in question.options if option.why.en in open_card]
    await town.until(3, one)
    closed = plain_text(town.posts()[0].reply)
    assert closed.startswith("Question of the day, closed · ")
    assert "Right: " in closed
    assert "[A]" not in closed
    assert row.daily.posting.state is PostingState.CLOSED


async def test_the_next_day_links_to_the_question_before(town: Town) -> None:
    await town.schedule()
    await town.until(30, town.process(), every=0.25)
    first, second = (plain_text(post.reply) for post in town.posts())
    assert "The previous question, explained" not in first
    assert "The previous question, explained" in second


async def test_the_counter_is_changed_every_thirty_seconds_at_most(town: Town) -> None:
    await town.schedule()
    one, other = town.process(), town.process()
    await town.until(1.1, one)
    (row,) = town.store.rows.values()
    number = row.daily.posting.id
    for _ in range(120):
        town.store.answers[number] = town.store.answers.get(number, 0) + 1
        one.note_answer(number)
        other.note_answer(number)
        town.clock.forward(seconds=1)
        await one.run()
        await other.run()
    assert 3 <= town.posts()[0].edits <= 5
    town.clock.forward(seconds=31)
    await one.run()
    assert "120 answered." in plain_text(town.posts()[0].reply)


async def test_a_clock_that_goes_back_stops_no_counter(town: Town) -> None:
    await town.schedule()
    one = town.process()
    await town.until(1.1, one)
    (row,) = town.store.rows.values()
    number = row.daily.posting.id
    for answers in (1, 2):
        town.store.answers[number] = answers
        one.note_answer(number)
        await one.run()
        assert f"{answers} answered." in plain_text(town.posts()[0].reply)
        town.clock.now -= timedelta(hours=1)


async def test_nothing_is_repeated_before_all_has_been_asked_and_domains_come_by_weight(town: Town) -> None:
    """A year of AIF-C01, as long as its questions last."""
    await town.schedule()
    candidates, weights = town.topics.in_domains("aif-c01")
    await town.until(24 * len(candidates), town.process(), every=1)
    asked = [row.daily.posting.question for row in town.store.rows.values()]
    assert len(asked) == len(candidates) == len(set(asked))
    early = [candidates[question] for question in asked[:40]]
    for domain, weight in weights.items():
        assert abs(early.count(domain) - 40 * weight / 100) <= 2


async def test_few_left_is_told(town: Town) -> None:
    await town.schedule(topic="clarify")
    assert LOW == 14
    candidates, _ = town.topics.in_domains("aif-c01")
    schedule = town.store.all_schedules[1]
    town.store.all_schedules[1] = replace(schedule, topic="aif-c01")
    await town.until(24 * (len(candidates) - 14), town.process(), every=1)
    assert [plain_text(reply).split(" are left")[0] for _, reply in town.channels.told] == ["14 questions"]


async def test_few_left_is_told_once_in_each_turn_of_the_pool_also_when_the_moment_was_missed(town: Town) -> None:
    """Eight questions are left when it is noticed; they are used up, and then few are left again."""
    await town.schedule(topic="aif-c01")
    candidates, _ = town.topics.in_domains("aif-c01")
    await town.until(24, town.process(), every=1)
    asked = {question: Seen(1, START) for question in list(candidates)[8:]}
    town.store._seen[1] = asked
    await town.until(24, town.process(), every=1)
    await town.until(24, town.process(), every=1)
    assert [plain_text(reply).split(" are left")[0] for _, reply in town.channels.told] == ["7 questions"]
    town.store._seen[1] = {question: Seen(2 if at > 8 else 1, START) for at, question in enumerate(candidates)}
    await town.until(24, town.process(), every=1)
    assert len(town.channels.told) == 2


async def test_a_clock_that_was_ahead_for_one_round_loses_nothing(town: Town) -> None:
    await town.schedule()
    one = town.process()
    await town.until(2, one)
    town.clock.forward(days=400)
    await one.run()
    town.clock.now -= timedelta(days=400)
    await town.until(48, one, every=1 / 4)
    days = [post.at.date() for post in town.posts() if post.at.year == START.year]
    assert days == [START.date() + timedelta(days=n) for n in range(3)]


async def test_an_hour_that_the_clock_shows_twice_has_one_question(town: Town) -> None:
    await town.schedule()
    one = town.process()
    while not town.posts():
        await town.until(1 / 60, one)
    town.clock.now -= timedelta(hours=1)
    await town.until(23, one, every=1 / 12)
    assert len(town.posts()) == 1
    await town.until(3, one, every=1 / 12)
    assert [post.at.time().hour for post in town.posts()] == [9, 9]


async def test_an_admin_of_many_channels_gets_one_word_about_all_of_them(town: Town) -> None:
    """Three hundred channels that cannot be written in: one word at once, one more about the rest ten minutes later."""
    for number in range(300):
        await town.schedule(f"C{number}")
    town.channels.forbidden = {f"C{number}" for number in range(300)}
    await town.until(1.5, town.process())
    words = [plain_text(reply) for _, reply in town.channels.told]
    assert len(words) == 1
    assert "I'm not allowed to post in the daily question's channel" in words[0]
    assert "and 290 more" in words[0]


async def test_counters_of_one_workspace_wait_in_a_short_queue(town: Town) -> None:
    """However many questions are answered there, what is to be closed stands behind few of them."""
    for number in range(60):
        await town.schedule(f"C{number}")
    one = town.process()
    await town.until(1.1, one)
    assert len(town.store.rows) == 60
    go, waiting = asyncio.Event(), 0

    async def turn(schedule: Address, *, edit: bool = False) -> None:
        nonlocal waiting
        waiting += edit
        await go.wait()

    town.channels.turn = turn  # type: ignore[method-assign]
    for row in town.store.rows.values():
        town.store.answers[row.daily.posting.id] = 3
        one.note_answer(row.daily.posting.id)
    rounds = []
    for _ in range(3):
        rounds.append(asyncio.create_task(one.run()))
        for _ in range(200):
            await asyncio.sleep(0)
        town.clock.forward(seconds=2)
    assert waiting == COUNTERS
    go.set()
    await asyncio.gather(*rounds)
    while any(message.edits == 0 for row in town.channels.posted.values() for message in row):
        await one.run()
        town.clock.forward(seconds=2)


async def test_a_topic_without_questions_is_skipped_and_told(town: Town) -> None:
    await town.schedule(topic="gone")
    await town.until(1.1, town.process())
    assert list(states(town).values()) == [(PostingState.SKIPPED, "empty")]
    assert "Choose another with /daily set" in plain_text(town.channels.told[0][1])


# --- a year ---

ZONES = (
    *("UTC", "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Santiago"),
    *("America/Nuuk", "Europe/Lisbon", "Europe/Berlin", "Africa/Casablanca", "Africa/Cairo", "Asia/Kolkata"),
    *("Asia/Kathmandu", "Asia/Tokyo", "Asia/Gaza", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Auckland"),
    *("Pacific/Chatham", "Pacific/Apia"),
)


@dataclass
class Year:
    """What goes wrong in a year: outages of minutes to days, restarts, kills, failing and lost calls."""

    start: datetime
    days: int
    schedules: int
    seed: int

    def outages(self, rng: random.Random) -> Callable[[datetime], bool]:
        """Return when nothing of ours runs."""
        spans = []
        for _ in range(max(2, self.days // 18)):
            at = self.start + timedelta(days=rng.uniform(0, self.days))
            spans.append((at, at + timedelta(minutes=rng.choice([3, 20, 90, 500, 3_000]))))
        return lambda now: any(first <= now < last for first, last in spans)


YEARS = {
    "the clocks change": Year(datetime(2026, 3, 1, tzinfo=UTC), 45, 60, 1),
    "Apia loses a day": Year(datetime(2011, 12, 20, tzinfo=UTC), 20, 60, 2),
}
if "PROVA_SOAK_YEAR" in os.environ:
    YEARS["2026"] = Year(datetime(2026, 1, 1, tzinfo=UTC), 365, 200, 1)


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS.values(), ids=YEARS)
async def test_a_year_of_faults_has_one_post_for_each_study_date_or_a_reason(
    bank: Bank, topics: Topics, year: Year
) -> None:
    """Two processes, 5% failing and 5% lost calls, kills at every call, outages: no duplicate, and no silent miss.

    The spring is long enough for each change; `make soak` adds a whole year.
    """
    rng = random.Random(year.seed)
    town = Town(bank, topics, SteeredClock(year.start), rng)
    for number in range(year.schedules):
        at = time(rng.randrange(24), rng.choice([0, 15, 30, 45]))
        recurrence = Recurrence(
            at, ZoneInfo(ZONES[number % len(ZONES)]), rng.choice([frozenset(range(1, 8)), WEEKDAYS])
        )
        await town.schedule(f"C{number}", recurrence=recurrence, open_for=timedelta(hours=20), topic="clarify")
    down, away = year.outages(rng), year.outages(rng)
    town.channels.away = lambda: away(town.clock())
    town.channels.fails = town.channels.loses = 0.05
    town.channels.kills = 0.01
    processes = [town.process(), town.process()]
    end = year.start + timedelta(days=year.days)
    while town.clock() < end:
        town.clock.forward(minutes=rng.choice([13, 17, 29]))
        if down(town.clock()):
            processes = [town.process(), town.process()]
            continue
        for at_, one in enumerate(processes):
            try:
                await one.run()
            except Killed:
                processes[at_] = town.process()
    for schedule in town.store.all_schedules.values():
        posted = [one.posting for one in town.channels.posted.get(schedule.channel, [])]
        assert len(posted) == len(set(posted)), schedule.channel
        rows = {day: row for (number, day), row in town.store.rows.items() if number == schedule.id}
        assert len({row.daily.posting.id for row in rows.values()}) == len(rows)
        first = next_due(schedule.recurrence, year.start, None)
        expected = {first.day, *(due.day for due in _within(schedule.recurrence, first.day, end - timedelta(days=3)))}
        assert expected <= set(rows), schedule.channel
        for day in expected:
            daily = rows[day].daily
            state = daily.posting.state
            assert (daily.posting.id in posted) == (state in (PostingState.SENT, PostingState.CLOSED)), (day, state)
            if state is PostingState.SKIPPED:
                assert daily.reason in ("late", "away")
                assert down(daily.due_at + timedelta(hours=3)) or _silent(daily.due_at, down, away)
        promised = {row.daily.posting.id: row.daily.due_at for row in rows.values()}
        for post in town.channels.posted.get(schedule.channel, []):
            assert timedelta(0) <= post.at - promised[post.posting] <= schedule.grace
    counts = [len(posts) for posts in town.channels.posted.values()]
    assert min(counts) > year.days * 5 / 7 * 0.8


def _within(recurrence: Recurrence, after: date, end: datetime) -> Iterator[Any]:
    """Yield the dues after a date until an instant."""
    for due in due_days(recurrence, after):
        if due.at >= end:
            return
        yield due


def _silent(due: datetime, down: Callable[[datetime], bool], away: Callable[[datetime], bool]) -> bool:
    """Tell whether most of a grace window fell into outages."""
    steps = [due + timedelta(minutes=10 * step) for step in range(36)]
    return sum(down(at) or away(at) for at in steps) > len(steps) / 2
