"""The inline subset is read as written, and anything else stays text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import Span, fill, parse, plain, text_of


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


def test_text_of_marks_alone_has_no_empty_spans() -> None:
    assert parse("**b**`c`") == (Span("b", bold=True), Span("c", code=True))
    assert parse("") == ()


@pytest.mark.parametrize(
    "source", ["[d](javascript:alert(1))", "[d](http://e.example)", "[d](https://)", "[](https://e.example)", "**** ``"]
)
def test_only_complete_marks_and_https_links_are_marks(source: str) -> None:
    assert parse(source) == (Span(source),)


def test_a_value_is_filled_in_as_it_is_and_takes_the_style_of_its_field() -> None:
    template = parse("**{name}**: {text}")
    assert fill(template, {"name": " **x** ", "text": "{name}"}) == (Span(" **x** ", bold=True), Span(": {name}"))


def test_plain_text_is_no_markup() -> None:
    assert plain("**b**") == (Span("**b**"),)


def test_the_bare_text_has_no_marks_and_no_addresses() -> None:
    assert text_of(parse("a **b** [c](https://d.example)")) == "a b c"


@given(st.text("ab*`[]() "))
def test_no_character_is_lost(source: str) -> None:
    kept = [char for char in text_of(parse(source)) if char in "ab"]
    assert kept == [char for char in source if char in "ab"]
