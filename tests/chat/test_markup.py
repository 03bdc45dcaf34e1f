"""The inline subset is read as written, and anything else stays text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import Span, parse, text_of


def test_bold_code_and_links_become_spans() -> None:
    assert parse("a **b** `c` [d](https://e.example/f).") == (
        Span("a "),
        Span("b", bold=True),
        Span(" "),
        Span("c", code=True),
        Span(" "),
        Span("d", url="https://e.example/f"),
        Span("."),
    )


def test_only_https_becomes_a_link() -> None:
    assert parse("[d](javascript:alert(1))") == (Span("[d](javascript:alert(1))"),)


@given(st.text("ab*`[]() "))
def test_no_character_is_lost(source: str) -> None:
    kept = [char for char in text_of(parse(source)) if char in "ab"]
    assert kept == [char for char in source if char in "ab"]
