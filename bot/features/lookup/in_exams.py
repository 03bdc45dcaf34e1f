"""The place of a service in the exams, as a card says it: the sentence that follows from their guides, and a note."""

from __future__ import annotations

from bot.chat.markup import Span, Spans, parse
from bot.chat.wording import Voice
from bot.content.guides import naming, with_guides
from bot.content.model import Bank, Service


def place_in_exams(bank: Bank, service: Service, voice: Voice) -> Spans:
    """Return the guides that name *service* or did so, in one sentence or two, and its author's note.

    The note stands alone in a bank without guides, and beside an author's own word on the answer.
    """
    note = parse(service.examined.note.in_(voice.language))
    if service.examined.answer is not None or not any(with_guides(bank)):
        return note
    return (Span(f"{' '.join(_sentences(bank, service, voice))} "), *note)


def _sentences(bank: Bank, service: Service, voice: Voice) -> list[str]:
    """Return the sentences of the guides that name *service* today, and of those that dropped it."""
    found = naming(bank, service)
    sentences = []
    if found.named:
        sentences.append(voice.say("Exam guides that name it: {exams}.", exams=", ".join(found.named)))
    elif not found.dropped:
        sentences.append(voice.say("No exam guide names it on its own."))
    for exam, last in found.dropped:
        day = voice.day(last)
        sentences.append(
            voice.say("The guide of {exam} no longer names it; on {day} it still did.", exam=exam, day=day)
        )
    return sentences
