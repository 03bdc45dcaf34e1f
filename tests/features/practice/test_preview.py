"""An author sees a question or a service in both languages, its options as they are written."""

from __future__ import annotations

from bot.chat.reply import Options
from bot.content.model import Bank
from bot.features.practice.preview import preview
from tests.support.questions import first_of


def test_a_question_is_shown_open_and_explained_in_english_and_then_in_portuguese(bank: Bank) -> None:
    question = first_of(bank)
    cards = preview(bank, question.id)
    shown = [block.options for card in cards for block in card.blocks if isinstance(block, Options)]
    assert [bool(card.choice) for card in cards] == [True, False, True, False]
    for options, language in zip(shown, ("en", "en", "pt-BR", "pt-BR"), strict=True):
        texts = ["".join(span.text for span in option.text) for option in options]
        written = [one.text.in_(language).replace("**", "").replace("`", "") for one in question.options]  # type: ignore[arg-type]
        assert texts == written
    assert [option.right for option in shown[1]] == [one.id in question.key for one in question.options]
    assert cards[1].title.endswith(question.revision)


def test_a_service_is_shown_in_both_languages(bank: Bank) -> None:
    english, portuguese = preview(bank, "clarify")
    assert english.title == portuguese.title == bank.services["clarify"].name
    assert english.blocks != portuguese.blocks


def test_what_is_not_there_has_no_cards(bank: Bank) -> None:
    assert preview(bank, "gone") == []
