"""The profiles of people on Slack: name, language, zone, and whether they run the workspace."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.printable import name_shown
from bot.chat.request import Actor
from bot.entry.dispatch import Dispatcher
from bot.platforms.slack.manifest import ROOT
from bot.platforms.slack.origin import PLATFORM, Origin, inside
from bot.platforms.slack.send import NOT_HERE, code_of, retry_after

FRESH = 3600.0
"""Seconds for which an answer of Slack's is believed."""
FRESH_ADMIN = 300.0
"""The same where it decides about a permission."""
PATIENCE = 0.8
"""Seconds that Slack may take to answer; after that a person is spoken to as we know them, or in English."""
LONG_PATIENCE = 10.0
"""The same where the answer decides about a permission: the person knows that we are at it."""
AGAIN = (1.0, 2.0, 4.0)
"""Seconds between two questions about the same, where there is time for more than one."""
NAMELESS = "somebody"
NOBODY = "user_not_found"
UNKNOWN = frozenset({NOBODY, "user_not_visible", "missing_scope", "no_permission"})
"""Errors after which the same question would get the same answer."""
KEPT = 50_000
AT_ONCE = 16
"""Questions to Slack at the same time: a thousand people who press a button at once are no reason for a thousand."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CachedProfile:
    """A person as Slack describes them, since a moment on the clock that only runs forward.

    With `now`, Slack said so to this process, and so also whether they run the workspace.
    """

    actor: Actor
    since: float
    now: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as Slack describes it: its creator; `direct` is one of the asking person and the bot alone."""

    direct: bool = False
    creator: str = ""


class ProfileCache:
    """Asks Slack once and remembers, in memory and with the learner."""

    def __init__(self, web: AsyncWebClient, dispatcher: Dispatcher, admins: Collection[str] = ()) -> None:
        """Take the way to Slack, to the stored learners, and the ids of those who may host every channel."""
        self._admins = admins
        self._web = web
        self._dispatcher = dispatcher
        self._known: OrderedDict[tuple[str, str], CachedProfile] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Actor | None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._not_before = 0.0
        self._places: dict[str, Place] = {}

    async def actor(self, origin: Origin, *, as_admin: bool = False, patience: float = PATIENCE) -> Actor:
        """Return the asking person. With *as_admin*, it is looked up whether they run the workspace.

        Slack may take *patience* seconds; without an answer the person is `unsure`, and no admin.
        """
        known = self._known.get((origin.space, origin.learner))
        if known and known.now >= as_admin and _now() - known.since < (FRESH_ADMIN if as_admin else FRESH):
            return known.actor
        stranger = Actor(PLATFORM, origin.learner, name_shown(origin.name) or origin.user or NAMELESS, root=ROOT)
        if (
            known is None
            and not as_admin
            and (recalled := await self._dispatcher.recall(stranger, f"{PLATFORM}:{origin.space}"))
        ):
            self._keep(origin, recalled, now=False)
            return recalled
        told = await self._patiently(patience, partial(self._ask_once, origin, stranger))
        if told:
            return told
        met = known.actor if known else stranger
        return replace(met, admin=False, unsure=True) if as_admin else met

    def lists(self, origin: Origin) -> bool:
        """Return whether the operator has listed the asking person among the hosts of every channel."""
        return origin.user in self._admins

    async def hosts(self, origin: Origin, patience: float = PATIENCE) -> bool | None:
        """Return whether a channel is for the asking person to run; None where Slack does not tell.

        They created it, it is theirs and the bot's alone, or the operator has listed them.
        """
        if self.lists(origin):
            return True
        place = await self._place(origin, patience)
        return None if place is None else place.direct or place.creator == origin.user

    async def placed(self, origin: Origin, patience: float = PATIENCE) -> Origin:
        """Return an origin that knows whether it is a conversation with the bot alone, as far as Slack tells."""
        if origin.direct or not origin.between_people:
            return origin
        place = await self._place(origin, patience)
        return replace(origin, direct=bool(place and place.direct))

    async def _place(self, origin: Origin, patience: float) -> Place | None:
        """Return a channel as Slack describes it, or None where it does not; one that it hides from us is nobody's."""
        kept = self._places.get(origin.channel)
        return kept or await self._patiently(patience, partial(self._look, origin))

    async def _look(self, origin: Origin, seconds: float) -> Place | None:
        """Ask Slack about a channel, and keep its answer; a channel without us may have us later."""
        try:
            async with asyncio.timeout(seconds):
                told = await self._web.conversations_info(channel=origin.channel, token=origin.token)
        except SlackApiError as error:
            if code_of(error) in NOT_HERE:
                return Place()
            self._put_off(error)
            return None
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None
        about = inside(told.data, "channel")
        direct = bool(about.get("is_im")) and about.get("user", origin.user) == origin.user
        place = self._places[origin.channel] = Place(direct=direct, creator=str(about.get("creator") or ""))
        return place

    async def _patiently(self, patience: float, ask: Callable[[float], Awaitable[_T | None]]) -> _T | None:
        """Ask Slack, within so many seconds and no sooner than it allows; more than once where there is time."""
        until = _now() + patience
        for pause in (0.0, *AGAIN):
            wait = max(pause, self._not_before - _now())
            if wait and _now() + wait >= until:
                return None
            await asyncio.sleep(wait)
            told = await ask(until - _now())
            if told is not None:
                return told
        return None

    def _put_off(self, error: SlackApiError) -> None:
        """Ask nothing for as long as Slack wants, if it does."""
        if getattr(error.response, "status_code", 0) == HTTPStatus.TOO_MANY_REQUESTS:
            self._not_before = _now() + retry_after(error.response.headers)

    async def _ask_once(self, origin: Origin, stranger: Actor, seconds: float) -> Actor | None:
        """Ask Slack, once for all who want to know at the same time; None when it does not answer in time."""
        who = (origin.space, origin.learner)
        task = self._asking.get(who)
        if task is None:
            task = asyncio.create_task(self._ask(origin, stranger))
            self._asking[who] = task
            task.add_done_callback(lambda _: self._asking.pop(who, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), seconds)
        except TimeoutError:
            return None

    async def _ask(self, origin: Origin, stranger: Actor) -> Actor | None:
        """Ask Slack, and keep its answer; a person unknown to it is not asked about again for a while."""
        async with self._slots:
            try:
                told = await self._web.users_info(user=origin.user, include_locale=True, token=origin.token)
            except SlackApiError as error:
                _log.warning("slack: users.info: %s", code_of(error))
                self._put_off(error)
                if code_of(error) not in UNKNOWN:
                    return None
                met = replace(stranger, unsure=code_of(error) != NOBODY)
                self._keep(origin, met)
                return met
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                _log.warning("slack: users.info: %s", type(error).__name__)
                return None
        actor = _told(stranger, inside(told.data, "user"), origin.space)
        self._keep(origin, actor)
        await self._dispatcher.save_client(actor)
        return actor

    def _keep(self, origin: Origin, actor: Actor, *, now: bool = True) -> None:
        """Remember a person; those not met for longest make room."""
        who = (origin.space, origin.learner)
        self._known[who] = CachedProfile(actor, _now(), now)
        self._known.move_to_end(who)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)


def _told(stranger: Actor, user: Mapping[str, Any], space: str) -> Actor:
    """Return the person that `users.info` describes; an admin of another workspace is none here."""
    more = inside(user, "profile")
    names = (more.get("display_name"), more.get("real_name"), user.get("real_name"), stranger.name)
    return replace(
        stranger,
        name=next(shown for name in names if name and (shown := name_shown(str(name)))),
        locale=str(user.get("locale") or "en"),
        zone=_zone(user.get("tz")),
        admin=bool(user.get("is_admin") or user.get("is_owner")) and user.get("team_id", space) == space,
    )


def _zone(name: object) -> str | None:
    """Return an IANA zone that this system knows, or None."""
    try:
        return ZoneInfo(str(name)).key if name else None
    except (ValueError, OSError, LookupError):
        return None


def _now() -> float:
    """Return the seconds on the clock that only runs forward."""
    return asyncio.get_running_loop().time()
