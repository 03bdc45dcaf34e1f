"""A service's card offers what there is."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.app import Prova
from bot.chat.language import LANGUAGES, Language
from bot.chat.plain import plain_text
from bot.chat.wording import VOICES
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.domain.errors import StaleButton, StoreUnavailable
from bot.features.lookup.service_card import ServiceCards
from bot.features.lookup.which import Which, answer, catalogue
from bot.features.practice.library import Library
from bot.ports.lookup import Found
from tests.conftest import House
from tests.support.askers import asker_of
from tests.support.cards import PROMPT, height_of
from tests.support.lookups import Finds


def test_a_quiz_is_offered_where_there_are_questions_and_nowhere_else(bank: Bank) -> None:
    untaught = "kendra"
    left = {key: question for key, question in bank.questions.items() if question.teaches != untaught}
    bank = replace(bank, questions=MappingProxyType(left))
    taught = {question.teaches for question in left.values()}
    assert untaught in bank.services
    for service in bank.services:
        card = answer(ServiceCards(bank), Found((service,), confident=True), VOICES["en"])
        labels = [button.label for button in card.buttons]
        assert labels[-2:] == ["Quiz me on it", "Share"] if service in taught else "Quiz me on it" not in labels


def test_the_reason_is_a_cue_of_the_service_in_the_learners_language(bank: Bank, index: Index) -> None:
    for phrase in ("label photos", "etiquetar fotos", "o modelo piorou depois de três meses", "drift", "track runs"):
        found = index.find(phrase)
        assert found.confident
        service = bank.services[found.services[0]]
        for language in LANGUAGES:
            why = found.because.get(language)
            assert why is None or why in service.cues.in_(language)
    assert index.find("o modelo piorou depois de três meses").because["pt-BR"]


@pytest.mark.parametrize("name", ["Model Monitor", "kms", "", "\u202e", "yoga"])
def test_a_reason_is_one_of_the_first_service_or_none_and_nothing_raises(bank: Bank, index: Index, name: str) -> None:
    found = index.find(name)
    for language, why in found.because.items():
        assert why in bank.services[found.services[0]].cues.in_(language)


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


# --- how much is kept, and how much is shown ---


class Counted:
    """Misses in memory."""

    def __init__(self, *, fails: bool = False) -> None:
        self.misses: list[tuple[str, str]] = []
        self.fails = fails

    async def count_miss(self, phrase: str, chosen: str) -> None:
        if self.fails:
            raise StoreUnavailable
        self.misses.append((phrase, chosen))


def which(bank: Bank, found: Finds, misses: Counted) -> Which:
    """Return the command over a lookup that finds this."""
    return Which(bank, found, cast("Any", misses), learns=True)


async def test_the_phrases_of_a_thousand_people_are_remembered_the_latest_ones(bank: Bank) -> None:
    misses = Counted()
    command = which(bank, Finds("kms", "clarify"), misses)
    await command.find(asker_of(name="first"), about="first of the first")
    for number in range(999):
        await command.find(asker_of(name=f"p{number}"), about="a phrase")
    await command.find(asker_of(name="first"), about="latest of the first")
    await command.find(asker_of(name="one more"), about="one more")
    for name in ("p0", "first", "p1", "one more"):
        await command.show(asker_of(name=name), service="kms")
    assert misses.misses == [("latest of the first", "kms"), ("a phrase", "kms"), ("one more", "kms")]


@pytest.mark.parametrize(("length", "kept"), [(199, 199), (200, 200), (201, 200)])
async def test_two_hundred_characters_of_a_phrase_are_kept(bank: Bank, length: int, kept: int) -> None:
    misses = Counted()
    await which(bank, Finds(), misses).find(asker_of(), about="x" * length)
    assert misses.misses == [("x" * kept, "")]


@pytest.mark.parametrize(("confident", "close", "counted"), [(True, False, 0), (True, True, 1), (False, False, 1)])
async def test_an_answer_with_a_runner_up_is_not_certain_and_counts_when_one_is_pressed(
    bank: Bank, confident: bool, close: bool, counted: int
) -> None:
    misses = Counted()
    command = which(bank, Finds("kms", "clarify", confident=confident, close=close), misses)
    await command.find(asker_of(), about="words")
    assert misses.misses == []
    await command.show(asker_of(), service="clarify")
    assert misses.misses == [("words", "clarify")] * counted


async def test_an_answer_does_not_depend_on_its_being_counted(bank: Bank) -> None:
    assert (await which(bank, Finds(), Counted(fails=True)).find(asker_of(), about="words")).buttons


@pytest.mark.parametrize(("found", "shown"), [(2, 2), (3, 3), (4, 3)])
async def test_three_candidates_are_offered(bank: Bank, found: int, shown: int) -> None:
    ids = list(bank.services)[:found]
    reply = await which(bank, Finds(*ids), Counted()).find(asker_of(), about="words")
    assert [button.call.args["service"] for button in reply.buttons] == ids[:shown]


def test_a_card_is_compared_with_two_neighbours_of_the_bank(bank: Bank) -> None:
    for service in bank.services.values():
        card = answer(ServiceCards(bank), Found((service.id,), confident=True), VOICES["en"])
        near = [one.with_ for one in service.contrasts if one.with_ in bank.services]
        pairs = [button.call.args for button in card.buttons if button.call.intent == "pair"]
        assert pairs == [{"first": service.id, "second": other} for other in near[:2]]
    assert max(len(service.contrasts) for service in bank.services.values()) > 2


def test_a_runner_up_is_named_where_it_is_close(bank: Bank) -> None:
    close, alone = (
        answer(ServiceCards(bank), Found(("kms", "clarify"), confident=True, close=close), VOICES["en"])
        for close in (True, False)
    )
    assert close.buttons[1].call.args == {"service": "clarify"}
    assert "clarify" not in [button.call.args.get("service") for button in alone.buttons]


@pytest.mark.parametrize("words", ["list", "LISTA", "  todos ", "all"])
async def test_all_services_are_listed_for_a_word_and_nothing_is_looked_up(bank: Bank, words: str) -> None:
    misses = Counted()
    reply = await which(bank, Finds(), misses).find(asker_of(), about=words)
    assert reply == catalogue(bank, VOICES["en"])
    assert misses.misses == []


async def test_a_button_of_a_service_that_is_gone_is_stale(bank: Bank) -> None:
    command = which(bank, Finds(), Counted())
    for act in (command.show, command.share):
        with pytest.raises(StaleButton):
            await act(asker_of(), service="gone")


def test_a_card_is_made_once_for_all_who_ask_in_a_voice(bank: Bank) -> None:
    cards, found = ServiceCards(bank), Found(("kms",), confident=True)
    english, again, portuguese = (answer(cards, found, VOICES[language]) for language in ("en", "en", "pt-BR"))
    assert english is again
    assert english != portuguese


@pytest.mark.parametrize("language", list(VOICES))
def test_a_card_is_short_and_more_has_the_rest(bank: Bank, language: Language) -> None:
    """Sixteen lines of eighty columns at most, also with a cue and a runner-up; twelve in the median."""
    cards, voice = ServiceCards(bank), VOICES[language]
    plain, close = [], []
    for service in bank.services.values():
        because = {language: "the cue of a service"}
        near = service.contrasts[0].with_ if service.contrasts else "clarify"
        plain.append(height_of(answer(cards, Found((service.id,), confident=True, because=because), voice)) + PROMPT)
        found = Found((service.id, near), confident=True, close=True, because=because)
        close.append(height_of(answer(cards, found, voice)) + PROMPT)
        assert len(cards.whole(service.id, voice).blocks) > len(cards.short(service.id, voice).blocks)
    assert max(*plain, *close) <= 16
    assert statistics.median(plain) <= 12
