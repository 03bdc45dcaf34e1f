"""The claims of a bank's texts about exams, held against the guides: none says more than its guide does today.

Exchanging a guide lists here every text and key that has to be mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.chat.language import LANGUAGES, Language
from bot.content.authoring.rules import Verdict
from bot.content.guides import is_named, labels, with_guides
from bot.content.model import Bank, Bilingual, Exam, Question, Service, ServiceState

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_CODE = re.compile(r"\b[A-Z]{3}-C\d{2}\b")
_SUBJECT: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:the (?:real )?exams?\b(?! time)|exam guides?|still examined|in scope)|\b[A-Z]{3}-C\d{2}\b"),
    "pt-BR": re.compile(r"\b(?:(?:n?as? )(?:prova|provas)\b|guias? d[aeo]|no escopo)|\b[A-Z]{3}-C\d{2}\b"),
}
_CLAIM: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:names?|lists?|asks?|expects?|examine[sd]|tests?|in scope|in-scope|on the\b.* list|the answer)\b"
    ),
    "pt-BR": re.compile(
        r"\b(?:cita|citam|lista|listam|cobram?|cobrad[oa]s?|esperam?|pedem?|escopo|constam?|cai|a resposta)\b"
    ),
}
_PAST: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:until|no longer|not|never|none|removed|dropped|left|cannot)\b|n[’']t\b"),
    "pt-BR": re.compile(r"\b(?:até|não|nunca|nenhum|retirou|deixou|saiu|tirou)\b"),
}


def service_claims(service: Service, bank: Bank) -> Iterator[Verdict]:
    """Yield the sentences of a card that say more about an exam than its guide, and a note that speaks of guides."""
    if not any(with_guides(bank)):
        return
    if service.examined.answer is None:
        for language in LANGUAGES:
            if found := _SUBJECT[language].search(service.examined.note.in_(language)):
                message = f"`examined.note` ({language}) says “{found.group()}”; the guides say that by themselves"
                yield "error", f"{message}: tell how it comes up"
    texts = (
        *(service.summary, service.choose_when, service.profile, *service.numbers),
        *(one.when for one in service.not_when),
        *(one.because for one in service.contrasts),
        *(one for one in (service.status.note, service.status.instead, service.notes_say) if one),
    )
    for text in texts:
        yield from _claims(text, "a text", (service,), None, bank)


def question_claims(question: Question, bank: Bank) -> Iterator[Verdict]:
    """Yield the sentences of a question that say more about an exam than its guide, and keys that no guide names."""
    exams = [one for one in with_guides(bank) if one.id in {place.exam for place in question.exams}]
    own = [bank.services[one] for one in question.services[:1] if one in bank.services]
    for option in question.options:
        if not any(_SUBJECT[language].search(option.why.in_(language)) for language in LANGUAGES):
            continue
        named = [one for one in bank.services.values() if _mentions(option.text.en, one)]
        yield from _claims(option.why, f"the why of option {option.id}", named or own, exams, bank)
    gone = [one for one in bank.services.values() if one.status.state is not ServiceState.ACTIVE]
    for service in gone:
        keys = [each.text for each in question.options if each.id in question.key]
        without = [exam.id for exam in exams if not is_named(exam, service)]
        if without and any(_mentions(text.in_(language), service) for text in keys for language in LANGUAGES):
            message = f"the key names {service.short}, which the guide of {', '.join(without)} does not"
            yield "error", f"{message}; key the idea or what replaced it, or take that exam away"


def _claims(
    text: Bilingual, place: str, owners: Sequence[Service], exams: Sequence[Exam] | None, bank: Bank
) -> Iterator[Verdict]:
    """Yield the claims in a text that its guides do not bear out.

    Without a code of an exam, a sentence speaks of all *exams*, or for None of any; without a name, of the *owners*.
    """
    for language in LANGUAGES:
        for sentence in _SENTENCE.split(text.in_(language)):
            if not _SUBJECT[language].search(sentence) or not _CLAIM[language].search(sentence):
                continue
            if _PAST[language].search(sentence):
                continue
            about = [one for one in bank.services.values() if _mentions(sentence, one)] or owners
            said = [bank.exams[code] for code in _CODE.findall(sentence) if code in bank.exams] or exams
            for service in about:
                if wrong := _unnamed(service, said, bank):
                    yield "error", f"{place} ({language}) says “{sentence}”, and {wrong} {service.short}; mend it"


def _unnamed(service: Service, exams: Iterable[Exam] | None, bank: Bank) -> str | None:
    """Return whose guide does not name *service*, as a part of a sentence; None where it is named."""
    if exams is None:
        named = any(is_named(exam, service) for exam in with_guides(bank))
        return None if named else "no guide names"
    without = [exam.id for exam in exams if not is_named(exam, service)]
    return f"the guide of {', '.join(without)} does not name" if without else None


def _mentions(text: str, service: Service) -> bool:
    """Return whether a text has a name of *service*, with its capitals."""
    return _pattern(labels(service)).search(text) is not None


@lru_cache(maxsize=1024)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
