"""Letters become options, and options are held against the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NoSuchOption, WrongCount
from bot.domain.grading import LETTERS, chosen_options, is_right


def test_letters_name_options_in_the_order_shown() -> None:
    assert chosen_options("ca", ("w", "x", "y", "z"), 2) == ("w", "y")


def test_a_letter_beyond_the_options_is_refused_with_the_letters_there_are() -> None:
    with pytest.raises(NoSuchOption) as refused:
        chosen_options("E", ("w", "x", "y", "z"), 1)
    assert refused.value.data == {"letter": "E", "letters": "A, B, C, D"}


@pytest.mark.parametrize("letters", ["", "AB", "ABC"])
def test_a_wrong_number_of_letters_is_refused_with_an_example(letters: str) -> None:
    with pytest.raises(WrongCount) as refused:
        chosen_options(letters, ("w", "x", "y"), 1)
    assert refused.value.data == {"wanted": 1, "letters": "A, B, C", "example": "A"}


@given(st.permutations(["a", "b", "c", "d", "e"]), st.sets(st.sampled_from("abcde"), min_size=1))
def test_whatever_the_order_the_letters_of_the_key_are_right_and_no_others(order: list[str], key: set[str]) -> None:
    letters = "".join(letter for letter, option in zip(LETTERS, order, strict=False) if option in key)
    assert is_right(chosen_options(letters, order, len(key)), key)
    other = "".join(letter for letter, option in zip(LETTERS, order, strict=False) if option not in key)[: len(key)]
    if len(other) == len(key):
        assert not is_right(chosen_options(other, order, len(key)), key)


def test_half_of_the_key_is_wrong() -> None:
    assert not is_right({"a"}, {"a", "b"})
