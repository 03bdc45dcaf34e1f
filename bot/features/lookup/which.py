"""`/which`: the service that fits a learner's words, and the reasons against its neighbours."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache, partial

from bot.chat.markup import Span, Spans, Written, parse, plain
from bot.chat.printable import printable
from bot.chat.reply import Block, Button, Fact, Facts, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import N_, Voice
from bot.content.model import Bank, Contrast, Service, ServiceState
from bot.domain.errors import StaleButton, StoreUnavailable
from bot.domain.records import Person
from bot.domain.text import fold
from bot.features.asker import Asker
from bot.features.lookup.in_exams import place_in_exams
from bot.ports.lookup import Found, Lookup
from bot.ports.store import Misses

STATES: Mapping[ServiceState, str] = {
    ServiceState.ACTIVE: N_("Available"),
    ServiceState.CLOSED: N_("Closed to new customers"),
    ServiceState.SUPERSEDED: N_("Superseded"),
    ServiceState.RETIRED: N_("Retired"),
    ServiceState.NOT_A_PRODUCT: N_("Not an AWS product"),
}
CANDIDATES = 3
"""Services to choose from when none fits for certain."""
LIST = ("list", "lista", "all", "todos", "tudo")
"""The words that ask for all services; the button carries the first."""
REMEMBERED = 1_000
"""The most people whose last phrase is remembered until they press one of its answers."""
LONGEST = 200
"""Characters of a missed phrase that are stored."""
CONTRASTS = 2
"""Neighbours that a card offers to compare with."""
CARDS = 1_024
"""Cards that are kept: those of a bank in every voice, and the commonest with a cue or a runner-up."""


class ServiceCards:
    """The cards of a bank's services, each made once for all who ask for it in a voice."""

    def __init__(self, bank: Bank) -> None:
        """Begin with no card made."""
        self.bank = bank
        taught = frozenset(question.teaches for question in bank.questions.values())
        self._made = lru_cache(maxsize=CARDS)(partial(_card, bank, taught))

    def card(self, service: str, voice: Voice, second: str | None = None, cue: str | None = None) -> Reply:
        """Return a service's card with its buttons; *second* is a runner-up worth naming, *cue* the reason."""
        return self._made(service, voice, second, cue)


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
        return self._cards.card(shown.id, await asker.voice())

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
        return Reply(shown.name, (*self._cards.card(shown.id, voice).blocks, by))

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
        return cards.card(found.services[0], voice, second, found.because.get(voice.language))
    if found.services:
        return _candidates(cards.bank, found.services[:CANDIDATES], voice)
    return Reply(
        voice.say("Nothing in the notes fits that."),
        (Text(plain(voice.say("Say what it should do, such as: label photos, detect drift, files of 1 GB."))),),
        buttons=(Button(voice.say("All services"), Call("which", {"about": LIST[0]})),),
    )


def catalogue(bank: Bank, voice: Voice) -> Reply:
    """Return all services by phase."""
    rows = []
    for phase in bank.phases.values():
        names = [one.short for one in bank.services.values() if one.phase == phase.id]
        if names:
            rows.append(Fact(phase.name.in_(voice.language), plain(", ".join(names))))
    note = voice.say("A name or any words of yours after /which lead to a card.")
    return Reply(voice.say("All services"), (Facts(tuple(rows)), Note(plain(note))))


def _card(
    bank: Bank, taught: frozenset[str | None], id_: str, voice: Voice, second: str | None, cue: str | None
) -> Reply:
    """Return a service's card; *taught* are the services that questions teach."""
    service = bank.services[id_]
    blocks = service_blocks(bank, service, voice)
    if cue:
        blocks = (Note(Written(plain(voice.say("Because of “{cue}”.", cue=cue)))), *blocks)
    buttons = []
    if second:
        runner_up = bank.name_of(second)
        blocks = (*blocks, Note(Written(plain(voice.say("Close second: {service}.", service=runner_up)))))
        buttons.append(Button(runner_up, Call("service", {"service": second})))
    for contrast in [one for one in service.contrasts if one.with_ in bank.services][:CONTRASTS]:
        label = voice.say("vs {service}", service=bank.name_of(contrast.with_))
        buttons.append(Button(label, Call("pair", {"first": service.id, "second": contrast.with_})))
    if id_ in taught:
        buttons.append(Button(voice.say("Quiz me on it"), Call("quiz", {"topic": service.id})))
    buttons.append(Button(voice.say("Share"), Call("share", {"service": service.id})))
    return Reply(service.name, blocks, buttons=tuple(buttons), lasting=True)


def _candidates(bank: Bank, ids: tuple[str, ...], voice: Voice) -> Reply:
    """Return the closest services to choose from."""
    services = [bank.services[service] for service in ids]
    return Reply(
        voice.say("I am not sure. Closest are:"),
        (Facts(tuple(Fact(one.short, parse(one.choose_when.in_(voice.language))) for one in services)),),
        buttons=tuple(Button(one.short, Call("service", {"service": one.id})) for one in services),
    )


def service_blocks(bank: Bank, service: Service, voice: Voice) -> tuple[Block, ...]:
    """Return the blocks of a service's card, most useful first."""
    language = voice.language
    blocks: list[Block] = []
    if service.status.state is not ServiceState.ACTIVE:
        blocks.append(Text(status_of(service, voice), voice.say("Status")))
    blocks.append(Text(parse(service.summary.in_(language))))
    blocks.append(Text(parse(service.choose_when.in_(language)), voice.say("Choose it when")))
    not_when = (Fact(bank.name_of(row.instead), parse(row.when.in_(language))) for row in service.not_when)
    blocks.append(Facts(tuple(not_when), voice.say("Better something else when")))
    blocks.append(Facts(tuple(_contrast(bank, service, voice)), voice.say("Confused with")))
    if service.numbers:
        numbers = tuple(Fact("", parse(number.in_(language))) for number in service.numbers)
        blocks.append(Facts(numbers, voice.say("Numbers")))
    blocks.append(Text(Written(plain(service.profile.in_(language))), voice.say("Ideal for")))
    blocks.append(Text(Written(place_in_exams(bank, service, voice)), voice.say("In the exam")))
    if service.notes_say:
        blocks.append(Text(parse(service.notes_say.in_(language)), voice.say("About your notes")))
    checked = voice.say("checked on {day}", day=voice.day(service.checked_on))
    blocks.append(Note(Written((Span(voice.say("AWS documentation"), url=service.docs), Span(f" ({checked})")))))
    return tuple(blocks)


def _contrast(bank: Bank, service: Service, voice: Voice) -> list[Fact]:
    """Return the neighbours that a service is confused with, each with the word that decides."""
    return [Fact(bank.name_of(contrast.with_), deciding(contrast, voice)) for contrast in service.contrasts]


def deciding(contrast: Contrast, voice: Voice) -> Spans:
    """Return the word of a contrast, which decides for its service, and the reason."""
    because = parse(contrast.because.in_(voice.language))
    return Written((Span(f"“{contrast.word.in_(voice.language)}”", bold=True), Span(": "), *because))


def status_of(service: Service, voice: Voice) -> Spans:
    """Return the status of a service that is not simply available, its date, and the service to use instead."""
    status = service.status
    state = voice.say(STATES[status.state])
    if status.since:
        state = voice.say("{state} since {day}", state=state, day=voice.day(status.since))
    spans: list[Span] = [Span(f"{state}. ", bold=True)]
    if status.note:
        spans.extend(parse(status.note.in_(voice.language)))
    if status.instead:
        spans.append(Span(" " + voice.say("Instead:") + " "))
        spans.extend(parse(status.instead.in_(voice.language)))
    return Written(spans)
