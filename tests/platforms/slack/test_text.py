"""What people typed is read as they meant it, and what they are told stands as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.lines import marked
from bot.chat.markup import Span
from bot.chat.printable import printable
from bot.platforms.slack.text import MRKDWN, escaped, meant
from tests.loopback.slack.person import read


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("which drift", "which drift"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("see <http://aws.amazon.com|aws.amazon.com>", "see aws.amazon.com"),
        ("<https://a.test/x>", "https://a.test/x"),
        ("<mailto:ana@a.test|ana@a.test>", "ana@a.test"),
        ("<mailto:ana@a.test>", "ana@a.test"),
        ("<@U123|ana> in <#C1|study>", "@ana in #study"),
        ("<@U123>", "@U123"),
        ("<!subteam^S1> <!date^1^x>", "@subteam @date"),
        ("<!here> <!subteam^S1|@group> <!date^1^x|today>", "@here @group today"),
    ],
)
def test_slacks_own_marks_are_read_as_what_was_typed(sent: str, typed: str) -> None:
    assert meant(sent) == typed


@pytest.mark.parametrize(
    "name",
    [
        "<!channel>",
        "<@U1|x>",
        "*bold*",
        "_it_",
        "~no~",
        "`code`",
        "a_b_c",
        "& co",
        "<https://x.test|y>",
        "**",
        "* *",
        ":tada:",
        "a:b:c",
        "9:00:30",
    ],
)
def test_text_from_people_shows_as_it_stands(name: str) -> None:
    shown = escaped(name)
    assert read(shown) == name
    assert "<" not in shown
    assert ">" not in shown


def test_no_name_of_an_emoji_is_left_whole() -> None:
    assert ":tada:" not in escaped("x :tada: :+1:")
    assert ":+1:" in escaped("x :+1:")


def test_a_mark_inside_a_word_is_left_alone() -> None:
    assert escaped("snake_case_name 2*3") == "snake_case_name 2*3"
    assert escaped("a * b _ c") == "a * b _ c"


@pytest.mark.parametrize("signs", ["__", "**", "~~", "*_", "_", "*"])
def test_several_marks_in_a_row_and_those_at_a_words_edge_are_kept_apart(signs: str) -> None:
    word = f"a{signs}b" if len(signs) > 1 else f"{signs}b"
    assert escaped(word) == word.replace(signs, f"\u200b{signs}\u200b")


@given(st.text())
def test_escaping_loses_nothing_that_can_be_seen(text: str) -> None:
    """Line by line, as it is read; the characters that only a line's beginning gives a meaning to are kept away."""
    shown = ["\x00 " + line for line in escaped(text).split("\n")]
    assert "\n".join(read(line)[2:] for line in shown) == printable(text)


@given(st.text())
def test_no_text_pings_or_links(text: str) -> None:
    assert not {"<", ">"} & set(escaped(text))


def test_marks_are_slacks_own_and_stand_outside_blanks() -> None:
    spans = (
        Span("a "),
        Span(" bold ", bold=True),
        Span("co`de", code=True),
        Span("<&>", code=True),
        Span("li|nk", url="https://a.test/?a=1&b=2"),
        Span("\nb", bold=True, url="https://b.test"),
    )
    assert marked(spans, MRKDWN) == (
        "a  *bold* `coˋde``&lt;&amp;&gt;`<https://a.test/?a=1&amp;b=2|li¦nk>\n*<https://b.test|b>*"
    )


@pytest.mark.parametrize(("channel", "shown"), [("C0123ABC", "<#C0123ABC>"), ("!channel", "!channel")])
def test_a_channel_is_shown_by_its_name_and_nothing_else_passes_for_one(channel: str, shown: str) -> None:
    assert marked((Span(channel, channel=True),), MRKDWN).replace("\u200b", "") == shown
