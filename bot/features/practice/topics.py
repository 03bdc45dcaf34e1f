"""The topics of a quiz: found by a name, by the number of a task, by a cue of a service, or by the words of an idea."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from bot.chat.language import LANGUAGES, Language
from bot.content.model import Bank, Bilingual, Exam, Level, OtherExam
from bot.domain.errors import NoQuestions, UncoveredExam, UnknownTopic
from bot.domain.selection import Domain
from bot.domain.text import carried, fold, joined, short
from bot.domain.words import STOP, beginning_of, words_of
from bot.features.practice.exam_parts import ExamParts
from bot.features.practice.ideas import Ideas
from bot.features.practice.named_topics import MISSED, WHOLE, Topic, named_topics
from bot.ports.lookup import Found, Lookup

PAIR = "+"
"""The separator of two services whose pair is a topic."""
MOST_NEAR = 3
"""Topics that are asked back at most."""
WITHOUT_BETTER = ("monitoring", "governance")
"""Topics to offer for words that are near to none."""
SAID = 2 / 3
"""The part of a cue that words must have to speak of its service for certain."""
_LIKE_NAME = 0.8
_NEAR_NAME = 0.75
_TWO = 2
_FILLING = frozenset(
    {"a", "an", "the", "some", "give", "me", "quiz", "question", "questions", "about", "on", "of", "for", "topic"}
    | {"um", "uma", "pergunta", "perguntas", "questao", "questoes", "sobre", "de", "do", "da", "dos", "das", "tema"}
)
"""Words, folded, that may stand before a topic."""


class Topics:
    """All topics of a bank, found by any of their names in either language."""

    def __init__(self, bank: Bank, lookup: Lookup) -> None:
        """Build the topics of *bank*; *lookup* finds a service for words that are no topic's name."""
        self._bank = bank
        self._lookup = lookup
        self._questions = tuple(bank.questions)
        self._domains: dict[str | None, tuple[Mapping[str, Domain], Mapping[Domain, int]]] = {}
        self._ideas = Ideas(bank.questions)
        self._exam_parts = ExamParts(bank)
        self.all = {topic.id: topic for topic in named_topics(bank)}
        self._vague = {WHOLE, MISSED, *bank.phases}
        self._by_topic = {one.id.lower(): one for one in bank.exams.values()}
        loose = tuple(one.id for one in bank.questions.values() if not one.exams)
        self._own = {
            one.id: Topic("", (whole := self.all[one.id.lower()]).name, (*whole.questions, *loose), exam=one.id)
            for one in bank.exams.values()
        }
        self._by_name = {
            joined(name): topic
            for topic in reversed(self.all.values())
            for name in (topic.id, topic.name.en, topic.name.pt_br, *topic.words)
        }

    def offered(self) -> list[Topic]:
        """Return the topics with questions to offer: the phases, then the exams that can be taken."""
        exams = (self.all[one.id.lower()] for one in self.exams())
        return [topic for topic in (*map(self.all.__getitem__, self._bank.phases), *exams) if topic.questions]

    def exams(self) -> list[Exam]:
        """Return the exams that can be taken in a language of Prova's."""
        gone = ("outgoing", "retired")
        return [one for one in self._bank.exams.values() if one.status.state not in gone]

    def exam_named(self, words: str) -> Exam | None:
        """Return the exam of a name, or of the beginning of one that can be taken, or None for other words."""
        topic = self.named(words)
        return self._by_topic.get(topic.id) if topic else None

    def usual_exam(self) -> Exam | None:
        """Return the exam of those who have chosen none, the bank's first that can be taken; None without any."""
        return next(iter(self.exams()), None)

    def of_exam(self, exam: str | None) -> Topic | None:
        """Return all that a learner of *exam* practises: its questions, and those of no exam; None for the whole bank.

        An exam that the bank does not have, or None, is the usual one.
        """
        chosen = self._bank.exams.get(exam or "") or self.usual_exam()
        return self._own.get(chosen.id) if chosen else None

    def find(self, words: str) -> Topic:
        """Return the topic of a name, the service that *words* speak of for certain, or else the idea that they are.

        Raises UncoveredExam, or UnknownTopic with those that may be meant.
        """
        bare = self._bare(words)
        if named := self.named(bare):
            return named
        self.refuse_uncovered(bare)
        found = self._looked_up(bare)
        sure = [self.all[found.services[0]]] if found.confident and self._speaks_of(bare, found) else []
        meant = dict.fromkeys((*(one for one in self._within(bare) if one.id not in self._vague), *sure))
        if len(meant) > 1:
            raise self._unknown(words, meant)
        if sure:
            return sure[0]
        if not meant and (idea := self._idea(bare)):
            return idea
        raise self._unknown(words, meant or (*self._within(bare), *self._near(bare, found)))

    def recalled(self, carried_id: str) -> Topic | None:
        """Return the topic of an id that a button carries, or None where there is none any more."""
        try:
            return self.find(carried_id.replace("_", " ")) if carried_id else None
        except (UnknownTopic, UncoveredExam):
            return None

    def exactly(self, words: str) -> Topic:
        """Return the topic of a name. Raises UncoveredExam, or UnknownTopic with those that may be meant."""
        bare = self._bare(words)
        if named := self.named(bare):
            return named
        self.refuse_uncovered(bare)
        raise self._unknown(words, self._within(bare) or self._near(bare, self._looked_up(bare)))

    def named(self, words: str) -> Topic | None:
        """Return the topic of a name, or None for other words."""
        place = self._exam_parts.named(words)
        return self._by_name.get(joined(words)) or (self.all.get(place) if place else None) or self._pair(words)

    def _bare(self, words: str) -> str:
        """Return *words* without those that may stand before a topic, where they are a name only without them."""
        left = words.split()
        while len(left) > 1 and fold(left[0]) in _FILLING and not self.named(" ".join(left)):
            left = left[1:]
        return " ".join(left)

    def _looked_up(self, words: str) -> Found:
        """Return the services that *words* may mean; none for numbers alone."""
        return self._lookup.find(words) if re.search(r"[^\W\d_]", words) else Found((), confident=False)

    def _speaks_of(self, words: str, found: Found) -> bool:
        """Return whether *words* speak of the first service for certain: by a whole cue, its name, or a slip of it."""
        service = self.all[found.services[0]]
        said = frozenset(map(beginning_of, words_of(words)))
        if any(_share(cue, said) >= SAID for cue in found.because.values()):
            return True
        names = [*map(joined, (service.id, service.name.en, *service.words))]
        alike = (difflib.SequenceMatcher(None, joined(words), name).ratio() for name in names)
        return service in self._within(words) or max(alike) >= _LIKE_NAME

    def _idea(self, words: str) -> Topic | None:
        """Return the topic of questions whose text is about *words*, or None where too few or too many are."""
        spoken = " ".join(words.lower().split())
        questions = self._ideas.find(spoken)
        return Topic(carried(spoken), self._ideas.name(spoken), questions) if questions else None

    def _within(self, words: str) -> list[Topic]:
        """Return the topics that runs of *words* name, the longest runs first, none inside another."""
        parts, found = words.split(), []
        for length in range(len(parts), 0, -1):
            for start in range(len(parts) - length + 1):
                run = parts[start : start + length]
                if all(run) and (topic := self.named(" ".join(run))):
                    found.append(topic)
                    parts[start : start + length] = [""] * length
        return list(dict.fromkeys(found))

    def uncovered(self, words: str) -> OtherExam | None:
        """Return the exam of that name that the bank has no questions on, or None."""
        wanted, beginning = joined(words), f"{fold(words)}-"
        for exam in self._bank.other_exams.values():
            if wanted in map(joined, (exam.id, exam.name, *exam.aliases)) or fold(exam.id).startswith(beginning):
                return exam
        return None

    def _uncovered_within(self, words: str) -> OtherExam | None:
        """Return the exam without questions whose id, or the beginning of it, is a word of *words*; or None."""
        ids = {part: exam for exam in self._bank.other_exams.values() for part in _beginnings(exam)}
        return next((ids[word] for word in map(joined, words.split()) if word in ids), None)

    def refuse_uncovered(self, words: str) -> None:
        """Raise UncoveredExam for the name of an exam that the bank has no questions on, or of a part of it."""
        if exam := self.uncovered(words) or self._uncovered_within(words):
            texts: dict[Language, dict[str, str]] = {
                language: {"about": exam.about.in_(language), "shares": exam.shares.in_(language)}
                for language in LANGUAGES
            }
            raise UncoveredExam(texts, [one.lower() for one in exam.overlap])

    def _near(self, words: str, found: Found) -> Iterator[Topic]:
        """Yield the topics that *words* may mean: those spelt so, and the services that fit."""
        spelt = difflib.get_close_matches(joined(words), self._by_name, n=MOST_NEAR, cutoff=_NEAR_NAME)
        yield from map(self._by_name.__getitem__, spelt)
        yield from map(self.all.__getitem__, found.services)

    def _unknown(self, words: str, meant: Iterable[Topic]) -> UnknownTopic:
        """Return the error for words that name no topic, with those that may be *meant*."""
        domain = self._exam_parts.named(f"domain {words}")
        near = (*([self.all[domain]] if domain else ()), *meant)
        names = {topic.id: topic.name for topic in near if topic.questions and topic.suggested}
        names = names or {one: self.all[one].name for one in WITHOUT_BETTER if one in self.all}
        return UnknownTopic(
            topic=short(words),
            names={
                id_: {language: name.in_(language) for language in LANGUAGES}
                for id_, name in [*names.items()][:MOST_NEAR]
            },
        )

    def _pair(self, words: str) -> Topic | None:
        """Return the topic of two services by their ids, as buttons carry them: the questions with both as options."""
        pair = {self._bank.services[one] for one in words.split(PAIR) if one in self._bank.services}
        if PAIR not in words or len(pair) != _TWO:
            return None
        ids = {one.id for one in pair}
        asked = tuple(question.id for question in self._bank.questions.values() if ids <= set(question.services))
        name = " · ".join(sorted(one.short for one in pair))
        return Topic(PAIR.join(sorted(ids)), Bilingual(name, name), asked)

    def candidates(self, topic: Topic | None, level: Level | None) -> list[str]:
        """Return the ids of the questions on *topic* at *level*; None is any.

        Raises NoQuestions when there are none.
        """
        ids = topic.questions if topic else self._questions
        fitting = [one for one in ids if self._bank.questions[one].level == level] if level else list(ids)
        if not fitting:
            raise NoQuestions
        return fitting

    def in_domains(self, topic: str | None) -> tuple[Mapping[str, Domain], Mapping[Domain, int]]:
        """Return the questions on a topic, each with its domain, and the domains' weights in the topic's exam.

        None is every topic; a topic that the bank no longer has is empty. Without an exam all questions are of one
        domain.
        """
        if topic not in self._domains:
            self._domains[topic] = self._in_domains(topic)
        return self._domains[topic]

    def _in_domains(self, topic: str | None) -> tuple[Mapping[str, Domain], Mapping[Domain, int]]:
        """Return the result of `in_domains` without the cache."""
        exam = self._by_topic.get(topic or "")
        if exam:
            weights: dict[Domain, int] = {domain.number: domain.weight for domain in exam.domains}
            placed = {
                question: place.domain
                for question in self.all[topic or ""].questions
                for place in self._bank.questions[question].exams
                if place.exam == exam.id
            }
            return placed, weights
        if topic and topic not in self.all:
            return {}, {}
        questions = self.all[topic].questions if topic else tuple(self._bank.questions)
        return dict.fromkeys(questions, 0), {0: 1}


def _beginnings(exam: OtherExam) -> tuple[str, str]:
    """Return an exam's id, and the beginning of it, as joined words."""
    return joined(exam.id), joined(exam.id.partition("-")[0])


def _share(cue: str, said: AbstractSet[str]) -> float:
    """Return the part of a cue's words that were *said*, by their beginnings."""
    words = [word for word in words_of(cue) if word not in STOP] or words_of(cue)
    return sum(beginning_of(word) in said for word in words) / len(words) if words else 0.0
