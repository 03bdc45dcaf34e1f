"""What goes wrong on the way to Discord and back: the person is answered once, and told nothing false."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot.chat.reply import Reply
from bot.features.asker import Asker
from bot.platforms import in_time
from bot.platforms.discord import client, listen
from tests.conftest import House
from tests.loopback.discord.person import answered, buttons, is_private, text_of
from tests.loopback.discord.server import Fault, LoopbackDiscord
from tests.loopback.discord.stage import Stage, connected

LIMITED = {"message": "You are being rate limited.", "retry_after": 0.05, "global": False}
VIA = {"Via": "1.1 google"}
OTHER = [{"name": "other", "description": "Another command", "type": 1}]


async def told_of_commands(stage: Stage) -> None:
    """Wait until Discord has been told of the commands, or it was given up."""
    running = stage.prova._client
    assert running is not None
    assert running._registering is not None
    await running._registering


@pytest.mark.parametrize("status", [500, 502, 503, 520])
async def test_a_broken_answer_to_the_first_response_is_tried_again(stage: Stage, status: int) -> None:
    stage.server.faults.append(Fault("POST", "callback", status=status))
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert "Model Monitor" in text_of(told.message or {})


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_first_response_that_fails_twice_is_shown_by_our_own_quick_tries(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """discord.py pauses 1 s and 3 s, and Discord takes no first response after 3 s."""

    async def sleep(seconds: float) -> None:
        raise AssertionError(f"discord.py pauses {seconds} s")

    monkeypatch.setattr(discord.webhook.async_, "asyncio", SimpleNamespace(Lock=asyncio.Lock, sleep=sleep))
    stage.server.faults.append(Fault("POST", "callback", status=status, times=2))
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert "Model Monitor" in text_of(told.message or {})
    assert sum(listen.AGAIN) < 1
    assert len(stage.server.requests("POST", "callback")) == 3


@pytest.mark.parametrize("headers", [VIA, {}], ids=["via", "no via"])
async def test_a_rate_limit_on_the_first_response_is_waited_out(stage: Stage, headers: dict[str, str]) -> None:
    stage.server.faults.append(Fault("POST", "callback", status=429, headers=headers, body=LIMITED))
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert "Model Monitor" in text_of(told.message or {})


@pytest.mark.parametrize("status", [None, 500, 503], ids=["cut", "500", "503"])
async def test_a_first_response_whose_confirmation_is_lost_is_shown_once_and_no_error(
    stage: Stage, status: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    stage.server.faults.append(Fault("POST", "callback", status=status, done=True))
    person = stage.person()
    told = await answered(await person.command("which", {"about": "drift"}))
    await stage.server.until(lambda: len(stage.server.requests("POST", "callback")) == 2)
    await answered(await person.command("help"))
    assert "Model Monitor" in text_of(told.message or {})
    assert len(stage.server.messages) == 2
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


async def test_a_cut_line_before_the_first_response_is_tried_again(stage: Stage) -> None:
    stage.server.faults.append(Fault("POST", "callback", times=2))
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert "Model Monitor" in text_of(told.message or {})


@pytest.mark.parametrize("done", [True, False], ids=["carried out", "not carried out"])
@pytest.mark.parametrize("status", [None, 429, 500, 503, 520])
async def test_an_edit_is_repeated_until_it_is_confirmed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int | None, done: bool
) -> None:
    """The reply to slower work arrives once, whatever happens to the edit; nothing is posted beside it."""
    monkeypatch.setattr(in_time, "PATIENCE", 0.0)
    monkeypatch.setattr(listen, "EDIT_AGAIN", (0.01, 0.01, 0.01))
    stage.server.faults.append(Fault("PATCH", "@original", status=status, body=LIMITED, done=done))
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    await stage.server.until(lambda: len(stage.server.requests("PATCH", "@original")) == 2)
    assert "Model Monitor" in text_of(told.message or {})
    assert stage.server.requests("POST", "webhooks") == []
    assert len({message["id"] for message in stage.server.messages.values()}) == 1


@pytest.mark.parametrize("status", [None, 500], ids=["cut", "500"])
async def test_an_acknowledgement_whose_confirmation_is_lost_is_followed_by_the_reply(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int | None
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 0.0)
    stage.server.faults.append(Fault("POST", "callback", status=status, done=True))
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert told.acknowledged == 5
    assert "Model Monitor" in text_of(told.message or {})


@pytest.mark.parametrize(("patience", "method", "path"), [(5.0, "POST", "callback"), (0.0, "PATCH", "@original")])
async def test_a_file_is_whole_when_it_is_sent_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, patience: float, method: str, path: str
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", patience)
    monkeypatch.setattr(listen, "EDIT_AGAIN", (0.01,))
    person = stage.person()
    await answered(await person.command("settings language", {"language": "en"}))
    stage.server.faults.append(Fault(method, path))
    told = await answered(await person.command("settings export"))
    assert f'"user_id": "{person.id}"' in text_of(told.message or {})


def http_error(status: int, code: int) -> discord.HTTPException:
    """Return the error that discord.py raises for an answer of Discord's."""
    response: Any = SimpleNamespace(status=status, reason="x")
    return discord.HTTPException(response, {"code": code, "message": "x"})


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (http_error(500, 0), True),
        (http_error(429, 0), True),
        (http_error(499, 0), False),
        (http_error(503, listen.ALREADY), False),
        (http_error(503, 10008), False),
        (aiohttp.ClientError(), True),
        (TimeoutError(), True),
        (ValueError(), False),
    ],
)
def test_faults_of_the_line_and_the_server_pass_and_refusals_do_not(error: Exception, passes: bool) -> None:
    assert listen._passes(error) == (0.0 if passes else None)


@pytest.mark.parametrize("code", sorted(listen.GONE))
async def test_a_response_that_comes_too_late_is_none_and_no_error(code: int) -> None:
    async def send() -> None:
        raise http_error(404, code)

    assert {10003, 10008, 10015, 10062} == listen.GONE
    assert not await listen._insist(send, (9.0,))


async def test_a_lost_confirmation_of_an_answer_counts_once(stage: Stage) -> None:
    person = stage.person()
    for _ in range(40):
        card = (await answered(await person.command("quiz"))).message or {}
        if len(buttons(card)) > 2:
            break
    stage.server.faults.append(Fault("POST", "callback", done=True))
    told = await answered(await person.press(card, buttons(card)[0]["custom_id"]))
    assert "You've answered this one before" not in text_of(told.message or {})


@pytest.mark.parametrize("code", [10062, 10003, 10015])
async def test_whoever_is_gone_is_let_go_and_the_next_is_answered(
    stage: Stage, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    stage.server.faults.append(Fault("POST", "callback", status=404, body={"code": code, "message": "Unknown"}))
    person = stage.person()
    await person.command("which", {"about": "drift"})
    await stage.server.until(lambda: not stage.server.faults)
    assert "Model Monitor" in text_of((await answered(await person.command("which", {"about": "drift"}))).message or {})
    assert "came too late to be answered" in caplog.text
    assert [record for record in caplog.records if record.exc_info] == []


async def test_an_interaction_that_discord_has_forgotten_is_let_go(stage: Stage) -> None:
    person = stage.person()
    await person.command("quiz", alive=False)
    assert "What you can ask" in text_of((await answered(await person.command("help"))).message or {})


async def test_missing_permissions_are_named_to_the_person_in_private(stage: Stage) -> None:
    refusal = {"code": 50013, "message": "Missing Permissions"}
    stage.server.faults.append(Fault("POST", "callback", status=403, body=refusal))
    view_only = str(1 << 10)
    person = stage.person(locale="pt-BR", app_permissions=view_only)
    stage.house.dispatcher._handlers["leaderboard"] = stage.house.dispatcher._handlers["help"]  # type: ignore[index]
    told = await answered(await person.command("leaderboard"))
    expected = "Enviar mensagens, Enviar mensagens em tópicos, Ver histórico de mensagens"
    assert f"Um admin precisa me dar: {expected}." in text_of(told.message or {})
    assert is_private(told)


async def test_missing_permissions_after_the_acknowledgement_are_named_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 0.0)
    refusal = {"code": 50001, "message": "Missing Access"}
    stage.server.faults.append(Fault("PATCH", "@original", status=403, body=refusal))
    told = await answered(await stage.person(app_permissions="0").command("leaderboard"))
    assert "An admin needs to give me: View Channel" in text_of(told.message or {})


async def test_an_event_that_cannot_be_read_ends_nothing(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    session = stage.server.session_of(stage.server.guilds[0])
    for payload in ({}, {"id": "x"}, {"type": 3, "data": {}}, {"type": 2, "id": "1", "token": "t", "version": 1}):
        await stage.server.emit("INTERACTION_CREATE", payload, stage.server.guilds[0])
    told = await answered(await stage.person().command("help"))
    assert "What you can ask" in text_of(told.message or {})
    assert stage.server.session_of(stage.server.guilds[0]) is session
    assert "could not be read" in caplog.text


async def test_what_is_under_way_is_finished_before_the_end(stage: Stage) -> None:
    asked, go = asyncio.Event(), asyncio.Event()
    feature = stage.house.dispatcher._handlers["help"]

    async def slow(asker: Asker, **args: object) -> Reply:
        asked.set()
        await go.wait()
        return await feature(asker, **args)

    stage.house.dispatcher._handlers["help"] = slow  # type: ignore[index]
    interaction = await stage.person().command("help")
    await asked.wait()
    stopping = asyncio.create_task(stage.prova.stop(5))
    await asyncio.sleep(0)
    go.set()
    await stopping
    assert interaction.message is not None
    assert "What you can ask" in text_of(interaction.message)


async def test_commands_are_registered_once_and_again_only_when_they_change(
    server: LoopbackDiscord, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tree, expected in ((None, 1), (None, 1), (OTHER, 2), (OTHER, 2)):
        if tree is not None:
            monkeypatch.setattr(client, "command_tree", lambda: OTHER)
        server.sessions.clear()
        async with connected(server, house) as stage:
            await answered(await stage.person().command("help"))
            await told_of_commands(stage)
        assert len(server.requests("PUT", "commands")) == expected


async def test_commands_that_cannot_be_compared_are_registered(server: LoopbackDiscord, house: House) -> None:
    server.faults.append(Fault("GET", "commands", status=403, body={"code": 50001, "message": "no"}))
    async with connected(server, house) as stage:
        await told_of_commands(stage)
    assert len(server.requests("PUT", "commands")) == 1


def renamed(command: dict[str, Any]) -> None:
    command["options"][0]["description_localizations"] = {"pt-BR": "Outra"}


@pytest.mark.parametrize(
    "harm",
    [
        lambda commands: commands.clear(),
        lambda commands: commands.pop(),
        lambda commands: commands.append({"name": "old", "description": "A command of another version", "type": 1}),
        lambda commands: commands[0]["options"].pop(),
        lambda commands: commands[0].update(description="Other words"),
        lambda commands: renamed(commands[0]),
    ],
    ids=["all gone", "one gone", "one too many", "an option gone", "other words", "other words in Portuguese"],
)
async def test_commands_that_vanished_or_changed_at_discord_come_back_at_the_next_start(
    server: LoopbackDiscord, house: House, harm: Callable[[list[dict[str, Any]]], object]
) -> None:
    async with connected(server, house) as stage:
        await told_of_commands(stage)
    ours = json.dumps(server.commands)
    harm(server.commands)
    server.sessions.clear()
    async with connected(server, house) as stage:
        await told_of_commands(stage)
    assert json.dumps(server.commands) == ours
    assert len(server.requests("GET", "commands")) == 2


@pytest.mark.parametrize(("status", "tries"), [(400, 1), (503, 2), (429, 2)])
async def test_commands_that_are_not_taken_are_reported_and_stop_nothing(
    server: LoopbackDiscord,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    status: int,
    tries: int,
) -> None:
    """A lasting refusal is reported once; a passing one is tried again."""
    monkeypatch.setattr(client, "COMMANDS_AGAIN", (0.01,))
    server.faults.append(Fault("PUT", "commands", status=status, body={"code": 50035, "message": "no"}))
    server.commands = [{}]
    async with connected(server, house) as stage:
        assert "What you can ask" in text_of((await answered(await stage.person().command("help"))).message or {})
        await told_of_commands(stage)
    assert len(server.requests("PUT", "commands")) == tries
    assert "the commands could not be registered" in caplog.text
