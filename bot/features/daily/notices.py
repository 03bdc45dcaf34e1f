"""Notices to the admins of daily questions: each trouble once, and one message about many channels."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chat.markup import Span, Spans
from bot.chat.reply import Reply, Text, Tone
from bot.chat.wording import N_, Voice
from bot.domain.records import EMPTY, NO_ZONE, Schedule
from bot.features.daily.cards import channel_voice
from bot.features.daily.delivery import Messenger
from bot.ports.channels import Undelivered
from bot.ports.clock import Clock

TROUBLES = {
    "gone": N_("The daily question's channel is gone, or I can't see it."),
    "forbidden": N_("I'm not allowed to post in the daily question's channel. Give me permission to post there."),
    "archived": N_(
        "The daily question's thread is archived and locked. Reopen it, or give me the Manage Threads permission."
    ),
    "away": N_("I haven't been able to post the daily question for a while. I'll keep trying."),
    NO_ZONE: N_("I don't know the daily question's time zone anymore. Set it again with /daily set."),
    EMPTY: N_("There are no questions left on the daily question's topic. Choose another with /daily set."),
}
"""The sentence for each trouble of a schedule."""
MISSED = N_(
    "The daily question for {day} couldn't be posted in time, so that day had none. The next one comes as planned."
)
QUIET = timedelta(minutes=10)
"""The shortest time between two messages with the same sentence to one admin."""
NAMED = 10
"""The most channels that one notice names."""

_log = logging.getLogger(__name__)


@dataclass
class _Notice:
    """A sentence for an admin, and the schedules that it has still to be sent about."""

    voice: Voice
    sentence: str
    schedules: list[Schedule] = field(default_factory=list)
    not_before: datetime | None = None


class Notices:
    """Collects notices to admins, and sends them."""

    def __init__(self, messages: Messenger, clock: Clock) -> None:
        """Build the collection over the messenger and the clock."""
        self._messages = messages
        self._clock = clock
        self._notices: dict[tuple[str, str | None, str], _Notice] = {}

    def add(self, schedule: Schedule, sentence: str, **values: object) -> None:
        """Add a sentence to the notices for a schedule's admin."""
        voice = channel_voice(schedule)
        said = voice.say(sentence, **values)
        key = (schedule.space, schedule.set_by, said)
        self._notices.setdefault(key, _Notice(voice, said)).schedules.append(schedule)

    async def send_due(self) -> None:
        """Send the notices that are due; one that does not arrive is given up."""
        now = self._clock()
        for key, notice in list(self._notices.items()):
            if notice.not_before and now < notice.not_before <= now + QUIET:  # further ahead: the clock went back
                continue
            if not notice.schedules:
                del self._notices[key]
                continue
            schedules, notice.schedules, notice.not_before = notice.schedules, [], now + QUIET
            await self._send(notice, schedules)

    async def _send(self, notice: _Notice, schedules: list[Schedule]) -> None:
        """Send a sentence about schedules to the admin of all of them."""
        first = schedules[0]
        if first.set_by is None:
            return
        reply = Reply(notice.sentence, (Text(_about(schedules, notice.voice)),), tone=Tone.TROUBLE)
        try:
            await self._messages.tell(first, first.set_by, reply)
        except Undelivered:
            _log.info("daily: the admin of a channel in %s could not be reached", first.space)


def _about(schedules: list[Schedule], voice: Voice) -> Spans:
    """Return the line that names the channels of a notice, at most NAMED of them."""
    before, after = voice.say("This is about the daily question in {channel}.", channel="\0").split("\0")
    named: list[Span] = []
    for schedule in schedules[:NAMED]:
        named += [Span(", "), Span(schedule.channel, channel=True)]
    if len(schedules) > NAMED:
        named.append(Span(" " + voice.count("and {n} more", "and {n} more", len(schedules) - NAMED)))
    return (Span(before), *named[1:], Span(after))
