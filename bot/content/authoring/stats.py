"""The statistics of a bank."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

from bot.chat.language import LANGUAGES, Language
from bot.content.model import Bank, Kind, Question
from bot.domain.grading import LETTERS
from bot.domain.selection import shuffled

POSITIONS = LETTERS[:6]


def stats(bank: Bank) -> dict[str, object]:
    """Return the counts of *bank* as JSON-ready values.

    A question counts for the service it teaches, and once for each exam and each domain it names.
    """
    questions = tuple(bank.questions.values())
    return {
        "services": len(bank.services),
        "questions": {
            "total": len(questions),
            "by_service": _count((q.teaches for q in questions if q.teaches), bank.services),
            "by_domain": {exam: _by_domain(bank, exam) for exam in bank.exams},
            "by_level": _count(q.level.value for q in questions),
            "by_kind": _count(q.kind.value for q in questions),
            "guess_floor": _guess_floors(questions),
            "by_exam": _count((exam for q in questions for exam in {each.exam for each in q.exams}), bank.exams),
        },
        "cues": {
            language: {
                "total": sum(len(service.cues.in_(language)) for service in bank.services.values()),
                "by_service": {service.id: len(service.cues.in_(language)) for service in bank.services.values()},
            }
            for language in LANGUAGES
        },
        "key_longest": {language: round(key_longest(bank, language), 3) for language in LANGUAGES},
        "key_positions": key_positions(bank),
    }


def key_longest(bank: Bank, language: Language) -> float:
    """Return the share of single-choice questions whose key is longer than every other option; chance is a quarter."""
    single = [question for question in bank.questions.values() if question.kind is Kind.SINGLE]
    return sum(_is_longest(question, language) for question in single) / (len(single) or 1)


def key_positions(bank: Bank) -> dict[str, int]:
    """Return the number of keys at A to F when each question is shuffled by its own id as the seed.

    Questions whose options are all used have no such positions.
    """
    counts = dict.fromkeys(POSITIONS, 0)
    for question in bank.questions.values():
        if question.kind.is_arranged:
            continue
        order = shuffled([option.id for option in question.options], random.Random(question.id))
        for letter, option in zip(POSITIONS, order, strict=False):
            counts[letter] += option in question.key
    return counts


def _by_domain(bank: Bank, exam: str) -> dict[str, int]:
    named = (
        str(domain)
        for question in bank.questions.values()
        for domain in {each.domain for each in question.exams if each.exam == exam}
    )
    return _count(named, [str(domain.number) for domain in bank.exams[exam].domains])


def _guess_floors(questions: Iterable[Question]) -> dict[str, float]:
    """Return the share of each kind's questions that is answered right by chance."""
    floors: dict[str, list[float]] = {}
    for question in questions:
        floors.setdefault(question.kind.value, []).append(question.guess_floor)
    return {kind: round(sum(each) / len(each), 3) for kind, each in floors.items()}


def _is_longest(question: Question, language: Language) -> bool:
    lengths = {option.id: len(option.text.in_(language)) for option in question.options}
    keys = max((lengths[each] for each in question.key if each in lengths), default=0)
    return keys > max((length for each, length in lengths.items() if each not in question.key), default=0)


def _count(values: Iterable[str], all_of: Iterable[str] = ()) -> dict[str, int]:
    """Return the count of each value; one of *all_of* that never occurs counts 0, so that gaps show."""
    return {**dict.fromkeys(all_of, 0), **Counter(values)}
