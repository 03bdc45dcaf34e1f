"""First responses go straight to Discord's callback, and its answers are heard."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from bot.platforms.discord import listen
from bot.platforms.discord.respond import Limited
from tests.loopback.discord.person import answered, buttons, is_private, text_of
from tests.loopback.discord.server import Fault
from tests.loopback.discord.stage import Stage


def test_a_limit_is_waited_out_for_as_long_as_discord_says() -> None:
    response: Any = SimpleNamespace(status=429, reason="Too Many Requests")
    assert listen._passes(Limited(response, {"retry_after": 1.5, "message": "slower"})) == 1.5
    assert listen._passes(Limited(response, {})) == 0.0


async def test_a_refusal_of_a_change_in_place_is_told_in_private_below_the_message(stage: Stage) -> None:
    person = stage.person(app_permissions="0")
    page = (await answered(await person.command("settings"))).message or {}
    before = json.dumps(page)
    refusal = {"code": 50001, "message": "Missing Access"}
    stage.server.faults.append(Fault("POST", "callback", status=403, body=refusal))
    told = await answered(await person.press(page, buttons(page)[0]["custom_id"]))
    assert told.acknowledged == 4
    assert is_private(told)
    assert "Um admin precisa me dar: Ver canal" in text_of(told.message or {})
    assert json.dumps(page) == before


async def test_a_broken_answer_without_json_is_heard_too(stage: Stage) -> None:
    """Discord's own doors answer in HTML."""
    stage.server.faults.append(Fault("POST", "callback", status=502, headers={"Content-Type": "text/html"}))
    stage.server.faults.append(Fault("POST", "callback", status=429, headers={"Content-Type": "text/html"}))
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert "Model Monitor" in text_of(told.message or {})
