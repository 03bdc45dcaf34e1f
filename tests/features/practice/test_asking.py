"""The first answer to a posting is final and counted once, and the policy of its kind follows it."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.chat.reply import Options, Reply, Tone
from bot.content.lookup.index import Index
from bot.content.model import Level, Question
from bot.domain.errors import NoSuchOption, NotYours, StaleButton, UnknownPosting, WrongCount
from bot.domain.kinds import PostingKind
from bot.domain.records import Recorded
from bot.features.asker import Asker
from bot.features.practice.asking import Asking, judgement_of, new_posting
from bot.features.practice.cards import Again
from bot.features.practice.library import Library
from bot.features.practice.topics import Topics
from bot.ports.meter import Unmetered
from tests.conftest import House
from tests.support.askers import OneProfile, asker_of
from tests.support.questions import NOON, first_of, posting_of


class Meter(Unmetered):
    """Keeps the answers that were counted."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, str, bool]] = []

    def count_answer(self, platform: str, kind: str, *, correct: bool) -> None:
        self.answers.append((platform, kind, correct))


class Policy:
    """Keeps the answers that it followed."""

    def __init__(self) -> None:
        self.followed: list[tuple[Recorded, Again]] = []

    async def follow(self, asker: Asker, question: Question, recorded: Recorded, again: Again) -> Reply:
        self.followed.append((recorded, again))
        return Reply("followed")


class Room:
    """A room in which one question is asked and answered."""

    def __init__(self, house: House) -> None:
        self.house, self.meter, self.policy, self.other = house, Meter(), Policy(), Policy()
        self.question = first_of(house.bank)
        self.asking = Asking(
            Library(house.bank, {}),
            Topics(house.bank, Index(house.bank.services)),
            house.store,
            house.clock,
            random.Random(1),
            self.meter,
        )
        self.asking.register(PostingKind.PRACTICE, self.policy)
        self.asking.register(PostingKind.DAILY, self.other)

    async def ask(self, name: str = "ana") -> int:
        """Ask the question, and return its posting."""
        return (await self.asking.ask(asker_of(name=name), self.question, PostingKind.PRACTICE)).id

    async def known(self, name: str = "ana") -> Asker:
        """Return a person as the store knows them."""
        return asker_of(OneProfile(await self.house.store.find(asker_of(name=name).person)), name=name)

    async def letters(self, posting: int, *, right: bool) -> str:
        """Return letters of the right number that answer rightly or wrongly."""
        order = (await self.house.store.posting(posting)).order
        key = [letter for letter, one in zip("ABCDEF", order, strict=False) if one in self.question.key]
        rest = [letter for letter, one in zip("ABCDEF", order, strict=False) if one not in self.question.key]
        return "".join(key if right else [*key[1:], rest[0]])


@pytest.fixture
def room(house: House) -> Room:
    return Room(house)


async def test_the_first_answer_is_final_and_counted_once(room: Room) -> None:
    posting = await room.ask()
    for right in (False, True, False):
        letters = await room.letters(posting, right=right)
        assert (await room.asking.answer(asker_of(), posting=posting, letters=letters)).title == "followed"
    assert [(one.new, one.answer.correct) for one, _ in room.policy.followed] == [
        (True, False),
        (False, False),
        (False, False),
    ]
    assert room.meter.answers == [("terminal", "practice", False)]


async def test_the_policy_of_the_kind_follows_with_what_the_next_question_shall_be(room: Room) -> None:
    posting = await room.ask()
    letters = await room.letters(posting, right=True)
    await room.asking.answer(asker_of(), posting=posting, letters=letters, topic="clarify", level=Level.HARD)
    await room.asking.answer(asker_of(), posting=posting, letters=letters)
    assert [again for _, again in room.policy.followed] == [
        {"topic": "clarify", "level": "hard"},
        {"topic": "", "level": ""},
    ]
    assert room.other.followed == []


async def test_a_closed_question_is_explained_and_neither_counted_nor_followed(room: Room) -> None:
    posting = await room.ask()
    async with room.house.store._writer.transaction():
        await room.house.store._writer.fetch("UPDATE posting SET closes_at = 1")
    letters = await room.letters(posting, right=True)
    reply = await room.asking.answer(asker_of(), posting=posting, letters=letters)
    assert reply.tone is Tone.REFUSED
    assert reply.buttons
    assert (room.policy.followed, room.meter.answers) == ([], [])


async def test_what_cannot_be_an_answer_leaves_the_question_open(room: Room) -> None:
    posting = await room.ask()
    right = await room.letters(posting, right=True)
    for letters, error in (("Z" * len(right), NoSuchOption), (right + "ABCD"[len(right) :], WrongCount)):
        with pytest.raises(error):
            await room.asking.answer(asker_of(), posting=posting, letters=letters)
    with pytest.raises(NotYours):
        await room.asking.answer(asker_of(name="bia"), posting=posting, letters=right)
    with pytest.raises(UnknownPosting):
        await room.asking.answer(asker_of(), posting=1, letters=right)
    assert room.meter.answers == []
    await room.asking.answer(asker_of(), posting=posting, letters=right)
    assert [one.new for one, _ in room.policy.followed] == [True]


async def test_what_a_write_returns_of_the_learner_is_not_read_again(room: Room) -> None:
    profile = OneProfile(fails=True)
    asker = asker_of(profile)
    posting = await room.asking.ask(asker, room.question, PostingKind.PRACTICE)
    assert await asker.learner()
    answering = asker_of(profile)
    await room.asking.answer(answering, posting=posting.id, letters=await room.letters(posting.id, right=True))
    assert await answering.learner() == await asker.learner()
    assert profile.reads == 0


@pytest.mark.parametrize(
    ("at", "local", "board"),
    [
        (datetime(2026, 11, 23, 2, 59, tzinfo=UTC), date(2026, 11, 23), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), date(2026, 11, 23), date(2026, 11, 23)),
        (datetime(2026, 11, 22, 17, 59, tzinfo=UTC), date(2026, 11, 22), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 18, 0, tzinfo=UTC), date(2026, 11, 23), date(2026, 11, 22)),
    ],
)
def test_a_day_is_the_learners_own_and_the_board_has_its_own(
    house: House, at: datetime, local: date, board: date
) -> None:
    """In Tokyo a study day begins at 18:00 UTC; a board in São Paulo turns over at 03:00 UTC."""
    question = first_of(house.bank)
    letters = "ABCD"[: len(question.key)]
    tokyo, sao_paulo = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Sao_Paulo")
    judgement = judgement_of(question, posting_of(question), letters, at, tokyo, sao_paulo)
    assert (judgement.local_date, judgement.board_date) == (local, board)


async def test_an_answer_is_dated_by_the_learners_zone_and_not_the_boards(room: Room) -> None:
    """In Kiritimati it is two in the morning of the next day, in Pago Pago one in the morning."""
    for name, zone, day in (("ana", "Pacific/Kiritimati", 23), ("bia", "Pacific/Pago_Pago", 22)):
        posting = await room.ask(name)
        letters = await room.letters(posting, right=True)
        await room.asking.answer(asker_of(name=name, zone=zone), posting=posting, letters=letters)
        answer = room.policy.followed[-1][0].answer
        assert (answer.local_date, answer.board_date) == (date(2026, 11, day), date(2026, 11, 23))


def test_a_posting_shows_all_options_in_an_order_drawn_for_it(house: House) -> None:
    question = first_of(house.bank)
    rng = random.Random(1)
    postings = [new_posting(PostingKind.PRACTICE, "s", question, rng, NOON) for _ in range(60)]
    assert {frozenset(one.order) for one in postings} == {frozenset(option.id for option in question.options)}
    assert len({one.order for one in postings}) > 10
    assert len({one.id for one in postings}) == 60
    nothing = new_posting(PostingKind.DAILY, "s", None, rng, NOON)
    assert (nothing.question, nothing.order) == ("", ())


async def test_the_other_options_are_explained_after_the_answer_and_not_before(room: Room) -> None:
    posting = await room.ask()
    with pytest.raises(StaleButton):
        await room.asking.others(asker_of(), posting=posting)
    await room.asking.answer(asker_of(), posting=posting, letters=await room.letters(posting, right=True))
    reply = await room.asking.others(asker_of(), posting=posting, topic="clarify", level=Level.HARD)
    (options,) = [block.options for block in reply.blocks if isinstance(block, Options)]
    assert {option.right for option in options} == {False}
    assert len(options) == len(room.question.options) - len(room.question.key)
    assert reply.buttons[0].call.args == {"topic": "clarify", "level": "hard"}
    with pytest.raises(StaleButton):
        await room.asking.others(asker_of(name="bia"), posting=posting)
    with pytest.raises(UnknownPosting):
        await room.asking.others(asker_of(), posting=1)


async def test_the_other_options_of_a_closed_question_are_explained_to_everybody(room: Room) -> None:
    posting = await room.ask()
    async with room.house.store._writer.transaction():
        await room.house.store._writer.fetch("UPDATE posting SET closes_at = 1")
    assert (await room.asking.others(asker_of(name="bia"), posting=posting)).blocks


@pytest.fixture
def steps(kinds_house: House) -> Room:
    """A room in which five steps are to be put in order."""
    return Room(kinds_house)


def half_of(reply: Reply) -> str:
    """Return the letters that are in place already."""
    assert reply.choice
    assert reply.choice.places
    return reply.choice.places.placed


async def test_an_order_is_judged_as_a_whole_in_the_order_of_its_letters(steps: Room) -> None:
    for swapped in (False, True):
        posting = await steps.ask()
        order = (await steps.house.store.posting(posting)).order
        letters = ["ABCDE"[order.index(one)] for one in steps.question.key]
        if swapped:
            letters[0], letters[1] = letters[1], letters[0]
        await steps.asking.answer(asker_of(), posting=posting, letters="".join(letters))
        given = steps.policy.followed[-1][0].answer
        assert (given.correct, given.chosen[2:]) == (not swapped, steps.question.key[2:])
        assert await steps.house.store.chosen(posting, asker_of().person) == given.chosen


async def test_a_step_is_put_behind_those_before_and_taken_back(steps: Room) -> None:
    """What is in place comes with each press, so that it is the person's own, and no process has to remember it."""
    posting = await steps.ask()
    again = {"topic": "clarify", "level": Level.HARD}
    first = await steps.asking.place(await steps.known(), posting=posting, letter="B", **again)  # type: ignore[arg-type] # topic, level
    second = await steps.asking.place(await steps.known(), posting=posting, letter="D", placed=half_of(first))
    back = await steps.asking.place(await steps.known(), posting=posting, letter="-", placed=half_of(second))
    assert [half_of(one) for one in (first, second, back)] == ["B", "BD", "B"]
    assert first.choice
    assert first.choice.call.args == {"posting": str(posting), "topic": "clarify", "level": "hard"}
    assert steps.policy.followed == []


async def test_pairs_change_places_rather_than_lose_a_letter(kinds_house: House) -> None:
    room = Room(kinds_house)
    room.question = kinds_house.bank.questions["arranged-03"]
    posting = await room.ask()
    half = ""
    for slot, letter, then in ((2, "B", "-B---"), (1, "E", "EB---"), (1, "B", "BE---"), (5, "B", "-E--B")):
        half = half_of(
            await room.asking.place(await room.known(), posting=posting, letter=letter, placed=half, slot=slot)
        )
        assert half == then


@pytest.mark.parametrize(
    ("letter", "placed", "slot"),
    [
        ("F", "", None),
        ("BD", "", None),
        ("", "B", None),
        ("B", "BD", None),
        ("A", "BB", None),
        ("A", "BX", None),
        ("A", "BDACEF", None),
        ("A", "B-D", None),
        ("A", "", 1),
        ("*", "", None),
    ],
)
async def test_a_forged_press_of_a_step_is_refused(steps: Room, letter: str, placed: str, slot: int | None) -> None:
    posting = await steps.ask()
    with pytest.raises(StaleButton):
        await steps.asking.place(await steps.known(), posting=posting, letter=letter, placed=placed, slot=slot)


@pytest.mark.parametrize(("letter", "slot"), [("A", 0), ("A", 6), ("F", 1), ("-", 1), ("A", None)])
async def test_a_forged_choice_of_a_pair_is_refused(kinds_house: House, letter: str, slot: int | None) -> None:
    room = Room(kinds_house)
    room.question = kinds_house.bank.questions["arranged-03"]
    posting = await room.ask()
    with pytest.raises(StaleButton):
        await room.asking.place(await room.known(), posting=posting, letter=letter, slot=slot)


async def test_a_step_of_a_question_that_has_none_is_refused(room: Room) -> None:
    posting = await room.ask()
    with pytest.raises(StaleButton):
        await room.asking.place(await room.known(), posting=posting, letter="A")


async def test_a_stale_step_says_what_became_of_the_question(steps: Room) -> None:
    posting = await steps.ask()
    with pytest.raises(NotYours):
        await steps.asking.place(await steps.known("bia"), posting=posting, letter="A")
    with pytest.raises(UnknownPosting):
        await steps.asking.place(await steps.known(), posting=1, letter="A")
    await steps.asking.answer(asker_of(), posting=posting, letters="BCDEA")
    assert (await steps.asking.place(await steps.known(), posting=posting, letter="A")).title == "followed"
    assert [one.new for one, _ in steps.policy.followed] == [True, False]
    async with steps.house.store._writer.transaction():
        await steps.house.store._writer.fetch("UPDATE posting SET closes_at = 1")
    assert (await steps.asking.place(await steps.known(), posting=posting, letter="A")).tone is Tone.REFUSED
