"""The linter of a valid bank: errors to mend before learners see it, warnings to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations
from math import sqrt
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from bot.chat.language import LANGUAGES, Language
from bot.content.authoring.arranged import arranged_verdicts
from bot.content.authoring.claims import ClaimReader
from bot.content.authoring.coverage import skill_verdicts
from bot.content.authoring.facts import Models, fact_verdicts
from bot.content.authoring.phrasing import phrasing_verdicts
from bot.content.authoring.rules import Severity, Verdict, common_words, is_negative, question_verdicts, words
from bot.content.authoring.stats import key_longest, key_positions
from bot.content.model import Bank, Exam, OtherExam, Phase, Question, Service, ServiceState
from bot.domain.percent import percent

STALE_AFTER_DAYS = 180
QUESTIONS_A_SERVICE = 2
CUES = 24
SHORT_CHARACTERS = 30
KEY_LONGEST_SHARE = 0.28
NEGATIVE_SHARE = 0.03
NEAR_DUPLICATE = 0.6
CONTENT_WORD_LETTERS = 4
STANDARD_ERRORS = 3
BANK = "bank"
"""The id of a finding that no single question can mend."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault to mend or to judge, with the file and line of the part that has the *id*, if known."""

    level: Severity
    id: str
    message: str
    place: tuple[Path, int] | None = None

    def __str__(self) -> str:
        """Return `path:line: id: message`, without an unknown place."""
        place = f"{self.place[0]}:{self.place[1]}: " if self.place else ""
        return f"{place}{self.id}: {self.message}"


def lint(
    bank: Bank,
    today: date,
    where: Mapping[str, tuple[Path, int]] = MappingProxyType({}),
    models: Models | None = None,
) -> tuple[Finding, ...]:
    """Return every finding, services first, then questions, then the bank as a whole.

    *where* has the places of services and questions by id, as `load_with_places` returns them. With the *models* that
    were kept, numbers that are bound to them are held against them.
    """
    claims = ClaimReader(bank)
    found = [
        *((each.id, verdict) for each in bank.services.values() for verdict in _service_verdicts(each, bank, today)),
        *((each.id, verdict) for each in bank.services.values() for verdict in claims.of_service(each)),
        *((each.id, verdict) for each in bank.services.values() if models for verdict in fact_verdicts(each, models)),
        *_question_verdicts(bank, today),
        *((each.id, verdict) for each in bank.questions.values() for verdict in claims.of_question(each)),
        *((each.id, verdict) for each in bank.exams.values() for verdict in _age_verdicts(each.checked_on, today)),
        *((each.id, verdict) for each in _parts(bank) for verdict in phrasing_verdicts(each)),
        *((BANK, verdict) for verdict in _bank_verdicts(bank)),
    ]
    return tuple(Finding(level, id_, message, where.get(id_)) for id_, (level, message) in found)


def _parts(bank: Bank) -> Iterator[Service | Question | Exam | Phase | OtherExam]:
    """Yield every part of the bank that has texts for people."""
    yield from bank.services.values()
    yield from bank.questions.values()
    yield from bank.exams.values()
    yield from bank.phases.values()
    yield from bank.other_exams.values()


def _service_verdicts(service: Service, bank: Bank, today: date) -> Iterator[Verdict]:
    yield from _age_verdicts(service.checked_on, today)
    yield from _address_verdicts("docs", service.docs)
    teaching = sum(question.teaches == service.id for question in bank.questions.values())
    if service.status.state is ServiceState.ACTIVE and teaching < QUESTIONS_A_SERVICE:
        yield "warning", f"is taught by {teaching} questions; write {QUESTIONS_A_SERVICE} or more that name it first"
    if len(service.short) > SHORT_CHARACTERS:
        yield "error", f"`short` has {len(service.short)} characters; a button takes {SHORT_CHARACTERS}"
    for language in LANGUAGES:
        count = len(service.cues.in_(language))
        if count < CUES:
            yield "warning", f"has {count} cues in {language}; write {CUES} or more"


def _question_verdicts(bank: Bank, today: date) -> Iterator[tuple[str, Verdict]]:
    common = {each: common_words([q.stem.in_(each) for q in bank.questions.values()]) for each in LANGUAGES}
    for question in bank.questions.values():
        own = (*_age_verdicts(question.checked_on, today), *_address_verdicts("source", question.source))
        rules = (question_verdicts(question, bank, common), arranged_verdicts(question, common))
        for verdict in (*own, *chain(*rules), *skill_verdicts(question, bank)):
            yield question.id, verdict
    yield from _near_duplicates(bank)


def _age_verdicts(checked_on: date, today: date) -> Iterator[Verdict]:
    age = (today - checked_on).days
    if age < 0:
        yield "error", f"`checked_on` is {checked_on}, after today; write the day on which somebody checked it"
    elif age > STALE_AFTER_DAYS:
        yield "stale", f"was checked on {checked_on}, {age} days ago; check it against its source again"


def _address_verdicts(key: str, url: str) -> Iterator[Verdict]:
    if urlsplit(url).path in ("", "/"):
        yield "warning", f"`{key}` names no page; write the address of the one that proves what is said"


def _near_duplicates(bank: Bank) -> Iterator[tuple[str, Verdict]]:
    contents = [(one, [_content_words(one, language) for language in LANGUAGES]) for one in bank.questions.values()]
    for (one, one_words), (other, other_words) in combinations(contents, 2):
        likeness = max(map(_likeness, one_words, other_words))
        if likeness >= NEAR_DUPLICATE:
            yield (
                other.id,
                ("warning", f"its stem has {percent(likeness, 1)}% of its words in common with {one.id}; change one"),
            )


def _content_words(question: Question, language: Language) -> frozenset[str]:
    return frozenset(word for word in words(question.stem.in_(language)) if len(word) >= CONTENT_WORD_LETTERS)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _bank_verdicts(bank: Bank) -> Iterator[Verdict]:
    for language in LANGUAGES:
        share = key_longest(bank, language)
        if share > KEY_LONGEST_SHARE:
            message = (
                f"the key is the longest option ({language}) in {percent(share, 1)}% of the single-choice questions"
            )
            yield "warning", f"{message}; bring it to {KEY_LONGEST_SHARE:.0%} or less"
    negative = sum(map(is_negative, bank.questions.values()))
    if negative > NEGATIVE_SHARE * len(bank.questions):
        message = f"{negative} of {len(bank.questions)} questions ask what does NOT fit"
        yield "warning", f"{message}; ask at least {1 - NEGATIVE_SHARE:.0%} positively"
    yield from _position_verdicts(bank)


def _position_verdicts(bank: Bank) -> Iterator[Verdict]:
    """Yield a position that holds the key far oftener or seldomer than chance (three standard errors)."""
    picked = [each for each in bank.questions.values() if not each.kind.is_arranged]
    for position, (letter, count) in enumerate(key_positions(bank).items()):
        reaching = [each for each in picked if len(each.options) > position]
        expected = sum(len(question.key) / len(question.options) for question in reaching)
        if abs(count - expected) > STANDARD_ERRORS * sqrt(expected):
            message = f"after the shuffle the key stands at {letter} {count} times, by chance about {expected:.0f}"
            yield "warning", f"{message}; give some of these questions another id"
