"""`prova run` as a process of its own, on a loopback Slack, by either way, and beside Discord."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.config import REPOSITORY_CONTENT
from tests.loopback.discord import person as discord
from tests.loopback.discord.server import TOKEN, LoopbackDiscord
from tests.loopback.slack.person import Person, answered, boxes, buttons, label, text_of
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Fault, LoopbackSlack
from tests.support.ports import free_port
from tests.support.process import Run, started

HANGING = 3600
"""Seconds that a call hangs: longer than any test may take, so what ends has not waited for it."""


@pytest.fixture
async def server() -> AsyncIterator[LoopbackSlack]:
    """A loopback Slack for another process."""
    server = LoopbackSlack()
    await server.start()
    yield server
    await server.stop()
    assert server.problems == []


def by_socket(server: LoopbackSlack) -> dict[str, str]:
    """Return the settings for Socket Mode."""
    return {"LOOPBACK_SLACK": server.api, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}


def by_http(server: LoopbackSlack) -> dict[str, str]:
    """Return the settings for HTTP, and lead the server there."""
    port = free_port()
    server.app_url = f"http://127.0.0.1:{port}"
    return {
        "LOOPBACK_SLACK": server.api,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "PROVA_HTTP_PORT": str(port),
    }


async def ready(server: LoopbackSlack) -> None:
    """Wait until Prova takes what Slack delivers."""
    if not server.app_url:
        await server.until(lambda: bool(server.sockets))
        return
    await server.until(lambda: bool(server.requests("auth.test")))  # it listens before it asks
    status = 503
    async with aiohttp.ClientSession() as session:
        while status == 503:
            async with session.post(f"{server.app_url}/slack/events") as response:
                status = response.status


async def first_letter(person: Person) -> tuple[dict[str, Any], str]:
    """Return a question and the id of its first way to answer."""
    card = (await answered(await person.command("quiz", "easy"))).message or {}
    return card, next(one["action_id"] for one in buttons(card) if label(one) in ("A", "Answer"))


@pytest.mark.parametrize("way", [by_socket, by_http])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_it_finish_and_end_with_0(
    server: LoopbackSlack, tmp_path: Path, number: signal.Signals, way: Any
) -> None:
    async with started(tmp_path, **way(server)) as process:
        await ready(server)
        person = Person(server)
        card, letter = await first_letter(person)
        server.faults.append(Fault("respond", delay=0.5))
        press = await person.press(card, letter, "AB" if boxes(card) else "")
        await server.until(lambda: bool(server.requests("respond")))
        process.send_signal(number)
        assert await process.wait() == 0
    assert "AWS documentation" in text_of((await answered(press)).message or {})


AT_THE_START = {
    "introducing itself": Fault("auth.test", delay=HANGING),
    "asking for a line": Fault("apps.connections.open", delay=HANGING),
    "opening a line": Fault("link", delay=HANGING),
}
WHILE_ANSWERING = {
    "posting": Fault("chat.postEphemeral", delay=HANGING),
    "responding": Fault("respond", delay=HANGING),
    "told to wait": Fault("respond", status=429, headers={"Retry-After": str(HANGING)}),
    "before a locked database": None,
}


@pytest.mark.parametrize("state", [*AT_THE_START, *WHILE_ANSWERING])
async def test_it_ends_in_time_and_with_0_whatever_hangs(server: LoopbackSlack, tmp_path: Path, state: str) -> None:
    other = sqlite3.connect(tmp_path / "prova.db", isolation_level=None)
    if fault := AT_THE_START.get(state):
        fault = replace(fault)
        server.faults.append(fault)
    async with started(tmp_path, **by_socket(server)) as process:
        if not fault:
            await ready(server)
            person = Person(server)
            card, letter = await first_letter(person)
            if fault := WHILE_ANSWERING[state]:
                fault = replace(fault)
                server.faults.append(fault)
            else:
                other.execute("BEGIN IMMEDIATE")
            await (person.say("which drift") if state == "posting" else person.press(card, letter, "AB"))
        await server.until(lambda: fault is None or fault.times == 0)
        process.terminate()
        assert await process.wait() == 0
    assert state != "told to wait" or len(server.requests("respond")) == 1
    other.close()
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "Task was destroyed" not in log
    assert "never retrieved" not in log


async def test_a_button_works_after_kill_9_and_the_score_is_still_there(server: LoopbackSlack, tmp_path: Path) -> None:
    person = Person(server, "ana")
    async with started(tmp_path, **by_socket(server)) as process:
        await ready(server)
        card, letter = await first_letter(person)
        process.kill()
        await process.wait()
    await server.until(lambda: not server.sockets)
    async with started(tmp_path, **by_socket(server)):
        await ready(server)
        told = await answered(await person.press(card, letter, "AB" if boxes(card) else ""))
        assert "AWS documentation" in text_of(told.message or {})
        assert "1. ana:" in text_of((await answered(await person.command("leaderboard"))).message or {})


@pytest.mark.parametrize("way", [by_socket, by_http])
async def test_the_log_holds_neither_tokens_nor_what_people_write(
    server: LoopbackSlack, tmp_path: Path, way: Any
) -> None:
    person = Person(server, "Secretive Name", admin=True)
    async with started(tmp_path, PROVA_LOG_LEVEL="DEBUG", **way(server)) as process:
        await ready(server)
        server.faults += [Fault("respond", status=500), Fault("views.open", error="expired_trigger_id")]
        card, letter = await first_letter(person)
        await answered(await person.press(card, letter, "AB" if boxes(card) else ""))
        report = next(one["action_id"] for one in buttons(card) if label(one) == "Report")
        await answered(await person.press(card, report))
        form = (await answered(await person.press(card, report))).view or {}
        await answered(await person.submit(form, "my private report"))
        await answered(await person.command("which", "my private words"))
        await answered(await person.say("my private line"))
        process.terminate()
        await process.wait()
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "which: done" in log
    for secret in (
        BOT_TOKEN,
        APP_TOKEN,
        SIGNING_SECRET,
        "my private",
        "Secretive",
        "Model Monitor",
        "ticket",
        "respond/",
    ):
        assert secret not in log, secret


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        (
            "SLACK_BOT_TOKEN",
            "xoxb-wrong",
            "Slack refuses SLACK_BOT_TOKEN (invalid_auth): copy the Bot User OAuth Token",
        ),
        ("SLACK_APP_TOKEN", "xapp-wrong", "Slack refuses SLACK_APP_TOKEN (invalid_auth): copy the app-level token"),
    ],
)
async def test_a_wrong_token_ends_with_one_sentence_and_2(
    server: LoopbackSlack, tmp_path: Path, setting: str, value: str, said: str
) -> None:
    async with started(tmp_path, **{**by_socket(server), setting: value}) as process:
        assert await process.wait() == 2
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert said in log
    assert "Traceback" not in log
    assert value not in log


async def test_a_missing_scope_ends_with_its_name_and_2(server: LoopbackSlack, tmp_path: Path) -> None:
    server.scopes = "commands,users:read"
    async with started(tmp_path, **by_socket(server)) as process:
        assert await process.wait() == 2
    assert "the scope chat:write" in (tmp_path / "log.txt").read_text(encoding="utf-8")


async def test_a_port_that_is_taken_ends_with_one_sentence_and_2(server: LoopbackSlack, tmp_path: Path) -> None:
    async with started(tmp_path, **{**by_http(server), "PROVA_HTTP_PORT": str(server.port)}) as process:
        assert await process.wait() == 2
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert f"PROVA_HTTP_PORT: 127.0.0.1:{server.port} cannot be listened on" in log
    assert "Traceback" not in log


async def test_discord_and_slack_run_in_one_process_on_one_database(server: LoopbackSlack, tmp_path: Path) -> None:
    guilds = LoopbackDiscord()
    await guilds.start()
    leads = {"LOOPBACK_DISCORD": f"{guilds.api} {guilds.gateway}", "DISCORD_TOKEN": TOKEN}
    async with started(tmp_path, **by_socket(server), **leads) as process:
        await ready(server)
        await guilds.until(lambda: bool(guilds.sessions) and bool(guilds.commands))
        here = await answered(await Person(server).command("which", "drift"))
        there = await discord.answered(await discord.Person(guilds).command("which", {"about": "drift"}))
        assert "Model Monitor" in text_of(here.message or {})
        assert "Model Monitor" in discord.text_of(there.message or {})
        process.terminate()
        assert await process.wait() == 0
    await guilds.stop()


async def test_one_platform_that_is_refused_does_not_stop_the_other(server: LoopbackSlack, tmp_path: Path) -> None:
    guilds = LoopbackDiscord()
    await guilds.start()
    leads = {"LOOPBACK_DISCORD": f"{guilds.api} {guilds.gateway}", "DISCORD_TOKEN": "wrong-token"}
    async with started(tmp_path, **by_socket(server), **leads) as process:
        await ready(server)
        told = await answered(await Person(server).command("which", "drift"))
        assert "Model Monitor" in text_of(told.message or {})
        assert process.returncode is None
    await guilds.stop()


async def until_told(person: Person, words: str) -> None:
    """Ask until the answer holds *words*."""
    while words not in text_of((await answered(await person.command("which", "drift"))).message or {}):
        pass


@pytest.mark.parametrize("way", ["signal", "verb"])
async def test_the_bank_is_read_anew_while_it_runs(
    server: LoopbackSlack, tmp_path: Path, run_prova: Run, way: str
) -> None:
    """A bank with problems changes nothing, and questions that are open stay as they were asked."""
    bank = tmp_path / "bank"
    shutil.copytree(REPOSITORY_CONTENT, bank)
    for file in (bank / "questions").glob("*.yaml"):
        if file.stem != "kms":  # the others take long to read
            file.unlink()
    service = bank / "services" / "model-monitor.yaml"
    async with started(tmp_path, **by_socket(server), PROVA_CONTENT_DIR=str(bank)) as process:
        await ready(server)
        person = Person(server)
        card, letter = await first_letter(person)
        text = service.read_text(encoding="utf-8")
        service.write_text(text.replace("phase: monitoring", "phase: nowhere"), encoding="utf-8")
        refused = await asyncio.to_thread(run_prova, "content", "reload", PROVA_CONTENT_DIR=str(bank))
        assert (refused.returncode, "names the unknown phase" in refused.stderr) == (2, True)
        for file in (bank / "questions").glob("*.yaml"):
            file.unlink()
        shutil.copy(REPOSITORY_CONTENT / "questions" / "neo.yaml", bank / "questions")
        service.write_text(
            text.replace("name: Amazon SageMaker Model Monitor", "name: Drift Watcher"), encoding="utf-8"
        )
        if way == "signal":
            process.send_signal(signal.SIGHUP)
        else:
            done = await asyncio.to_thread(run_prova, "content", "reload", PROVA_CONTENT_DIR=str(bank))
            assert done.returncode == 0
        await until_told(person, "Drift Watcher")
        told = await answered(await person.press(card, letter, "AB" if boxes(card) else ""))
        assert "AWS documentation" in text_of(told.message or {})


async def test_a_broken_pack_is_reported_and_the_rest_is_served(server: LoopbackSlack, tmp_path: Path) -> None:
    for name in ("acme", "broken"):
        (tmp_path / name / "questions").mkdir(parents=True)
    shutil.copy(REPOSITORY_CONTENT / "questions" / "neo.yaml", tmp_path / "acme" / "questions")
    (tmp_path / "broken" / "questions" / "x.yaml").write_text("- id: x-01\n", encoding="utf-8")
    folders = os.pathsep.join(["prova", str(tmp_path / "acme"), str(tmp_path / "broken")])
    async with started(tmp_path, **by_socket(server), PROVA_CONTENT_DIR=folders):
        await ready(server)
        await until_told(Person(server), "Model Monitor")
    assert "broken/questions/x.yaml:1: x-01:" in (tmp_path / "log.txt").read_text(encoding="utf-8")


def test_the_manifest_is_printed_as_json(run_prova: Run) -> None:
    done = run_prova("slack", "manifest", "--commands-prefix", "study-", "--url", "https://bot.example.org/")
    assert (done.returncode, done.stderr) == (0, "")
    shown = json.loads(done.stdout)
    assert "/study-quiz" in {one["command"] for one in shown["features"]["slash_commands"]}
    assert shown["settings"]["event_subscriptions"]["request_url"] == "https://bot.example.org/slack/events"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--commands-prefix", "Study "), "--commands-prefix: write up to 20 small letters"),
        (("--commands-prefix", "study"), "with - at the end"),
        (("--commands-prefix", "x" * 30 + "-"), "up to 20"),
        (("--url", "http://bot.example.org"), "--url: write https:// and a host"),
        (("--url", "https://a b"), "--url: write https:// and a host"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_not_printed(
    run_prova: Run, arguments: tuple[str, ...], said: str
) -> None:
    done = run_prova("slack", "manifest", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
