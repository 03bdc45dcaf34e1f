"""The texts by which a service is found: its names, its cues, and the sentences about it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.language import LANGUAGES, Language
from bot.content.lookup.words import words_of
from bot.content.model import Cues, Service

SHORTEST_COMPOUND = 5
"""Letters from which a word may be written in two."""


def compounds(service: Service) -> Iterable[str]:
    """Yield the words that people may write in two: those of cues and names with five letters or more."""
    return (word for text in short_texts(service) for word in words_of(text) if len(word) >= SHORTEST_COMPOUND)


def phrases_of(service: Service) -> Iterable[tuple[str, Language | None]]:
    """Yield the names and cues of a service, cues with their language."""
    yield from ((name, None) for name in names_of(service))
    yield from cues_of(service.cues)
    yield from ((service.profile.in_(language), None) for language in LANGUAGES)


def names_of(service: Service) -> tuple[str, ...]:
    """Return the names of a service."""
    return service.name, service.short, *service.aliases


def cues_of(cues: Cues) -> Iterable[tuple[str, Language | None]]:
    """Yield cues with their language."""
    return ((cue, language) for language in LANGUAGES for cue in cues.in_(language))


def short_texts(service: Service) -> Iterable[str]:
    """Yield the names and cues of a service."""
    return (text for text, _ in phrases_of(service))


def texts_of(service: Service) -> Iterable[str]:
    """Yield every text by which a service is found."""
    yield from short_texts(service)
    for text in (service.summary, service.choose_when):
        yield from (text.en, text.pt_br)
