"""A question is found as it was asked, and only where its options are the ones that were shown."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.content.model import Bank, Question
from bot.domain.errors import QuestionGone
from bot.features.practice.library import Library
from tests.support.questions import first_of, posting_of


def without(bank: Bank, question: Question) -> Bank:
    """Return a bank that a question has left."""
    return replace(
        bank, questions=MappingProxyType({key: one for key, one in bank.questions.items() if one != question})
    )


def test_a_question_of_the_banks_revision_is_the_banks(bank: Bank) -> None:
    question = first_of(bank)
    other = replace(question, level="other")  # type: ignore[arg-type]
    library = Library(bank, {(question.id, question.revision): other})
    assert library.asked(posting_of(question)) is question


def test_a_question_of_another_revision_is_the_one_that_was_asked(bank: Bank) -> None:
    question = first_of(bank)
    former = replace(question, revision="former")
    library = Library(bank, {(question.id, "former"): former, (question.id, "older"): question})
    assert library.asked(posting_of(former)) is former
    assert Library(without(bank, question), {(question.id, "former"): former}).asked(posting_of(former)) is former


def test_one_that_was_never_kept_is_the_banks_if_its_options_are_the_ones_shown(bank: Bank) -> None:
    question = first_of(bank)
    posting = posting_of(question, revision="never kept")
    library = Library(bank, {})
    assert library.asked(posting) is question
    assert library.asked(replace(posting, order=tuple(reversed(posting.order)))) is question
    for order in (posting.order[:-1], (*posting.order, "more"), (*posting.order[:-1], "other")):
        with pytest.raises(QuestionGone):
            library.asked(replace(posting, order=order))


def test_what_nobody_knows_any_more_is_gone_or_nothing(bank: Bank) -> None:
    question = first_of(bank)
    library = Library(without(bank, question), {})
    with pytest.raises(QuestionGone):
        library.asked(posting_of(question))
    assert library.recalled(posting_of(question)) is None
    assert Library(bank, {}).recalled(posting_of(question)) is question
