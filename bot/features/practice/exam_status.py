"""The word on an exam that is practised and on its way out."""

from __future__ import annotations

from bot.chat.markup import plain
from bot.chat.reply import Note
from bot.chat.wording import Voice
from bot.content.model import Bank


def outgoing_note(bank: Bank, topic: str, voice: Voice) -> Note | None:
    """Return where and how long the exam of a topic, or of its domain, can still be taken; None for any other."""
    exam = next((one for one in bank.exams.values() if one.id.lower() == topic.partition(".")[0]), None)
    if exam is None or exam.status.state != "outgoing":
        return None
    said = voice.say(
        "{exam} ended in English on {day}. It's still offered in {languages} until {successor} leaves beta.",
        exam=exam.id,
        day=voice.day(exam.status.since),
        languages=voice.languages(exam.languages),
        successor=exam.status.successor,
    )
    return Note(plain(said))
