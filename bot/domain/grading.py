"""The grading of answers: letters as shown become option ids, and those are compared with the key."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.errors import NoSuchOption, WrongCount

LETTERS = "ABCDEFGHIJ"


def chosen_options(letters: str, order: Sequence[str], wanted: int) -> tuple[str, ...]:
    """Return the option ids behind *letters*, in the order shown.

    *letters* is taken as a set, in either case; a dash means none. Raises NoSuchOption for a letter beyond
    *order*, WrongCount when the number of letters is not *wanted*.
    """
    shown = LETTERS[: len(order)]
    picked = set(letters.upper()) - {"-"}
    for letter in sorted(picked):
        if letter not in shown:
            raise NoSuchOption(letter=letter, letters=", ".join(shown))
    if len(picked) != wanted:
        raise WrongCount(wanted=wanted, letters=", ".join(shown), example=shown[:wanted])
    return tuple(option for letter, option in zip(shown, order, strict=True) if letter in picked)


def is_right(picked: Collection[str], key: Collection[str]) -> bool:
    """Return whether exactly the key was picked: all or nothing, as in the exams."""
    return set(picked) == set(key)
