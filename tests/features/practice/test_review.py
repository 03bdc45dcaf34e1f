"""Review asks what memory is about to lose, by study days; an unseen sibling stands in, and a leech is taught first."""

from __future__ import annotations

from datetime import date

from bot.chat.plain import plain_text
from bot.chat.reply import Reply
from bot.chat.request import Call, Request
from bot.domain.memory import LEECH, due_on
from bot.domain.records import Person
from bot.platforms.terminal.session import ROOM
from tests.conftest import House
from tests.features.practice.test_quiz import key_letters, open_question

ANA = Person("terminal", "ana")
ALONE = "aws-transform"
"""A service with few questions, so that its siblings are soon seen."""


async def answered(house: House, line: str, *, right: bool) -> str:
    """Ask by a line, answer, and return the question that was asked."""
    session = house.session()
    card = await session.hear(line)
    question = open_question(house, card)
    verdict = await session.hear(key_letters(question, card, right=right))
    assert verdict.tone.name == ("RIGHT" if right else "WRONG")
    return question.id


async def review(house: House) -> Reply:
    """Ask for a review."""
    return await house.session().hear("/review")


async def test_nothing_is_due_before_anything_was_answered(house: House) -> None:
    reply = await review(house)
    assert reply.title == "Nothing to review yet."
    assert [button.call.intent for button in reply.buttons] == ["quiz"]


async def test_a_miss_is_due_the_next_study_day_and_not_again_on_it(house: House) -> None:
    missed = await answered(house, "/quiz", right=False)
    assert (await review(house)).title == "Nothing is due today."
    assert "Next: November 24, 2026, 1 question." in plain_text(await review(house))
    house.clock.forward(hours=14)  # 02:00, which is the same day of study
    assert (await review(house)).title == "Nothing is due today."
    house.clock.forward(hours=1)
    asked = await answered(house, "/review", right=True)
    memories = await house.store.memories(ANA)
    assert set(memories) == {missed, asked}
    assert (await review(house)).title == "Nothing is due today."


async def test_a_review_earns_no_points_and_counts_for_the_streak(house: House) -> None:
    await answered(house, "/quiz", right=False)
    house.clock.forward(hours=24)
    session = house.session()
    card = await session.hear("/review")
    verdict = plain_text(await session.hear(key_letters(open_question(house, card), card, right=True)))
    assert "0 points" in verdict
    assert "point for" not in verdict
    assert "Streak: 2 days" in plain_text(await session.hear("/me"))


async def test_an_unseen_sibling_is_asked_in_the_place_of_what_is_due(house: House) -> None:
    """Until all are seen; then the question itself comes back."""
    taught = {one.id for one in house.bank.questions.values() if one.teaches == ALONE}
    due = await answered(house, f"/quiz {ALONE}", right=False)
    places = {(place.exam, place.objective) for place in house.bank.questions[due].exams}
    siblings = {
        one
        for one in taught - {due}
        if places & {(place.exam, place.objective) for place in house.bank.questions[one].exams}
    }
    assert siblings
    house.clock.forward(hours=24)
    asked = await answered(house, "/review", right=False)
    assert asked in siblings
    memories = await house.store.memories(ANA)
    assert memories[due].reviewed_on == memories[asked].reviewed_on == house.clock.now.date()
    seen = {due, asked}
    while len(seen) <= len(siblings):
        house.clock.forward(hours=24)
        seen.add(await answered(house, "/review", right=False))
    assert seen == siblings | {due}
    house.clock.forward(hours=24)
    assert await answered(house, "/review", right=False) in seen


async def test_the_least_remembered_comes_first(house: House) -> None:
    known = await answered(house, "/quiz clarify", right=True)
    missed = await answered(house, "/quiz model-cards", right=False)
    house.clock.forward(hours=24 * 9)
    memories = await house.store.memories(ANA)
    today = house.clock.now.date()
    assert all(due_on(memory, one) <= today for one, memory in memories.items())
    asked = house.bank.questions[await answered(house, "/review", right=True)]
    assert asked.teaches == house.bank.questions[missed].teaches
    assert (await house.store.memories(ANA))[known].reviewed_on < today


async def test_a_question_forgotten_four_times_is_taught_before_it_is_asked(house: House) -> None:
    question = await answered(house, f"/quiz {ALONE}", right=False)
    for _ in range(40):
        house.clock.forward(hours=24)
        reply = await review(house)
        if reply.choice is None:
            break
        await answered(house, "/review", right=False)
    assert reply.title == "This one keeps slipping away. Read it once more, then answer it."
    call = reply.buttons[0].call
    taught = house.bank.questions[call.args["question"]]
    assert (await house.store.memories(ANA))[taught.id].lapses >= LEECH
    for option in taught.options:
        assert (option.why.en in plain_text(reply)) == (option.id in taught.key)
    card = await house.dispatcher.handle(Request("r", house.actor(), ROOM, call))
    assert open_question(house, card).id == taught.id
    assert question


async def test_a_taught_question_that_left_the_bank_is_told(house: House) -> None:
    gone = Call("review taught", {"question": "gone-01"})
    reply = await house.dispatcher.handle(Request("r", house.actor(), ROOM, gone))
    assert "another version of Prova" in plain_text(reply)


async def test_review_keeps_to_the_exam_in_view(house: House) -> None:
    await answered(house, "/quiz pipelines", right=False)
    house.clock.forward(hours=48)
    question = next(iter(await house.store.memories(ANA)))
    places = {place.exam for place in house.bank.questions[question].exams}
    for exam in house.bank.exams:
        await house.session().hear(f"/settings exam {exam}")
        assert ((await review(house)).choice is not None) == (exam in places)


async def test_what_is_due_is_told_on_ones_own_page(house: House) -> None:
    await answered(house, "/quiz", right=False)
    session = house.session()
    assert "To review: 0 questions" in plain_text(await session.hear("/me"))
    house.clock.forward(hours=24)
    reply = await session.hear("/me")
    assert "To review: 1 question" in plain_text(reply)
    assert "review" in [button.call.intent for button in reply.buttons]


async def test_an_exam_brings_everything_back_by_its_day(house: House) -> None:
    await answered(house, "/quiz", right=True)
    house.clock.forward(hours=24 * 3)
    await answered(house, "/review", right=True)
    memories = await house.store.memories(ANA)
    last = max(due_on(memory, one) for one, memory in memories.items())
    assert last > date(2026, 12, 4)
    await house.session().hear("/settings exam aif 2026-12-04")
    house.clock.now = house.clock.now.replace(month=12, day=4)
    due = {one for one, memory in memories.items() if due_on(memory, one, date(2026, 12, 4)) <= date(2026, 12, 4)}
    assert due == set(memories)
    assert f"To review: {len(due)} question" in plain_text(await house.session().hear("/me"))
