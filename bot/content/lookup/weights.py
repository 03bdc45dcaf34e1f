"""The weights of words, letters and names, counted over the texts of all services."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from bot.content.lookup.texts import names_of, short_texts
from bot.content.lookup.words import grams_of, words_of
from bot.content.model import Service


def idf_of(counted: list[Counter[str]]) -> dict[str, float]:
    """Return the inverse document frequency of every stem."""
    frequency = Counter(stem for counts in counted for stem in counts)
    return {stem: inverse_frequency(n, len(counted)) for stem, n in frequency.items()}


def inverse_frequency(n: int, among: int) -> float:
    """Return the inverse document frequency of what *n* texts of *among* have: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (among - n + 0.5) / (n + 0.5))


def gram_weights(texts: list[list[str]]) -> dict[str, list[tuple[int, float]]]:
    """Return, for each n-gram, the services that have it, with their normalised weight times the gram's own idf."""
    counted = []
    for each in texts:
        grams: Counter[str] = Counter()
        for word, count in Counter(word for text in each for word in words_of(text)).items():
            for gram in grams_of(word):
                grams[gram] += count
        counted.append(grams)
    idf = idf_of(counted)
    weights: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for service, counts in enumerate(counted):
        own = {gram: (1 + math.log(count)) * idf[gram] for gram, count in counts.items()}
        norm = math.sqrt(sum(weight * weight for weight in own.values()))
        for gram, weight in own.items():
            weights[gram].append((service, weight / norm * idf[gram]))
    return dict(weights)


def exact_and_aliases(services: Mapping[str, Service]) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """Return the services by exact phrase, and by alias that may occur inside a longer phrase.

    A name of one everyday word ("Studio", "Canvas") is exact only: inside a sentence it may mean anything.
    """
    exact: defaultdict[str, set[int]] = defaultdict(set)
    aliases: defaultdict[str, set[int]] = defaultdict(set)
    for number, service in enumerate(services.values()):
        for text in short_texts(service):
            exact[" ".join(words_of(text))].add(number)
        for name in names_of(service):
            words = words_of(name)
            if len(words) > 1 or name.isupper():
                aliases[" ".join(words)].add(number)
    return _by_name(exact), _by_name(aliases)


def _by_name(found: Mapping[str, set[int]]) -> dict[str, tuple[int, ...]]:
    """Return the services of each name in a form that takes little room."""
    return {name: tuple(sorted(services)) for name, services in found.items()}


def by_length(texts: list[list[str]]) -> dict[tuple[int, str], list[str]]:
    """Return the known words by length and first letter, in a fixed order."""
    known: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for each in texts:
        for text in each:
            for word in words_of(text):
                known[len(word), word[0]].add(word)
    return {key: sorted(words) for key, words in known.items()}
