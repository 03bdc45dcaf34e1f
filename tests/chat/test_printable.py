"""Shown text holds nothing that could steer a terminal, and all the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.printable import name_shown, printable


@given(st.text())
def test_no_escape_sequence_and_no_change_of_direction_gets_through(text: str) -> None:
    shown = printable(text + "\x1b[31m\x9b\u202e\u2066\x07")
    assert not set(shown) & set("\x1b\x9b\u202e\u2066\x07\r\x00")


def test_letters_signs_and_emoji_stay() -> None:
    assert printable("ação – 👩🏽\u200d🔬\n") == "ação – 👩🏽\u200d🔬\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\x00", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("\ud800x", "x"),
        ("\u200bé\u2060", "é"),
        ("plain\nand\u00a0plain", "plain\nand\u00a0plain"),
    ],
)
def test_breaks_and_tabs_stay_and_what_cannot_be_seen_goes(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana"),
        ("  Ana\n1. Bia: 900 points  ", "Ana 1. Bia: 900 points"),
        ("https://evil.example/x", "evil.example/x"),
        ("HTTP://https://evil.example", "evil.example"),
        ("hthttps://tps://evil.example", "evil.example"),
        ("\u200b", ""),
        ("\u3164\u115f\u1160\uffa0\u2800", ""),
        (" \u00a0\u2003 ", ""),
        ("\u0301", ""),
        ("안녕\u3164", "안녕\u3164"),
        ("🎓", "🎓"),
    ],
)
def test_a_name_is_one_line_without_a_link_and_empty_where_it_shows_nothing(name: str, shown: str) -> None:
    assert name_shown(name) == shown
