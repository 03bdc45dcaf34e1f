"""A page of one's own, where a platform has one: how one stands, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.chat.markup import plain
from bot.chat.reply import Button, Facts, Reply, Text
from bot.chat.request import Call, Request
from bot.domain.calendar import study_day
from bot.domain.streak import streak
from bot.features.people.board import run_facts, standing_facts
from bot.features.voice import person, voice_for, zone_of
from bot.ports.clock import Clock
from bot.ports.store import Store


class Home:
    """Shows a learner's own page."""

    def __init__(self, store: Store, clock: Clock, zone: ZoneInfo, *, public: bool = True) -> None:
        """Take the parts; *zone* is for learners who have chosen none; there may be no *public* board."""
        self._public = public
        self._store = store
        self._clock = clock
        self._zone = zone

    async def show(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show streak, points and rank, and the ways on; a newcomer is welcomed."""
        who = person(request.actor)
        learner = await self._store.find(who)
        voice = voice_for(learner, request.actor)
        progress = await self._store.progress(request.address.space, who)
        say = voice.say
        if progress.days:
            today = study_day(self._clock(), zone_of(learner, request.actor, self._zone))
            run = streak(progress.days, today, progress.posts)
            block: Facts | Text = Facts((*run_facts(run, voice), *standing_facts(progress.standing, voice)))
        else:
            block = Text(
                plain(say("Scenario questions for the AWS AI and ML certificates. Your first one is a press away."))
            )
        waiting = await self._store.unanswered(request.address.space, who, self._clock())
        ahead = [Button(say("Today's question"), Call("today", {"posting": str(waiting[0])}))] if waiting else []
        blocks = [block, Text(plain(say("Today's question waits for your answer.")))] if waiting else [block]
        buttons = (
            *ahead,
            Button(say("Practice"), Call("quiz")),
            Button(say("Choose a topic"), Call("topics")),
            *([Button(say("Leaderboard"), Call("board"))] if self._public else []),
            Button(say("My progress"), Call("me")),
            Button(say("Settings"), Call("settings")),
            Button(say("Help"), Call("help")),
        )
        return Reply(say("Prova · welcome, {name}", name=request.actor.name), tuple(blocks), buttons=buttons)
