"""A size up to its limit passes, and one beyond it is refused with a sentence."""

from __future__ import annotations

import pytest

from bot.platforms.limits import LimitExceeded, parts_of, within


def test_a_size_may_reach_its_limit_and_not_exceed_it() -> None:
    within("Slack", "characters", 1_000, 1_000)
    with pytest.raises(LimitExceeded, match=r"^Slack takes 1,000 of x, and this has 1,001: make it shorter\.$"):
        within("Slack", "x", 1_001, 1_000)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a b", ("a b",)), ("aaa\n bbb", ("aaa", "bbb")), ("a-b c-d", ("a-b", "c-d")), ("aaa bbb ccc", ()), ("", ())],
)
def test_a_text_is_broken_between_words_or_not_at_all(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text, 3, 2) == parts


def test_no_part_is_a_lost_word() -> None:
    first, second = parts_of(" ".join(["word"] * 16), 75, 2)
    assert len(first) <= 75 - len(" word")
    assert len(second) >= 19
