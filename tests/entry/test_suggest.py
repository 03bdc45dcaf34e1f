"""Suggestions: at most twenty-five, those that start so first, and last the services that may be meant."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.chat.wording import VOICES
from bot.content.model import Bank, Service
from bot.domain.text import fold
from bot.entry.suggest import Suggest
from bot.features.practice.topics import Topics
from bot.ports.lookup import Lookup
from tests.support.lookups import Finds

EN, PT = VOICES["en"], VOICES["pt-BR"]


def suggest(bank: Bank, lookup: Lookup | None = None) -> Suggest:
    """Return suggestions over a bank; without a lookup nothing is meant beyond what is written."""
    return Suggest(bank, Topics(bank, lookup or Finds()), lookup or Finds())


def named(bank: Bank, *names: str) -> Bank:
    """Return a bank whose services are called so, and have no cues."""
    pattern = next(iter(bank.services.values()))
    services: dict[str, Service] = {}
    for number, name in enumerate(names):
        cues = replace(pattern.cues, en=(), pt_br=())
        services[f"s{number}"] = replace(pattern, id=f"s{number}", short=name, cues=cues)
    return replace(bank, services=MappingProxyType(services), questions=MappingProxyType({}))


def test_what_starts_so_comes_before_a_word_that_does_and_that_before_what_holds_it(bank: Bank) -> None:
    there = named(bank, "Remod", "The Model", "Model", "Other", "A model", "Modest")
    assert suggest(there).values("which", "about", "MOD", EN) == ["Model", "Modest", "The Model", "A model", "Remod"]


def test_what_holds_it_without_what_stands_between_the_words_is_offered(bank: Bank) -> None:
    there = named(bank, "Model Monitor", "Model-Cards", "Other")
    assert suggest(there).values("which", "about", "modelm", EN) == ["Model Monitor"]
    assert suggest(there).values("which", "about", "ModelCard", EN) == ["Model-Cards"]
    assert suggest(there).values("which", "about", "model cards", EN) == ["Model-Cards"]
    assert suggest(there).values("which", "about", "?", EN) == []


def test_without_a_word_all_are_offered_in_their_order(bank: Bank) -> None:
    assert suggest(named(bank, "B", "A")).values("which", "about", "", EN) == ["B", "A"]


@pytest.mark.parametrize(("there", "offered"), [(24, 24), (25, 25), (26, 25)])
def test_twenty_five_are_offered_and_no_more(bank: Bank, there: int, offered: int) -> None:
    names = [f"N{number}" for number in range(there)]
    for typed in ("", "n"):
        assert suggest(named(bank, *names)).values("which", "about", typed, EN) == names[:offered]


@pytest.mark.parametrize(("there", "last"), [(24, "Idea"), (25, "N24")])
def test_what_may_be_meant_comes_last_where_there_is_room(bank: Bank, there: int, last: str) -> None:
    names = [f"N{number}" for number in range(there)]
    found = suggest(named(bank, *names, "Idea"), Finds(f"s{there}")).values("which", "about", "n", EN)
    assert found == [*names[:24], last]


def test_nothing_is_meant_by_no_word(bank: Bank) -> None:
    assert suggest(named(bank, "B", "A"), Finds("s1")).values("which", "about", "zzz", EN) == ["A"]
    assert suggest(named(bank, "B", "A"), Finds("s1")).values("which", "about", " ", EN) == ["B", "A"]


def test_what_is_found_and_meant_is_offered_once(bank: Bank) -> None:
    assert suggest(named(bank, "B", "A"), Finds("s0")).values("which", "about", "b", EN) == ["B"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("mla", "MLA-C02 · AWS Certified Machine Learning Engineer - Associate"),
        ("2.1", "AIF-C01 2.1: Basic concepts of generative AI"),
        ("domain 2", "AIF-C01 domain 2: Fundamentals of generative AI"),
        ("choose", "Choose two"),
        ("hard", "Hard questions"),
        ("all", "All topics"),
    ],
)
def test_topics_are_suggested_by_their_names_and_each_is_found_again(
    bank: Bank, topics: Topics, typed: str, offered: str
) -> None:
    values = suggest(bank).values("quiz", "topic", typed, EN)
    assert offered in values
    assert not set(values) & set(topics.all)
    assert all(len(value) <= 100 and topics.named(value) for value in values)


def test_a_topic_is_offered_only_with_questions(bank: Bank) -> None:
    left = {key: one for key, one in bank.questions.items() if one.teaches != "clarify"}
    bare = replace(bank, questions=MappingProxyType(left))
    for bank_, offered in ((bank, True), (bare, False)):
        for lookup in (Finds(), Finds("clarify")):
            assert ("Clarify" in suggest(bank_, lookup).values("quiz", "topic", "clarify", EN)) is offered
    assert suggest(bare, Finds("clarify")).values("which", "about", "zzzz", EN) == ["Clarify"]


def test_case_and_accents_do_not_matter_and_labels_are_in_the_persons_language(bank: Bank) -> None:
    there = suggest(bank)
    assert there.values("quiz", "level", "DIF", PT) == ["difícil"]
    assert there.values("quiz", "level", "dif", EN) == []
    assert there.values("quiz", "level", "", EN) == ["easy", "medium", "hard"]


def test_times_are_every_half_hour_and_zones_are_those_of_the_database(bank: Bank) -> None:
    there = suggest(bank)
    assert there.values("daily set", "time", "09", EN) == ["09:00", "09:30"]
    assert there.values("daily set", "time", "23:", EN) == ["23:00", "23:30"]
    assert there.values("daily set", "zone", "america/sao", EN) == ["America/Sao_Paulo"]
    assert len(there.values("daily set", "days", "", EN)) == 4


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "America/Sao_Paulo"),
        ("GMT+3", "Europe/Istanbul"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("brasí", "America/Sao_Paulo"),
        ("curit", "America/Sao_Paulo"),
        ("sao pa", "America/Sao_Paulo"),
        ("Pacific Time", "America/Los_Angeles"),
        ("Lisbom", "Europe/Lisbon"),
    ],
)
def test_zones_are_suggested_by_what_people_call_them(bank: Bank, typed: str, first: str) -> None:
    found = suggest(bank).values("daily set", "zone", typed, EN)
    assert found[0] == first
    assert not [zone for zone in found if zone.startswith("Etc/")]
    assert len(set(found)) == len(found) <= 25


def test_what_cannot_be_listed_is_not_suggested(bank: Bank) -> None:
    there = suggest(bank, Finds("clarify"))
    for intent, param in (("reports", "skip"), ("daily pause", "until"), ("daily set", "closes"), ("report", "text")):
        assert there.values(intent, param, "1", EN) == []


def test_cues_are_suggested_in_the_language_of_the_person(bank: Bank) -> None:
    service = bank.services["clarify"]
    for voice, other in ((EN, PT), (PT, EN)):
        own = [cue for cue in service.cues.in_(voice.language) if cue not in service.cues.in_(other.language)]
        for cue in own[:3]:
            assert cue in suggest(bank).values("which", "about", fold(cue), voice)
            assert cue not in suggest(bank).values("which", "about", fold(cue), other)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("seg", "seg"),
        ("dom", "dom"),
        ("S", "sab"),
        ("sáb", "sab"),
        ("seg, qu", "seg, qua"),
        ("seg-s", "seg-sex"),
        ("mon-fri", "mon-fri"),
        ("mon wed f", "mon wed fri"),
        ("segunda a sexta", "segunda a sexta"),
    ],
)
def test_weekdays_go_on_as_they_are_typed_in_either_language(bank: Bank, typed: str, offered: str) -> None:
    for voice in (EN, PT):
        assert offered in suggest(bank).values("daily set", "days", typed, voice)


def test_no_weekday_is_offered_for_words_that_are_none(bank: Bank) -> None:
    assert suggest(bank).values("daily set", "days", "xyz", PT) == []


def test_names_are_offered_before_phrases(bank: Bank) -> None:
    there = named(bank, "Model Monitor", "Clarify")
    pattern = there.services["s1"]
    cues = replace(pattern.cues, en=("monitor a model", "watch"))
    services = MappingProxyType({**there.services, "s1": replace(pattern, cues=cues)})
    offered = suggest(replace(there, services=services)).values("which", "about", "monitor", EN)
    assert offered == ["Model Monitor", "monitor a model"]
