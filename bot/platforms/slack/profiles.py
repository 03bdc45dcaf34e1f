"""The profiles of people on Slack: name, language, zone, and whether they run the workspace."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.printable import name_shown
from bot.chat.request import Actor
from bot.entry.dispatch import Dispatcher
from bot.platforms.slack.manifest import ROOT
from bot.platforms.slack.origin import PLATFORM, Origin, inside
from bot.platforms.slack.send import code_of, retry_after

FRESH = 3600.0
"""Seconds for which an answer of Slack's is believed."""
FRESH_ADMIN = 300.0
"""The same where it decides about a permission."""
PATIENCE = 0.8
"""Seconds that Slack may take to answer; after that a person is spoken to as we know them, or in English."""
NAMELESS = "somebody"
UNKNOWN = frozenset({"user_not_found", "user_not_visible", "missing_scope", "no_permission"})
"""Errors after which the same question would get the same answer."""
KEPT = 50_000
AT_ONCE = 16
"""Questions to Slack at the same time: a thousand people who press a button at once are no reason for a thousand."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CachedProfile:
    """A person as Slack describes them, since a moment on the clock that only runs forward.

    With `now`, Slack said so to this process, and so also whether they run the workspace.
    """

    actor: Actor
    since: float
    now: bool


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
        self._creators: dict[str, str] = {}

    async def actor(self, origin: Origin, *, as_admin: bool = False) -> Actor:
        """Return the asking person. With *as_admin*, it is looked up whether they run the workspace."""
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
        told = None if _now() < self._not_before else await self._ask_once(origin, stranger)
        if told or known is None:
            return told or stranger
        return replace(known.actor, admin=False) if as_admin else known.actor

    async def hosts(self, origin: Origin) -> bool:
        """Return whether a channel is for the asking person to run.

        They created it, it is theirs and the bot's alone, or the operator has listed them.
        """
        if origin.direct or origin.user in self._admins:
            return True
        if origin.channel not in self._creators:
            try:
                async with asyncio.timeout(PATIENCE):
                    told = await self._web.conversations_info(channel=origin.channel, token=origin.token)
            except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError):
                return False
            self._creators[origin.channel] = str(inside(told.data, "channel").get("creator") or "")
        return self._creators[origin.channel] == origin.user

    async def _ask_once(self, origin: Origin, stranger: Actor) -> Actor | None:
        """Ask Slack, once for all who want to know at the same time; None when it does not answer in time."""
        who = (origin.space, origin.learner)
        task = self._asking.get(who)
        if task is None:
            task = asyncio.create_task(self._ask(origin, stranger))
            self._asking[who] = task
            task.add_done_callback(lambda _: self._asking.pop(who, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), PATIENCE)
        except TimeoutError:
            return None

    async def _ask(self, origin: Origin, stranger: Actor) -> Actor | None:
        """Ask Slack, and keep its answer; a person unknown to it is not asked about again for a while."""
        async with self._slots:
            try:
                told = await self._web.users_info(user=origin.user, include_locale=True, token=origin.token)
            except SlackApiError as error:
                _log.warning("slack: users.info: %s", code_of(error))
                if getattr(error.response, "status_code", 0) == HTTPStatus.TOO_MANY_REQUESTS:
                    self._not_before = _now() + retry_after(error.response.headers)
                    return None
                if code_of(error) not in UNKNOWN:
                    return None
                self._keep(origin, stranger)
                return stranger
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                _log.warning("slack: users.info: %s", type(error).__name__)
                return None
        actor = _told(stranger, inside(told.data, "user"))
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


def _told(stranger: Actor, user: Mapping[str, Any]) -> Actor:
    """Return the person that `users.info` describes."""
    more = inside(user, "profile")
    names = (more.get("display_name"), more.get("real_name"), user.get("real_name"), stranger.name)
    return replace(
        stranger,
        name=next(shown for name in names if name and (shown := name_shown(str(name)))),
        locale=str(user.get("locale") or "en"),
        zone=_zone(user.get("tz")),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
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
