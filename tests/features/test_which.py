"""A service's card offers what there is."""

from __future__ import annotations

import pytest

from bot.chat.plain import plain_text
from bot.chat.wording import VOICES
from bot.content.lookup import Index
from bot.content.model import LANGUAGES, Bank
from bot.features.ports import Found
from bot.features.which import answer, catalogue


def test_a_quiz_is_offered_where_there_are_questions_and_nowhere_else(bank: Bank) -> None:
    taught = {question.teaches for question in bank.questions.values()}
    assert set(bank.services) - taught == {"a2i", "kendra"}
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
