"""Letters become options, and options are held against the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BotError, LetterMissing, LetterTwice, NoSuchOption, PlaceTwice, WrongCount
from bot.domain.grading import LETTERS, arranged_options, chosen_options, guess_floor, is_right


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
    assert is_right(chosen_options(letters, order, len(key)), tuple(key))
    other = "".join(letter for letter, option in zip(LETTERS, order, strict=False) if option not in key)[: len(key)]
    if len(other) == len(key):
        assert not is_right(chosen_options(other, order, len(key)), tuple(key))


def test_half_of_the_key_is_wrong() -> None:
    assert not is_right("a", "ab")


SHOWN = ("w", "x", "y", "z")


@pytest.mark.parametrize("letters", ["BDAC", "bdac", "1B2D3A4C", "4c1b3a2d", "B-DAC"])
def test_an_order_is_read_by_letters_or_by_places(letters: str) -> None:
    assert arranged_options(letters, SHOWN) == ("x", "z", "w", "y")


@pytest.mark.parametrize(
    ("letters", "error", "data"),
    [
        ("BDA", LetterMissing, {"missing": "C", "example": "B C D A"}),
        ("", LetterMissing, {"missing": "A, B, C, D", "example": "B C D A"}),
        ("-", LetterMissing, {"missing": "A, B, C, D", "example": "B C D A"}),
        ("1B3A", LetterMissing, {"missing": "C, D", "example": "B C D A"}),
        ("BBAC", LetterTwice, {"letter": "B", "example": "B C D A"}),
        ("BDACB", LetterTwice, {"letter": "B", "example": "B C D A"}),
        ("1B2B3A4C", LetterTwice, {"letter": "B", "example": "B C D A"}),
        ("BDAE", NoSuchOption, {"letter": "E", "letters": "A, B, C, D"}),
        ("1B5A", NoSuchOption, {"letter": "5", "letters": "1, 2, 3, 4"}),
        ("0A1B", NoSuchOption, {"letter": "0", "letters": "1, 2, 3, 4"}),
        ("1B1C2A", PlaceTwice, {"place": "1", "example": "B C D A"}),
        ("B2", NoSuchOption, {"letter": "2", "letters": "A, B, C, D"}),
        ("B\N{LATIN SMALL LETTER SHARP S}", NoSuchOption, {"letter": "S", "letters": "A, B, C, D"}),
    ],
)
def test_what_is_no_order_is_refused_with_one_fault_and_an_example(
    letters: str, error: type[BotError], data: dict[str, str]
) -> None:
    with pytest.raises(error) as refused:
        arranged_options(letters, SHOWN)
    assert refused.value.data == data


def test_an_example_of_pairs_has_their_numbers() -> None:
    with pytest.raises(LetterMissing) as refused:
        arranged_options("A", SHOWN, numbered=True)
    assert refused.value.data["example"] == "1B 2C 3D 4A"


@given(st.permutations(["a", "b", "c", "d", "e"]), st.permutations(["a", "b", "c", "d", "e"]))
def test_an_order_is_right_as_a_whole_or_not_at_all(order: list[str], key: list[str]) -> None:
    letters = "".join(LETTERS[order.index(option)] for option in key)
    assert is_right(arranged_options(letters, order), key, arranged=True)
    swapped = letters[1] + letters[0] + letters[2:]
    assert not is_right(arranged_options(swapped, order), key, arranged=True)


@pytest.mark.parametrize(
    ("options", "picked", "arranged", "chance"),
    [(4, 1, False, 1 / 4), (5, 2, False, 1 / 10), (6, 3, False, 1 / 20), (3, 3, True, 1 / 6), (5, 5, True, 1 / 120)],
)
def test_the_chance_to_guess_follows_from_the_kind(options: int, picked: int, arranged: bool, chance: float) -> None:
    assert guess_floor(options, picked, arranged=arranged) == chance
