"""What is on the screen decides what a letter, a number or a word means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.reply import Tone
from bot.platforms.terminal.session import LONGEST_NAME, BadName, actor_named
from tests.conftest import House


@pytest.mark.parametrize("line", ["A", "a", " b. ", "(c)"])
async def test_a_letter_answers_the_question_on_the_screen(house: House, line: str) -> None:
    session = house.session()
    await session.hear("/quiz canvas")
    reply = await session.hear(line.strip("() "))
    assert reply.tone in (Tone.RIGHT, Tone.WRONG, Tone.MISUNDERSTOOD)
    assert "screen" not in reply.title


async def test_buttons_are_pressed_by_number_or_by_their_words(house: House) -> None:
    session = house.session()
    card = await session.hear("/which drift")
    number = next(at for at, button in enumerate(card.buttons, start=1) if button.label == "Quiz me on it")
    by_number = await session.hear(str(number))
    await session.hear("/which drift")
    by_words = await session.hear(card.buttons[number - 1].label.upper())
    assert by_number.choice
    assert by_words.choice


async def test_a_mistake_leaves_the_buttons_on_the_screen(house: House) -> None:
    session = house.session()
    await session.hear("/which drift")
    assert (await session.hear("/nonsense-command")).tone is Tone.MISUNDERSTOOD
    assert (await session.hear("1")).title == "Model Monitor or Clarify?"


async def test_a_report_wants_words(house: House) -> None:
    session = house.session()
    card = await session.hear("/quiz")
    number = len(card.buttons)
    assert (await session.hear(str(number))).tone is Tone.MISUNDERSTOOD
    assert (await session.hear(f"{number}: wrong source")).title == "Thank you. Your report is kept."


@pytest.mark.parametrize("name", ["", "   ", "\x1b[31m", "a\nb\x00", "x" * (LONGEST_NAME + 1), "\u202eana"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(BadName, match="--as wants a name"):
        actor_named(name, "en")


def test_case_and_composition_do_not_make_another_person() -> None:
    assert actor_named("JOÃO", "en").user_id == actor_named("joa\u0303o", "en").user_id
    assert actor_named("JOÃO", "en").name == "JOÃO"


@given(line=st.text(min_size=1))
def test_any_line_decodes_without_a_database(line: str) -> None:
    """Names aside, no characters can make a name that is not one line of printable text."""
    try:
        assert actor_named(line, "en").name.isprintable()
    except BadName as refused:
        assert str(refused)  # noqa: PT017 - either outcome is fine, a crash is not
