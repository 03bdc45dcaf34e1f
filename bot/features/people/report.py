"""Reports: a learner's word that a question is wrong. Nothing is re-keyed by itself."""

from __future__ import annotations

import random
from collections.abc import Mapping

from bot.chat.markup import plain
from bot.chat.reply import Button, Fact, Facts, Reply, Text
from bot.chat.request import Call, Request
from bot.domain.errors import StaleButton
from bot.domain.records import Report
from bot.features.voice import person, voice_of
from bot.ports.clock import Clock
from bot.ports.store import Store

SHOWN = 4
"""Reports on a page."""


class ReportCommands:
    """Takes reports and shows them to admins."""

    def __init__(self, store: Store, clock: Clock, rng: random.Random) -> None:
        """Take the parts."""
        self._store = store
        self._clock = clock
        self._rng = rng

    async def file(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Keep a report with the revision that was read. Raises UnknownPosting."""
        if not args["posting"].isdecimal():
            raise StaleButton
        posting = await self._store.posting(int(args["posting"]))
        report = Report(
            id=self._rng.getrandbits(63),
            space=request.address.space,
            question=posting.question,
            revision=posting.revision,
            text=args["text"],
            name=request.actor.name,
            reported_at=self._clock(),
        )
        await self._store.save_report(person(request.actor), request.actor.name, report)
        voice = await voice_of(self._store, request.actor)
        return Reply(
            voice.say("Thank you. Your report is kept."),
            (Text(plain(voice.say("A person reads it; no answer is changed by itself."))),),
        )

    async def show(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show the reports of this space to an admin, the newest first, a page at a time."""
        voice = await voice_of(self._store, request.actor)
        skip = int(args.get("skip", "0"))
        reports = await self._store.reports(request.address.space, SHOWN + 1, skip)
        if not reports:
            return Reply(voice.say("No reports."))
        rows = [
            Fact(
                f"{report.question} @ {report.revision}",
                plain(
                    voice.say(
                        "{name}, {day}: {text}",
                        name=report.name,
                        day=voice.day(report.reported_at.date()),
                        text=report.text,
                    )
                ),
            )
            for report in reports[:SHOWN]
        ]
        older = Button(voice.say("Older"), Call("reports", {"skip": str(skip + SHOWN)}))
        more = (older,) if len(reports) > SHOWN else ()
        return Reply(voice.say("Reports, newest first"), (Facts(tuple(rows)),), buttons=more)
