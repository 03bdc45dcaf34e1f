"""Learners: their choices, their export, and their erasure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.records import Learner, Person, Profile
from bot.store import standings
from bot.store.base import SAVE_MEMBER, SqlBase, known_learner
from bot.store.spaces import of_space
from bot.store.tables import ANSWER, LEARNER, LEARNERS, MEMBER, MEMORY, POSTING, REPORT, RESULT, SPACE, STANDING
from bot.store.values import storable

_PROFILE = f"""
WITH here (space, platform, user_id) AS (VALUES (CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT)))
SELECT {of_space("zone", "h.space")}, {of_space("language", "h.space")}, m.name, {LEARNERS.select_list("l")}
FROM here h
LEFT JOIN learner l ON l.platform = h.platform AND l.user_id = h.user_id
LEFT JOIN member m ON m.space = h.space AND m.learner_id = l.id
"""
_SET_SPACE = f"""
{SPACE.insert} ON CONFLICT (id) DO UPDATE
SET zone = COALESCE(excluded.zone, space.zone), language = COALESCE(excluded.language, space.language)
"""
_SAVE_CHOICES = "UPDATE learner SET language = ?, zone = ?, listed = ? WHERE id = ?"

_SAVE_CLIENT = "UPDATE learner SET client_locale = ?, client_zone = ? WHERE platform = ? AND user_id = ?"

_SCHEDULES = "SELECT space, channel FROM place WHERE platform = ? AND set_by = ? ORDER BY space, channel"
_CLEAR_SET_BY = "UPDATE place SET set_by = NULL WHERE platform = ? AND set_by = ? RETURNING id"

_EXPORTS = {
    "answers": (ANSWER, "answered_at, posting_id"),
    "postings": (POSTING, "created_at, id"),
    "standings": (STANDING, "space, period"),
    "reports": (REPORT, "reported_at, id"),
    "names": (MEMBER, "space"),
    "memory": (MEMORY, "question"),
    "results": (RESULT, "taken_on, exam"),
}
"""The tables of people's exports, by name, each with its order."""
_CLOSE_AGAIN = """
UPDATE posting SET state = 'sent', closed_at = NULL, claim_expires_at = NULL, tries = 0
WHERE kind = 'daily' AND state = 'closed' AND message_id IS NOT NULL
    AND id IN (SELECT a.posting_id FROM answer a WHERE a.learner_id = ?)
"""
"""Has the closed messages that may name a person written anew, without them: a question past its time is closed."""
_ERASE = (
    _CLOSE_AGAIN,
    "DELETE FROM report WHERE learner_id = ?",
    "DELETE FROM result WHERE learner_id = ?",
    "DELETE FROM memory WHERE learner_id = ?",
    "DELETE FROM answer WHERE learner_id = ?",
    "DELETE FROM posting WHERE learner_id = ?",
    "DELETE FROM member WHERE learner_id = ?",
    "DELETE FROM learner WHERE id = ?",
)


class SqlPeople(SqlBase):
    """Profiles, export and erasure."""

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person without one."""
        return await known_learner(self._reader, person)

    async def profile(self, person: Person, space: str) -> Profile:
        """Return a person as a space knows them, and the space's own zone and language."""
        ((zone, language, name, *row),) = await self._reader.fetch(_PROFILE, (space, person.platform, person.user_id))
        return Profile(LEARNERS.record_of(row) if row[0] is not None else None, name, zone, language)

    async def rename(self, learner: int, space: str, name: str) -> None:
        """Write a learner's name in a space."""
        async with self._writer.transaction():
            await self._writer.fetch(SAVE_MEMBER, (space, learner, storable(name)))

    async def set_space(self, space: str, *, zone: str | None = None, language: str | None = None) -> None:
        """Write the given choices of a space, and keep the others."""
        async with self._writer.transaction():
            await self._writer.fetch(_SET_SPACE, (space, zone, language))

    async def choose(
        self,
        person: Person,
        *,
        language: str | None = None,
        zone: str | None = None,
        listed: bool | None = None,
    ) -> Learner:
        """Write the given choices of a person, known or new, keep the others, and return the learner.

        `listed=False` takes the learner off every board in the same transaction, True puts the learner back.
        """
        async with self._writer.transaction():
            before = await self._save_learner(person, self._clock())
            after = replace(
                before,
                language=before.language if language is None else language,
                zone=before.zone if zone is None else zone,
                listed=before.listed if listed is None else listed,
            )
            if after != before:
                await self._writer.fetch(_SAVE_CHOICES, (after.language, after.zone, int(after.listed), after.id))
            if after.listed != before.listed:
                await standings.relist(self._writer, after.id, listed=after.listed)
        return after

    async def save_client(self, person: Person, locale: str | None, zone: str | None) -> None:
        """Write a person's language and zone as the platform has them; a stranger stays one."""
        async with self._writer.transaction():
            await self._writer.fetch(_SAVE_CLIENT, (locale, zone, person.platform, person.user_id))

    async def export(self, person: Person) -> Mapping[str, object]:
        """Return everything stored about a person as JSON-ready values; an empty mapping for a stranger."""
        async with self._writer.transaction():
            learner = await known_learner(self._writer, person)
            if learner is None:
                return {}
            profile = f"SELECT {LEARNER.export_list()} FROM learner WHERE id = ?"
            (row,) = await self._writer.fetch(profile, (learner.id,))
            taken: dict[str, object] = {"learner": LEARNER.export(row)}
            for name, (table, order) in _EXPORTS.items():
                sql = f"SELECT {table.export_list()} FROM {table.name} WHERE learner_id = ? ORDER BY {order}"
                taken[name] = [table.export(row) for row in await self._writer.fetch(sql, (learner.id,))]
            schedules = await self._writer.fetch(_SCHEDULES, (person.platform, person.user_id))
        return {**taken, "schedules": [{"space": space, "channel": channel} for space, channel in schedules]}

    async def forget(self, person: Person) -> bool:
        """Erase a person and everything of theirs, from boards and disk alike; False for a stranger."""
        async with self._writer.transaction():
            set_by = await self._writer.fetch(_CLEAR_SET_BY, (person.platform, person.user_id))
            learner = await known_learner(self._writer, person)
            if learner:
                await standings.drop(self._writer, learner)
                for statement in _ERASE:
                    await self._writer.fetch(statement, (learner.id,))
            elif not set_by:
                return False
        await self._writer.scrub()
        return True
