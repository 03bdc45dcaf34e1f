"""Plain text shows all of a reply, and nothing that could steer a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import plain
from bot.chat.plain import plain_text, printable
from bot.chat.reply import (
    Button,
    Choice,
    Document,
    Fact,
    Facts,
    LetteredOption,
    Note,
    Options,
    Ranking,
    Reply,
    Row,
    Text,
)
from bot.chat.request import Call


def test_every_block_is_shown() -> None:
    reply = Reply(
        "Title",
        (
            Text(plain("body"), "Heading"),
            Facts((Fact("label", plain("value")), Fact("", plain("bare"))), "Facts"),
            Options(
                (LetteredOption("A", plain("one"), True, "right", plain("because")), LetteredOption("B", plain("two")))
            ),
            Ranking((Row(1, "ana", "2 points", own=True), Row(1, "bruno", "2 points"))),
            Note(plain("small")),
            Document("file.json", "{}"),
        ),
        Choice(Call("answer"), "letters", "AB", 1),
        (Button("Next", Call("quiz")), Button("Report", Call("report"))),
    )
    assert plain_text(reply).splitlines() == [
        "Title",
        "Heading: body",
        "Facts:",
        "- label: value",
        "- bare",
        "A. one [✓ right]",
        "   because",
        "B. two",
        "1. ana: 2 points ←",
        "1. bruno: 2 points",
        "small",
        "file.json:",
        "{}",
        "[A] [B]",
        "[1] Next  [2] Report",
    ]


@given(st.text())
def test_no_escape_sequence_and_no_change_of_direction_gets_through(text: str) -> None:
    shown = printable(text + "\x1b[31m\x9b\u202e\u2066\x07")
    assert not set(shown) & set("\x1b\x9b\u202e\u2066\x07\r\x00")


def test_letters_signs_and_emoji_stay() -> None:
    assert printable("ação – 👩🏽\u200d🔬\n") == "ação – 👩🏽\u200d🔬\n"
