"""The checks of `prova doctor`, one after the other, on everything that Prova depends on."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from bot.app import slack_credentials
from bot.config import Settings, cache_folder
from bot.content.reading.packs import load_packs
from bot.content.reading.problem import BankInvalid
from bot.domain.errors import DatabaseUnusable, StoreUnavailable
from bot.ports.checks import CheckResult
from bot.ports.clock import Clock
from bot.ports.store import SecretUnreadable
from bot.store.sqlite import SCHEME, path_of
from bot.store.store import SqlStore
from bot.zone_data import zone_data_result

UNEXPECTED = (ValueError, TypeError, LookupError, AttributeError)
"""Errors raised by an answer that is not a platform's."""
LOW_BYTES, FULL_BYTES = 500 * 1024**2, 50 * 1024**2
"""Free bytes on the database's disk: fewer are a warning, and a failure."""


async def check_results(settings: Settings, clock: Clock) -> AsyncIterator[CheckResult]:
    """Yield the result of every check, a failed one with its remedy."""
    for result in _bank_results(settings):
        yield result
    yield CheckResult(
        "settings", "ok" if settings.discord_token or settings.slack else "warn", _platforms_sentence(settings)
    )
    for said in settings.unknown:
        yield CheckResult("settings", "warn", said)
    if settings.slack and settings.slack.client_id and not settings.secret_keys:
        yield CheckResult(
            "settings", "warn", "PROVA_SECRET_KEY is not set: workspaces' tokens lie open in the database."
        )
    yield zone_data_result(clock())
    if settings.http_port:
        yield _port_result(settings.http_host, settings.http_port)
    async for result in _database_results(settings, clock):
        yield result
    if settings.discord_token:
        from bot.platforms.discord.checks import examine as discord

        try:
            async for result in discord(settings.discord_token, clock):
                yield result
        except UNEXPECTED as error:
            yield _unexpected_result("discord", error)
    if settings.slack:
        from bot.platforms.slack.checks import examine as slack

        try:
            async for result in slack(slack_credentials(settings.slack), clock):
                yield result
        except UNEXPECTED as error:
            yield _unexpected_result("slack", error)


def _unexpected_result(part: str, error: Exception) -> CheckResult:
    """Return the result for an answer that is not the platform's."""
    said = (
        f"What answers is not the platform ({type(error).__name__}): look at the network, and at what stands between."
    )
    return CheckResult(part, "fail", said)


async def _database_results(settings: Settings, clock: Clock) -> AsyncIterator[CheckResult]:
    """Yield the results of the database; one that is not there is not made."""
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
        path = path.absolute()
        yield _disk_result(path)
        if not there:
            yield _missing_database_result(path)
            return
    try:
        store = await SqlStore.open(settings.database_url, clock=clock, secret_keys=settings.secret_keys)
    except DatabaseUnusable as error:
        yield CheckResult("database", "fail", str(error))
        return
    try:
        async for result in _store_results(settings, store):
            yield result
    finally:
        await store.close()


async def _store_results(settings: Settings, store: SqlStore) -> AsyncIterator[CheckResult]:
    """Yield the results of an open store."""
    for note in store.notes:
        yield CheckResult("database", "ok", note)
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


def _bank_results(settings: Settings) -> list[CheckResult]:
    """Return the results of the bank."""
    try:
        packs = load_packs(settings.content, cache_folder())
    except BankInvalid as invalid:
        return [CheckResult("bank", "fail", str(problem)) for problem in invalid.problems]
    said = [CheckResult("bank", "fail", str(problem)) for problem in packs.problems]
    good = f"{len(packs.bank.questions)} questions and {len(packs.bank.services)} services."
    return [CheckResult("bank", "ok", good), *said]


def _platforms_sentence(settings: Settings) -> str:
    """Return the sentence that names the platforms `prova run` would start."""
    named = [name for name, given in (("Discord", settings.discord_token), ("Slack", settings.slack)) if given]
    if not named:
        return "No platform is set up: set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN."
    return f"`prova run` starts {' and '.join(named)}."


def _port_result(host: str, port: int) -> CheckResult:
    """Return the result of binding the port; a running Prova holds it."""
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


def _disk_result(path: Path) -> CheckResult:
    """Return the result of the free space on the database's disk."""
    folder = _nearest_folder(path)
    free = shutil.disk_usage(folder).free
    said = f"{free / 1024**2:,.0f} MiB are free in the folder {folder} of the database."
    if free < LOW_BYTES:
        return CheckResult("disk", "fail" if free < FULL_BYTES else "warn", f"{said} Make room.")
    return CheckResult("disk", "ok", said)


def _missing_database_result(path: Path) -> CheckResult:
    """Return the result for a database that is still to be made."""
    folder = _nearest_folder(path)
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return CheckResult(
            "database", "warn", f"There is no database {path.absolute()} yet: Prova makes it at its start."
        )
    return CheckResult("database", "fail", f"The database {path} cannot be made in {folder}: set another database URL.")


def _nearest_folder(path: Path) -> Path:
    """Return the nearest folder above a file that exists."""
    return next(parent for parent in path.absolute().parents if parent.exists())
