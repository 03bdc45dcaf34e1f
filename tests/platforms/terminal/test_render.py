"""Cards are readable at 60 columns, without colour, and hold all that plain text holds."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from bot.chat.language import language_of
from bot.chat.markup import Span, plain
from bot.chat.plain import plain_text
from bot.chat.reply import Button, Fact, Facts, LetteredOption, Note, Options, RankedRow, Ranking, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import VOICES
from bot.platforms.terminal.render import card
from tests.conftest import House

ANSI = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
SCREENS = [
    "/quiz",
    "A",
    "/which drift",
    "/which model",
    "/which zzz",
    "/leaderboard",
    "/me",
    "/settings",
    "/help",
    "/oops",
]


def drawn(reply: Reply, *, width: int, colour: bool) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False).print(
        card(reply), crop=False
    )
    return out.getvalue()


@pytest.mark.parametrize("locale", ["en", "pt-BR"])
@pytest.mark.parametrize("width", [60, 92])
async def test_every_screen_fits_its_width_and_shows_all_words(house: House, locale: str, width: int) -> None:
    session = house.session(locale=locale)
    documentation = VOICES[language_of(locale)].say("AWS documentation").split()  # a link alone is its address here
    for line in SCREENS:
        reply = await session.hear(line)
        lines = drawn(reply, width=width, colour=False).splitlines()
        assert max(len(line) for line in lines if "https://" not in line) <= width  # an address is never torn
        shown = re.sub(r"[\s▌•█░\u00a0]", "", "".join(lines))
        for word in re.sub(r"^- ", "", plain_text(reply), flags=re.MULTILINE).split():
            bare = word.strip("<>,")
            if bare not in documentation:
                assert bare.replace("\u00a0", "") in shown or not bare.isalnum(), (line, word)


async def test_without_colour_no_escape_sequence_is_written(house: House) -> None:
    reply = await house.session().hear("/quiz")
    assert "\x1b" not in drawn(reply, width=60, colour=False)


async def test_colour_adds_nothing_that_words_do_not_say(house: House) -> None:
    session = house.session()
    await session.hear("/quiz")
    reply = await session.hear("A")
    coloured = ANSI.sub("", drawn(reply, width=80, colour=True))
    assert coloured == drawn(reply, width=80, colour=False)


async def test_a_name_full_of_markup_is_shown_as_it_is(house: House) -> None:
    session = house.session("[red]**x**[/red]")
    await session.hear("/quiz")
    await session.hear("A")
    assert "[red]**x**[/red]" in drawn(await session.hear("/leaderboard"), width=80, colour=False)


@pytest.mark.parametrize(("rank", "own", "gap"), [(2, True, False), (3, True, True), (3, False, False)])
def test_a_gap_is_shown_before_the_own_row_alone(rank: int, own: bool, gap: bool) -> None:
    reply = Reply("t", (Ranking((RankedRow(1, "ana", "2 points"), RankedRow(rank, "bia", "1 point", own=own))),))
    shown = drawn(reply, width=60, colour=False)
    assert ("…" in shown, "←" in shown) == (gap, own)


@pytest.mark.parametrize("width", [40, 60, 92])
def test_an_address_is_whole_wherever_it_stands(width: int) -> None:
    url = "https://docs.aws.amazon.com/" + "x" * 80 + "/end.html"
    spans = (Span("the page", url=url), Span(" (checked yesterday, and the day before that too)"))
    option = LetteredOption("A", plain("x"), True, "right", spans)
    blocks = (Text(spans), Note(spans), Note(spans[:1]), Facts((Fact("L", spans), Fact("", spans))), Options((option,)))
    shown = drawn(Reply("t", blocks), width=width, colour=False).splitlines()
    assert [line.strip("▌ ") for line in shown if "http" in line] == [url] * 6
    assert all(len(line) <= width for line in shown if "http" not in line)


def test_the_button_that_leads_on_says_its_key() -> None:
    reply = Reply("t", buttons=(Button("Next", Call("quiz"), onward=True), Button("Topics", Call("topics"))))
    assert "[1↵] Next  [2] Topics" in drawn(reply, width=60, colour=False)


@pytest.mark.parametrize("width", [30, 60, 80, 120])
def test_no_button_is_torn_that_fits_a_line(width: int) -> None:
    labels = ["Next", "Why not the others?", "Topics", "About Model Monitor", "vs Model Dashboard", "Report"]
    reply = Reply("t", buttons=tuple(Button(label, Call("quiz"), onward=label == "Next") for label in labels))
    lines = drawn(reply, width=width, colour=False).splitlines()
    assert max(map(len, lines)) <= width
    for label in labels:
        assert any(re.search(rf"\[\d[^\]]*\] {re.escape(label)}", line) for line in lines), label


def test_a_share_is_a_bar_before_its_words() -> None:
    reply = Reply(
        "t",
        (
            Facts((Fact("Security", plain("3 of 5 (60%)"), 0.6), Fact("Points", plain("6")))),
            Ranking((RankedRow(1, "ana", "4 points", share=1.0), RankedRow(2, "bia", "1 point", own=True, share=0.25))),
        ),
    )
    shown = drawn(reply, width=60, colour=False)
    assert "▌ ██████░░░░ Security: 3 of 5 (60%)\n▌ • Points: 6\n" in shown
    assert "1  ██████████  ana  4 points" in shown
    assert "2  ██░░░░░░░░  bia   1 point  ←" in shown


def test_no_line_of_a_hanging_text_ends_in_blanks() -> None:
    shown = drawn(Reply("t", (Facts((Fact("L", plain("word " * 40)),)),)), width=60, colour=False)
    assert not [line for line in shown.splitlines() if line.startswith(("▌ •", "▌  ")) and line.endswith(" ")]
