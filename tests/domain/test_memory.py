"""Memory is FSRS-6's: equal to the other implementation, by study days, one answer a day, and never past the exam."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import fsrs_rs_python
import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import study_day
from bot.domain.memory import LEECH, Memory, due_on, recall, reviewed

DAY = date(2026, 11, 23)
GOOD, AGAIN = 3, 1

answers = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=12)
zones = st.sampled_from(["America/Sao_Paulo", "UTC", "Asia/Kolkata", "Pacific/Auckland", "America/Los_Angeles"])


def after(history: list[tuple[date, bool]]) -> Memory:
    """Return the memory after answers on days."""
    memory = None
    for day, right in history:
        memory = reviewed(memory, day, right=right)
    assert memory
    return memory


def after_steps(steps: list[tuple[int, bool]]) -> Memory:
    """Return the memory after answers that are each so many days before the next."""
    days = [DAY + timedelta(days=sum(wait for wait, _ in steps[:number])) for number in range(len(steps))]
    return after(list(zip(days, (right for _, right in steps), strict=True)))


def by_the_other(history: list[tuple[date, bool]]) -> tuple[float, float, float]:
    """Return stability, difficulty and the interval before rounding of fsrs-rs after answers on days."""
    model = fsrs_rs_python.FSRS(parameters=list(fsrs_rs_python.DEFAULT_PARAMETERS))
    state, last = None, history[0][0]
    interval = 0.0
    for day, right in history:
        states = model.next_states(state, 0.9, (day - last).days)
        chosen = states.good if right else states.again
        state, last, interval = chosen.memory, day, chosen.interval
    assert state
    return state.stability, state.difficulty, interval


@settings(max_examples=1_000, deadline=None)
@given(answers, zones, st.integers(0, 23))
def test_a_thousand_histories_are_as_the_other_implementation_has_them(
    steps: list[tuple[int, bool]], zone: str, hour: int
) -> None:
    """Whatever the zone and the hour: the days of study count, and not the hours between."""
    day, history = DAY, []
    for days, right in steps:
        at = datetime.combine(day, time(hour, 30), ZoneInfo(zone))
        history.append((study_day(at.astimezone(UTC), ZoneInfo(zone)), right))
        day += timedelta(days=days)
    memory = after(history)
    stability, difficulty, interval = by_the_other(history)
    assert memory.stability == pytest.approx(stability, rel=0.001)
    assert memory.difficulty == pytest.approx(difficulty, abs=0.01)
    assert abs(memory.interval - interval) <= 2


@given(answers, st.integers(0, 400))
def test_recall_is_the_librarys_own(steps: list[tuple[int, bool]], later: int) -> None:
    memory = after_steps(steps)
    asked = memory.reviewed_on + timedelta(days=later)
    noon = time(12, tzinfo=UTC)
    card = Card(card_id=1, stability=memory.stability, last_review=datetime.combine(memory.reviewed_on, noon))
    assert recall(memory, asked) == pytest.approx(
        Scheduler().get_card_retrievability(card, datetime.combine(asked, noon))
    )


def test_an_evening_and_the_next_morning_are_two_days() -> None:
    """Ten hours apart; the library alone would take them for one."""
    morning = after([(DAY, False), (DAY + timedelta(days=1), True)])
    same = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, _ = same.review_card(Card(card_id=1), Rating.Again, datetime(2026, 11, 23, 21, tzinfo=UTC))
    card, _ = same.review_card(card, Rating.Good, datetime(2026, 11, 24, 7, tzinfo=UTC))
    assert card.stability
    assert morning.stability > 5 * card.stability


@given(answers, st.booleans(), st.integers(0, 5))
def test_only_the_first_answer_of_a_day_counts_and_none_of_a_day_before(
    steps: list[tuple[int, bool]], right: bool, before: int
) -> None:
    memory = after_steps(steps)
    assert reviewed(memory, memory.reviewed_on - timedelta(days=before), right=right) is memory


@given(answers, st.text(max_size=20), st.integers(1, 400))
def test_nothing_is_due_after_an_exam_to_come(steps: list[tuple[int, bool]], question: str, left: int) -> None:
    memory = after_steps(steps)
    exam_on = memory.reviewed_on + timedelta(days=left)
    assert memory.reviewed_on < due_on(memory, question, exam_on) <= exam_on
    assert 0 <= (due_on(memory, question) - memory.reviewed_on).days - memory.interval <= 1


def test_an_exam_that_is_over_holds_nothing_back() -> None:
    memory = after([(DAY, True)])
    for past in (DAY, DAY - timedelta(days=9)):
        assert due_on(memory, "q1", past) == due_on(memory, "q1")


def test_questions_of_one_sitting_come_back_on_several_days() -> None:
    sitting = {f"clarify-{number:02}": reviewed(None, DAY, right=True) for number in range(65)}
    days = [due_on(memory, question) for question, memory in sitting.items()]
    assert len(set(days)) == 2
    assert 20 < days.count(min(days)) < 45


def test_four_lapses_make_a_leech() -> None:
    """A first wrong answer is no lapse: nothing was known yet."""
    memory = reviewed(None, DAY, right=False)
    assert memory.lapses == 0
    for number in range(1, LEECH + 1):
        assert not memory.is_leech
        memory = reviewed(memory, DAY + timedelta(days=number), right=False)
        assert memory.lapses == number
    assert memory.is_leech


def test_what_was_seen_today_is_known_today() -> None:
    assert recall(after([(DAY, True)]), DAY) == 1.0
    assert recall(after([(DAY, True)]), DAY - timedelta(days=1)) == 1.0
