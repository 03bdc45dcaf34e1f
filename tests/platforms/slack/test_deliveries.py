"""What Slack delivers again is recognized, as long as it is remembered."""

from __future__ import annotations

import pytest

from bot.platforms.slack import deliveries
from bot.platforms.slack.deliveries import Deliveries, name_of


def test_an_event_has_its_id_and_a_request_a_name_by_its_body() -> None:
    assert name_of("Ev1", "body") == "Ev1"
    assert name_of(None, "body") == name_of("", "body") != name_of(None, "another")
    assert name_of(None, "") == ""


def test_a_name_is_recognized_from_its_second_time_on() -> None:
    known = Deliveries()
    assert [known.remember(name) for name in ("a", "b", "a", "a")] == [False, False, True, True]


def test_what_has_no_name_is_always_new() -> None:
    known = Deliveries()
    assert [known.remember("") for _ in range(2)] == [False, False]


def test_what_is_forgotten_is_new_again() -> None:
    known = Deliveries()
    known.remember("a")
    for name in ("a", "never there", None):
        known.forget(name)
    assert not known.remember("a")


def test_the_one_not_seen_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "REMEMBERED", 2)
    known = Deliveries()
    assert [known.remember(name) for name in ("a", "b", "a", "c")] == [False, False, True, False]
    assert [known.remember(name) for name in ("a", "b")] == [True, False]
