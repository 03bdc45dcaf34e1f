"""What is on the screen decides what a letter, a number or a word means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.reply import Button, Choice, Places, Reply, Tone
from bot.chat.request import REST, Actor, Call, Request
from bot.chat.wording import VOICES, Voice
from bot.platforms.terminal.session import LONGEST_NAME, BadName, Session, actor_named
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
    assert (await session.hear("/settings language klingon")).tone is Tone.MISUNDERSTOOD
    assert (await session.hear("2")).title == "Model Monitor or Clarify?"


async def test_a_report_wants_words(house: House) -> None:
    session = house.session()
    card = await session.hear("/quiz")
    number = next(at for at, button in enumerate(card.buttons, start=1) if button.asks)
    assert (await session.hear(str(number))).tone is Tone.MISUNDERSTOOD
    assert (await session.hear(f"{number}: wrong source")).title == "Thank you. Your report has been saved."


@pytest.mark.parametrize("name", ["", "   ", "\x1b[31m", "a\nb\x00", "x" * (LONGEST_NAME + 1), "\u202eana"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(BadName, match="--as wants a name"):
        actor_named(name, "en")


def test_a_name_may_have_forty_characters() -> None:
    assert actor_named("x" * 40, "en").name == "x" * LONGEST_NAME == "x" * 40


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


class Desk:
    """A dispatcher that shows one reply after the other, and keeps the calls it was handed."""

    def __init__(self, *replies: Reply) -> None:
        """Take the replies, the first one first."""
        self.replies = list(replies)
        self.calls: list[Call] = []

    async def handle(self, request: Request) -> Reply:
        """Return the next reply."""
        self.calls.append(request.call)
        return self.replies.pop(0)

    async def voice(self, _actor: Actor) -> Voice:
        """Return English."""
        return VOICES["en"]


QUESTION = Reply(
    "q",
    choice=Choice(Call("answer", {"posting": "7"}), "letters", "AB", 1),
    buttons=(Button("Skip", Call("quiz")), Button("Report", Call("report", {"posting": "7"}), asks="text")),
)


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("b", Call("answer", {"posting": "7", "letters": "B"})),
        ("z", Call("answer", {"posting": "7", "letters": "Z"})),
        ("b, a", Call("answer", {"posting": "7", "letters": "BA"})),
        ("ba", Call("answer", {"posting": "7", "letters": "BA"})),
        ("bad", Call("unknown", {"line": "bad"})),
        ("1", Call("quiz")),
        ("skip", Call("quiz")),
        ("2: typo", Call("report", {"posting": "7", "text": "typo"})),
        ("2 typo", Call("report", {"posting": "7", "text": "typo"})),
        ("REPORT: typo", Call("report", {"posting": "7", "text": "typo"})),
        ("x1:service:clarify", Call("service", {"service": "clarify"})),
        ("x9:quiz", Call("stale")),
        ("/quiz a", Call("quiz", {REST: "a"})),
    ],
)
async def test_a_line_means_what_the_screen_makes_of_it(line: str, call: Call) -> None:
    desk = Desk(QUESTION, Reply("r"))
    session = Session(desk, actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    await session.hear("/quiz")
    await session.hear(line)
    assert desk.calls[1] == call


@pytest.mark.parametrize(
    ("line", "letters"),
    [
        ("B e D", "BD"),
        ("b and d", "BD"),
        ("d E b", "DB"),
        ("B, D", "BD"),
        ("(b) (d)", "BD"),
        ("b-d", "BD"),
        ("a e", "AE"),
        ("e d", "ED"),
        ("e and a", "EA"),
        ("E e A", "EA"),
        ("b e d e a", "BDA"),
    ],
)
async def test_letters_with_a_word_between_them_are_an_answer(line: str, letters: str) -> None:
    question = Reply("q", choice=Choice(Call("answer", {"posting": "7"}), "letters", "ABCDE", 2))
    desk = Desk(question, Reply("r"))
    session = Session(desk, actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    await session.hear("/quiz")
    await session.hear(line)
    assert desk.calls[1].args["letters"] == letters


async def test_an_e_is_a_letter_where_three_are_wanted() -> None:
    question = Reply("q", choice=Choice(Call("answer", {"posting": "7"}), "letters", "ABCDE", 3))
    desk = Desk(question, *[Reply("r")] * 3)
    session = Session(desk, actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    await session.hear("/quiz")
    for line in ("a e c", "a, c e e", "a c and e"):
        await session.hear(line)
    assert [call.args["letters"] for call in desk.calls[1:]] == ["AEC", "ACE", "ACE"]


async def test_an_empty_line_goes_on_where_the_screen_has_a_way_on(house: House) -> None:
    session = house.session()
    assert await session.go_on() is None
    await session.hear("/quiz")
    assert await session.go_on() is None  # nobody reports a question, or gives it up, by pressing Enter
    await session.hear("A")
    onward = await session.go_on()
    assert onward
    assert onward.choice
    assert session.buttons == onward.buttons


async def test_it_says_that_all_about_a_person_was_erased_and_only_then(house: House) -> None:
    session = house.session()
    said = []
    for line in ("/quiz", "A", "/settings forget", "2", "/settings forget", "1", "/me"):
        await session.hear(line)
        said.append(session.erased)
    assert said == [False, False, False, False, False, True, False]


@pytest.mark.parametrize("line", ["0", "3", "2", "Report", "2:"])
async def test_a_number_without_a_button_or_without_its_words_asks_for_nothing(line: str) -> None:
    desk = Desk(QUESTION)
    session = Session(desk, actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    await session.hear("/quiz")
    hint = await session.hear(line)
    assert hint.tone is Tone.MISUNDERSTOOD
    assert ("Say what's wrong after the number: 2 your words" in hint.title) == (line not in ("0", "3"))
    assert len(desk.calls) == 1


@pytest.mark.parametrize(
    ("tone", "gone"),
    [(Tone.PLAIN, True), (Tone.RIGHT, True), (Tone.WRONG, True)]
    + [(tone, False) for tone in (Tone.REFUSED, Tone.MISUNDERSTOOD, Tone.TROUBLE)],
)
async def test_a_reply_without_buttons_clears_them_unless_it_is_a_complaint(tone: Tone, gone: bool) -> None:
    desk = Desk(QUESTION, Reply("r", tone=tone), Reply("s"), Reply("t"))
    session = Session(desk, actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    await session.hear("/quiz")
    await session.hear("/help")
    assert (await session.hear("1")).title == (
        "There's no [1] on the screen. /help lists what you can ask." if gone else "s"
    )
    await session.hear("A")
    assert desk.calls[-1] == Call("answer", {"posting": "7", "letters": "A"})


async def test_a_letter_before_any_question_is_a_hint() -> None:
    session = Session(Desk(), actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    assert "There's no question on the screen." in (await session.hear("a")).title


ORDER = Reply(
    "q",
    choice=Choice(Call("answer", {"posting": "7"}), "letters", "ABCD", 4, places=Places(Call("place"), tuple("1234"))),
    buttons=(Button("Report", Call("report", {"posting": "7"}), asks="text"),),
)


@pytest.mark.parametrize(
    ("line", "letters"),
    [
        ("B D A C", "BDAC"),
        ("b,d,a,c", "BDAC"),
        ("BDAC", "BDAC"),
        ("b -> d -> a -> c", "BDAC"),
        ("B-D-A-C.", "BDAC"),
        ("1b 2a 3d", "1B2A3D"),
        ("1-b, 2-a", "1B2A"),
        ("1 b", "1B"),
        ("B D", "BD"),
        ("B D A X", "BDAX"),
        ("b b a c", "BBAC"),
        ("BBAC", "BBAC"),
        ("b", "B"),
    ],
)
async def test_an_order_is_typed_in_many_ways(line: str, letters: str) -> None:
    desk = Desk(ORDER, Reply("r", tone=Tone.REFUSED), Reply("s"))
    session = Session(desk, actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    await session.hear("/quiz")
    await session.hear(line)
    assert desk.calls[1] == Call("answer", {"posting": "7", "letters": letters.upper()})
    await session.hear("C A B D")
    assert desk.calls[2].args["letters"] == "CABD", "the question is still there"


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("1 typo", Call("report", {"posting": "7", "text": "typo"})),
        ("1 a typo", Call("report", {"posting": "7", "text": "a typo"})),
        ("which drift", Call("which", {REST: "drift"})),
    ],
)
async def test_other_lines_mean_what_they_mean_without_an_order(line: str, call: Call) -> None:
    desk = Desk(ORDER, Reply("r"))
    session = Session(desk, actor_named("ana", "en"), lambda: "r1")  # type: ignore[arg-type] # all that it needs
    await session.hear("/quiz")
    await session.hear(line)
    assert desk.calls[1] == call
