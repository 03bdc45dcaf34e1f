"""The daily question as one learner meets it: shown to them alone, and answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from bot.chat.reply import Reply
from bot.content.model import Question
from bot.domain.errors import StaleButton, StoreUnavailable
from bot.domain.following import streak_of
from bot.domain.kinds import RULES, PostingKind
from bot.domain.records import Recorded
from bot.domain.streak import Streak
from bot.features.asker import Asker
from bot.features.practice.asking import Asking, is_over
from bot.features.practice.cards import Again, closed_card, question_card, verdict_card
from bot.features.practice.library import Library
from bot.ports.clock import Clock
from bot.ports.store import Boards, Postings


class DailyAnswersStore(Postings, Boards, Protocol):
    """The part of the store that a daily answer is shown from."""


class DailyAnswers:
    """The policy of daily questions: after an answer comes the verdict with the streak."""

    def __init__(
        self,
        library: Library,
        store: DailyAnswersStore,
        asking: Asking,
        clock: Clock,
        note_answer: Callable[[int], None],
    ) -> None:
        """Build the policy over the bank and the store; *note_answer* gets the posting of each answer."""
        self._library = library
        self._store = store
        self._clock = clock
        self._note_answer = note_answer
        asking.register(PostingKind.DAILY, self)

    async def today(self, asker: Asker, *, posting: int) -> Reply:
        """Show a daily question to the asker alone, open or, when it is too late, explained.

        Raises UnknownPosting, and StaleButton for a posting to another learner.
        """
        shown = await self._store.posting(posting)
        if RULES[shown.kind].personal:
            raise StaleButton
        question, voice = self._library.asked(shown), await asker.voice()
        if is_over(shown, self._clock()):
            return closed_card(self._library.bank, question, shown, {}, voice)
        return question_card(self._library.bank, question, shown, {}, voice)

    async def follow(self, asker: Asker, question: Question, recorded: Recorded, again: Again) -> Reply:
        """Note the answer for the counter of the channel's message, and return the verdict with the streak."""
        self._note_answer(recorded.posting.id)
        run = await self._streak(asker, recorded)
        return verdict_card(self._library.bank, question, recorded, again, await asker.voice(), run)

    async def _streak(self, asker: Asker, recorded: Recorded) -> Streak | None:
        """Return the learner's streak, or None where the store does not answer: the answer is durable all the same."""
        with suppress(StoreUnavailable):
            history = await self._store.study(asker.person)
            return streak_of(history, asker.zone_of(recorded.learner), recorded.answer.local_date)
        return None
