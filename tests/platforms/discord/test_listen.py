"""Interactions come in and replies go out, in one round trip where that is quick enough."""

from __future__ import annotations

from tests.loopback.discord.person import answered, is_private, text_of
from tests.loopback.discord.stage import Stage


async def test_a_command_is_answered_privately_in_one_round_trip(stage: Stage) -> None:
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert told.message is not None
    assert "Model Monitor" in text_of(told.message)
    assert is_private(told)
    assert [one.path.rpartition("/")[2] for one in stage.server.requests("POST", "callback")] == ["callback"]
    assert stage.server.requests("PATCH", "") == []
