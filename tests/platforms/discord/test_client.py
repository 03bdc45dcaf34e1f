"""The connection comes up, comes back, and says clearly when it never will."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.platforms.discord import client
from bot.platforms.discord.client import Discord
from bot.ports.platform import PlatformUnusable
from tests.conftest import House
from tests.loopback.discord.person import answered, text_of
from tests.loopback.discord.server import TOKEN, LoopbackDiscord
from tests.loopback.discord.stage import Stage
from tests.platforms.test_retry import Chance
from tests.support.loop import steered


async def works(stage: Stage) -> bool:
    """Ask something and see that it is answered."""
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    return "Model Monitor" in text_of(told.message or {})


def prova(house: House, token: str = TOKEN, shards: tuple[range, int] | None = None) -> Discord:
    return Discord(house.dispatcher, token, shards, random.Random(7))


async def test_no_privileged_intent_is_asked_for_and_nothing_but_guilds_is_kept(stage: Stage) -> None:
    assert stage.server.identifies[0]["intents"] == 1
    assert await works(stage)
    running = stage.prova._client
    assert running is not None
    assert (len(running.guilds), len(running.users), len(running.cached_messages)) == (1, 1, 0)
    assert running.users[0] == running.user
    assert running.persistent_views == []
    assert running._connection._view_store._views == {}


async def test_a_cut_connection_is_resumed_and_no_click_is_lost(stage: Stage) -> None:
    assert await works(stage)
    stage.server.cut()
    interaction = await stage.person().command("which", {"about": "drift"})
    assert "Model Monitor" in text_of((await answered(interaction)).message or {})
    assert stage.server.resumes == 1
    assert len(stage.server.identifies) == 1


async def test_a_request_to_reconnect_is_followed_by_a_resume(stage: Stage) -> None:
    await stage.server.op(7)
    await stage.server.until(lambda: stage.server.resumes == 1)
    assert await works(stage)


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_is_resumed_or_begun_anew(stage: Stage, resumable: bool) -> None:
    await stage.server.op(9, resumable)
    if resumable:
        await stage.server.until(lambda: stage.server.resumes == 1)
    else:
        await stage.server.until(lambda: len(stage.server.identifies) == 2)
    assert await works(stage)


async def test_a_session_that_is_lost_is_begun_anew(stage: Stage) -> None:
    sessions = list(stage.server.sessions.values())
    stage.server.forget_sessions()
    for session in sessions:
        await session.ws.close(code=4009)
    await stage.server.until(lambda: len(stage.server.identifies) == 2)
    assert await works(stage)


async def test_an_outage_is_survived(server: LoopbackDiscord, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is away when Prova starts, and comes later."""
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.01)
    server.down = True
    one = prova(house)
    running = asyncio.create_task(one.run())
    try:
        await server.until(lambda: len(server.requests("GET", "users/@me")) >= 3)
        server.down = False
        await server.until(lambda: bool(server.sessions) and bool(server.commands))
        assert await works(Stage(server, one, house, running))
    finally:
        await one.stop(1)
        await running


async def test_a_wrong_token_is_one_sentence(server: LoopbackDiscord, house: House) -> None:
    with pytest.raises(PlatformUnusable, match="Discord refuses DISCORD_TOKEN: copy the token") as raised:
        await prova(house, "wrong").run()
    assert "wrong" not in str(raised.value)


async def test_a_token_that_the_gateway_refuses_is_one_sentence(server: LoopbackDiscord, house: House) -> None:
    one = prova(house)
    running = asyncio.create_task(one.run())
    await server.until(lambda: bool(server.sessions))
    server.token = "another"  # noqa: S105 - not a secret
    for session in list(server.sessions.values()):
        await session.ws.close(code=4004)
    with pytest.raises(PlatformUnusable, match="DISCORD_TOKEN"):
        await running


async def test_refused_intents_are_one_sentence(server: LoopbackDiscord, house: House) -> None:
    server.refuse_intents = True
    with pytest.raises(PlatformUnusable, match="gateway intent"):
        await prova(house).run()


@pytest.mark.parametrize("code", sorted(client.FATAL))
async def test_every_lasting_refusal_of_the_gateway_has_its_sentence(
    server: LoopbackDiscord, house: House, code: int
) -> None:
    one = prova(house)
    running = asyncio.create_task(one.run())
    await server.until(lambda: bool(server.sessions))
    for session in list(server.sessions.values()):
        await session.ws.close(code=code)
    with pytest.raises(PlatformUnusable) as raised:
        await running
    assert str(raised.value) == client.FATAL[code]


async def test_shards_of_this_process_are_the_ones_that_connect(house: House, server: LoopbackDiscord) -> None:
    server.guilds = [str((number << 22) + 7) for number in range(8)]
    one = prova(house, shards=(range(1, 3), 4))
    running = asyncio.create_task(one.run())
    try:
        await server.until(lambda: len(server.identifies) == 2)
        assert sorted(tuple(each["shard"]) for each in server.identifies) == [(1, 4), (2, 4)]
        mine = next(guild for guild in server.guilds if (int(guild) >> 22) % 4 == 2)
        told = await answered(await Stage(server, one, house, running).person(guild=mine).command("help"))
        assert "What you can ask" in text_of(told.message or {})
    finally:
        await one.stop(1)
        await running


async def test_the_number_of_shards_is_discords_to_say(house: House, server: LoopbackDiscord) -> None:
    server.shards = 2
    one = prova(house)
    running = asyncio.create_task(one.run())
    try:
        await server.until(lambda: len(server.identifies) == 2)
        assert [each["shard"] for each in server.identifies] == [[0, 2], [1, 2]]
    finally:
        await one.stop(1)
        await running


async def test_leaving_a_guild_is_noted_and_changes_nothing_else(stage: Stage) -> None:
    guild = stage.server.guilds[0]
    await stage.server.emit("GUILD_DELETE", {"id": guild}, guild)
    await stage.server.emit("CHANNEL_DELETE", {"id": str(int(guild) + 1), "guild_id": guild, "type": 0}, guild)
    assert await works(stage)


async def test_an_outage_leaves_no_long_pause_for_the_next(stage: Stage) -> None:
    """The exponent of discord.py's pauses is capped once the shard is connected, and starts anew after every return."""
    assert await works(stage)
    running = stage.prova._client
    assert running is not None
    shard = running.get_shard(0)
    assert shard is not None
    backoff = shard._parent._backoff
    for _ in range(20):
        assert 0 <= backoff.delay() <= 2**client.LONGEST_EXPONENT
    assert backoff._exp == client.LONGEST_EXPONENT
    stage.server.cut()
    await stage.server.until(lambda: stage.server.resumes == 1)
    assert await works(stage)
    assert backoff._exp == 0


def test_pauses_between_connections_grow_until_one_has_lasted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections end at once, three times; then one lasts a minute, and the pauses begin anew."""
    lasting, begun = [0.0, 0.0, 0.0, 61.0, 0.0, 0.0], []

    class Broken:
        """A connection that lasts a while and breaks."""

        def __init__(self, *_: object) -> None:
            """Take nothing."""

        async def start(self, _token: str) -> None:
            """Last as long as is laid down; with the last one, the platform is stopped."""
            begun.append(asyncio.get_running_loop().time())
            if len(begun) == len(lasting):
                await platform.stop(0)
            await asyncio.sleep(lasting[len(begun) - 1])
            raise OSError

        async def close(self) -> None:
            """Close at once."""

    monkeypatch.setattr(client, "Client", Broken)
    platform = Discord(None, "token", None, Chance())  # type: ignore[arg-type] # no one is answered
    steered(platform.run())
    assert begun == pytest.approx([0, 1, 3, 7, 7 + 61 + 1, 7 + 61 + 1 + 2])
