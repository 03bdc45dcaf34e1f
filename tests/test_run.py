"""`prova run` as a process of its own, on a loopback Discord: how it starts, what it logs, and how it ends."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.loopback.discord.person import Person, answered, buttons, menus, placing, text_of
from tests.loopback.discord.server import APPLICATION, TOKEN, Fault, LoopbackDiscord
from tests.support.process import Run, started


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord for another process."""
    server = LoopbackDiscord()
    await server.start()
    yield server
    await server.stop()
    assert server.problems == []


def on(server: LoopbackDiscord, folder: Path, **more: str) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
    """Start `prova run` on a loopback Discord."""
    settings = {"DISCORD_TOKEN": TOKEN, "LOOPBACK_DISCORD": f"{server.api} {server.gateway}", **more}
    return started(folder, **settings)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_it_finish_and_end_with_0(
    server: LoopbackDiscord, tmp_path: Path, number: signal.Signals
) -> None:
    async with on(server, tmp_path) as process:
        await server.until(lambda: bool(server.sessions) and bool(server.commands))
        server.faults.append(Fault("POST", "callback", delay=0.5))
        interaction = await Person(server).command("which", {"about": "drift"})
        await server.until(lambda: bool(server.requests("POST", "callback")))
        process.send_signal(number)
        assert await process.wait() == 0
    assert "Model Monitor" in text_of((await answered(interaction)).message or {})
    assert all(session.ws.close_code == 1000 for session in server.sessions.values())


async def test_a_button_works_after_kill_9_and_the_score_is_still_there(
    server: LoopbackDiscord, tmp_path: Path
) -> None:
    person = Person(server, "ana")
    async with on(server, tmp_path) as process:
        await server.until(lambda: bool(server.sessions) and bool(server.commands))
        card = (await answered(await person.command("quiz", {"level": "easy"}))).message or {}
        process.kill()
        await process.wait()
    server.sessions.clear()
    async with on(server, tmp_path):
        await server.until(lambda: bool(server.sessions))
        part = (menus(card) or buttons(card))[0]
        told = await answered(await person.press(card, part["custom_id"], ["A", "B"] if menus(card) else None))
        assert "AWS documentation" in text_of(told.message or {})
        board = (await answered(await person.command("leaderboard"))).message or {}
        assert "1. ana:" in text_of(board)
    assert len(server.requests("PUT", "commands")) == 1


async def test_half_an_order_outlives_kill_9_between_its_presses(server: LoopbackDiscord, tmp_path: Path) -> None:
    """Each step that a message showed as taken is there for the next press, whichever process hears it."""
    person = Person(server, "ana")
    card: dict[str, Any] = {}
    for step, letters in enumerate(("A", "A B", "A B C")):
        async with on(server, tmp_path) as process:
            await server.until(lambda: bool(server.sessions) and bool(server.commands))
            if step == 0:
                card = (await answered(await person.command("quiz", {"topic": "ordering"}))).message or {}
            card = (await answered(await person.press(card, placing(card)[0]["custom_id"]))).message or {}
            assert letters in text_of(card)
            process.kill()
            await process.wait()
        server.sessions.clear()


async def test_the_log_holds_neither_tokens_nor_what_people_write(server: LoopbackDiscord, tmp_path: Path) -> None:
    person = Person(server, "Secretive Name")
    async with on(server, tmp_path, PROVA_LOG_LEVEL="DEBUG") as process:
        await server.until(lambda: bool(server.sessions) and bool(server.commands))
        server.faults.append(Fault("POST", "callback", status=500))
        interactions = [
            await person.command("which", {"about": "my private words"}),
            await person.command("quiz", {"topic": "my private topic"}),
        ]
        for interaction in interactions:
            await answered(interaction)
        await server.emit("INTERACTION_CREATE", {"token": "token-forged"}, server.guilds[0])
        process.terminate()
        await process.wait()
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "which: done" in log
    for secret in (TOKEN, "token-", "my private", "Secretive", "Model Monitor"):
        assert secret not in log


async def test_a_wrong_token_ends_with_one_sentence_and_2(server: LoopbackDiscord, tmp_path: Path) -> None:
    async with on(server, tmp_path, DISCORD_TOKEN="wrong-token") as process:  # noqa: S106 - not a secret
        assert await process.wait() == 2
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "Discord refuses DISCORD_TOKEN: copy the token of your application again" in log
    assert "Traceback" not in log
    assert "wrong-token" not in log


def test_nothing_to_run_is_said_in_one_sentence(run_prova: Run) -> None:
    done = run_prova("run")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is nothing to run: set DISCORD_TOKEN")
    assert len(done.stderr.splitlines()) == 1


def test_a_setting_that_is_none_is_named_at_the_start(run_prova: Run) -> None:
    done = run_prova("run", PROVA_BAORD="off")
    first, *_ = done.stderr.splitlines()
    assert json.loads(first)["level"] == "WARNING"
    assert "PROVA_BAORD is no setting of Prova's and is passed over: did you mean PROVA_BOARD?" in first


def test_the_invitation_is_printed_without_asking_discord(run_prova: Run) -> None:
    done = run_prova("discord", "invite", DISCORD_TOKEN=TOKEN)
    assert done.returncode == 0
    assert done.stdout.startswith(f"https://discord.com/oauth2/authorize?client_id={APPLICATION}&")


@pytest.mark.parametrize(("token", "said"), [("", "Set DISCORD_TOKEN first"), ("nonsense", "is no bot token")])
def test_an_invitation_without_a_token_says_what_to_do(run_prova: Run, token: str, said: str) -> None:
    done = run_prova("discord", "invite", DISCORD_TOKEN=token)
    assert done.returncode == 2
    assert said in done.stderr


async def test_every_line_of_a_request_names_it(server: LoopbackDiscord, tmp_path: Path) -> None:
    person = Person(server, "somebody")
    async with on(server, tmp_path) as process:
        await server.until(lambda: bool(server.sessions) and bool(server.commands))
        asked = [await answered(await person.command("help", {})) for _ in range(2)]
        process.terminate()
        await process.wait()
    lines = [json.loads(line) for line in (tmp_path / "log.txt").read_text(encoding="utf-8").splitlines()]
    done = [line["request"] for line in lines if line["message"] == "discord: help: done"]
    assert done == [str(interaction.id) for interaction in asked]
    assert not any("request" in line for line in lines if line["message"].startswith("discord: ready"))
