"""The topics of a quiz: found by any name, by a beginning, or by a pair; each with its questions and weights."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.chat.button_ids import button_id
from bot.chat.request import Call
from bot.content.lookup.index import Index
from bot.content.model import Bank, Level
from bot.domain.errors import NoQuestions, UncoveredExam, UnknownTopic
from bot.domain.text import joined
from bot.features.practice.ideas import LONGEST
from bot.features.practice.named_topics import LONGEST_NAME
from bot.features.practice.topics import Topics
from bot.ports.lookup import Found
from tests.support.lookups import Finds


def on_both(bank: Bank, *services: str) -> set[str]:
    """Return the questions in which all of these services are options."""
    return {one.id for one in bank.questions.values() if set(services) <= set(one.services)}


@pytest.mark.parametrize("words", ["kms+secrets-manager", "secrets-manager+kms"])
def test_a_pair_covers_the_questions_on_both_services_and_no_others(bank: Bank, topics: Topics, words: str) -> None:
    pair = topics.find(words)
    assert pair.id == "kms+secrets-manager"
    assert set(pair.questions) == on_both(bank, "kms", "secrets-manager")
    assert set(pair.questions) < on_both(bank, "kms") | on_both(bank, "secrets-manager")


@pytest.mark.parametrize("words", ["kms+kms", "kms+gone", "gone+gone", "kms+secrets-manager+macie", "+"])
def test_a_pair_is_of_two_services_that_there_are(bank: Bank, words: str) -> None:
    with pytest.raises(UnknownTopic):
        Topics(bank, Finds()).find(words)


@pytest.mark.parametrize(("words", "exam"), [("aif", "aif-c01"), ("AIF", "aif-c01"), ("mla", "mla-c02")])
def test_a_beginning_names_an_exam_that_can_be_taken(topics: Topics, words: str, exam: str) -> None:
    """MLA-C01 is retired, and stands first in the bank."""
    assert topics.find(words).id == exam


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("AIFC01", "aif-c01"),
        ("aif c01", "aif-c01"),
        ("mla_c02", "mla-c02"),
        ("MLA–C02", "mla-c02"),
        ("domain4", "aif-c01.4"),
        ("dominio4", "aif-c01.4"),
        ("Domínio-4", "aif-c01.4"),
        ("aifc01.4", "aif-c01.4"),
        ("ModelMonitor", "model-monitor"),
        ("awsclarify", "clarify"),
        ("monıtorıng", "monitoring"),
    ],
)
def test_names_are_compared_without_what_stands_between_their_words(topics: Topics, words: str, topic: str) -> None:
    assert topics.find(words).id == topic


def test_every_topic_is_found_by_its_names_as_one_word(topics: Topics) -> None:
    for topic in topics.all.values():
        for name in (topic.id, topic.name.en, topic.name.pt_br, *topic.words):
            assert topics.find(joined(name)) is topics.find(name)
            assert topics.find(joined(topic.id)) is topic


def test_an_outgoing_exam_is_found_by_its_whole_name_and_not_offered(topics: Topics) -> None:
    assert topics.find("MLA-C01").id == "mla-c01"
    assert "mla-c01" not in [topic.id for topic in topics.offered()]


@pytest.mark.parametrize(
    ("words", "exam"),
    [
        *(("aip", "AIP-C01"), ("AIP-C01", "AIP-C01"), ("aip c01", "AIP-C01"), ("generative AI developer", "AIP-C01")),
        *(
            ("aib", "AIB-C01"),
            ("mls", "MLS-C01"),
            ("AIP domain 2", "AIP-C01"),
            ("task 2.1 of SAA-C03", "SAA-C03"),
            ("cloud practitioner", "CLF-C02"),
            ("Solutions  Architect", "SAA-C03"),
        ),
    ],
)
def test_an_exam_without_questions_is_told_from_an_unknown_topic_with_what_overlaps(
    topics: Topics, words: str, exam: str
) -> None:
    for find in (topics.find, topics.exactly):
        with pytest.raises(UncoveredExam) as uncovered:
            find(words)
        assert exam in uncovered.value.texts["en"]["about"]
        assert exam in uncovered.value.texts["pt-BR"]["about"]
        assert [topics.find(one).id for one in uncovered.value.overlap] == list(uncovered.value.overlap) != []


@pytest.mark.parametrize("words", ["ai", "aif-c", "ml", ""])
def test_a_beginning_ends_at_the_hyphen(bank: Bank, words: str) -> None:
    with pytest.raises(UnknownTopic):
        Topics(bank, Finds()).find(words)


def test_what_a_lookup_is_sure_of_is_the_topic_and_what_it_guesses_is_not(bank: Bank) -> None:
    said = Found(("clarify", "kms"), confident=True, because={"en": "the zzzzzzzz"})
    lookup = Finds()
    lookup.found = said
    assert Topics(bank, lookup).find("zzzzzzzz").id == "clarify"
    for unsure in (replace(said, confident=False), replace(said, because={"en": "zzzzzzzz of a model"})):
        lookup.found = unsure
        with pytest.raises(UnknownTopic) as asked:
            Topics(bank, lookup).find("zzzzzzzz")
        assert list(asked.value.names) == ["clarify", "kms"]


def test_what_no_topic_is_called_comes_with_topics_that_can_be_found(topics: Topics) -> None:
    for words in ("monitorin g x", "zzzzzzzz", "x" * 500):
        with pytest.raises(UnknownTopic) as unknown:
            topics.find(words)
        suggested = unknown.value.names
        assert 1 <= len(suggested) <= 3
        for id_, names in suggested.items():
            assert topics.find(id_).id == topics.find(names["en"]).id == topics.find(names["pt-BR"]).id == id_
        assert len(str(unknown.value.data["topic"])) <= 60


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        *((words, "all") for words in ("all", "random", "any", "everything", "tudo", "aleatório", "qualquer")),
        *((words, "missed") for words in ("wrong", "missed", "my mistakes", "erradas", "meus erros", "o que errei")),
        *((words, "choose-two") for words in ("choose two", "Choose TWO", "select 2", "escolha duas")),
        *((words, "multiple") for words in ("multiple", "multiple response", "resposta múltipla")),
        *((words, "single") for words in ("single", "multiple choice", "múltipla escolha")),
        *((words, "hard") for words in ("hard", "difícil", "hard questions", "questões difíceis")),
        *((words, "aif-c01.2.1") for words in ("2.1", "task 2.1", "tarefa 2.1", "AIF-C01 2.1")),
        *((words, "aif-c01.2") for words in ("AIF-C01 domain 2", "domain 2", "domínio 2", "domain 2 of AIF")),
        *((words, "overfitting") for words in ("overfitting", "questions about overfitting", "sobre overfitting")),
        ("temperature", "temperature"),
        ("few-shot", "few-shot"),
        ("drift", "model-monitor"),
        ("viés", "clarify"),
        ("clarfy", "clarify"),
    ],
)
def test_a_topic_is_what_its_words_say_in_either_language(topics: Topics, words: str, topic: str) -> None:
    """No part of a service's cue makes a topic of it: `wrong` is in one of AWS Config, `random` in one of tuning."""
    found = topics.find(words)
    assert found.id == topic
    again = topics.find(found.id.replace("_", " "))
    assert (again.id, again.questions) == (found.id, found.questions)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("model monitor and clarify", ["model-monitor", "clarify"]),
        ("choose two drift", ["choose-two", "model-monitor"]),
        ("2", ["aif-c01.2"]),
        ("aif 2", ["aif-c01.2", "aif-c01"]),
        ("bedrok", ["bedrock"]),
        ("20", ["monitoring", "governance"]),
        ("banana", ["monitoring", "governance"]),
        ("monitoring monitoring", ["monitoring"]),
    ],
)
def test_unsure_words_are_asked_back_with_what_they_may_mean(topics: Topics, words: str, near: list[str]) -> None:
    with pytest.raises(UnknownTopic) as unknown:
        topics.find(words)
    assert list(unknown.value.names)[: len(near)] == near


def test_names_are_told_in_place_of_ids_and_fit_a_button(topics: Topics) -> None:
    for topic in topics.all.values():
        for name in (topic.name.en, topic.name.pt_br):
            assert len(name) <= LONGEST_NAME
            assert name != topic.id


def test_every_question_can_be_asked_for_by_a_task_and_a_kind(bank: Bank, topics: Topics) -> None:
    for one in bank.questions.values():
        for place in one.exams:
            assert one.id in topics.find(f"{place.exam} task {place.objective}").questions
        assert one.id in topics.find(one.kind.value).questions
        assert one.id in topics.find(one.level.value).questions


def test_phases_come_before_exams_and_nothing_without_questions_is_offered(bank: Bank, index: Index) -> None:
    left = {key: one for key, one in bank.questions.items() if one.teaches and not one.exams}
    assert Topics(replace(bank, questions=MappingProxyType(left)), index).offered() == []
    offered = [topic.id for topic in Topics(bank, index).offered()]
    assert offered == [*bank.phases, "aif-c01", "mla-c02"]


def test_an_exams_questions_are_of_its_domains_by_its_weights(bank: Bank, topics: Topics) -> None:
    placed, weights = topics.in_domains("mla-c02")
    exam = bank.exams["MLA-C02"]
    assert dict(weights) == {domain.number: domain.weight for domain in exam.domains}
    places = {
        (question.id, place.domain)
        for question in bank.questions.values()
        for place in question.exams
        if place.exam == "MLA-C02"
    }
    assert set(placed.items()) == places
    assert set(placed) == set(topics.all["mla-c02"].questions)


@pytest.mark.parametrize("topic", ["clarify", "monitoring", "aif-c01.2", None])
def test_without_an_exam_all_questions_are_of_one_domain(bank: Bank, topics: Topics, topic: str | None) -> None:
    placed, weights = topics.in_domains(topic)
    assert set(placed) == set(topics.all[topic].questions if topic else bank.questions)
    assert set(placed.values()) == set(weights)
    assert len(weights) == 1


def test_a_topic_that_is_gone_has_no_questions(topics: Topics) -> None:
    assert topics.in_domains("gone") == ({}, {})


def test_a_domain_is_found_in_either_language_and_covers_its_own_questions(bank: Bank, topics: Topics) -> None:
    for words in ("domain 4", "domínio 4", "D4"):
        assert topics.find(words).id == "aif-c01.4"
    within = {
        one.id
        for one in bank.questions.values()
        if any((place.exam, place.domain) == ("AIF-C01", 4) for place in one.exams)
    }
    assert set(topics.all["aif-c01.4"].questions) == within


def test_candidates_are_of_the_topic_and_the_level(bank: Bank, topics: Topics) -> None:
    clarify = topics.find("clarify")
    for level in Level:
        found = topics.candidates(clarify, level)
        assert found == [one for one in clarify.questions if bank.questions[one].level is level]
    assert topics.candidates(clarify, None) == list(clarify.questions)
    assert topics.candidates(None, None) == list(bank.questions)
    with pytest.raises(NoQuestions):
        topics.candidates(replace(clarify, questions=()), None)


def test_the_topic_of_a_button_is_recalled_also_where_it_is_an_idea(topics: Topics) -> None:
    """A half-arranged question shows the topic that its button carries."""
    for carried in ("chain_of_thought", "aif-c01.2.1", "choose-two"):
        named = topics.recalled(carried)
        assert named is not None
        assert named.id == carried
    assert [topics.recalled(gone) for gone in ("aip", "frobnicate", "")] == [None, None, None]


def test_the_longest_topic_fits_the_longest_button(bank: Bank, topics: Topics) -> None:
    first, second = sorted(bank.services, key=len)[-2:]
    longest = max((*topics.all, f"{first}+{second}", "x" * LONGEST), key=len)
    carried = {"posting": str((1 << 63) - 1), "letter": "A", "placed": "ABCDEF", "slot": "6"}
    assert button_id(Call("place", {**carried, "topic": longest, "level": "medium"}))
