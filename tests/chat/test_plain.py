"""Plain text shows all of a reply."""

from __future__ import annotations

from bot.chat.markup import Span, plain
from bot.chat.plain import plain_text
from bot.chat.reply import (
    Button,
    Choice,
    Document,
    Fact,
    Facts,
    LetteredOption,
    Note,
    Options,
    RankedRow,
    Ranking,
    Reply,
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
            Ranking((RankedRow(1, "ana", "2 points", own=True), RankedRow(1, "bruno", "2 points"))),
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


def test_a_paragraph_is_one_line_and_a_link_keeps_its_address() -> None:
    spans = (
        Span("see\n"),
        Span("the `page`", url="https://a.test/b"),
        Span(" or", bold=True),
        Span(" code", code=True),
    )
    assert plain_text(Reply("t", (Text(spans),))) == "t\nsee the `page` <https://a.test/b> or code"


def test_a_name_takes_no_part_of_another_line() -> None:
    reply = Reply("t\u202e", (Ranking((RankedRow(1, "an\u202ea", "1 {point}"), RankedRow(9, "b", "0", own=True))),))
    assert plain_text(reply) == "t\n1. ana: 1 {point}\n9. b: 0 ←"


def test_a_sentence_alone_is_shown_alone() -> None:
    assert plain_text(Reply("Nothing is due.")) == "Nothing is due."
