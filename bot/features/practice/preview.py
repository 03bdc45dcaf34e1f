"""The preview for authors: a question or a service as learners will see it, in both languages."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

from bot.chat.reply import Reply
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bank, Question
from bot.domain.kinds import PostingKind
from bot.features.lookup.service_card import service_blocks
from bot.features.practice.asking import new_posting
from bot.features.practice.cards import question_card
from bot.features.practice.explaining import explanation


def preview(bank: Bank, id_: str) -> list[Reply]:
    """Return the cards of a question or a service, English first; none for an unknown id."""
    if question := bank.questions.get(id_):
        return [card for voice in VOICES.values() for card in _question(bank, question, voice)]
    if service := bank.services.get(id_):
        return [Reply(service.name, service_blocks(bank, service, voice)) for voice in VOICES.values()]
    return []


def _question(bank: Bank, question: Question, voice: Voice) -> list[Reply]:
    """Return the open question and its explanation, the options in the order in which they are written."""
    posting = replace(
        new_posting(PostingKind.PRACTICE, "", question, random.Random(0), datetime.fromtimestamp(0, UTC)),
        order=tuple(option.id for option in question.options),
    )
    return [
        question_card(bank, question, posting, {}, voice),
        Reply(f"{question.id} · {question.revision}", tuple(explanation(question, posting, voice, situations=True))),
    ]
