"""A service's card: what one needs first, and behind "More" the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

from bot.chat.markup import Span, Spans, Written, parse, plain
from bot.chat.reply import Block, Button, Fact, Facts, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import N_, Voice
from bot.content.model import Bank, Contrast, Service, ServiceState
from bot.features.lookup.in_exams import place_in_exams

STATES: Mapping[ServiceState, str] = {
    ServiceState.ACTIVE: N_("Available"),
    ServiceState.CLOSED: N_("Closed to new customers"),
    ServiceState.SUPERSEDED: N_("Superseded"),
    ServiceState.RETIRED: N_("Retired"),
    ServiceState.NOT_A_PRODUCT: N_("Not an AWS product"),
}
CONTRASTS = 2
"""Neighbours that a card offers to compare with."""
CARDS = 1_024
"""Cards that are kept: those of a bank in every voice, and some with a runner-up."""


class ServiceCards:
    """The cards of a bank's services, each made once for all who ask for it in a voice."""

    def __init__(self, bank: Bank) -> None:
        """Begin with no card made."""
        self.bank = bank
        taught = frozenset(question.teaches for question in bank.questions.values())
        self._short = lru_cache(maxsize=CARDS)(partial(_short_card, bank, taught))
        self._whole = lru_cache(maxsize=CARDS)(partial(_whole_card, bank, taught))

    def short(self, service: str, voice: Voice, second: str | None = None, cue: str | None = None) -> Reply:
        """Return a service's card, a screen at most; *second* is a runner-up to offer, *cue* the words that matched."""
        return self._short(service, voice, second, cue)

    def whole(self, service: str, voice: Voice) -> Reply:
        """Return all that the bank has on a service."""
        return self._whole(service, voice)


def _short_card(
    bank: Bank, taught: frozenset[str | None], id_: str, voice: Voice, second: str | None, cue: str | None
) -> Reply:
    """Return the card with what one needs first; *taught* are the services that questions teach."""
    service, language = bank.services[id_], voice.language
    blocks: list[Block] = []
    if service.status.state is not ServiceState.ACTIVE:
        blocks.append(Text(Written((Span(_state(service, voice), bold=True),))))
    blocks.append(Text(parse(service.choose_when.in_(language))))
    neighbour = next((one for one in service.contrasts if one.with_ == second), next(iter(service.contrasts), None))
    if neighbour:
        label = voice.say("Rather than {service}", service=bank.name_of(neighbour.with_))
        blocks.append(Facts((Fact(label, deciding(neighbour, voice)),)))
    if cue:
        blocks.append(Note(Written(plain(voice.say("Matched “{cue}”.", cue=cue)))))
    blocks.append(Note(Written((Span(voice.say("AWS documentation"), url=service.docs),))))
    buttons = [Button(voice.say("More"), Call("more", {"service": id_}))]
    if second:
        also = voice.say("Also consider {service}", service=bank.name_of(second))
        buttons.append(Button(also, Call("service", {"service": second})))
    neighbours = 1 if second else CONTRASTS
    buttons += _way_on(bank, taught, service, neighbours, voice)
    return Reply(service.name, tuple(blocks), buttons=tuple(buttons), lasting=True)


def _whole_card(bank: Bank, taught: frozenset[str | None], id_: str, voice: Voice) -> Reply:
    """Return the card with all that the bank has on a service."""
    service = bank.services[id_]
    return Reply(
        service.name,
        service_blocks(bank, service, voice),
        buttons=tuple(_way_on(bank, taught, service, CONTRASTS, voice)),
        lasting=True,
    )


def _way_on(
    bank: Bank, taught: frozenset[str | None], service: Service, neighbours: int, voice: Voice
) -> Iterator[Button]:
    """Yield the buttons that every card of a service has, to so many *neighbours* first."""
    for contrast in [one for one in service.contrasts if one.with_ in bank.services][:neighbours]:
        label = voice.say("vs {service}", service=bank.name_of(contrast.with_))
        yield Button(label, Call("pair", {"first": service.id, "second": contrast.with_}))
    if service.id in taught:
        yield Button(voice.say("Quiz me on it"), Call("quiz", {"topic": service.id}))
    yield Button(voice.say("Share"), Call("share", {"service": service.id}))


def service_blocks(bank: Bank, service: Service, voice: Voice) -> tuple[Block, ...]:
    """Return the blocks of a service's card, most useful first."""
    language = voice.language
    blocks: list[Block] = []
    if service.status.state is not ServiceState.ACTIVE:
        blocks.append(Text(status_of(service, voice), voice.say("Status")))
    blocks.append(Text(parse(service.summary.in_(language))))
    blocks.append(Text(parse(service.choose_when.in_(language))))
    not_when = (Fact(bank.name_of(row.instead), parse(row.when.in_(language))) for row in service.not_when)
    blocks.append(Facts(tuple(not_when), voice.say("Choose something else when")))
    blocks.append(Facts(tuple(_contrast(bank, service, voice)), voice.say("Often confused with")))
    if service.numbers:
        numbers = tuple(Fact("", parse(number.in_(language))) for number in service.numbers)
        blocks.append(Facts(numbers, voice.say("Numbers")))
    blocks.append(Text(Written(plain(service.profile.in_(language))), voice.say("Ideal for")))
    blocks.append(Text(Written(place_in_exams(bank, service, voice)), voice.say("In the exam")))
    if service.notes_say:
        blocks.append(Text(parse(service.notes_say.in_(language)), voice.say("Study guides often say")))
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


def _state(service: Service, voice: Voice) -> str:
    """Return the state of a service, with the day since which it is so."""
    state = voice.say(STATES[service.status.state])
    since = service.status.since
    return voice.say("{state} since {day}", state=state, day=voice.day(since)) if since else state


def status_of(service: Service, voice: Voice) -> Spans:
    """Return the status of a service that is not simply available, its date, and the service to use instead."""
    status = service.status
    spans: list[Span] = [Span(f"{_state(service, voice)}. ", bold=True)]
    if status.note:
        spans.extend(parse(status.note.in_(voice.language)))
    if status.instead:
        spans.append(Span(" " + voice.say("Instead:") + " "))
        spans.extend(parse(status.instead.in_(voice.language)))
    return Written(spans)
