"""Cards are readable at 60 columns, without colour, and hold all that plain text holds."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from bot.chat.language import language_of
from bot.chat.plain import plain_text
from bot.chat.reply import RankedRow, Ranking, Reply
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
    Console(file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False).print(card(reply))
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
        shown = re.sub(r"[\s▌•\u00a0]", "", "".join(lines))
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
