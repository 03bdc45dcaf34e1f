"""A service's card offers what there is."""

from __future__ import annotations

import random
from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from bot.app import Prova
from bot.chat.language import LANGUAGES
from bot.chat.plain import plain_text
from bot.chat.wording import VOICES
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.features.lookup.which import answer, catalogue
from bot.features.practice.library import Library
from bot.ports.lookup import Found
from tests.conftest import House


def test_a_quiz_is_offered_where_there_are_questions_and_nowhere_else(bank: Bank) -> None:
    untaught = "kendra"
    left = {key: question for key, question in bank.questions.items() if question.teaches != untaught}
    bank = replace(bank, questions=MappingProxyType(left))
    taught = {question.teaches for question in left.values()}
    assert untaught in bank.services
    for service in bank.services:
        card = answer(bank, Found((service,), confident=True), VOICES["en"])
        labels = [button.label for button in card.buttons]
        assert labels[-2:] == ["Quiz me on it", "Share"] if service in taught else "Quiz me on it" not in labels


def test_the_reason_is_a_cue_of_the_service_in_the_learners_language(bank: Bank, index: Index) -> None:
    for phrase in ("label photos", "etiquetar fotos", "o modelo piorou depois de três meses", "drift", "track runs"):
        found = index.find(phrase)
        assert found.confident
        service = bank.services[found.services[0]]
        for language in LANGUAGES:
            why = index.why(phrase, service.id, language)
            assert why is None or why in service.cues.in_(language)
    assert index.why("o modelo piorou depois de três meses", "model-monitor", "pt-BR")


@pytest.mark.parametrize("name", ["Model Monitor", "kms", "", "\u202e", "yoga"])
def test_a_name_alone_needs_no_reason_and_nothing_raises(index: Index, name: str) -> None:
    why = index.why(name, "kms", "en")
    assert why is None or why in name or "kms" in why.lower()


def test_all_services_are_listed_once_under_their_phase(bank: Bank) -> None:
    for voice in VOICES.values():
        shown = plain_text(catalogue(bank, voice))
        names = [name for line in shown.split("\n") if ": " in line for name in line.partition(": ")[2].split(", ")]
        assert sorted(names) == sorted(service.short for service in bank.services.values())


async def missed(house: House) -> list[tuple[str, str, int]]:
    """Return what was counted."""
    return [(one.phrase, one.chosen, one.times) for one in await house.store.misses(9)]


async def test_what_nothing_fits_is_counted_without_the_person(house: House) -> None:
    session = house.session()
    for _ in range(2):
        await session.hear("/which  Football WORLD cup\u202e results")
    assert await missed(house) == [("football world cup results", "", 2)]


async def test_what_is_chosen_among_several_is_counted_when_it_is_pressed(house: House) -> None:
    session = house.session()
    reply = await session.hear("/which treinar um modelo")
    assert await missed(house) == []
    chosen = reply.buttons[1].call.args["service"]
    for _ in range(2):  # the second press shows a card again, and corrects nothing
        await session.ask(reply.buttons[1].call)
    assert await missed(house) == [("treinar um modelo", chosen, 1)]


async def test_what_was_understood_is_not_counted(house: House) -> None:
    await house.session().hear("/which drift")
    assert await missed(house) == []


async def test_an_operator_may_have_nothing_counted(house: House, index: Index) -> None:
    prova = Prova(
        Library(house.bank, {}), index, house.store, house.clock, random.Random(1), ZoneInfo("UTC"), learns=False
    )
    session = house.session()
    session.dispatcher = prova.dispatcher
    await session.hear("/which football world cup results")
    assert await missed(house) == []
