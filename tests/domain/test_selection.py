"""The least seen question comes first, and chance decides only among equals."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.records import Seen
from bot.domain.selection import gentle, least_seen, shuffled

NOW = datetime(2026, 11, 23, tzinfo=UTC)


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
    assert gentle(["a", "b", "c", "d"], {}, ease) == ["c", "d"]
    assert gentle(["a", "b", "c", "d"], {"c": Seen(1, NOW), "d": Seen(1, NOW)}, ease) == ["b"]


def test_whoever_has_seen_ten_questions_or_all_of_a_topic_is_asked_anything() -> None:
    ease = {"a": (1, 1), "b": (0, 1)}.__getitem__
    assert gentle(["a", "b"], {f"q{number}": Seen(1, NOW) for number in range(10)}, ease) == ["a", "b"]
    assert gentle(["b"], {"b": Seen(1, NOW)}, ease) == ["b"]
