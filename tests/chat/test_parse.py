"""A typed line becomes a call, in either language, with or without a slash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.intents import CATALOGUE
from bot.chat.parse import parse
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


@given(st.text())
def test_any_line_is_some_intent(line: str) -> None:
    assert parse(line).intent in CATALOGUE
