"""The composition root: every part is built here, once, and taken down in reverse."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import secrets
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.content.load import load
from bot.content.lookup import Index
from bot.content.model import Bank
from bot.features.daily import Daily
from bot.features.dispatch import Dispatcher, Handler
from bot.features.help import Help
from bot.features.home import Home
from bot.features.leaderboard import Leaderboard
from bot.features.ports import Channels, Clock, Lookup, Platform, PlatformUnusable, Store
from bot.features.quiz import Quiz
from bot.features.report import Reports
from bot.features.round import Round
from bot.features.settings import Settings as SettingsFeature
from bot.features.suggest import Suggest
from bot.features.topics import Topics
from bot.features.which import Which
from bot.store.store import SqlStore, utc_now

if TYPE_CHECKING:
    from bot.web import Web

GRACE = 3.0
"""Seconds that requests under way get when Prova is told to stop; closing takes the rest of five."""
LAST = 0.7
"""Seconds that a platform may take to end after that, before it is cut off."""

_log = logging.getLogger(__name__)


def settle() -> None:
    """Fit the garbage collector to a bot: the bank outlives every collection, and answers leave no cycles behind.

    Without it the collector walks the whole bank again and again while people answer; `make bench` shows the share.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@dataclass(frozen=True, slots=True)
class Prova:
    """The parts that platforms and the clock work with; each platform puts its channels in."""

    dispatcher: Dispatcher
    store: Store
    round: Round
    channels: dict[str, Channels]


def build(bank: Bank, lookup: Lookup, store: Store, clock: Clock, rng: random.Random, zone: ZoneInfo) -> Prova:
    """Return the parts, with a feature behind every intent."""
    channels: dict[str, Channels] = {}
    topics = Topics(bank, lookup)
    round_ = Round(bank, topics, store, channels, clock, rng, secrets.token_hex(8))
    quiz = Quiz(bank, topics, store, clock, rng, zone, round_.hear)
    daily = Daily(bank, topics, store, channels, clock, rng, zone)
    which = Which(bank, lookup, store)
    boards = Leaderboard(bank, store, clock, zone)
    settings = SettingsFeature(store, zone)
    reports = Reports(store, clock, rng)
    home = Home(store, clock, zone)
    help_ = Help(store)
    handlers: dict[str, Handler] = {
        "quiz": quiz.ask,
        "answer": quiz.answer,
        "topics": quiz.topics,
        "which": which.find,
        "service": which.show,
        "share": which.share,
        "leaderboard": boards.show,
        "board": boards.show,
        "daily": daily.show,
        "daily set": daily.set,
        "daily pause": daily.pause,
        "daily resume": daily.resume,
        "daily skip": daily.skip,
        "daily now": daily.now,
        "daily off": daily.off,
        "me": boards.me,
        "settings": settings.show,
        "settings language": settings.language,
        "settings zone": settings.zone,
        "settings board": settings.board,
        "settings export": settings.export,
        "settings forget": settings.forget,
        "report": reports.take,
        "reports": reports.show,
        "home": home.show,
        "today": quiz.today,
        "help": help_.show,
        "unknown": help_.unknown,
        "stale": help_.stale,
    }
    return Prova(Dispatcher(handlers, store, Suggest(bank, topics)), store, round_, channels)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Prova]:
    """Open the database, load the bank and yield the parts; close what was opened, whatever happens.

    Raises BankInvalid or DatabaseUnusable, which hold sentences for the operator.
    """
    bank = load(settings.content)
    store = await SqlStore.open(settings.database_url, secret_keys=settings.secret_keys)
    try:
        await store.upgrade()
        prova = build(bank, Index(bank.services), store, utc_now, random.SystemRandom(), settings.zone)
        settle()
        yield prova
    finally:
        await store.close()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Run every platform that is configured until *stop* is set, then finish what is under way and close.

    A platform that refuses us for good is reported, and the others go on. Raises PlatformUnusable when none is left,
    and what `running` raises.
    """
    from bot.scheduler import Scheduler

    async with running(settings) as prova:
        platforms = _platforms(settings, prova)
        prova.channels.update({platform.name: platform.channels for platform in platforms})
        web = _web(settings, platforms)
        if web:
            await web.start()
        scheduler = Scheduler(prova.round)
        scheduler.start()
        runs = {asyncio.create_task(platform.run(), name=platform.name) for platform in platforms}
        stopped = asyncio.create_task(stop.wait())
        try:
            while runs and not stopped.done():
                done, _ = await asyncio.wait({*runs, stopped}, return_when=asyncio.FIRST_COMPLETED)
                for ended in runs & done:
                    runs.remove(ended)
                    _report(ended, left=len(runs))
        finally:
            stopped.cancel()
            closing = [web.stop()] if web else []
            stopping = (platform.stop(GRACE) for platform in platforms)
            await asyncio.gather(scheduler.stop(GRACE), *closing, *stopping)
            await _ended(runs)


async def _ended(runs: Collection[asyncio.Task[None]]) -> None:
    """Wait until the platforms have ended, and cut off what hangs."""
    late = (await asyncio.wait(runs, timeout=LAST))[1] if runs else ()
    for run in late:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)


def _report(ended: asyncio.Task[None], *, left: int) -> None:
    """Log why a platform has ended by itself, or raise it when no other is *left*."""
    try:
        ended.result()
    except Exception as error:
        if not left:
            raise
        foreseen = isinstance(error, PlatformUnusable)
        _log.error("%s: %s", ended.get_name(), error, exc_info=not foreseen)


def _platforms(settings: Settings, prova: Prova) -> list[Platform]:
    """Return the platforms that are configured."""
    platforms: list[Platform] = []
    if settings.discord_token:
        from bot.platforms.discord.client import Discord

        platforms.append(
            Discord(
                prova.dispatcher, prova.store, settings.discord_token, settings.discord_shards, random.SystemRandom()
            )
        )
    if settings.slack:
        from bot.platforms.slack.client import Credentials, Slack

        own = settings.slack
        credentials = Credentials(
            own.bot_token, own.app_token, own.signing_secret, own.client_id, own.client_secret, own.admins
        )
        platforms.append(Slack(prova.dispatcher, prova.store, credentials, utc_now, random.SystemRandom()))
    return platforms


def _web(settings: Settings, platforms: Sequence[Platform]) -> Web | None:
    """Return the HTTP server, where a port is set and a platform has something to say there."""
    routes = [route for platform in platforms for route in platform.routes()]
    if not (routes and settings.http_port):
        return None
    from bot.web import Web

    return Web(settings.http_host, settings.http_port, routes)
