"""The claims of a bank's texts about exams, held against the guides: none says more than its guide does today.

Exchanging a guide lists here every text and key that has to be mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.chat.language import LANGUAGES, Language
from bot.content.authoring.rules import Verdict
from bot.content.guides import is_named, labels, with_guides
from bot.content.model import Bank, Bilingual, Exam, Question, Service, ServiceState

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_CODE = re.compile(r"\b[A-Z]{3}-C\d{2}\b")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_SUBJECT: Mapping[Language, re.Pattern[str]] = {
    "en": _words(rf"(?:the|an) (?:real )?exams?(?! time)|exam guides?|still examined|in scope|{_CODE.pattern}"),
    "pt-BR": _words(rf"(?:n?as?|de) provas?|guias? d[aeo]|no escopo|{_CODE.pattern}"),
}
_CLAIM: Mapping[Language, re.Pattern[str]] = {
    "en": _words(r"names?|lists?|asks?|expects?|examine[sd]|tests?|in[ -]scope|on the\b.* list|answer|still"),
    "pt-BR": _words(
        r"cita|citam|lista|listam|cobram?|cobrad[oa]s?|esperam?|pedem?|escopo|constam?|cai|resposta|ainda|continua"
    ),
}
_PAST: Mapping[Language, re.Pattern[str]] = {
    "en": _words(r"until|no longer|not|no|never|none|removed|dropped|left|cannot|\w+n[’']t"),
    "pt-BR": _words(r"até|não|nunca|nenhum|retirou|deixou|saiu|tirou"),
}
"""The words of sentences about the past, which claim nothing of today."""


class ClaimReader:
    """The reader of a bank's texts: it holds their claims about exams against the guides."""

    def __init__(self, bank: Bank) -> None:
        """Build the reader over the guides and the names of services in *bank*."""
        self._bank = bank
        self._guides = {exam.id: exam for exam in with_guides(bank)}
        self._current = [exam for exam in self._guides.values() if exam.status.state != "outgoing"]
        self._owners = {label: service for service in bank.services.values() for label in labels(service)}
        names = sorted(self._owners, key=len, reverse=True)  # of two names that overlap, the longer is meant
        self._names = re.compile(rf"\b(?:{'|'.join(map(re.escape, names)) or '(?!)'})\b")

    def of_service(self, service: Service) -> Iterator[Verdict]:
        """Yield the sentences of a card that say more of an exam than its guide, and a note that speaks of guides."""
        if not self._guides:
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
            yield from self._of_text(text, "a text", (service,), None)

    def of_question(self, question: Question) -> Iterator[Verdict]:
        """Yield the sentences of a question that say more of an exam than its guide, and keys that it does not name."""
        exams = [self._guides[one] for one in {place.exam: 0 for place in question.exams} if one in self._guides]
        own = [self._bank.services[one] for one in question.services[:1] if one in self._bank.services]
        for option in question.options:
            if any(_SUBJECT[language].search(option.why.in_(language)) for language in LANGUAGES):
                owners = self._named(option.text.en) or own
                yield from self._of_text(option.why, f"the why of option {option.id}", owners, exams)
        keys = [option.text for option in question.options if option.id in question.key]
        for service in {
            one.id: one for text in keys for said in LANGUAGES for one in self._named(text.in_(said))
        }.values():
            without = [exam.id for exam in exams if not is_named(exam, service)]
            if without and service.status.state is not ServiceState.ACTIVE:
                message = f"the key names {service.short}, which the guide of {', '.join(without)} does not"
                yield "error", f"{message}; key the idea or what replaced it, or take that exam away"

    def _of_text(
        self, text: Bilingual, place: str, owners: Sequence[Service], exams: Sequence[Exam] | None
    ) -> Iterator[Verdict]:
        """Yield the claims in a text that its guides do not bear out.

        Without a code of an exam, a sentence speaks of all *exams*, or for None of any; without a name, of *owners*.
        """
        for language in LANGUAGES:
            for sentence in _SENTENCE.split(text.in_(language)):
                said = (_SUBJECT[language], _CLAIM[language])
                if not all(one.search(sentence) for one in said) or _PAST[language].search(sentence):
                    continue
                codes = [self._guides[code] for code in _CODE.findall(sentence) if code in self._guides]
                for service in self._named(sentence) or owners:
                    if wrong := self._unnamed(service, codes or exams):
                        yield "error", f"{place} ({language}) says “{sentence}”, and {wrong} {service.short}; mend it"

    def _unnamed(self, service: Service, exams: Sequence[Exam] | None) -> str | None:
        """Return whose guide does not name *service*, as a part of a sentence; None where it is named."""
        if exams is None:
            return None if any(is_named(exam, service) for exam in self._current) else "no guide names"
        without = [exam.id for exam in exams if not is_named(exam, service)]
        return f"the guide of {', '.join(without)} does not name" if without else None

    def _named(self, text: str) -> list[Service]:
        """Return the services whose names, with their capitals, are in a text."""
        return list({one.id: one for one in map(self._owners.__getitem__, self._names.findall(text))}.values())
