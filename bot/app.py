"""The composition root: it builds every part once, and closes them in reverse."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.config import Settings, SlackSettings
from bot.content.model import Bank
from bot.domain.errors import DatabaseAway, DatabaseLocked, StoreBusy, StoreUnavailable
from bot.entry.dispatch import Dispatcher, Handler
from bot.entry.suggest import Suggest
from bot.features.daily.answers import DailyAnswers
from bot.features.daily.command import DailyCommands
from bot.features.daily.round import Round
from bot.features.exam.my_exam import MyExam
from bot.features.exam.results import Results
from bot.features.lookup.compare import Compare
from bot.features.lookup.which import Which
from bot.features.people.board import Leaderboard
from bot.features.people.help import Help
from bot.features.people.home import Home
from bot.features.people.me import Me
from bot.features.people.report import ReportCommands
from bot.features.people.settings import SettingsCommands
from bot.features.people.space import SpaceCommands
from bot.features.people.talk import Talk
from bot.features.practice.asking import Asking
from bot.features.practice.library import Library
from bot.features.practice.quiz import Quiz
from bot.features.practice.review import Review
from bot.features.practice.topics import Topics
from bot.gc_tuning import freeze_heap
from bot.ports.channels import Channels
from bot.ports.clock import Clock, utc_now
from bot.ports.lookup import Lookup
from bot.ports.meter import Meter, Unmetered
from bot.ports.platform import Platform
from bot.ports.store import Store
from bot.reloading import Reloading, index_of, library_of, load_bank
from bot.store.store import SqlStore

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.platforms.slack.client import Credentials
    from bot.scheduler import Scheduler
    from bot.web import Web

DATABASE_RETRY = 2.0
"""Seconds between two tries to open a database whose server does not answer at the start."""
FADE_EVERY = 6 * 3600.0
"""Seconds between two searches for answers that are old enough to fade."""
SHUTDOWN_GRACE = 3.0
"""Seconds that requests under way get when Prova stops; closing takes the rest of five."""

_log = logging.getLogger(__name__)


class Prova:
    """The parts that platforms and the scheduler work with; each platform adds its channels."""

    def __init__(
        self,
        library: Library,
        lookup: Lookup,
        store: Store,
        clock: Clock,
        rng: random.Random,
        zone: ZoneInfo,
        *,
        learns: bool = True,
        boards: bool = True,
        meter: Meter | None = None,
    ) -> None:
        """Build the dispatcher with a feature behind every intent; *learns* is an argument of `Which`.

        Without *boards* no learner's name is shown to others.
        """
        self._boards = boards
        self.store = store
        self._meter = meter or Unmetered()
        self.channels: dict[str, Channels] = {}
        self._clock = clock
        self._rng = rng
        self._zone = zone
        self._learns = learns
        topics = Topics(library.bank, lookup)
        owner = secrets.token_hex(8)
        self.round = Round(library, topics, store, self.channels, clock, rng, owner, names=boards)
        handlers = self._handlers(library, topics, lookup)
        suggest = Suggest(library.bank, topics, lookup, clock)
        self.dispatcher = Dispatcher(handlers, store, suggest, zone, self._meter, clock)

    def use_bank(self, library: Library, lookup: Lookup) -> None:
        """Switch to another bank from the next request on; requests under way end with the bank they began with."""
        topics = Topics(library.bank, lookup)
        self.round.use_bank(library, topics)
        suggest = Suggest(library.bank, topics, lookup, self._clock)
        self.dispatcher.use_bank(self._handlers(library, topics, lookup), suggest)

    def _handlers(self, library: Library, topics: Topics, lookup: Lookup) -> Mapping[str, Handler]:
        """Return a feature's handler for each intent."""
        bank, store, clock, rng = library.bank, self.store, self._clock, self._rng
        asking = Asking(library, topics, store, clock, rng, self._meter)
        quiz = Quiz(library, topics, store, asking, clock, rng)
        review = Review(library, topics, store, asking, clock, rng)
        daily_answers = DailyAnswers(library, store, asking, clock, self.round.note_answer)
        daily = DailyCommands(topics, store, self.channels, clock, rng)
        which = Which(bank, lookup, store, learns=self._learns)
        compare = Compare(bank, lookup)
        board = Leaderboard(store, clock, public=self._boards)
        settings = SettingsCommands(store)
        results = Results(bank, topics, store, clock)
        reports = ReportCommands(store, clock, rng)
        help_ = Help(boards=self._boards)
        return {
            "quiz": quiz.ask,
            "answer": asking.answer,
            "place": asking.place,
            "others": asking.others,
            "topics": quiz.topics,
            "which": which.find,
            "compare": compare.show,
            "pair": compare.pair,
            "service": which.show,
            "more": which.more,
            "share": which.share,
            "leaderboard": board.show,
            "board": board.show,
            "daily": daily.show,
            "daily set": daily.set,
            "daily form": daily.form,
            "daily pause": daily.pause,
            "daily resume": daily.resume,
            "daily skip": daily.skip,
            "leave out": daily.skip,
            "daily now": daily.post_now,
            "daily off": daily.switch_off,
            "me": Me(bank, store, review, clock, public=self._boards).show,
            "settings": settings.show,
            "settings language": settings.set_language,
            "settings zone": settings.set_zone,
            "settings board": settings.set_listed,
            "settings exam": MyExam(bank, topics, store, clock).set_exam,
            "review": review.ask,
            "review taught": review.ask_taught,
            "result": results.tell,
            "keep result": results.keep,
            "settings space": SpaceCommands(store).set_space,
            "settings export": settings.export,
            "settings forget": settings.forget,
            "report": reports.file,
            "reports": reports.show,
            "home": Home(store, self.channels, clock, public=self._boards).show,
            "today": daily_answers.today,
            "said": Talk(help_, which).hear,
            "reply": quiz.reply,
            "help": help_.show,
            "unknown": help_.unknown,
            "stale": help_.stale,
        }


@asynccontextmanager
async def running(
    settings: Settings, metrics: Metrics | None = None, stop: asyncio.Event | None = None
) -> AsyncIterator[Prova]:
    """Open the database, load the bank and yield the parts; close the database in any case.

    With *stop*, a database whose server does not answer is tried again until that is set. Raises BankInvalid or
    DatabaseUnusable, which hold sentences for the operator.
    """
    bank = load_bank(settings)
    store, library = await _open_database(settings, bank, metrics, stop)
    try:
        prova = Prova(
            library,
            index_of(bank),
            store,
            utc_now,
            random.SystemRandom(),
            settings.zone,
            learns=settings.counts_misses,
            boards=settings.boards,
            meter=metrics,
        )
        freeze_heap()
        yield prova
    finally:
        await store.close()


async def _open_database(
    settings: Settings, bank: Bank, metrics: Metrics | None, stop: asyncio.Event | None
) -> tuple[SqlStore, Library]:
    """Open the database, bring it up to date, and return it with the library of the bank.

    A server that does not answer, and a file that another process holds, are tried again until *stop* is set.
    """
    watch = metrics.observe_database if metrics else None
    while True:
        try:
            store = await SqlStore.open(settings.database_url, secret_keys=settings.secret_keys, watch=watch)
            try:
                await store.upgrade()
                return store, await library_of(bank, store)
            except BaseException:
                await store.close()
                raise
        except (DatabaseAway, StoreBusy) as away:
            if stop is None or stop.is_set():
                raise
            if isinstance(away, (DatabaseLocked, StoreBusy)):
                _log.warning("another process holds the database, such as a Prova that is starting; trying again")
            else:
                _log.error("%s Trying again.", away)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DATABASE_RETRY)


async def _forget_old_choices(settings: Settings, prova: Prova) -> None:
    """Delete the choices of answers after the days that the operator has set; the answers keep the rest."""
    while settings.answers_days is not None:
        try:
            faded = await prova.store.fade(utc_now() - timedelta(days=settings.answers_days))
            _log.info("answers: %s are old enough to be kept without what was chosen", faded)
        except StoreUnavailable:
            _log.warning("answers: the database does not answer; trying again later")
        await asyncio.sleep(FADE_EVERY)


async def serve(settings: Settings, stop: asyncio.Event, again: asyncio.Event) -> None:
    """Run every platform that is configured until *stop* is set, then finish the requests under way and close.

    When *again* is set, or a memo in the database asks for it, the bank is reloaded. Raises PlatformUnusable when the
    last platform refuses us, and the errors of `running`.
    """
    from bot.scheduler import Scheduler
    from bot.supervisor import Supervisor

    metrics = _metrics(settings)
    async with running(settings, metrics, stop) as prova:
        platforms = _configured_platforms(settings, prova)
        prova.channels.update({platform.name: platform.channels for platform in platforms})
        scheduler, supervisor = Scheduler(prova.round, utc_now), Supervisor(platforms)
        web = _http_server(settings, platforms, prova, scheduler, metrics)
        if web:
            await web.start()
        scheduler.start()
        beside = [
            asyncio.create_task(Reloading(settings, prova.store, prova.use_bank).run(again)),
            asyncio.create_task(_forget_old_choices(settings, prova)),
        ]
        try:
            await supervisor.run(stop)
        finally:
            for task in beside:
                task.cancel()
            closing = [web.stop()] if web else []
            ending = [scheduler.stop(SHUTDOWN_GRACE), *closing, supervisor.stop(SHUTDOWN_GRACE)]
            await asyncio.gather(prova.store.hurry(), *ending)


def _metrics(settings: Settings) -> Metrics | None:
    """Return the figures that the HTTP server shows, or None without a port: nobody would read them."""
    if not settings.http_port:
        return None
    from bot.metrics import Metrics  # prometheus_client takes as long to import as the bank to load

    return Metrics()


def _configured_platforms(settings: Settings, prova: Prova) -> list[Platform]:
    """Return the platforms that are configured."""
    platforms: list[Platform] = []
    if settings.discord_token:
        from bot.platforms.discord.client import Discord

        token, shards = settings.discord_token, settings.discord_shards
        platforms.append(Discord(prova.dispatcher, token, shards, random.SystemRandom()))
    if settings.slack:
        from bot.platforms.slack.client import Slack

        credentials = slack_credentials(settings.slack)
        platforms.append(Slack(prova.dispatcher, prova.store, credentials, utc_now, random.SystemRandom()))
    return platforms


def slack_credentials(own: SlackSettings) -> Credentials:
    """Return the operator's settings for Slack as the platform's credentials."""
    from bot.platforms.slack.client import Credentials

    return Credentials(own.bot_token, own.app_token, own.signing_secret, own.client_id, own.client_secret, own.admins)


def _http_server(
    settings: Settings, platforms: Sequence[Platform], prova: Prova, scheduler: Scheduler, metrics: Metrics | None
) -> Web | None:
    """Return the HTTP server, or None without a port."""
    if not settings.http_port or not metrics:
        return None
    from bot.health import Health
    from bot.web import Web, status_routes

    health = Health(platforms, prova.store, scheduler.tick_age, asyncio.get_running_loop().time)
    routes = [route for platform in platforms for route in platform.routes()]
    return Web(settings.http_host, settings.http_port, [*routes, *status_routes(health, metrics)])
