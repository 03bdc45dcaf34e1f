"""The learner's home page, on a platform with one: standing, and the next steps."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

from bot.chat.markup import plain
from bot.chat.reply import Button, Facts, Reply, Text
from bot.chat.request import Address, Call
from bot.domain.calendar import study_day
from bot.domain.following import streak_of
from bot.features.asker import Asker
from bot.features.people.me import run_facts, standing_facts
from bot.ports.channels import Channels, Undelivered
from bot.ports.clock import Clock
from bot.ports.dailies import History
from bot.ports.store import Boards


class HomeStore(Boards, History, Protocol):
    """The part of the store that the home page uses."""


class Home:
    """Shows a learner's home page."""

    def __init__(
        self, store: HomeStore, channels: Mapping[str, Channels], clock: Clock, *, public: bool = True
    ) -> None:
        """Build the page from store, channels by platform and clock; there may be no *public* board."""
        self._public = public
        self._channels = channels
        self._store = store
        self._clock = clock

    async def show(self, asker: Asker) -> Reply:
        """Show streak, points, rank and the next steps; a newcomer gets a welcome."""
        voice = await asker.voice()
        progress = await self._store.progress(asker.address.space, asker.person)
        say = voice.say
        if progress.history.days:
            zone = await asker.zone()
            run = streak_of(progress.history, zone, study_day(self._clock(), zone))
            block: Facts | Text = Facts(
                (*run_facts(run, voice), *standing_facts(progress.standing, voice, ranked=self._public))
            )
        else:
            block = Text(
                plain(say("Scenario questions for the AWS AI and ML certifications. Your first one is a click away."))
            )
        waiting = await self._waiting(asker)
        ahead = [Button(say("Today's question"), Call("today", {"posting": str(waiting)}))] if waiting else []
        blocks = [block, Text(plain(say("Today's question is waiting for your answer.")))] if waiting else [block]
        buttons = (
            *ahead,
            Button(say("Practice"), Call("quiz")),
            Button(say("Pick a topic"), Call("topics")),
            *([Button(say("Leaderboard"), Call("board"))] if self._public else []),
            Button(say("My progress"), Call("me")),
            Button(say("Settings"), Call("settings")),
            Button(say("Help"), Call("help")),
        )
        return Reply(say("Prova · welcome, {name}", name=asker.actor.name), tuple(blocks), buttons=buttons)

    async def _waiting(self, asker: Asker) -> int | None:
        """Return the newest question that waits for the asker, of channels that they are known to read; or None."""
        for one in await self._store.unanswered(asker.address.space, asker.person, self._clock()):
            if one.known or await self._is_public(asker, one.channel):
                return one.posting
        return None

    async def _is_public(self, asker: Asker, channel: str) -> bool:
        """Return whether everybody in the space may read a channel; False also where that is not known."""
        channels = self._channels.get(asker.actor.platform)
        with suppress(Undelivered):
            return channels is not None and await channels.is_public(Address(asker.address.space, channel))
        return False
