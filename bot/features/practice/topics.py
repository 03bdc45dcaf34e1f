"""The topics of a quiz: services, phases of the lifecycle and exam domains."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.chat.language import LANGUAGES, Language
from bot.content.model import Bank, Bilingual, Exam, Level, OtherExam
from bot.domain.errors import NoQuestions, UncoveredExam, UnknownTopic
from bot.domain.selection import Domain
from bot.domain.text import fold, joined, short
from bot.ports.lookup import Lookup

PAIR = "+"
"""The separator of two services whose pair is a topic."""
_TWO = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the quiz: its id, its name, and the questions it covers."""

    id: str
    name: Bilingual
    questions: tuple[str, ...]
    words: tuple[str, ...] = ()


class Topics:
    """All topics of a bank, found by any of their names in either language."""

    def __init__(self, bank: Bank, lookup: Lookup) -> None:
        """Build the topics of *bank*; *lookup* finds a service for words that are no topic's name."""
        self._bank = bank
        self._lookup = lookup
        self._questions = tuple(bank.questions)
        self._domains: dict[str | None, tuple[Mapping[str, Domain], Mapping[Domain, int]]] = {}
        self.all = {topic.id: topic for topic in (*_phases(bank), *_domains(bank), *_services(bank))}
        self._by_topic = {one.id.lower(): one for one in bank.exams.values()}
        loose = tuple(one.id for one in bank.questions.values() if not one.exams)
        self._own = {
            one.id: Topic("", (whole := self.all[one.id.lower()]).name, (*whole.questions, *loose))
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
        topic = self._by_name.get(joined(words)) or self._exam_beginning(words)
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
        """Return the topic of a name, or else the service that `/which` is sure about for *words*.

        Raises UncoveredExam, or UnknownTopic with the nearest names.
        """
        if named := self.named(words):
            return named
        self.refuse_uncovered(words)
        found = self._lookup.find(words)
        if found.confident:
            return self.all[found.services[0]]
        raise self._unknown(words, ())

    def exactly(self, words: str) -> Topic:
        """Return the topic of a name.

        Raises UncoveredExam, or UnknownTopic with the service that *words* may mean, and nearest names.
        """
        if named := self.named(words):
            return named
        self.refuse_uncovered(words)
        found = self._lookup.find(words)
        raise self._unknown(words, found.services[:1] if found.confident else ())

    def named(self, words: str) -> Topic | None:
        """Return the topic of a name, or None for other words."""
        return self._by_name.get(joined(words)) or self._pair(words) or self._exam_beginning(words)

    def uncovered(self, words: str) -> OtherExam | None:
        """Return the exam of that name that the bank has no questions on, or None."""
        wanted, beginning = joined(words), f"{fold(words)}-"
        for exam in self._bank.other_exams.values():
            if wanted in map(joined, (exam.id, exam.name, *exam.aliases)) or fold(exam.id).startswith(beginning):
                return exam
        return None

    def refuse_uncovered(self, words: str) -> None:
        """Raise UncoveredExam for the name of an exam that the bank has no questions on."""
        if exam := self.uncovered(words):
            texts: dict[Language, dict[str, str]] = {
                language: {"about": exam.about.in_(language), "shares": exam.shares.in_(language)}
                for language in LANGUAGES
            }
            raise UncoveredExam(texts, [one.lower() for one in exam.overlap])

    def _unknown(self, words: str, meant: Sequence[str]) -> UnknownTopic:
        """Return the error for words that name no topic: with those *meant*, those named inside, and nearest names."""
        within = [one.id for word in words.split() if (one := self._by_name.get(joined(word)))]
        near = difflib.get_close_matches(joined(words), self._by_name, n=3, cutoff=0.5)
        suggestions = list(dict.fromkeys((*within, *meant, *(self._by_name[name].id for name in near))))[:3]
        return UnknownTopic(topic=short(words), suggestions=", ".join(suggestions or ("monitoring", "governance")))

    def _exam_beginning(self, words: str) -> Topic | None:
        """Return the exam, of those that can be taken, whose id begins with *words*, such as `aif`; or None."""
        begun = (one.id.lower() for one in self.exams() if fold(one.id).startswith(f"{fold(words)}-"))
        return next(map(self.all.__getitem__, begun), None)

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


def _services(bank: Bank) -> Iterator[Topic]:
    """Yield a topic for each service: the questions that teach it."""
    taught: dict[str | None, list[str]] = {}
    for question in bank.questions.values():
        taught.setdefault(question.teaches, []).append(question.id)
    for service in bank.services.values():
        questions = tuple(taught.get(service.id, ()))
        yield Topic(service.id, Bilingual(service.short, service.short), questions, (service.name, *service.aliases))


def _phases(bank: Bank) -> Iterator[Topic]:
    """Yield a topic for each phase: the questions that teach a service of it."""
    for phase in bank.phases.values():
        taught = tuple(
            question.id
            for question in bank.questions.values()
            if question.teaches and bank.services[question.teaches].phase == phase.id
        )
        yield Topic(phase.id, phase.name, taught, phase.aliases)


def _domains(bank: Bank) -> Iterator[Topic]:
    """Yield a topic for each exam, and one for each of its domains."""
    for exam in bank.exams.values():
        placed = [
            (place.domain, question.id)
            for question in bank.questions.values()
            for place in question.exams
            if place.exam == exam.id
        ]
        yield Topic(
            exam.id.lower(), Bilingual(exam.name, exam.name), tuple(dict.fromkeys(question for _, question in placed))
        )
        for domain in exam.domains:
            within = tuple(dict.fromkeys(question for number, question in placed if number == domain.number))
            words = (f"domain {domain.number}", f"domínio {domain.number}", f"d{domain.number}")
            yield Topic(f"{exam.id.lower()}.{domain.number}", domain.name, within, words)
