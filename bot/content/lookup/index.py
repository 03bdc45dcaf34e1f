"""The index from a learner's words to services, in English and Portuguese, deterministic and without a model.

A phrase is folded (case, accents, damaged characters), cut into words, and each unknown word of four letters or more is
repaired against the known vocabulary (optimal string alignment distance 1, or 2 from eight letters). Every word counts
as its English and its Portuguese Snowball stem at once, since the phrase's language is unknown. A service then scores

    score = 0.40 * words + 0.15 * letters + 0.45 * phrase

words    BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.3) of the stems over all texts by which the service is found,
         as a share of the score of a service that holds every word of the phrase;
letters  cosine of tf-idf weighted character trigrams to pentagrams, for words that share no stem;
phrase   the best single cue: F-measure of inverse document frequency between the phrase and the cue.

A name or alias that occurs in the phrase as whole words lifts its service above all others; a phrase that *is* a name
or a cue scores 1. The confidence of the answer comes from score, margin to the second, and the known share of the
phrase's weight: one cut on the score alone cannot part "yoga studio near me" from a short question. A word that speaks
of many services decides nothing by itself. Subjects out of scope, which no service answers, are scored beside the
services, so that a phrase about one of them finds nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from bot.chat.language import Language
from bot.content.lookup.joined import Joined
from bot.content.lookup.rows import Rows, WeightedRows
from bot.content.lookup.texts import compounds, cues_of, names_of, phrases_of, texts_of
from bot.content.lookup.weights import by_length, exact_and_aliases, gram_weights, idf_of, inverse_frequency
from bot.content.lookup.words import STOP, grams_of, mend, stems_of, words_of
from bot.content.model import Service, Subject
from bot.ports.lookup import Found

WORDS, LETTERS, PHRASE = 0.40, 0.15, 0.45
K1, B = 1.2, 0.3
ALIAS_LIFT = 0.6
"""The score of an alias inside a longer phrase: enough to lead, not enough to hide a tie with another alias."""
KNOWN_AT_LEAST = 0.40
"""The smallest share of known weight of a phrase that is about services."""
SURE_SCORE, SURE_MARGIN, SURE_KNOWN = 0.30, 0.15, 0.65
SURE_WEIGHT = 1.9
"""The least inverse document frequency of a phrase that names no service: `model` alone decides nothing."""
CLOSE = 0.25
"""The margin within which the second is named as a runner-up."""
LEAST_SCORE = 0.16
OUT_OF_SCOPE_LEAD = 1.1
"""The least ratio of a service's score to that of an out-of-scope subject: a wrong guess costs more than none."""
REASON_FROM = 0.30
"""F-measure from which a cue is named as the reason for an answer."""
SHORTEST_REPAIRED, LONG = 4, 8
"""Letters from which a word is repaired, and from which it may differ in two places."""
REPAIRED = 0.66
"""The share of its weight by which a repaired word counts as known: it may have been another word."""
MOST_FOUND = 5
"""Services named at most; those behind share a few letters with the phrase and no more."""
MOST_WORDS = 120
"""Words of a phrase that are weighed; a scenario has fewer, and the rest of a longer text adds nothing."""


class _Cue(NamedTuple):
    """A phrase that gives a service away, and the weight of its stems, for the F-measure; names are of no language.

    There are thousands, and a tuple is read from the cache in a tenth of the time of another object.
    """

    service: int
    weight: float
    text: str
    language: Language | None


class Index:
    """The lookup over a bank's services, built once at load."""

    def __init__(self, services: Mapping[str, Service], out_of_scope: Iterable[Subject] = ()) -> None:
        """Build the index; ids are answered in the order of *services* when all else is equal.

        Phrases that are nearer to a subject of *out_of_scope* find nothing.
        """
        subjects = tuple(out_of_scope)
        self._ids = tuple(services)
        self._all = len(services) + len(subjects)
        texts = [list(texts_of(service)) for service in services.values()]
        texts += [[*subject.cues.en, *subject.cues.pt_br] for subject in subjects]
        counted = [
            Counter(stem for text in each for word in words_of(text) for stem in stems_of(word)) for each in texts
        ]
        self._idf = idf_of(counted)
        self._unknown = inverse_frequency(0, len(counted))
        self._bm25 = WeightedRows(self._weights(counted))
        self._grams = WeightedRows(gram_weights(texts))
        self._vocabulary = by_length(texts)
        self._compounds = frozenset(word for service in services.values() for word in compounds(service))
        self._cues, self._cues_of = self._phrases(services, subjects)
        self._exact, self._aliases = exact_and_aliases(services)
        self._joined_names = Joined(
            (name for service in services.values() for name in (service.id, *names_of(service))),
            (cue for service in services.values() for cue, _ in cues_of(service.cues)),
        )
        self._remember()

    def __getstate__(self) -> dict[str, object]:
        """Return all for a pickle but the words that were asked about, the cues by column."""
        kept = {name: value for name, value in vars(self).items() if name not in ("_repair", "_letters")}
        return {**kept, "_cues": tuple(zip(*self._cues, strict=True))}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over the state of a pickle."""
        vars(self).update(state, _cues=list(map(_Cue._make, zip(*state["_cues"], strict=True))))
        self._remember()

    def _remember(self) -> None:
        """Keep the findings about words that were asked about."""
        self._repair = lru_cache(maxsize=8192)(self._nearest)
        self._letters = lru_cache(maxsize=8192)(self._gram_scores)

    def find(self, phrase: str) -> Found:
        """Return the services that fit *phrase*, any text of any length."""
        words = self._words(phrase)
        exact = self._exact.get(" ".join(words))
        content = [word for word in words if word not in STOP]
        known, share = self._known(content or words)
        if not known:
            return Found((), confident=False)
        stems = {stem for word in known for stem in stems_of(word)}
        cues = self._cues_near(stems)
        scores = self._scores(words, known, stems, cues)
        for service in exact or ():
            scores[service] = max(scores[service], 1.0)
        ranked = sorted(range(len(self._ids)), key=lambda service: (-scores[service], service))
        away = max(scores[len(self._ids) :], default=0.0)
        decisive = exact or self._named(known) or sum(map(self._weight_of, known)) >= SURE_WEIGHT
        found = self._decided(ranked, scores, away, share)
        if not decisive:
            found = replace(found, confident=False, close=False)
        return replace(found, because=self._reasons(ranked[0], cues)) if found.services and content else found

    def _reasons(self, service: int, cues: Mapping[int, float]) -> dict[Language, str]:
        """Return, for each language, the cue of a service that fits the phrase best, and well enough to be named."""
        best: dict[Language, tuple[float, int]] = {}
        for number, share in cues.items():
            held = self._cues[number]
            if held.service == service and held.language and share >= REASON_FROM:
                best[held.language] = max(best.get(held.language, (0.0, 0)), (round(share, 9), -number))
        return {language: self._cues[-number].text for language, (_, number) in best.items()}

    def _decided(self, ranked: list[int], scores: list[float], away: float, share: float) -> Found:
        """Return the outcome of a ranking, one of three; *away* is the score of the nearest out-of-scope subject."""
        best, second = scores[ranked[0]], scores[ranked[1]] if len(ranked) > 1 else 0.0
        ids = tuple(self._ids[service] for service in ranked[:MOST_FOUND] if scores[service] > 0)
        if best < LEAST_SCORE or share < KNOWN_AT_LEAST or best < OUT_OF_SCOPE_LEAD * away:
            return Found((), confident=False)
        margin = (best - max(second, away)) / best
        if best >= SURE_SCORE and margin >= SURE_MARGIN and share >= SURE_KNOWN:
            return Found(ids, confident=True, close=margin < CLOSE)
        return Found(ids, confident=False)

    def _words(self, phrase: str) -> tuple[str, ...]:
        """Return the words of *phrase* as those of names and cues are written: apart, or as one."""
        return self._joined(self._joined_names.words(mend(phrase), self._is_known)[:MOST_WORDS])

    def _is_known(self, word: str) -> bool:
        """Return whether a word is one of the vocabulary, or says nothing by itself."""
        return word in STOP or any(stem in self._idf for stem in stems_of(word))

    def _joined(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return *words* with two put together where only together they are a word: `auto ml`, `ml flow`."""
        joined: list[str] = []
        for word in words:
            if joined and joined[-1] + word in self._compounds:
                joined[-1] += word
            else:
                joined.append(word)
        return tuple(joined)

    def _known(self, content: Iterable[str]) -> tuple[list[str], float]:
        """Return the words that the vocabulary has, repaired where needed, and their share of the phrase's weight."""
        known: list[str] = []
        weight = total = 0.0
        for word in content:
            mended = self._repair(word)
            if mended is None:
                total += self._unknown
            else:
                own = self._weight_of(mended)
                total += own
                weight += own if mended == word else REPAIRED * own
                known.append(mended)
        return known, weight / total if total else 0.0

    def _weight_of(self, word: str) -> float:
        """Return the weight of a known word: small when it speaks of many services."""
        return max(self._idf.get(stem, 0.0) for stem in stems_of(word))

    def _scores(
        self, words: Sequence[str], known: list[str], stems: set[str], cues: Mapping[int, float]
    ) -> list[float]:
        """Return the score of every service."""
        scores = [0.0] * self._all
        most = sum(self._idf.get(stem, 0.0) for stem in stems) * (K1 + 1) or 1.0
        for stem in stems:
            for service, weight in self._bm25.weights(stem):
                scores[service] += WORDS * weight / most
        for word in known:
            for service, share in self._letters(word):
                scores[service] += LETTERS * share / len(known)
        best: dict[int, float] = {}
        for number, share in cues.items():
            service = self._cues[number].service
            if share > best.get(service, 0.0):
                best[service] = share
        for service, share in best.items():
            scores[service] += PHRASE * share
        for service in self._named(words):
            scores[service] += ALIAS_LIFT
        return scores

    def _cues_near(self, stems: set[str]) -> dict[int, float]:
        """Return the F-measure of each cue that has a stem in common with the phrase, by the cue's number."""
        asked = sum(self._idf.get(stem, 0.0) for stem in stems)
        matched: defaultdict[int, float] = defaultdict(float)
        for stem in stems:
            weight = self._idf.get(stem, 0.0)
            for cue in self._cues_of.numbers(stem):
                matched[cue] += weight
        return {number: 2 * weight / (asked + self._cues[number].weight) for number, weight in matched.items()}

    def _named(self, words: Sequence[str]) -> set[int]:
        """Return the services whose alias occurs in the phrase as whole words."""
        found: set[int] = set()
        for start in range(len(words)):
            for length in (1, 2, 3, 4):
                found.update(self._aliases.get(" ".join(words[start : start + length]), ()))
        return found

    def _nearest(self, word: str) -> str | None:
        """Return *word* if it is known, the nearest known word within reach, of those the commonest, or None."""
        if any(stem in self._idf for stem in stems_of(word)):
            return word
        if len(word) < SHORTEST_REPAIRED or word.isdigit():
            return None
        from rapidfuzz import process  # a dozen libraries, which only a misspelt word needs
        from rapidfuzz.distance import OSA

        reach = 2 if len(word) >= LONG else 1
        near = [
            one
            for length in range(len(word) - reach, len(word) + reach + 1)
            for one in (
                *self._vocabulary.get((length, word[0]), ()),
                *(swapped for swapped in self._vocabulary.get((length, word[1]), ()) if swapped[1] == word[0]),
            )
        ]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=reach, limit=None)
        return min(found, key=lambda match: (match[1], self._weight_of(match[0])))[0] if found else None

    def _gram_scores(self, word: str) -> tuple[tuple[int, float], ...]:
        """Return each service's cosine with the character n-grams of one word."""
        scores: defaultdict[int, float] = defaultdict(float)
        norm = 0.0
        for gram in grams_of(word):
            holding = 0
            for service, weight in self._grams.weights(gram):
                scores[service] += weight
                holding += 1
            norm += inverse_frequency(holding, self._all) ** 2 if holding else 1.0
        return tuple((service, score / math.sqrt(norm)) for service, score in scores.items())

    def _weights(self, counted: list[Counter[str]]) -> dict[str, list[tuple[int, float]]]:
        """Return the BM25 weights by stem."""
        mean = sum(counts.total() for counts in counted) / max(len(counted), 1)
        weights: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for service, counts in enumerate(counted):
            length = 1 - B + B * counts.total() / mean
            for stem, count in counts.items():
                weights[stem].append((service, self._idf[stem] * count * (K1 + 1) / (count + K1 * length)))
        return dict(weights)

    def _phrases(self, services: Mapping[str, Service], subjects: Iterable[Subject]) -> tuple[list[_Cue], Rows]:
        """Return all cues, and the numbers of the cues that hold a stem."""
        cues: list[_Cue] = []
        holding: defaultdict[str, list[int]] = defaultdict(list)
        phrases = chain(map(phrases_of, services.values()), (cues_of(subject.cues) for subject in subjects))
        for number, each in enumerate(phrases):
            for text, language in each:
                stems = frozenset(stem for word in words_of(text) if word not in STOP for stem in stems_of(word))
                for stem in stems:
                    holding[stem].append(len(cues))
                weight = sum(self._idf.get(stem, 0.0) for stem in stems)
                cues.append(_Cue(number, weight, text, language))
        return cues, Rows(holding)
