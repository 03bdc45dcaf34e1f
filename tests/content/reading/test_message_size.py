"""A bank is refused when something in it would not fit a message of every platform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.content.reading.load import load
from bot.content.reading.message_size import MESSAGE_CHARACTERS

if TYPE_CHECKING:
    from tests.content.conftest import Files


@pytest.mark.parametrize(
    ("name", "old", "named"),
    [
        ("questions/alpha.yaml", "It meets the one need", "options, reasons and deciding words have"),
        ("questions/alpha.yaml", "A bakery counts", "stem and options have"),
        ("services/alpha.yaml", "It does things", "the texts have"),
    ],
)
def test_a_text_that_would_not_fit_is_a_problem_with_its_line(files: Files, name: str, old: str, named: str) -> None:
    line = files.change(name, old, f"{'x' * MESSAGE_CHARACTERS} {old}")
    (problem,) = files.problems()
    assert problem.startswith(f"bank/{name}:")
    assert f"{named} 3," in problem
    assert "in en, and 3,000 fit one message; shorten them" in problem
    assert line


def test_a_text_that_just_fits_is_none(files: Files) -> None:
    files.change("services/alpha.yaml", "It does things", "x" * (MESSAGE_CHARACTERS - 500))
    load(files.root)


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("questions/alpha.yaml", "A bakery counts"),
        ("questions/alpha.yaml", "It meets the one need"),
        ("services/alpha.yaml", "Faz coisas"),
    ],
)
def test_three_thousand_characters_fit_and_one_more_does_not(files: Files, name: str, old: str) -> None:
    files.change(name, old, "x" * 3_000)
    (problem,) = files.problems()
    size = re.search(r" have (\d),(\d{3}) characters", problem)
    assert size
    fits = "x" * (6_000 - int(size[1] + size[2]))
    files.change(name, "x" * 3_000, fits)
    load(files.root)
    files.change(name, fits, f"{fits}x")
    assert " have 3,001 characters" in files.problems()[0]
