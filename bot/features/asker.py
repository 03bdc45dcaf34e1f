"""The person behind one request: learner, language and zone, read from the store at most once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.language import language_of
from bot.chat.request import Actor, Address, Request
from bot.chat.wording import Voice, voice_in
from bot.domain.errors import StoreUnavailable
from bot.domain.records import Learner, Person, Profile
from bot.ports.store import Profiles


def person_of(actor: Actor) -> Person:
    """Return an actor's identity in the store."""
    return Person(actor.platform, actor.user_id)


def voice_of(learner: Learner | None, actor: Actor) -> Voice:
    """Return the voice in the learner's chosen language, or else in the language of the actor's client."""
    chosen = learner.language if learner else None
    return voice_in(language_of(chosen or actor.locale), actor.root)


class Asker:
    """One request's person and address; their profile is read from the store when first needed, and kept."""

    def __init__(self, request: Request, profiles: Profiles, default_zone: ZoneInfo) -> None:
        """Build the asker of *request*; *default_zone* is for people who have chosen none and whose client has none."""
        self.request = request
        self.person = person_of(request.actor)
        self._profiles = profiles
        self._default_zone = default_zone
        self._profile: Profile | None = None
        self._written: Learner | None = None

    @property
    def actor(self) -> Actor:
        """Return the person as the platform describes them."""
        return self.request.actor

    @property
    def address(self) -> Address:
        """Return the space and channel of the request."""
        return self.request.address

    async def learner(self) -> Learner | None:
        """Return the learner, or None for a person who has none yet. Raises StoreUnavailable, as `profile`."""
        return self._written or (await self.profile()).learner

    async def profile(self) -> Profile:
        """Return the person as the request's space knows them.

        Raises StoreUnavailable, once: the apology for that does not wait for the store again.
        """
        if self._profile is None:
            self._profile = Profile()
            self._profile = await self._profiles.profile(self.person, self.address.space)
        return self._profile

    def know(self, learner: Learner) -> None:
        """Keep the learner that a write has just returned, in place of another read."""
        self._written = learner

    async def save_name(self) -> None:
        """Write the person's name in the space, where that is known to be another one by now."""
        known = self._profile
        if known and known.learner and known.name not in (None, self.actor.name):
            await self._profiles.rename(known.learner.id, self.address.space, self.actor.name)

    async def voice(self) -> Voice:
        """Return the voice in which the person is answered. Raises StoreUnavailable."""
        return voice_of(await self.learner(), self.actor)

    async def voice_or_default(self) -> Voice:
        """Return the same voice, or the one of the person's client where the store does not answer."""
        try:
            return await self.voice()
        except StoreUnavailable:
            return voice_of(None, self.actor)

    async def space_voice(self) -> Voice:
        """Return the voice of the space, for public replies: without a choice English, or a lone reader's."""
        named = (await self.profile()).language
        if named is None and self.address.alone:
            return await self.voice()
        return voice_in(language_of(named or "en"), self.actor.root)

    async def space_zone(self) -> ZoneInfo:
        """Return the zone in which the space's boards turn over."""
        return self.space_zone_of((await self.profile()).zone, await self.learner())

    def space_zone_of(self, named: str | None, learner: Learner | None) -> ZoneInfo:
        """Return the zone *named* for the space; a direct conversation without one has the learner's."""
        if named is None and self.address.own_space:
            return self.zone_of(learner)
        return ZoneInfo(named) if named else self._default_zone

    async def zone(self) -> ZoneInfo:
        """Return the person's zone. Raises StoreUnavailable."""
        return self.zone_of(await self.learner())

    def zone_of(self, learner: Learner | None) -> ZoneInfo:
        """Return the zone that *learner* has chosen, or else the client's, or else the default."""
        named = (learner.zone if learner else None) or self.actor.zone
        return ZoneInfo(named) if named else self._default_zone
