"""A service's card offers what there is."""

from __future__ import annotations

from bot.chat.wording import VOICES
from bot.content.model import Bank
from bot.features.ports import Found
from bot.features.which import answer


def test_a_quiz_is_offered_where_there_are_questions_and_nowhere_else(bank: Bank) -> None:
    taught = {question.teaches for question in bank.questions.values()}
    assert set(bank.services) - taught == {"a2i", "kendra"}
    for service in bank.services:
        card = answer(bank, Found((service,), confident=True), VOICES["en"])
        labels = [button.label for button in card.buttons]
        assert labels[-2:] == ["Quiz me on it", "Share"] if service in taught else "Quiz me on it" not in labels
