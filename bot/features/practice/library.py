"""The library: the present bank, and the former revisions of questions that were asked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.model import Bank, Question
from bot.domain.errors import QuestionGone
from bot.domain.records import Posting


class Library:
    """Finds the question behind a posting."""

    def __init__(self, bank: Bank, former: Mapping[tuple[str, str], Question]) -> None:
        """Build the library from the bank and the questions asked in another revision, by id and revision."""
        self.bank = bank
        self._former = former

    def asked(self, posting: Posting) -> Question:
        """Return a posting's question as it was asked.

        One whose revision was never kept is the bank's, if its options are the ones shown. Raises QuestionGone.
        """
        current = self.bank.questions.get(posting.question)
        if current and current.revision == posting.revision:
            return current
        question = self._former.get((posting.question, posting.revision), current)
        if question is None or {option.id for option in question.options} != set(posting.order):
            raise QuestionGone
        return question

    def recalled(self, posting: Posting) -> Question | None:
        """Return a posting's question as it was asked, or None when it is not known any more."""
        try:
            return self.asked(posting)
        except QuestionGone:
            return None
