"""`prova doctor` names what is not well and what to do; `prova health` asks a Prova that runs."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.slack.installations import INSTALLED
from bot.ports.checks import CheckResult
from bot.store.store import SqlStore
from tests.loopback.discord.server import TOKEN, LoopbackDiscord
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, LoopbackSlack
from tests.support.pgbouncer import pooled
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.support.process import ROOT, Run, environment, started

KEY = "k" * 32


@pytest.fixture
async def guilds() -> AsyncIterator[LoopbackDiscord]:
    server = LoopbackDiscord()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def workspace() -> AsyncIterator[LoopbackSlack]:
    server = LoopbackSlack()
    await server.start()
    yield server
    await server.stop()


async def examined(folder: Path, **settings: str) -> tuple[int, list[dict[str, str]]]:
    """Return the exit status of `prova doctor --json` and what it found."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.loopback.launch", "bot", "doctor", "--json"),
        env=environment(folder, **settings),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert err == b""
    told: dict[str, Any] = json.loads(out)
    assert told["well"] == (process.returncode == 0)
    assert not [secret for secret in (TOKEN, BOT_TOKEN, APP_TOKEN, "hunter2") if secret in out.decode()]
    return process.returncode or 0, told["findings"]


def said(found: list[dict[str, str]], level: str) -> str:
    """Return the findings of a level as text."""
    return "\n".join(f"{one['part']}: {one['said']}" for one in found if one["level"] == level)


def discord(server: LoopbackDiscord) -> dict[str, str]:
    """Return the settings for a loopback Discord."""
    return {"DISCORD_TOKEN": TOKEN, "LOOPBACK_DISCORD": f"{server.api} {server.gateway}"}


def slack(server: LoopbackSlack) -> dict[str, str]:
    """Return the settings for a loopback Slack."""
    return {"LOOPBACK_SLACK": server.api, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}


async def test_all_that_is_well_is_told_and_the_exit_status_is_0(
    guilds: LoopbackDiscord, workspace: LoopbackSlack, tmp_path: Path
) -> None:
    async with started(tmp_path, **discord(guilds), **slack(workspace)) as process:
        await guilds.until(lambda: bool(guilds.commands))
        await workspace.until(lambda: bool(workspace.sockets))
        code, found = await examined(tmp_path, **discord(guilds), **slack(workspace))
        process.terminate()
        await process.wait()
    assert (code, said(found, "fail"), said(found, "warn")) == (0, "", "")
    for words in (
        "bank: 7",
        "settings: `prova run` starts Discord and Slack.",
        "database: It can be written, and is up to date.",
        "disk: ",
        "discord: The token is taken.",
        "discord: The clocks agree.",
        "discord: Discord knows all ",
        "discord: Prova is in 1 guild.",
        "slack: SLACK_BOT_TOKEN is taken.",
        "slack: SLACK_APP_TOKEN is taken.",
        "slack: All 11 scopes are given.",
    ):
        assert words in said(found, "ok")


async def test_nothing_set_up_is_a_warning_and_the_database_is_still_looked_at(tmp_path: Path) -> None:
    code, found = await examined(tmp_path, PROVA_BAORD="off")
    assert code == 0
    assert "settings: PROVA_BAORD is no setting of Prova's" in said(found, "warn")
    assert "No platform is set up: set DISCORD_TOKEN" in said(found, "warn")
    assert "prova.db yet: Prova makes it at its start" in said(found, "warn")
    assert not (tmp_path / "prova.db").exists()


async def test_refused_tokens_fail_with_where_to_get_them(
    guilds: LoopbackDiscord, workspace: LoopbackSlack, tmp_path: Path
) -> None:
    guilds.token, workspace.scopes = "another", "commands,chat:write"
    code, found = await examined(tmp_path, **{**discord(guilds), **slack(workspace), "SLACK_APP_TOKEN": "xapp-wrong"})
    assert code == 1
    assert "discord: The token is refused: copy it again (Bot, Reset Token)" in said(found, "fail")
    assert "slack: Slack refuses SLACK_APP_TOKEN" in said(found, "fail")
    assert "slack: The scope users:read is missing" in said(found, "warn")


async def test_missing_permissions_and_other_commands_are_warnings(guilds: LoopbackDiscord, tmp_path: Path) -> None:
    guilds.permissions = str(1 << 10)
    code, found = await examined(tmp_path, **discord(guilds))
    assert code == 0
    assert f"In guild {guilds.guilds[0]} these permissions are missing: Send Messages" in said(found, "warn")
    assert "Discord knows other commands than these" in said(found, "warn")


async def test_a_platform_that_is_not_there_fails_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/api/v10"
    code, found = await examined(
        tmp_path,
        DISCORD_TOKEN=TOKEN,
        LOOPBACK_DISCORD=f"{nowhere} {nowhere}",
        LOOPBACK_SLACK=f"{nowhere}/",
        SLACK_BOT_TOKEN=BOT_TOKEN,
        SLACK_APP_TOKEN=APP_TOKEN,
    )
    assert code == 1
    assert said(found, "fail").count("cannot be reached") == 3


async def test_a_page_in_the_platforms_place_is_not_taken_for_it(tmp_path: Path) -> None:
    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(page, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v10"
    code, found = await examined(tmp_path, DISCORD_TOKEN=TOKEN, LOOPBACK_DISCORD=f"{address} {address}")
    server.close()
    assert (code, "discord: Discord cannot be reached" in said(found, "fail")) == (1, True)
    assert "discord: " not in said(found, "ok")


async def test_tokens_that_no_key_opens_are_told(tmp_path: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path / 'prova.db'}", secret_keys=["o" * 43])
    await store.upgrade()
    await store.remember(f"{INSTALLED}team:T1", "{}", secret=True)
    await store.close()
    settings = {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "cs",
        "SLACK_SIGNING_SECRET": "ss",
        "PROVA_HTTP_PORT": str(free_port()),
    }
    code, found = await examined(tmp_path, **settings, PROVA_SECRET_KEY="n" * 43)
    assert (code, "was sealed with another key" in said(found, "fail")) == (1, True)
    code, found = await examined(tmp_path, **settings, PROVA_SECRET_KEY=f"{'n' * 43},{'o' * 43}")
    assert (code, said(found, "fail")) == (0, "")


@pytest.mark.parametrize("state", ["newer", "down", "foreign"])
async def test_a_database_that_cannot_be_used_fails(tmp_path: Path, run_prova: Run, state: str) -> None:
    settings = {}
    if state == "down":
        settings["PROVA_DATABASE_URL"] = f"postgresql://ana:hunter2@127.0.0.1:{free_port()}/prova"
    else:
        run_prova("db", "upgrade")
        with sqlite3.connect(tmp_path / "prova.db") as db:
            db.execute(
                "INSERT INTO migration VALUES ('9999-x', 0)" if state == "newer" else "PRAGMA application_id = 7"
            )
        db.close()
    nowhere = f"http://127.0.0.1:{free_port()}/api/v10"
    away = {"DISCORD_TOKEN": TOKEN, "LOOPBACK_DISCORD": f"{nowhere} {nowhere}"}
    code, found = await examined(tmp_path, **settings, **away)
    assert (code, "database: The" in said(found, "fail")) == (1, True)
    assert "discord: " in said(found, "fail")


async def test_a_broken_bank_and_open_tokens_are_told(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    code, found = await examined(
        tmp_path,
        PROVA_CONTENT_DIR=str(tmp_path / "bank"),
        SLACK_CLIENT_ID="1.2",
        SLACK_CLIENT_SECRET="cs",  # noqa: S106 - not a secret
        SLACK_SIGNING_SECRET="ss",  # noqa: S106 - not a secret
        PROVA_HTTP_PORT=str(free_port()),
    )
    assert code == 1
    assert "bank: " in said(found, "fail")
    assert "PROVA_SECRET_KEY is not set" in said(found, "warn")
    assert "can be listened on" in said(found, "ok")


async def test_a_server_is_a_database_like_any_other(tmp_path: Path, postgres: PostgresServer) -> None:
    _, found = await examined(tmp_path, PROVA_DATABASE_URL=postgres.database())
    assert "migrations are missing" in said(found, "warn")


async def test_a_pooler_is_named_with_what_it_must_allow(tmp_path: Path, postgres: PostgresServer) -> None:
    server = postgres.database()
    with pooled(server, pool_mode="transaction") as url:
        _, found = await examined(tmp_path, PROVA_DATABASE_URL=url)
    assert "A pooler stands before the server. It pools by transaction and keeps prepared statements" in said(
        found, "ok"
    )
    assert "two sessions of the server at a time, and 5 connections" in said(found, "ok")
    with pooled(server, pool_mode="statement") as url:
        code, found = await examined(tmp_path, PROVA_DATABASE_URL=url)
    assert (code, "set pool_mode to transaction or session" in said(found, "fail")) == (1, True)


async def test_health_asks_the_prova_that_runs(guilds: LoopbackDiscord, tmp_path: Path, run_prova: Run) -> None:
    port = str(free_port())
    refused = run_prova("health", PROVA_HTTP_PORT=port)
    assert (refused.returncode, "Nothing of Prova's answers at 127.0.0.1" in refused.stderr) == (1, True)
    assert "Set PROVA_HTTP_PORT" in run_prova("health").stderr
    async with started(tmp_path, PROVA_HTTP_PORT=port, **discord(guilds)) as process:
        await guilds.until(lambda: bool(guilds.commands))
        told: dict[str, Any] = {}
        while not told.get("ready"):
            asked = await asyncio.to_thread(run_prova, "health", PROVA_HTTP_PORT=port)
            assert asked.returncode == 0
            told = json.loads(asked.stdout)
        assert told == {"ready": True, "discord": "connected", "database": "writable", "tick": "fresh"}
        process.terminate()
        assert await process.wait() == 0


@pytest.mark.parametrize("said", [b"SSH-2.0-foo\r\n", b"HTTP/1.0 200 OK\r\n\r\n\xff\xfe", b"HTTP/1.0 200 OK\r\n\r\n7"])
async def test_what_is_not_prova_is_not_taken_for_it(run_prova: Run, said: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = str(server.sockets[0].getsockname()[1])
    told = await asyncio.to_thread(run_prova, "health", PROVA_HTTP_PORT=port)
    server.close()
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "Nothing of Prova's answers" in told.stderr


async def test_no_proxy_stands_between_prova_and_itself(run_prova: Run) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.0 200 OK\r\n\r\n{"ready": true}')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port, proxy = str(server.sockets[0].getsockname()[1]), f"http://127.0.0.1:{free_port()}"
    told = await asyncio.to_thread(run_prova, "health", PROVA_HTTP_PORT=port, http_proxy=proxy, HTTP_PROXY=proxy)
    server.close()
    assert (told.returncode, told.stdout) == (0, '{"ready": true}\n')


def test_an_odd_host_has_nothing_of_ours(run_prova: Run) -> None:
    told = run_prova("health", PROVA_HTTP_PORT="8099", PROVA_HTTP_HOST="http://x y")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("name", [":memory:", "", "a" * 300 + ".db", "file/sub/prova.db"])
async def test_a_path_that_can_hold_no_database_fails(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    url = f"sqlite:///{name}" if len(name) < 10 else f"sqlite:///{tmp_path}/{name}"
    code, found = await examined(tmp_path, PROVA_DATABASE_URL=url)
    assert code == 1
    assert "database: " in said(found, "fail")


async def test_an_address_that_is_not_this_machines_is_not_called_taken(tmp_path: Path) -> None:
    code, found = await examined(tmp_path, PROVA_HTTP_PORT=str(free_port()), PROVA_HTTP_HOST="192.0.2.7")
    assert code == 1
    assert "http: 192.0.2.7:" in said(found, "fail")


@pytest.mark.parametrize(("seconds", "level"), [(0, "ok"), (-29, "ok"), (90, "warn"), (-299, "warn"), (300, "fail")])
def test_a_clock_that_slack_would_refuse_fails(seconds: int, level: str) -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert CheckResult.of_clock("slack", now, now + timedelta(seconds=seconds)).level == level


def test_the_doctor_speaks_to_people_too(run_prova: Run) -> None:
    shown = run_prova("doctor")
    assert "warn  settings  No platform is set up" in shown.stdout
    assert "ok    bank " in shown.stdout
