"""Text shows on Discord as it stands, and marks are Discord's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.lines import marked
from bot.chat.markup import Span
from bot.chat.printable import printable
from bot.chat.wording import VOICES
from bot.platforms.discord.text import MARKDOWN, escaped
from tests.loopback.discord.person import read


@given(st.text())
def test_escaping_loses_nothing_that_can_be_seen(text: str) -> None:
    unescaped = "".join(read(f"\x00{line}")[1:] + end for line, end in _lines(escaped(text)))
    assert unescaped == printable(text)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    lines = text.split("\n")
    yield from ((line, "\n") for line in lines[:-1])
    yield lines[-1], ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b_c~d`e|f<g@h[i]j\\k", r"a\*b\_c\~d\`e\|f\<g\@h\[i\]j\\k"),
        ("- x\n + y\n> z\n# h", "\\- x\n \\+ y\n\\> z\n\\# h"),
        ("1. x\n12. y\n1.5 2026", "1\\. x\n12\\. y\n1\\.5 2026"),
        ("a - b + c > d # e 1. f 7", "a - b + c > d # e 1. f 7"),
        ("\u200b# big", "\\# big"),
    ],
)
def test_what_would_be_markup_is_escaped_and_nothing_else(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_marks_are_discords_own_and_stand_outside_blanks() -> None:
    spans = (
        Span(" bold* ", bold=True),
        Span("co`de", code=True),
        Span("li]nk", url="https://a.test/(b)"),
        Span("b", bold=True, url="https://b.test"),
    )
    assert marked(spans, MARKDOWN) == (r" **bold\*** ``co`de``[li\]nk](https://a.test/(b%29)**[b](https://b.test)**")


@pytest.mark.parametrize(("channel", "shown"), [("123", "<#123>"), ("@everyone", r"\@everyone"), ("12a", "12a")])
def test_a_channel_is_shown_by_its_name_and_nothing_else_passes_for_one(channel: str, shown: str) -> None:
    assert marked((Span(channel, channel=True),), MARKDOWN) == shown


def test_an_instant_is_shown_in_the_channels_time_and_beside_it_in_each_readers_own() -> None:
    at = datetime(2026, 11, 24, 21, tzinfo=ZoneInfo("Asia/Tokyo"))
    spans = (Span("Closes "), VOICES["en"].instant(at), Span("."))
    assert marked(spans, MARKDOWN) == "Closes Tue, Nov 24, 21:00 (<t:1795521600:f>)."
    assert marked((Span("<t:1795521600:f>"),), MARKDOWN) == r"\<t:1795521600:f>"
