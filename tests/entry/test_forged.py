"""An id that nobody was given, of any kind, gets one sentence on each platform, and the log no traceback."""

from __future__ import annotations

import logging

import pytest

from bot.chat.button_ids import VERSION, pressed, wanting
from bot.chat.intents import CATALOGUE
from bot.chat.request import Actor, Address, Request
from bot.chat.wording import VOICES
from bot.platforms.discord.render import card
from bot.platforms.slack.render import message, modal
from bot.platforms.terminal.channels import TerminalChannels
from tests.conftest import House

FORGED = (
    "neo",
    "clarify",
    "clarify+clarify",
    "clarify+neo",
    "0",
    "-1",
    "+1",
    "1e9",
    "9" * 60,
    "A",
    "-",
    "on",
    "2026-02-30",
)


@pytest.mark.parametrize("platform", ["discord", "slack"])
@pytest.mark.parametrize("intent", [*CATALOGUE])
async def test_a_forged_id_ends_in_one_sentence(
    house: House, caplog: pytest.LogCaptureFixture, intent: str, platform: str
) -> None:
    caplog.set_level(logging.ERROR)
    house.prova.channels[platform] = TerminalChannels()
    name, many = intent.replace(" ", "-"), len(CATALOGUE[intent].params)
    for value in FORGED:
        for count in range(many + 1):
            call = pressed(":".join([VERSION, name, *[value] * count]))
            if wanting(call):
                continue  # a form or a menu asks for the rest
            actor = Actor(platform, "T1.U1", "ana", admin=True)
            reply = await house.dispatcher.handle(Request("1", actor, Address(f"{platform}:1", "5"), call))
            assert reply.title
            if platform == "discord":
                card(reply)
            else:
                message(reply)
                modal(reply, VOICES["en"])
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("service", ["neo", "clarify"])
async def test_a_pair_of_one_service_is_no_pair(house: House, service: str) -> None:
    request = Request(
        "1", Actor("discord", "1", "ana"), Address("discord:1", "5"), pressed(f"x1:pair:{service}:{service}")
    )
    assert "This button is from another version of Prova." in (await house.dispatcher.handle(request)).title
