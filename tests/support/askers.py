"""Askers without a platform, and the profiles that they are read from."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.request import Actor, Address, Call, Request
from bot.domain.errors import StoreUnavailable
from bot.domain.records import Learner, Person
from bot.features.asker import Asker

PLATFORM = "terminal"
ROOM = Address("terminal:room", "room")
ANA = Person(PLATFORM, "ana")


class OneProfile:
    """The profile of one person, whose reads are counted; with *fails* the store does not answer."""

    def __init__(self, learner: Learner | None = None, *, fails: bool = False) -> None:
        self.learner = learner
        self.fails = fails
        self.reads = 0

    async def find(self, person: Person) -> Learner | None:
        self.reads += 1
        if self.fails:
            raise StoreUnavailable
        return self.learner


def asker_of(
    profile: OneProfile | None = None,
    *,
    name: str = "ana",
    admin: bool = False,
    locale: str = "en",
    zone: str | None = None,
) -> Asker:
    """Return a person in the room; without a profile nothing is known of them."""
    actor = Actor(PLATFORM, name, name, locale, admin=admin, zone=zone)
    return Asker(Request("r1", actor, ROOM, Call("help")), profile or OneProfile(), ZoneInfo("UTC"))


def learner_of(name: str = "ana", **more: str | bool | None) -> Learner:
    """Return a known person."""
    return Learner(1, Person(PLATFORM, name), name, **more)  # type: ignore[arg-type]
