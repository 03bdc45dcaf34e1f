"""A question that is kept as text is the same question again."""

from __future__ import annotations

import json

import pytest

from bot.content.model import Bank
from bot.content.reading.editions import as_text, from_text


def test_every_question_comes_back_as_it_was(bank: Bank) -> None:
    for question in bank.questions.values():
        assert from_text(as_text(question)) == question


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "no json", '[{"id": "x"}]'])
def test_a_text_that_holds_no_question_is_none(text: str) -> None:
    assert from_text(text) is None


def test_what_is_kept_is_readable(bank: Bank) -> None:
    """Other programs may read the database too."""
    question = next(iter(bank.questions.values()))
    (kept,) = json.loads(as_text(question))
    assert kept["stem"] == {"en": question.stem.en, "pt-BR": question.stem.pt_br}
