"""Askers without a platform, and the profiles that they are read from."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.chat.request import Actor, Address, Call, Request
from bot.domain.errors import StoreUnavailable
from bot.domain.records import Learner, Person, Profile
from bot.features.asker import Asker

PLATFORM = "terminal"
ROOM = Address("terminal:room", "room")
ANA = Person(PLATFORM, "ana")


class OneProfile:
    """The profile of one person, whose reads are counted; with *fails* the store does not answer."""

    def __init__(
        self,
        learner: Learner | None = None,
        *,
        name: str | None = None,
        space_zone: str | None = None,
        space_language: str | None = None,
        fails: bool = False,
    ) -> None:
        self.learner, self.name = learner, name
        self.space_zone, self.space_language = space_zone, space_language
        self.fails = fails
        self.reads = 0
        self.renamed: list[tuple[int, str, str]] = []

    async def find(self, person: Person) -> Learner | None:
        return (await self.profile(person, ROOM.space)).learner

    async def profile(self, person: Person, space: str) -> Profile:
        self.reads += 1
        if self.fails:
            raise StoreUnavailable
        return Profile(self.learner, self.name, self.space_zone, self.space_language)

    async def rename(self, learner: int, space: str, name: str) -> None:
        self.renamed.append((learner, space, name))


def asker_of(
    profile: OneProfile | None = None,
    *,
    name: str = "ana",
    admin: bool = False,
    locale: str = "en",
    zone: str | None = None,
    own_space: bool = False,
) -> Asker:
    """Return a person in the room; without a profile nothing is known of them."""
    actor = Actor(PLATFORM, name, name, locale, admin=admin, zone=zone)
    return Asker(
        Request("r1", actor, replace(ROOM, own_space=own_space, alone=own_space), Call("help")),
        profile or OneProfile(),
        ZoneInfo("UTC"),
    )


def learner_of(name: str = "ana", **more: object) -> Learner:
    """Return a known person."""
    return Learner(1, Person(PLATFORM, name), **more)  # type: ignore[arg-type]
