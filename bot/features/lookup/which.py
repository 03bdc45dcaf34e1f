"""`/which`: the service that fits a learner's words, and the reasons against its neighbours."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress

from bot.chat.markup import parse, plain
from bot.chat.printable import printable
from bot.chat.reply import Button, Fact, Facts, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.content.model import Bank, Service
from bot.domain.errors import StaleButton, StoreUnavailable
from bot.domain.records import Person
from bot.domain.text import fold
from bot.features.asker import Asker
from bot.features.lookup.service_card import ServiceCards
from bot.ports.lookup import Found, Lookup
from bot.ports.store import Misses

CANDIDATES = 3
"""Services to choose from when none fits for certain."""
LIST = ("list", "lista", "all", "todos", "tudo")
"""The words that ask for all services; the button carries the first."""
REMEMBERED = 1_000
"""The most people whose last phrase is remembered until they press one of its answers."""
LONGEST = 200
"""Characters of a missed phrase that are stored."""


class Which:
    """Answers a phrase with the service that fits it."""

    def __init__(self, bank: Bank, lookup: Lookup, misses: Misses, *, learns: bool) -> None:
        """Build the command; with *learns*, phrases that were not understood are counted."""
        self._bank = bank
        self._cards = ServiceCards(bank)
        self._lookup = lookup
        self._misses = misses
        self._learns = learns
        self._asked: OrderedDict[Person, str] = OrderedDict()

    async def find(self, asker: Asker, *, about: str) -> Reply:
        """Answer with a service, with candidates to choose from, or that nothing fits."""
        voice = await asker.voice()
        if fold(about) in LIST:
            return catalogue(self._bank, voice)
        found = self._lookup.find(about)
        if self._learns and not (found.confident and not found.close):
            await self._record_miss(asker.person, about, found)
        return answer(self._cards, found, voice)

    async def show(self, asker: Asker, *, service: str) -> Reply:
        """Show the service of a button. Raises StaleButton."""
        shown = self._service(service)
        phrase = self._asked.pop(asker.person, None)
        if phrase is not None:
            await self._count(phrase, shown.id)
        return self._cards.short(shown.id, await asker.voice())

    async def more(self, asker: Asker, *, service: str) -> Reply:
        """Show all that the bank has on the service of a button. Raises StaleButton."""
        return self._cards.whole(self._service(service).id, await asker.voice())

    async def _record_miss(self, who: Person, phrase: str, found: Found) -> None:
        """Count a phrase that nothing fits; remember one with several answers until one of them is pressed."""
        if not found.services:
            await self._count(phrase, "")
            return
        self._asked[who] = phrase
        self._asked.move_to_end(who)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)

    async def _count(self, phrase: str, chosen: str) -> None:
        """Count a miss; a store that does not answer costs the count alone."""
        words = " ".join(printable(phrase).casefold().split())
        with suppress(StoreUnavailable):
            if words:
                await self._misses.count_miss(words[:LONGEST], chosen)

    async def share(self, asker: Asker, *, service: str) -> Reply:
        """Show the service of a button to all in the channel. Raises StaleButton."""
        shown, voice = self._service(service), await asker.space_voice()
        by = Note(plain(voice.say("Shared by {name}", name=asker.actor.name)))
        return Reply(shown.name, (*self._cards.short(shown.id, voice).blocks, by))

    def _service(self, id_: str) -> Service:
        """Return the service of an id. Raises StaleButton when the bank no longer has it."""
        service = self._bank.services.get(id_)
        if service is None:
            raise StaleButton
        return service


def answer(cards: ServiceCards, found: Found, voice: Voice) -> Reply:
    """Return the reply to a lookup: a service and why, candidates to choose from, or the sentence that nothing fits."""
    if found.confident:
        second = found.services[1] if found.close else None
        return cards.short(found.services[0], voice, second, found.because.get(voice.language))
    if found.services:
        return _candidates(cards.bank, found.services[:CANDIDATES], voice)
    return Reply(
        voice.say("No service here fits that."),
        (Text(plain(voice.say("Say what it should do, for example: label photos, detect drift, handle 1 GB files."))),),
        buttons=(Button(voice.say("All services"), Call("which", {"about": LIST[0]})),),
    )


def catalogue(bank: Bank, voice: Voice) -> Reply:
    """Return all services by phase."""
    rows = []
    for phase in bank.phases.values():
        names = [one.short for one in bank.services.values() if one.phase == phase.id]
        if names:
            rows.append(Fact(phase.name.in_(voice.language), plain(", ".join(names))))
    note = voice.say("Type /which with a name, or with what you need in your own words.")
    return Reply(voice.say("All services"), (Facts(tuple(rows)), Note(plain(note))))


def _candidates(bank: Bank, ids: tuple[str, ...], voice: Voice) -> Reply:
    """Return the closest services to choose from."""
    services = [bank.services[service] for service in ids]
    return Reply(
        voice.say("I'm not sure. The closest are:"),
        (Facts(tuple(Fact(one.short, parse(one.choose_when.in_(voice.language))) for one in services)),),
        buttons=tuple(Button(one.short, Call("service", {"service": one.id})) for one in services),
    )
