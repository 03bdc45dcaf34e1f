"""Reports: a learner's word that a question is wrong. Nothing is re-keyed by itself."""

from __future__ import annotations

import random
from collections.abc import Mapping

from bot.chat.markup import plain
from bot.chat.reply import Fact, Facts, Reply, Text
from bot.chat.request import Request
from bot.domain.errors import StaleButton, TooLong
from bot.domain.records import Report
from bot.features.ports import Clock, Store
from bot.features.voice import person, voice_of

LONGEST = 1_000
"""Characters of a report."""
SHOWN = 20


class Reports:
    """Takes reports and shows them to admins."""

    def __init__(self, store: Store, clock: Clock, rng: random.Random) -> None:
        """Take the parts."""
        self._store = store
        self._clock = clock
        self._rng = rng

    async def take(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Keep a report with the revision that was read. Raises UnknownPosting, TooLong."""
        if not args["posting"].isdecimal():
            raise StaleButton
        if len(args["text"]) > LONGEST:
            raise TooLong(limit=LONGEST)
        posting = await self._store.posting(int(args["posting"]))
        report = Report(
            id=self._rng.getrandbits(63),
            question=posting.question,
            revision=posting.revision,
            text=args["text"],
            name=request.actor.name,
            reported_at=self._clock(),
        )
        await self._store.report(person(request.actor), request.actor.name, report)
        voice = await voice_of(self._store, request.actor)
        return Reply(
            voice.say("Thank you. Your report is kept."),
            (Text(plain(voice.say("A person reads it; no answer is changed by itself."))),),
        )

    async def show(self, request: Request, args: Mapping[str, str]) -> Reply:
        """Show the newest reports to an admin."""
        voice = await voice_of(self._store, request.actor)
        reports = await self._store.reports(SHOWN)
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
            for report in reports
        ]
        return Reply(voice.say("Reports, newest first"), (Facts(tuple(rows)),))
