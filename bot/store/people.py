"""Learners and what they choose, take away with them, or have erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.records import Learner, Person
from bot.store import standings
from bot.store.base import SqlBase, found
from bot.store.connection import Row
from bot.store.rows import iso, parted

_CHOOSE = "UPDATE learner SET language = ?, zone = ?, listed = ? WHERE id = ?"

_GREET = "UPDATE learner SET client_locale = ?, client_zone = ? WHERE platform = ? AND user_id = ?"

_SCHEDULES = "SELECT space, channel FROM place WHERE platform = ? AND set_by = ? ORDER BY space, channel"
_UNSIGNED = "UPDATE place SET set_by = NULL WHERE platform = ? AND set_by = ? RETURNING id"

_ANSWERS = """
SELECT posting_id, space, question, kind, chosen, correct, points, first_sight, answered_at, local_date, board_date
FROM answer WHERE learner_id = ? ORDER BY answered_at, posting_id
"""
_POSTINGS = """
SELECT id, space, question, revision, shown, state, created_at, closes_at
FROM posting WHERE learner_id = ? ORDER BY created_at, id
"""
_STANDINGS = """
SELECT space, period, points, answers, correct FROM standing WHERE learner_id = ? ORDER BY space, period
"""
_REPORTS = """
SELECT id, space, question, revision, text, reported_at FROM report WHERE learner_id = ? ORDER BY reported_at, id
"""
_ERASE = (
    "DELETE FROM report WHERE learner_id = ?",
    "DELETE FROM answer WHERE learner_id = ?",
    "DELETE FROM posting WHERE learner_id = ?",
    "DELETE FROM learner WHERE id = ?",
)


class SqlPeople(SqlBase):
    """Profiles, export and erasure."""

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person we have never met."""
        return await found(self._reader, person)

    async def choose(
        self,
        person: Person,
        name: str,
        *,
        language: str | None = None,
        zone: str | None = None,
        listed: bool | None = None,
    ) -> Learner:
        """Write the given choices of a person, known or new, leave the others, and return the learner.

        `listed=False` takes the learner off every board in the same transaction, True puts the learner back.
        """
        async with self._writer.transaction():
            before = await self._met(person, name, self._clock())
            after = replace(
                before,
                language=before.language if language is None else language,
                zone=before.zone if zone is None else zone,
                listed=before.listed if listed is None else listed,
            )
            if after != before:
                await self._writer.fetch(_CHOOSE, (after.language, after.zone, int(after.listed), after.id))
            if after.listed != before.listed:
                await standings.relist(self._writer, after.id, listed=after.listed)
        return after

    async def save_client(self, person: Person, locale: str | None, zone: str | None) -> None:
        """Keep what the platform says of a person's language and zone; a stranger stays one."""
        async with self._writer.transaction():
            await self._writer.fetch(_GREET, (locale, zone, person.platform, person.user_id))

    async def export(self, person: Person) -> Mapping[str, object]:
        """Return everything stored about a person, as JSON-ready values; an empty mapping for a stranger."""
        async with self._writer.transaction():
            learner = await found(self._writer, person)
            if learner is None:
                return {}
            ((created_at,),) = await self._writer.fetch("SELECT created_at FROM learner WHERE id = ?", (learner.id,))
            schedules = await self._writer.fetch(_SCHEDULES, (person.platform, person.user_id))
            answers, postings, sums, reports = [
                await self._writer.fetch(sql, (learner.id,)) for sql in (_ANSWERS, _POSTINGS, _STANDINGS, _REPORTS)
            ]
        return {
            "learner": _profile(learner, created_at),
            "answers": [_answer(row) for row in answers],
            "postings": [_posting(row) for row in postings],
            "standings": _named(sums, "space", "period", "points", "answers", "correct"),
            "reports": [_report(row) for row in reports],
            "schedules": _named(schedules, "space", "channel"),
        }

    async def forget(self, person: Person) -> bool:
        """Erase a person and all that is theirs, from boards and file alike; False for a stranger."""
        async with self._writer.transaction():
            set_by = await self._writer.fetch(_UNSIGNED, (person.platform, person.user_id))
            learner = await found(self._writer, person)
            if learner:
                await standings.drop(self._writer, learner)
                for statement in _ERASE:
                    await self._writer.fetch(statement, (learner.id,))
            elif not set_by:
                return False
        await self._writer.scrub()
        return True


def _named(rows: Sequence[Row], *names: str) -> list[dict[str, object]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _profile(learner: Learner, created_at: int) -> dict[str, object]:
    return {
        "id": learner.id,
        "platform": learner.person.platform,
        "user_id": learner.person.user_id,
        "name": learner.name,
        "language": learner.language,
        "zone": learner.zone,
        "listed": learner.listed,
        "client_locale": learner.client_locale,
        "client_zone": learner.client_zone,
        "created_at": iso(created_at),
    }


def _answer(row: Row) -> dict[str, object]:
    posting, space, question, kind, chosen, correct, points, first_sight, answered_at, local_date, board_date = row
    return {
        "posting": posting,
        "space": space,
        "question": question,
        "kind": kind,
        "chosen": list(parted(chosen)),
        "correct": bool(correct),
        "points": points,
        "first_sight": bool(first_sight),
        "answered_at": iso(answered_at),
        "local_date": local_date,
        "board_date": board_date,
    }


def _posting(row: Row) -> dict[str, object]:
    number, space, question, revision, shown, state, created_at, closes_at = row
    return {
        "id": number,
        "space": space,
        "question": question,
        "revision": revision,
        "order": list(parted(shown)),
        "state": state,
        "created_at": iso(created_at),
        "closes_at": iso(closes_at),
    }


def _report(row: Row) -> dict[str, object]:
    number, space, question, revision, text, reported_at = row
    return {
        "id": number,
        "space": space,
        "question": question,
        "revision": revision,
        "text": text,
        "reported_at": iso(reported_at),
    }
