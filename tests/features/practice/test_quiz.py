"""A question is answered once, graded as shown, and explained at once."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.app import Prova
from bot.chat.markup import text_of
from bot.chat.plain import plain_text
from bot.chat.reply import Options, Reply, Tone
from bot.chat.request import Call
from bot.content.lookup.index import Index
from bot.content.model import Bilingual, Kind, Question
from bot.content.reading.editions import keep_editions
from bot.features.practice.library import Library
from tests.conftest import House


def open_question(house: House, reply: Reply) -> Question:
    """Return the question that a card asks."""
    shown = " ".join(plain_text(reply).split())
    return next(one for one in house.bank.questions.values() if bare(one.stem.en) in shown)


@cache
def bare(text: str) -> str:
    """Return a text of the bank as plain text shows it."""
    return " ".join(text.replace("**", "").replace("`", "").split())


def key_letters(question: Question, reply: Reply, *, right: bool) -> str:
    """Return letters that answer the card rightly or wrongly."""
    options = [block.options for block in reply.blocks if isinstance(block, Options)][-1]
    texts = {bare(one.text.en): one.id for one in question.options}
    letters = {texts[" ".join(text_of(option.text).split())]: option.letter for option in options}
    key = [letters[one] for one in letters if one in question.key]
    if question.kind.is_arranged:
        key = [letters[one] for one in question.key]
        return "".join(key if right else [key[1], key[0], *key[2:]])
    rest = [letter for option, letter in letters.items() if option not in question.key]
    return "".join(key) if right else "".join([*key[1:], rest[0]])


async def test_a_pass_through_the_usual_exam_shows_each_question_once_and_its_key_is_right(house: House) -> None:
    session = house.session()
    shown: list[str] = []
    right = dict.fromkeys(Kind, True)
    asked = [one.id for one in house.bank.questions.values() if any(place.exam == "AIF-C01" for place in one.exams)]
    for _ in asked:
        card = await session.hear("/quiz")
        question = open_question(house, card)
        shown.append(question.id)
        verdict = await session.hear(key_letters(question, card, right=right[question.kind]))
        assert verdict.tone is (Tone.RIGHT if right[question.kind] else Tone.WRONG)
        right[question.kind] = not right[question.kind]
    assert sorted(shown) == sorted(asked)


async def test_a_question_answered_before_earns_nothing(house: House) -> None:
    session = house.session()
    topic = next(one.teaches for one in house.bank.questions.values() if one.teaches)
    taught = [one for one in house.bank.questions.values() if one.teaches == topic]
    for _ in taught:
        card = await session.hear(f"/quiz {topic}")
        await session.hear(key_letters(open_question(house, card), card, right=True))
    card = await session.hear(f"/quiz {topic}")
    verdict = await session.hear(key_letters(open_question(house, card), card, right=True))
    assert "No points for a question you've answered before" in plain_text(verdict)


async def test_ten_right_answers_a_day_earn_points_and_the_next_day_starts_anew(house: House) -> None:
    session = house.session()
    for number in range(11):
        card = await session.hear("/quiz")
        verdict = await session.hear(key_letters(open_question(house, card), card, right=True))
        assert ("+2 points" in plain_text(verdict)) == (number < 10)
    assert "You've already earned today's 10 scoring answers · 20 points" in plain_text(verdict)
    house.clock.forward(hours=24)
    card = await session.hear("/quiz")
    verdict = await session.hear(key_letters(open_question(house, card), card, right=True))
    assert "+2 points · 22 in all" in plain_text(verdict)


async def test_an_answer_to_somebody_elses_practice_is_refused(house: House) -> None:
    ana, bruno = house.session("ana"), house.session("bruno")
    card = await ana.hear("/quiz")
    assert card.choice
    reply = await bruno.ask(Call("answer", {**card.choice.call.args, "letters": "A"}))
    assert reply.title == "This practice question belongs to someone else. Type /quiz for one of your own."


async def test_no_card_tells_the_key_of_an_open_question(house: House) -> None:
    """Nothing in the open card tells options apart: no verdict, no reason, and ids made of letters as shown."""
    session = house.session()
    for _ in range(20):
        card = await session.hear("/quiz")
        options = next(block for block in card.blocks if isinstance(block, Options)).options
        assert all(option.right is None and not option.why and not option.verdict for option in options)
        assert card.choice
        assert set(card.choice.call.args) == {"posting", "topic", "level"}


async def test_an_open_question_stays_as_it_was_asked(house: House) -> None:
    """The bank is mended while it is open: what counts as right, and what is explained, is what was read."""
    session = house.session()
    card = await session.hear("/quiz")
    asked = open_question(house, card)
    others = frozenset(option.id for option in asked.options if option.id not in asked.key)
    mended = replace(
        asked,
        key=tuple(sorted(others)[: len(asked.key)]),
        deciding=Bilingual("mended", "mended"),
        revision="mended",
    )
    bank = replace(house.bank, questions={**house.bank.questions, asked.id: mended})
    house.prova.use_bank(Library(bank, await keep_editions(bank, house.store)), Index(bank.services))
    verdict = await session.hear(key_letters(asked, card, right=True))
    assert verdict.tone is Tone.RIGHT
    assert bare(asked.deciding.en) in bare(plain_text(verdict))


async def test_a_question_that_left_the_bank_is_still_answered_where_it_is_open(house: House) -> None:
    session = house.session()
    card = await session.hear("/quiz")
    asked = open_question(house, card)
    smaller = replace(house.bank, questions={name: one for name, one in house.bank.questions.items() if one != asked})
    house.prova.use_bank(Library(smaller, await keep_editions(smaller, house.store)), Index(smaller.services))
    assert (await session.hear(key_letters(asked, card, right=True))).tone is Tone.RIGHT


async def test_a_question_that_nobody_knows_any_more_takes_no_answer(house: House) -> None:
    session = house.session()
    card = await session.hear("/quiz")
    assert card.choice
    question = (await house.store.posting(int(card.choice.call.args["posting"]))).question
    smaller = replace(
        house.bank, questions={name: one for name, one in house.bank.questions.items() if name != question}
    )
    rng, utc = random.Random(1), ZoneInfo("UTC")
    library = Library(smaller, {})
    session.dispatcher = Prova(library, Index(smaller.services), house.store, house.clock, rng, utc).dispatcher
    assert "withdrawn" in (await session.hear("A")).title


async def test_a_question_that_teaches_no_service_is_explained_without_one(house: House) -> None:
    ideas = {name: replace(one, services=()) for name, one in house.bank.questions.items()}
    bank = replace(house.bank, questions=ideas)
    session = house.session()
    session.dispatcher = Prova(
        Library(bank, {}), Index(bank.services), house.store, house.clock, random.Random(1), ZoneInfo("UTC")
    ).dispatcher
    card = await session.hear("/quiz")
    verdict = await session.hear(key_letters(open_question(house, card), card, right=True))
    assert [button.label for button in verdict.buttons] == ["Next", "Why not the others?", "Topics", "Report"]
    offered = await session.hear("3")
    assert [button.call.args.get("topic") for button in offered.buttons] == ["aif-c01", "mla-c02", None]


@pytest.mark.parametrize(("words", "exam"), [("aif", "AIF-C01"), ("AIF", "AIF-C01"), ("mla", "MLA-C02")])
async def test_the_beginning_of_an_exams_id_is_enough_and_means_one_that_can_be_taken(
    house: House, words: str, exam: str
) -> None:
    asked = {open_question(house, await house.session().hear(f"/quiz {words}")).id for _ in range(20)}
    assert all(exam in {covers.exam for covers in house.bank.questions[one].exams} for one in asked)


@pytest.mark.parametrize("words", ["mla", "MLA-C02", "mla-c01", "MLA domain 4", "mla 4.1"])
async def test_the_heading_shows_the_exam_that_was_asked_for(house: House, words: str) -> None:
    """A question shared by exams names another one of them first."""
    wanted = "MLA-C01" if "c01" in words else "MLA-C02"
    for _ in range(12):
        assert (await house.session().hear(f"/quiz {words}")).title.split(" · ")[2] == wanted


@pytest.mark.parametrize(
    ("locale", "line", "topic"),
    [
        ("en", "/quiz clarify", "Topic: Clarify · Your first answer counts."),
        ("en", "/quiz drift", "Topic: Model Monitor · "),
        ("en", "/quiz Overfitting", "Topic: “overfitting” · "),
        ("en", "/quiz random", "Topic: All topics · "),
        ("en", "/quiz task 2.1", "Topic: AIF-C01 2.1: Basic concepts of generative AI · "),
        ("pt-BR", "/quiz domínio 2", "Tema: AIF-C01 domínio 2: Fundamentos"),
        ("pt-BR", "/quiz escolha duas difícil", "Tema: Escolha duas · "),
        ("pt-BR", "/quiz alucinação", "Tema: “alucinação” · "),
    ],
)
async def test_a_card_names_the_topic_that_it_understood_and_so_does_the_next(
    house: House, locale: str, line: str, topic: str
) -> None:
    session = house.session(locale=locale)
    card = await session.hear(line)
    assert topic in plain_text(card)
    assert card.choice
    await session.hear("AB"[: card.choice.pick])
    assert topic in plain_text(await session.hear("1"))


async def test_without_a_topic_none_is_named(house: House) -> None:
    assert "Topic:" not in plain_text(await house.session().hear("/quiz hard"))


async def test_what_was_missed_comes_again_until_it_is_right(house: House) -> None:
    session = house.session()
    assert "no missed questions" in (await session.hear("/quiz wrong")).title
    card = await session.hear("/quiz clarify")
    missed = open_question(house, card)
    await session.hear(key_letters(missed, card, right=False))
    for right in (False, True):
        card = await session.hear("/quiz wrong")
        assert "Topic: Missed questions · " in plain_text(card)
        assert open_question(house, card) == missed
        await session.hear(key_letters(missed, card, right=right))
    assert "no missed questions" in (await session.hear("/quiz erradas")).title


async def test_an_unsure_topic_is_asked_back_with_buttons_that_keep_the_level(house: House) -> None:
    session = house.session()
    asked = await session.hear("/quiz model monitor or clarify easy")
    assert [button.label for button in asked.buttons] == ["Model Monitor", "Clarify", "Topics"]
    card = await session.hear("Clarify")
    assert "easy" in card.title
    assert "Topic: Clarify · " in plain_text(card)


async def test_a_topic_without_questions_of_a_level_is_offered_at_any(house: House) -> None:
    session = house.session(locale="pt-BR")
    refused = await session.hear("/quiz superajuste difícil")
    assert refused.title.startswith("Ainda não há questão sobre esse tema nesse nível.")
    assert [button.label for button in refused.buttons] == ["Qualquer nível", "Temas"]
    assert "Tema: “superajuste” · " in plain_text(await session.hear("1"))


async def test_without_a_topic_the_heading_shows_my_exam(house: House) -> None:
    session = house.session()
    await session.hear("/settings exam mla")
    for _ in range(8):
        assert (await session.hear("/quiz")).title.split(" · ")[2] == "MLA-C02"
