"""`/compare`: two services side by side, the words that decide between them, and a question on the pair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import combinations

from bot.chat.markup import parse
from bot.chat.reply import Block, Button, Fact, Facts, Reply
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.content.model import Bank, Service, ServiceState
from bot.domain.errors import StaleButton, UnknownPair
from bot.domain.text import joined, short
from bot.features.asker import Asker
from bot.features.lookup.service_card import deciding, status_of
from bot.features.practice.topics import PAIR
from bot.ports.lookup import Lookup

_BETWEEN = re.compile(r"\s*(?:,|;|\||/|\+)\s*|\s+(?:vs?\.?|versus|x|and|or|with|to|e|ou|com|contra)\s+", re.IGNORECASE)
"""The words and marks between two names, in both languages."""


class Compare:
    """Shows two services side by side."""

    def __init__(self, bank: Bank, lookup: Lookup) -> None:
        """Build the command from the bank and the lookup."""
        self._bank = bank
        self._lookup = lookup
        self._by_name = {
            joined(name): service
            for service in bank.services.values()
            for name in (service.id, service.name, service.short, *service.aliases)
        }
        self._together = asked_together(bank)

    async def show(self, asker: Asker, *, first: str, second: str | None = None) -> Reply:
        """Compare two services, named one by one or in one line; one alone with its neighbour. Raises UnknownPair."""
        voice = await asker.voice()
        typed = [first, second] if second else None
        one, two = self._pair(typed, first)
        return compared(one, two, voice, self._together)

    async def pair(self, asker: Asker, *, first: str, second: str) -> Reply:
        """Compare the two services that a button names. Raises StaleButton."""
        voice = await asker.voice()
        one, two = (self._bank.services.get(id_) for id_ in (first, second))
        if one is None or two is None or one is two:
            raise StaleButton
        return compared(one, two, voice, self._together)

    def _pair(self, typed: list[str] | None, line: str) -> tuple[Service, Service]:
        """Return the two services that the texts, or the parts of one line, name or mean. Raises UnknownPair."""
        alone = None if typed else self._by_name_alone(line)
        if alone and (neighbour := self._neighbour_of(alone)):
            return alone, neighbour
        ways = [(typed[0], typed[1])] if typed else [] if alone else list(_splits(line))
        for named in (self._by_name_alone, self._found):
            for left, right in ways:
                one, two = named(left), named(right)
                if one and two and one is not two:
                    return one, two
        alone = None if typed or _BETWEEN.search(line) else self._found(line)
        if alone and (neighbour := self._neighbour_of(alone)):
            return alone, neighbour
        raise UnknownPair(line=short(", ".join(typed) if typed else line))

    def _by_name_alone(self, words: str) -> Service | None:
        """Return the service of a name or alias, or None."""
        return self._by_name.get(joined(words))

    def _neighbour_of(self, service: Service) -> Service | None:
        """Return the service that a service is confused with first, or None."""
        return next((near for one in service.contrasts if (near := self._bank.services.get(one.with_))), None)

    def _found(self, words: str) -> Service | None:
        """Return the service that `/which` is sure about for *words*, or None."""
        found = self._lookup.find(words)
        return self._bank.services[found.services[0]] if found.confident else None


def _splits(line: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a line as two names: at a word between them, then between any two words."""
    for between in _BETWEEN.finditer(line):
        yield line[: between.start()], line[between.end() :]
    words = line.split()
    for at in range(1, len(words)):
        yield " ".join(words[:at]), " ".join(words[at:])


def asked_together(bank: Bank) -> AbstractSet[tuple[str, ...]]:
    """Return the pairs of services that some question is about, each pair in order."""
    return {pair for question in bank.questions.values() for pair in combinations(sorted(set(question.services)), 2)}


def compared(one: Service, two: Service, voice: Voice, together: AbstractSet[tuple[str, ...]]) -> Reply:
    """Return two services side by side; *together* are the pairs that questions are about, each pair in order."""
    words = tuple(_words(one, two, voice))
    blocks: list[Block] = [Facts(words, voice.say("What decides"))] if words else []
    for service, other in ((one, two), (two, one)):
        rows = [Fact("", parse(service.summary.in_(voice.language)))]
        if service.status.state is not ServiceState.ACTIVE:
            rows.append(Fact(voice.say("Status"), status_of(service, voice)))
        rows.append(Fact("", parse(service.choose_when.in_(voice.language))))
        rows += [
            Fact(voice.say("Choose {service} when", service=other.short), parse(row.when.in_(voice.language)))
            for row in service.not_when
            if row.instead == other.id
        ]
        rows += [Fact("", parse(number.in_(voice.language))) for number in service.numbers]
        blocks.append(Facts(tuple(rows), service.short))
    buttons = [Button(service.short, Call("service", {"service": service.id})) for service in (one, two)]
    pair = tuple(sorted((one.id, two.id)))
    if pair in together:
        buttons.append(Button(voice.say("Quiz me on both"), Call("quiz", {"topic": PAIR.join(pair)})))
    return Reply(voice.say("{one} or {two}?", one=one.short, two=two.short), tuple(blocks), buttons=tuple(buttons))


def _words(one: Service, two: Service, voice: Voice) -> Iterator[Fact]:
    """Yield the word that decides for each of two services, with its reason, where the bank has one."""
    for service, other in ((one, two), (two, one)):
        for contrast in [contrast for contrast in service.contrasts if contrast.with_ == other.id][:1]:
            yield Fact(service.short, deciding(contrast, voice))
