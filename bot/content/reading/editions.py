"""The editions of questions, stored as texts: the bank changes, and an open question does not change with it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.model import Bank, Question
from bot.ports.store import Editions


async def keep_editions(bank: Bank, store: Editions) -> Mapping[tuple[str, str], Question]:
    """Store the questions of *bank* as they are, and return the former editions, by id and revision.

    Raises StoreUnavailable.
    """
    current = {(one.id, one.revision): one for one in bank.questions.values()}
    known = await store.editions()
    if new := current.keys() - known:
        await store.keep_editions({name: as_text(current[name]) for name in new})
    former = {}
    for name in known - current.keys():
        if (body := await store.edition(*name)) and (question := from_text(body)):
            former[name] = question
    return former


def as_text(question: Question) -> str:
    """Return *question* as JSON."""
    from bot.content.reading.validation import adapter  # and pydantic, for new editions only

    return adapter(Question).dump_json((question,), by_alias=True).decode()


def from_text(text: str) -> Question | None:
    """Return the question of a text by `as_text`, or None for one of another version."""
    from pydantic import ValidationError

    from bot.content.reading.validation import adapter

    try:
        questions: tuple[Question, ...] = adapter(Question).validate_json(text)
    except ValidationError:
        return None
    return questions[0] if questions else None
