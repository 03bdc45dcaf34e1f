"""Reports of learners that a question is wrong. Nothing is re-keyed by itself."""

from __future__ import annotations

import random
from typing import Protocol

from bot.chat.markup import plain
from bot.chat.reply import Button, Fact, Facts, Reply, Text
from bot.chat.request import Call
from bot.domain.records import Report
from bot.features.asker import Asker
from bot.ports.clock import Clock
from bot.ports.store import Postings, Reports

SHOWN = 4
"""Reports on a page."""


class ReportStore(Postings, Reports, Protocol):
    """The part of the store that the reports use."""


class ReportCommands:
    """Files reports, and shows them to admins."""

    def __init__(self, store: ReportStore, clock: Clock, rng: random.Random) -> None:
        """Build the commands from store, clock and chance."""
        self._store = store
        self._clock = clock
        self._rng = rng

    async def file(self, asker: Asker, *, posting: int, text: str) -> Reply:
        """File a report on the question and revision of a posting. Raises UnknownPosting."""
        voice = await asker.voice()
        reported = await self._store.posting(posting)
        report = Report(
            id=self._rng.getrandbits(63),
            space=asker.address.space,
            question=reported.question,
            revision=reported.revision,
            text=text,
            name=asker.actor.name,
            reported_at=self._clock(),
        )
        await self._store.save_report(asker.person, asker.actor.name, report)
        return Reply(
            voice.say("Thank you. Your report has been saved."),
            (Text(plain(voice.say("A person will read it. No answer key changes by itself."))),),
        )

    async def show(self, asker: Asker, *, skip: int = 0) -> Reply:
        """Show the reports of the space, the newest first, a page at a time."""
        voice = await asker.voice()
        reports = await self._store.reports(asker.address.space, SHOWN + 1, skip)
        if not reports:
            return Reply(voice.say("No reports yet."))
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
