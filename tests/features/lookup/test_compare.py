"""`/compare`: any two services, however they are named, with the words that decide and a question on both."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Tone
from bot.chat.request import Call
from bot.chat.wording import VOICES
from bot.content.model import Bank
from bot.features.lookup.compare import asked_together, compared
from tests.conftest import House


@pytest.mark.parametrize(
    "line",
    [
        "/compare model monitor, clarify",
        "/compare model monitor vs clarify",
        "/compare Model Monitor or SageMaker Clarify",
        "/compare model monitor clarify",
        "/compare model-monitor/clarify",
        "/comparar model monitor x clarify",
        "/compare model monitro, clarify",
        "/compare first:model-monitor second:clarify",
        "/compare ModelMonitor Clarify",
        "/compare sagemakermodelmonitor awsclarify",
        "/compare MODEL_MONITOR vs SageMaker-Clarify",
        "/compare first:ModelMonitor second:clarıfy",
    ],
)
async def test_two_services_are_named_as_people_write_them(house: House, line: str) -> None:
    assert (await house.session().hear(line)).title == "Model Monitor or Clarify?"


@pytest.mark.parametrize("about", ["clarify, clarify", "yoga, pilates", "yoga", ","])
async def test_what_names_no_two_services_is_one_sentence(house: House, about: str) -> None:
    assert "I can't find two services in" in (await house.session().hear(f"/compare {about}")).title


async def test_one_name_is_compared_with_its_nearest_neighbour(house: House) -> None:
    session = house.session()
    assert (await session.hear("/compare model monitor")).title == "Model Monitor or Clarify?"
    assert (await session.hear("/compare kms")).buttons[0].label == house.bank.services["kms"].short


@pytest.mark.parametrize("words", ["clarfy", "bias", "sagemaker clarify please"])
async def test_one_service_in_other_words_is_compared_with_its_nearest_neighbour_too(house: House, words: str) -> None:
    assert (await house.session().hear(f"/compare {words}")).title == "Clarify or Model Monitor?"


def test_no_word_decides_where_the_bank_has_no_contrast(bank: Bank) -> None:
    """The profile of a far service is no such word."""
    one, two = bank.services["kms"], bank.services["personalize"]
    card = plain_text(compared(one, two, VOICES["en"], set()))
    assert "What decides" not in card
    assert one.profile.en not in card


async def test_the_deciding_words_stand_first_and_each_card_is_a_press_away(house: House) -> None:
    session = house.session()
    reply = await session.hear("/compare kms, secrets manager")
    contrast = next(one for one in house.bank.services["kms"].contrasts if one.with_ == "secrets-manager")
    assert f"“{contrast.word.en}”" in plain_text(reply).split("\n")[2]
    assert "AWS Key Management Service" in plain_text(await session.hear("1"))


async def test_the_question_on_the_two_has_both_among_its_options(house: House) -> None:
    """Every question that the button may ask, and not the one that chance asks here alone."""
    session = house.session()
    reply = await session.hear("/compare kms, secrets manager")
    assert reply.buttons[2].call.args == {"topic": "kms+secrets-manager"}
    both = {one.id for one in house.bank.questions.values() if {"kms", "secrets-manager"} <= set(one.services)}
    asked = set()
    for _ in range(len(both) + 1):
        await session.hear("/compare kms, secrets manager")
        card = await session.hear("3")
        assert card.choice
        asked.add((await house.store.posting(int(card.choice.call.args["posting"]))).question)
    assert asked == both


def test_a_question_is_offered_only_where_one_is_on_both(bank: Bank) -> None:
    """Not where there are questions on either."""
    services, together = bank.services.values(), asked_together(bank)
    for one, two in combinations(services, 2):
        on_both = any({one.id, two.id} <= set(question.services) for question in bank.questions.values())
        called = [button.call.intent for button in compared(one, two, VOICES["en"], together).buttons]
        assert called == ["service", "service", *["quiz"] * on_both]


async def test_a_button_whose_service_is_gone_is_stale(house: House) -> None:
    for pair in ({"first": "kms", "second": "gone"}, {"first": "gone", "second": "kms"}):
        reply = await house.session().ask(Call("pair", pair))
        assert reply.tone is Tone.MISUNDERSTOOD


async def test_a_card_leads_to_its_neighbours(house: House) -> None:
    session = house.session()
    card = await session.hear("/which drift")
    assert [button.label for button in card.buttons[:2]] == ["More", "vs Clarify"]
    assert (await session.hear("2")).title == "Model Monitor or Clarify?"


def test_any_two_can_be_compared_in_both_languages(bank: Bank) -> None:
    for one, two in combinations(bank.services.values(), 2):
        for voice in VOICES.values():
            assert compared(one, two, voice, set()).title.startswith(one.short)
