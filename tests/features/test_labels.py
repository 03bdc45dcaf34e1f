"""A label never repeats the text behind it, on any card that the bank can become."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.chat.markup import text_of
from bot.chat.plain import plain_text
from bot.chat.reply import Facts, Reply
from bot.chat.wording import VOICES
from bot.content.model import Bank
from bot.domain.text import fold
from bot.features.lookup.compare import compared
from tests.support.cards import all_cards

CHOOSE = re.compile(r"\b(?:choose|escolha) (?:\d|two|three|duas|dois|três)\b")


def rows(reply: Reply) -> Iterator[tuple[str, str]]:
    """Yield the labels and texts of a card, folded."""
    for block in reply.blocks:
        for row in block.rows if isinstance(block, Facts) else ():
            yield fold(row.label), fold(text_of(row.value))


def test_no_label_is_said_twice(bank: Bank) -> None:
    """Nor is the number to be chosen, as in "Choose TWO." with "Choose 2." below."""
    for voice in VOICES.values():
        cards = [reply for _, reply in all_cards(bank, voice)]
        near = (
            (one, bank.services[to.with_])
            for one in bank.services.values()
            for to in one.contrasts[:1]
            if to.with_ in bank.services
        )
        for card in (*cards, *(compared(one, two, voice, frozenset()) for one, two in near)):
            for label, text in rows(card):
                assert not label or not text.startswith(label), label
            if card.choice:
                assert len(CHOOSE.findall(plain_text(card).lower())) <= 1, card.title
