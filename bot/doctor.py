"""Everything that Prova stands on, looked at one after the other: `prova doctor`."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from bot.app import slack_credentials
from bot.config import Settings, cache_folder
from bot.content.reading.load import BankInvalid
from bot.content.reading.packs import load_packs
from bot.domain.errors import DatabaseUnusable, StoreUnavailable
from bot.ports.checks import CheckResult
from bot.ports.clock import Clock
from bot.ports.store import SecretUnreadable
from bot.store.sqlite import SCHEME, path_of
from bot.store.store import SqlStore

ODD = (ValueError, TypeError, LookupError, AttributeError)
"""What an answer raises that is not a platform's."""
LITTLE_ROOM, NO_ROOM = 500 * 1024**2, 50 * 1024**2
"""Bytes that are free on the database's disk: fewer are a warning, and a failure."""


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[CheckResult]:
    """Yield what is well and what is not, with what to do."""
    for finding in _bank(settings):
        yield finding
    yield CheckResult("settings", "ok" if settings.discord_token or settings.slack else "warn", _platforms(settings))
    if settings.slack and settings.slack.client_id and not settings.secret_keys:
        yield CheckResult(
            "settings", "warn", "PROVA_SECRET_KEY is not set: workspaces' tokens lie open in the database."
        )
    if settings.http_port:
        yield _port(settings.http_host, settings.http_port)
    async for finding in _database(settings, clock):
        yield finding
    if settings.discord_token:
        from bot.platforms.discord.checks import examine as discord

        try:
            async for finding in discord(settings.discord_token, clock):
                yield finding
        except ODD as error:
            yield _odd("discord", error)
    if settings.slack:
        from bot.platforms.slack.checks import examine as slack

        try:
            async for finding in slack(slack_credentials(settings.slack), clock):
                yield finding
        except ODD as error:
            yield _odd("slack", error)


def _odd(part: str, error: Exception) -> CheckResult:
    """Say that what answers has no shape of the platform's."""
    said = (
        f"What answers is not the platform ({type(error).__name__}): look at the network, and at what stands between."
    )
    return CheckResult(part, "fail", said)


async def _database(settings: Settings, clock: Clock) -> AsyncIterator[CheckResult]:
    """Yield how the database is; one that is not there is not made."""
    if settings.database_url.startswith(SCHEME):
        try:
            path = path_of(settings.database_url)
            there = path.exists()
        except DatabaseUnusable as error:
            yield CheckResult("database", "fail", str(error))
            return
        except OSError as error:
            reason = error.strerror or type(error).__name__
            yield CheckResult(
                "database", "fail", f"The path of the database cannot be used ({reason}): name another file."
            )
            return
        yield _disk(path)
        if not there:
            yield _to_be_made(path)
            return
    try:
        store = await SqlStore.open(settings.database_url, clock=clock, secret_keys=settings.secret_keys)
    except DatabaseUnusable as error:
        yield CheckResult("database", "fail", str(error))
        return
    try:
        async for finding in _stored(settings, store):
            yield finding
    finally:
        await store.close()


async def _stored(settings: Settings, store: SqlStore) -> AsyncIterator[CheckResult]:
    """Yield how what is stored is."""
    try:
        if missing := await store.missing():
            said = f"{len(missing)} migrations are missing: Prova applies them at its start."
            yield CheckResult("database", "warn", said)
            return
        await store.probe()
    except StoreUnavailable:
        said = "It cannot be written: is the disk full, is it locked, or is the server down?"
        yield CheckResult("database", "fail", said)
        return
    yield CheckResult("database", "ok", "It can be written, and is up to date.")
    if settings.slack and settings.slack.client_id:
        from bot.platforms.slack.installations import INSTALLED

        installed = await store.memos(INSTALLED)
        yield CheckResult("slack", "ok", f"{len(installed)} workspaces have installed Prova through its own page.")
        try:
            for name in installed:
                await store.remembered(name)
        except SecretUnreadable as error:
            yield CheckResult("slack", "fail", str(error))


def _bank(settings: Settings) -> list[CheckResult]:
    """Say how the bank is."""
    try:
        packs = load_packs(settings.content, cache_folder())
    except BankInvalid as invalid:
        return [CheckResult("bank", "fail", str(problem)) for problem in invalid.problems]
    said = [CheckResult("bank", "fail", str(problem)) for problem in packs.problems]
    good = f"{len(packs.bank.questions)} questions and {len(packs.bank.services)} services."
    return [CheckResult("bank", "ok", good), *said]


def _platforms(settings: Settings) -> str:
    """Say what `prova run` would start."""
    named = [name for name, given in (("Discord", settings.discord_token), ("Slack", settings.slack)) if given]
    if not named:
        return "No platform is set up: set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN."
    return f"`prova run` starts {' and '.join(named)}."


def _port(host: str, port: int) -> CheckResult:
    """Say whether the port can be had; a Prova that runs has it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                return CheckResult(
                    "http", "warn", f"{host}:{port} is taken: by a Prova that runs, or set another port."
                )
            reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
            said = f"{host}:{port} cannot be listened on ({reason}): set another port, or PROVA_HTTP_HOST."
            return CheckResult("http", "fail", said)
    return CheckResult("http", "ok", f"{host}:{port} can be listened on.")


def _disk(path: Path) -> CheckResult:
    """Say how much room the database's disk has."""
    free = shutil.disk_usage(_folder(path)).free
    said = f"{free / 1024**2:,.0f} MiB are free where the database lies."
    if free < LITTLE_ROOM:
        return CheckResult("disk", "fail" if free < NO_ROOM else "warn", f"{said} Make room.")
    return CheckResult("disk", "ok", said)


def _to_be_made(path: Path) -> CheckResult:
    """Say whether a database that is not there yet can be made."""
    folder = _folder(path)
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return CheckResult("database", "warn", f"There is no database {path} yet: Prova makes it at its start.")
    return CheckResult("database", "fail", f"The database {path} cannot be made in {folder}: set another database URL.")


def _folder(path: Path) -> Path:
    """Return what there is of the folders above a file."""
    return next(parent for parent in path.absolute().parents if parent.exists())
