"""Every card that the bank can become, for the contracts of the renderers."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from rich.console import Console

from bot.chat.markup import plain
from bot.chat.reply import Note, Reply
from bot.chat.wording import Voice
from bot.content.model import Bank, Question
from bot.domain.grading import LETTERS
from bot.domain.kinds import PostingKind
from bot.domain.records import Answer, Learner, Person, Posting, Recorded
from bot.features.lookup.service_card import ServiceCards, service_blocks
from bot.features.lookup.which import answer
from bot.features.practice.cards import closed_card, others_card, question_card, verdict_card
from bot.platforms.terminal.render import card
from bot.ports.lookup import Found
from tests.conftest import SteeredClock

NOON = SteeredClock().now
AGAIN = {"topic": "automatic-model-tuning+asynchronous-inference", "level": "medium"}
"""The longest values that the buttons of a question carry on."""


PROMPT = 1
"""The terminal's line that is typed into."""


def height_of(reply: Reply, columns: int = 80) -> int:
    """Return the lines that a card takes in a terminal, an address that is too long for one counted as two."""
    out = io.StringIO()
    Console(file=out, width=columns, highlight=False, color_system=None).print(card(reply), crop=False)
    return sum(math.ceil(len(line) / columns) or 1 for line in out.getvalue().splitlines())


def posting_of(question: str, revision: str, order: tuple[str, ...]) -> Posting:
    """Return a posting whose id is as long as one can be."""
    return Posting((1 << 63) - 1, PostingKind.PRACTICE, "platform:1", question, revision, order, NOON)


def recorded_of(question: Question, order: tuple[str, ...], chosen: tuple[str, ...], *, correct: bool) -> Recorded:
    """Return an earlier answer to a question whose options were shown in an order."""
    posting = posting_of(question.id, question.revision, order)
    given = Answer(
        posting.id, 1, "platform:1", question.id, chosen, correct, 2, True, NOON, date(2026, 11, 23), NOON.date()
    )
    return Recorded(posting, Learner(1, Person("platform", "1"), "ana"), given, new=False, total=12_345)


def without_places(reply: Reply) -> Reply:
    """Return a question without the ways to arrange its options, of which each platform has its own."""
    return replace(reply, choice=reply.choice and replace(reply.choice, places=None))


def all_cards(bank: Bank, voice: Voice) -> Iterator[tuple[str, Reply]]:
    """Yield every card that the bank can become: each question open, right, wrong and closed, and each service."""
    for question in bank.questions.values():
        order = tuple(option.id for option in question.options)
        posting = posting_of(question.id, question.revision, order)
        yield question.id, question_card(bank, question, posting, AGAIN, voice)
        for size in range(1, len(order) + 1 if question.kind.is_arranged else 0):
            half = LETTERS[: len(order)][::-1][:size]
            yield question.id, question_card(bank, question, posting, AGAIN, voice, half=half)
        yield question.id, closed_card(bank, question, posting, AGAIN, voice)
        for correct in (True, False):
            chosen = tuple(question.key) if correct else order[: len(question.key)]
            recorded = recorded_of(question, order, chosen, correct=correct)
            yield question.id, verdict_card(bank, question, recorded, AGAIN, voice)
            yield question.id, others_card(bank, question, posting, chosen, AGAIN, voice)
    cards = ServiceCards(bank)
    for service in bank.services.values():
        yield service.id, answer(cards, Found((service.id, "clarify"), confident=True, close=True), voice)
        yield service.id, cards.whole(service.id, voice)
        yield service.id, Reply(service.name, (*service_blocks(bank, service, voice), Note(plain("x" * 60))))
    ids = tuple(bank.services)
    yield "candidates", answer(cards, Found(ids[:3], confident=False), voice)
