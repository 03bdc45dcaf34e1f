"""The least seen question comes first, and chance decides only among equals."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.records import Seen
from bot.domain.selection import Ease, by_ease, by_weight, least_seen, newcomer_candidates, pool, shuffled

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def newcomers(candidates: list[str], seen: dict[str, Seen], ease: Callable[[str], Ease]) -> Sequence[str]:
    return newcomer_candidates(candidates, by_ease(candidates, ease), seen)


def test_an_unseen_question_comes_before_any_seen_one() -> None:
    seen = {"a": Seen(1, NOW - timedelta(days=99)), "b": Seen(1, NOW)}
    assert least_seen(["a", "b", "c"], seen, random.Random(1)) == "c"


def test_among_equally_often_seen_the_one_longest_ago_comes_first() -> None:
    seen = {"a": Seen(1, NOW), "b": Seen(1, NOW - timedelta(days=1)), "c": Seen(2, NOW - timedelta(days=9))}
    assert least_seen(["a", "b", "c"], seen, random.Random(1)) == "b"


def test_equals_are_all_drawn_in_time() -> None:
    rng = random.Random(1)
    assert {least_seen(["a", "b", "c"], {}, rng) for _ in range(100)} == {"a", "b", "c"}


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_a_whole_pass_shows_each_question_once(size: int, rng: random.Random) -> None:
    candidates = [f"q{number}" for number in range(size)]
    seen: dict[str, Seen] = {}
    for step in range(size):
        seen[least_seen(candidates, seen, rng)] = Seen(1, NOW + timedelta(minutes=step))
    assert set(seen) == set(candidates)


@given(st.randoms(use_true_random=False))
def test_shuffling_keeps_every_option(rng: random.Random) -> None:
    assert sorted(shuffled(["a", "b", "c", "d"], rng)) == ["a", "b", "c", "d"]


def test_a_newcomer_is_asked_the_easiest_unseen_questions_first() -> None:
    ease = {"a": (1, 1), "b": (0, 2), "c": (0, 1), "d": (0, 1)}.__getitem__
    assert newcomers(["a", "b", "c", "d"], {}, ease) == ["c", "d"]
    assert newcomers(["a", "b", "c", "d"], {"c": Seen(1, NOW), "d": Seen(1, NOW)}, ease) == ["b"]


def test_whoever_has_seen_ten_questions_or_all_of_a_topic_is_asked_anything() -> None:
    ease = {"a": (1, 1), "b": (0, 1)}.__getitem__
    assert newcomers(["a", "b"], {f"q{number}": Seen(1, NOW) for number in range(10)}, ease) == ["a", "b"]
    assert newcomers(["b"], {"b": Seen(1, NOW)}, ease) == ["b"]


@given(
    st.dictionaries(st.sampled_from([f"q{n}" for n in range(14)]), st.tuples(st.integers(1, 3), st.integers(0, 4))),
    st.integers(1, 14),
    st.integers(0, 2**32),
)
def test_the_next_question_is_drawn_by_the_rule_as_it_is_written(
    shown: dict[str, tuple[int, int]], size: int, seed: int
) -> None:
    """For a newcomer one of the easiest unseen; else one seen the fewest times, and of those longest ago."""
    candidates = [f"q{number}" for number in range(size)]
    seen = {question: Seen(times, NOW + timedelta(hours=hour)) for question, (times, hour) in shown.items()}
    easy = {question: (number % 3, number % 2) for number, question in enumerate(candidates)}
    unseen = [question for question in candidates if question not in seen]
    if unseen and len(seen) < 10:
        wanted = [one for one in unseen if all(easy[one] <= easy[other] for other in unseen)]
    else:
        never = (0, NOW - timedelta(days=9999))
        rank = {question: seen.get(question, never) for question in candidates}
        wanted = [one for one in candidates if all(rank[one] <= rank[other] for other in candidates)]
    drawn = least_seen(newcomers(candidates, seen, easy.__getitem__), seen, random.Random(seed))
    assert drawn == random.Random(seed).choice(wanted)


# --- for a place ---

WEIGHTS = {1: 20, 2: 24, 3: 28, 4: 14, 5: 14}
MANY = {f"q{number}": number % 5 + 1 for number in range(200)}


def posted(times: int, candidates: dict[str, int], seed: int) -> list[str]:
    """Post so many questions in a place."""
    rng, seen, asked = random.Random(seed), dict[str, Seen](), list[str]()
    for number in range(times):
        question = by_weight(candidates, WEIGHTS, seen, rng)
        before = seen.get(question, Seen(0, NOW))
        seen[question] = Seen(before.times + 1, NOW + timedelta(days=number))
        asked.append(question)
    return asked


@given(st.integers(0, 1_000))
def test_nothing_comes_again_before_everything_has_come(seed: int) -> None:
    asked = posted(60, dict(list(MANY.items())[:20]), seed)
    for cycle in range(3):
        assert len(set(asked[20 * cycle : 20 * (cycle + 1)])) == 20


@given(st.integers(0, 1_000))
def test_domains_come_by_weight_as_long_as_they_last(seed: int) -> None:
    asked = posted(50, MANY, seed)
    for domain, weight in WEIGHTS.items():
        assert abs(sum(MANY[question] == domain for question in asked) - 50 * weight / 100) <= 1


@given(st.integers(0, 1_000))
def test_what_was_posted_last_does_not_begin_the_next_turn(seed: int) -> None:
    asked = posted(21, dict(list(MANY.items())[:20]), seed)
    assert asked[20] not in asked[10:20]


def test_the_order_of_a_turn_is_another_one_in_another_place() -> None:
    assert posted(20, MANY, 1) != posted(20, MANY, 2)


def test_one_question_alone_comes_every_day() -> None:
    assert posted(3, {"q": 1}, 1) == ["q", "q", "q"]


def test_the_pool_is_what_comes_before_a_repeat() -> None:
    seen = {"a": Seen(1, NOW), "b": Seen(0, NOW)}
    assert pool(["a", "b", "c"], seen) == ["b", "c"]
    assert pool(["a"], seen) == ["a"]
    assert pool([], seen) == []


def test_a_newcomer_is_led_in_until_ten_questions_have_been_seen() -> None:
    ease = {"a": (1, 1), "b": (0, 1)}.__getitem__
    nine = {f"q{number}": Seen(1, NOW) for number in range(9)}
    assert newcomers(["a", "b"], nine, ease) == ["b"]


def drawn(candidates: Iterable[str], weights: dict[int, int], seen: dict[str, Seen]) -> set[str]:
    """Return every question of one domain that chance may choose next."""
    of_one = dict.fromkeys(candidates, 1)
    return {by_weight(of_one, weights, seen, random.Random(seed)) for seed in range(100)}


@pytest.mark.parametrize(("size", "free"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_where_a_turn_begins_anew_the_half_that_was_posted_last_waits(size: int, free: int) -> None:
    names = [f"q{number}" for number in range(size)]
    seen = {name: Seen(1, NOW + timedelta(days=number)) for number, name in enumerate(names)}
    assert drawn(reversed(names), {1: 100}, seen) == set(names[:free])


def test_in_the_first_turn_and_within_any_other_all_that_are_left_may_come() -> None:
    names = ["a", "b", "c", "d", "e"]
    assert drawn(names, {1: 100}, {}) == set(names)
    seen = {name: Seen(1 + (name == "a"), NOW + timedelta(days=number)) for number, name in enumerate(names)}
    assert drawn(names, {1: 100}, seen) == {"b", "c", "d", "e"}


def test_without_weights_anything_may_come() -> None:
    assert drawn(["a", "b"], {}, {}) == {"a", "b"}


def test_after_one_question_of_the_heavy_domain_the_light_one_has_its_turn() -> None:
    """Eight tenths less everything that was posted is less than two tenths less nothing."""
    candidates, seen = {"a": 1, "b": 1, "c": 2}, {"a": Seen(1, NOW)}
    assert by_weight(candidates, {1: 80, 2: 20}, seen, random.Random(1)) == "c"


def test_a_question_without_a_weight_waits_for_those_with_one() -> None:
    candidates = {"weighty": 1, "other": 2}
    assert {by_weight(candidates, {1: 1}, {}, random.Random(seed)) for seed in range(20)} == {"weighty"}
