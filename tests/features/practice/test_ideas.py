"""Ideas are found by their words, in the texts of the questions that are about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.content.model import Bank, Question
from bot.domain.text import fold
from bot.features.practice.ideas import FEW, Ideas


@pytest.fixture(scope="module")
def ideas(bank: Bank) -> Ideas:
    """The ideas of the project's own bank."""
    return Ideas(bank.questions)


def texts(question: Question) -> Iterator[str]:
    """Yield the texts of a question that may speak of an idea."""
    for text in (question.stem, question.deciding, *(one.text for one in question.options)):
        yield from (text.en, text.pt_br)
    yield from (text for one in question.options for text in (one.why.en, one.why.pt_br))


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        ("overfitting", "overfit"),
        ("Overfit", "overfit"),
        ("temperature", "temperatur"),
        ("temperatura", "temperatur"),
        ("embeddings", "embedding"),
        ("hallucination", "hallucination"),
        ("alucinação", "alucina"),
        ("chain of thought", "of thought"),
        ("matriz de confusão", "matriz de confusao"),
        ("clustering", "cluster"),
        ("F1", "f1"),
    ],
)
def test_an_idea_leads_to_questions_whose_text_is_about_it(bank: Bank, ideas: Ideas, words: str, stem: str) -> None:
    found = ideas.find(words.lower())
    assert found
    for one in found:
        assert any(stem in fold(text).replace("-", " ") for text in texts(bank.questions[one]))


def test_the_very_words_count_before_other_endings_of_them(bank: Bank, ideas: Ideas) -> None:
    """An embedding is no embedded device."""
    about = [bank.questions[one] for one in ideas.find("embeddings")]
    assert len(about) >= FEW
    assert all("embedding" in " ".join(texts(one)).lower() for one in about)


@pytest.mark.parametrize("words", ["banana", "to be", "ml", "20", "2.1", "model", "", "?", "x" * 41])
def test_words_that_say_nothing_in_particular_are_no_idea(ideas: Ideas, words: str) -> None:
    assert ideas.find(words) == ()


def test_an_idea_is_named_with_the_accents_that_a_button_does_not_carry(ideas: Ideas) -> None:
    assert ideas.name("matriz de confusao").pt_br == "“matriz de confusão”"
    assert ideas.name("alucinação").en == "“alucinação”"
    assert ideas.name("nowhere").en == "“nowhere”"
