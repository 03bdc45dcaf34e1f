"""A typed line becomes a call, in either language, with or without a slash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.intents import CATALOGUE
from bot.chat.parse import heard, parse
from bot.chat.request import REST, Call


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("/which drift", Call("which", {REST: "drift"})),
        ("which drift", Call("which", {REST: "drift"})),
        ("/QUAL  o  drift", Call("which", {REST: "o drift"})),
        ("/settings", Call("settings", {REST: ""})),
        ("/settings zone Lisbon", Call("settings zone", {REST: "Lisbon"})),
        ("/ajustes fuso Lisbon", Call("settings zone", {REST: "Lisbon"})),
        ("/quiz model monitor hard", Call("quiz", {REST: "model monitor hard"})),
        ("/settings zones", Call("settings", {REST: "zones"})),
        ("settings show", Call("settings", {REST: ""})),
        ("settings show all", Call("settings", {REST: "all"})),
        (" / quiz ", Call("quiz", {REST: ""})),
        ("//quiz", Call("unknown", {"line": "//quiz"})),
        ("/qiuz", Call("unknown", {"line": "/qiuz"})),
        ("", Call("unknown", {"line": ""})),
    ],
)
def test_lines(line: str, call: Call) -> None:
    assert parse(line) == call


@pytest.mark.parametrize(
    ("line", "letters"),
    [
        ("b", "B"),
        ("c)", "C"),
        ("A, C", "AC"),
        ("a e c", "AC"),
        ("A and D.", "AD"),
        ("AC", "AC"),
        ("A E", "AE"),
        ("a/b", "AB"),
        ("A E C", "AEC"),
        ("BDACE", "BDACE"),
        ("b d a c e", "BDACE"),
        ("1b 2a 3d", "1B2A3D"),
        ("1-b, 2-a", "1B2A"),
        ("1: B; 2 = A.", "1B2A"),
        ("1b2a3c", "1B2A3C"),
    ],
)
def test_letters_to_the_bot_alone_answer_the_question_that_was_asked_last(line: str, letters: str) -> None:
    assert heard(line, alone=True) == Call("reply", {"letters": letters})
    assert heard(line, alone=False).intent == "said"


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("what is drift?", Call("said", {"line": "what is drift?"})),
        ("me explica drift", Call("said", {"line": "me explica drift"})),
        ("bad", Call("said", {"line": "bad"})),
        ("1 big idea", Call("said", {"line": "1 big idea"})),
        ("CAGED JIG", Call("said", {"line": "CAGED JIG"})),
        ("me", Call("me", {REST: ""})),
        ("/qiuz", Call("unknown", {"line": "/qiuz"})),
        ("quiz drift", Call("quiz", {REST: "drift"})),
        ("help quiz", Call("help", {REST: "quiz"})),
    ],
)
def test_plain_words_to_the_bot_are_heard(line: str, call: Call) -> None:
    assert heard(line, alone=True) == heard(line, alone=False) == call


@given(st.text())
def test_any_line_is_some_intent(line: str) -> None:
    assert parse(line).intent in CATALOGUE
    assert heard(line, alone=True).intent in CATALOGUE
