"""What the admins of daily questions are told: each trouble once, and one word about many channels."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chat.markup import Span, Spans
from bot.chat.reply import Reply, Text, Tone
from bot.chat.wording import N_, Voice
from bot.domain.records import EMPTY, NO_ZONE, Place
from bot.features.daily.delivery import Messages
from bot.features.voice import public
from bot.ports.channels import Undelivered
from bot.ports.clock import Clock

TROUBLES = {
    "gone": N_("The channel of the daily question is not there any more, or I cannot see it."),
    "forbidden": N_("I may not write in the channel of the daily question. Give me the permission to post there."),
    "away": N_("The daily question could not be posted for a while now. I keep trying."),
    NO_ZONE: N_("I do not know the time zone of the daily question any more. Set it again with /daily set."),
    EMPTY: N_("There is no question left on the topic of the daily question. Choose another with /daily set."),
}
"""What an admin is told of a trouble."""
MISSED = N_("The daily question of {day} could not be posted in time, so that day had none. The next one comes as set.")
QUIET = timedelta(minutes=10)
"""How long an admin hears nothing more of what they have just been told of another channel."""
NAMED = 10
"""Channels that are named in one word."""

_log = logging.getLogger(__name__)


@dataclass
class _Word:
    """A sentence for an admin, and the places that it is about but has not been said of yet."""

    voice: Voice
    sentence: str
    places: list[Place] = field(default_factory=list)
    not_before: datetime | None = None


class Notices:
    """Collects what admins are to be told, and tells it."""

    def __init__(self, messages: Messages, clock: Clock) -> None:
        """Take the parts."""
        self._messages = messages
        self._clock = clock
        self._words: dict[tuple[str, str | None, str], _Word] = {}

    def note(self, place: Place, sentence: str, **values: object) -> None:
        """Have a place's admin told."""
        voice = public(place)
        said = voice.say(sentence, **values)
        self._words.setdefault((place.space, place.set_by, said), _Word(voice, said)).places.append(place)

    async def tell(self) -> None:
        """Tell what has been noted; it does not matter to anything else whether it arrives."""
        now = self._clock()
        for key, word in list(self._words.items()):
            if word.not_before and now < word.not_before:
                continue
            if not word.places:
                del self._words[key]
                continue
            places, word.places, word.not_before = word.places, [], now + QUIET
            await self._say(word, places)

    async def _say(self, word: _Word, places: list[Place]) -> None:
        """Say a sentence about places to the admin of all of them."""
        first = places[0]
        if first.set_by is None:
            return
        reply = Reply(word.sentence, (Text(_about(places, word.voice)),), tone=Tone.TROUBLE)
        try:
            await self._messages.tell(first, first.set_by, reply)
        except Undelivered:
            _log.info("daily: the admin of a place in %s could not be told", first.space)


def _about(places: list[Place], voice: Voice) -> Spans:
    """Return which channels a word is about."""
    before, after = voice.say("This is about the daily question in {channel}.", channel="\0").split("\0")
    named: list[Span] = []
    for place in places[:NAMED]:
        named += [Span(", "), Span(place.channel, channel=True)]
    if len(places) > NAMED:
        named.append(Span(" " + voice.count("and {n} more", "and {n} more", len(places) - NAMED)))
    return (Span(before), *named[1:], Span(after))
