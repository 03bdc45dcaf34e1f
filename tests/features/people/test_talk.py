"""Plain words are small talk, a command with a slip, or a question about services."""

from __future__ import annotations

import pytest

from bot.chat.plain import plain_text
from bot.chat.request import Actor, Address, Call, Request
from tests.conftest import House

ALONE = Address("slack:T1", "D1")


async def told(house: House, line: str, locale: str = "en") -> str:
    """Return the reply to a line."""
    actor = Actor("slack", "T1.U1", "ana", locale)
    return plain_text(await house.dispatcher.handle(Request("1", actor, ALONE, Call("said", {"line": line}))))


@pytest.mark.parametrize("line", ["oi", "Olá!", "Bom dia", "hi", "Hello :)", "thanks!", "tudo bem?"])
async def test_small_talk_is_answered_with_what_can_be_asked(house: House, line: str) -> None:
    assert (await told(house, line, "pt-BR")).startswith("O que você pode pedir")


@pytest.mark.parametrize(
    "line", ["what is drift?", "o que é drift?", "explain drift", "me explica o que é drift", "drift"]
)
async def test_a_question_in_plain_words_finds_a_service(house: House, line: str) -> None:
    assert "Model Monitor" in await told(house, line)


@pytest.mark.parametrize("line", ["qiuz", "leaderbord week"])
async def test_a_slip_of_a_command_is_taken_for_one(house: House, line: str) -> None:
    assert "Did you mean /" in await told(house, line)
