"""The grading of answers: letters as shown become option ids, and those are compared with the key."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from bot.domain.errors import LetterMissing, LetterTwice, NoSuchOption, PlaceTwice, StaleButton, WrongCount

LETTERS = "ABCDEFGHIJ"
EMPTY = "-"
"""The letter of a place that has none."""

_PLACED = re.compile(r"(?:[0-9][A-Z]?)+", re.ASCII)
"""Letters behind the numbers of their places."""


def chosen_options(letters: str, order: Sequence[str], wanted: int) -> tuple[str, ...]:
    """Return the option ids behind *letters*, in the order shown.

    *letters* is taken as a set, in either case; a dash means none. Raises NoSuchOption for a letter beyond
    *order*, WrongCount when the number of letters is not *wanted*.
    """
    shown = LETTERS[: len(order)]
    picked = set(letters.upper()) - {EMPTY}
    _require_shown(sorted(picked), shown)
    if len(picked) != wanted:
        raise WrongCount(wanted=wanted, letters=", ".join(shown), example=shown[:wanted])
    return tuple(option for letter, option in zip(shown, order, strict=True) if letter in picked)


def arranged_options(letters: str, order: Sequence[str], *, numbered: bool = False) -> tuple[str, ...]:
    """Return the option ids behind *letters* in the order of their places, each of *order* once.

    The letters stand in that order, or each behind the number of its place, such as `2A1B`; a dash means none. An
    example in an error is *numbered* too. Raises NoSuchOption, LetterTwice, LetterMissing, PlaceTwice.
    """
    shown, said = LETTERS[: len(order)], letters.upper().replace(EMPTY, "")
    example = arrangement_example(len(order), numbered=numbered)
    placed = _in_places(said, len(order), example) if _PLACED.fullmatch(said) else said
    _require_shown([letter for letter in placed if letter.strip()], shown)
    for letter in shown:
        if placed.count(letter) > 1:
            raise LetterTwice(letter=letter, example=example)
    if missing := [letter for letter in shown if letter not in placed]:
        raise LetterMissing(missing=", ".join(missing), example=example)
    return tuple(order[shown.index(letter)] for letter in placed)


def _in_places(said: str, places: int, example: str) -> str:
    """Return the letters of `2A1B` in the order of their places, a blank for none. Raises NoSuchOption, PlaceTwice."""
    found = [" "] * places
    for number, letter in re.findall(r"([0-9])([A-Z]?)", said):
        if not 1 <= int(number) <= places:
            raise NoSuchOption(letter=number, letters=", ".join(map(str, range(1, places + 1))))
        if letter and found[int(number) - 1].strip():
            raise PlaceTwice(place=number, example=example)
        found[int(number) - 1] = letter or found[int(number) - 1]
    return "".join(found)


def _require_shown(picked: Sequence[str], shown: str) -> None:
    """Raise NoSuchOption for the first of the letters that is not *shown*."""
    for letter in picked:
        if letter not in shown:
            raise NoSuchOption(letter=letter, letters=", ".join(shown))


def arrangement(letters: Sequence[str], *, numbered: bool) -> str:
    """Return letters in the order of their places as people write it: `B A C`, or *numbered* `1B 2A 3C`.

    An empty place is left out.
    """
    placed = ((number, letter) for number, letter in enumerate(letters, start=1) if letter != EMPTY)
    return " ".join(f"{number}{letter}" if numbered else letter for number, letter in placed)


def arrangement_example(places: int, *, numbered: bool) -> str:
    """Return an order of so many letters as people write it; it has nothing to do with any key."""
    return arrangement(f"{LETTERS[1:places]}{LETTERS[0]}", numbered=numbered)


def with_letter(placed: str, letter: str, slot: int | None, places: int) -> str:
    """Return the letters in so many places with another one put there.

    Without a *slot* it goes behind those that are *placed*, and a dash takes the last of them back. In a slot it
    changes places with the letter there, a dash being none. Raises StaleButton for a letter that no button carries.
    """
    shown = LETTERS[:places]
    full = [one for one in placed if one != EMPTY]
    if len(set(full)) != len(full) or not set(full) <= set(shown) or len(placed) > places:
        raise StaleButton
    if slot is None:
        if letter == EMPTY:
            return placed[:-1]
        if letter not in shown or letter in placed or len(letter) != 1 or len(full) != len(placed):
            raise StaleButton
        return placed + letter
    if letter not in shown or len(letter) != 1 or not 1 <= slot <= places:
        raise StaleButton
    slots = list(placed.ljust(places, EMPTY))
    if letter in slots:
        slots[slots.index(letter)] = slots[slot - 1]
    slots[slot - 1] = letter
    return "".join(slots)


def is_right(picked: Sequence[str], key: Sequence[str], *, arranged: bool = False) -> bool:
    """Return whether exactly the key was given: all or nothing, as in the exams; *arranged* options in its order."""
    return tuple(picked) == tuple(key) if arranged else set(picked) == set(key)


def guess_floor(options: int, picked: int, *, arranged: bool) -> float:
    """Return the chance to guess right: one of all orders of *arranged* options, or of all ways to pick so many."""
    return 1 / (math.factorial(options) if arranged else math.comb(options, picked))
