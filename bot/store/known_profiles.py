"""The profiles that were read a moment ago, so that not every click asks the database for a language."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta

from bot.domain.records import Person, Profile
from bot.ports.clock import Clock

FRESH = timedelta(seconds=5)
"""The time for which a profile is believed: for so long another process's write may go unseen."""
PEOPLE = 2_000
"""People whose profiles are kept at most; those not met for longest make room."""
SPACES = 8
"""Spaces in which a person's profiles are kept at most."""
NOWHERE = ""
"""In the place of a space, where a learner was read without one."""


class KnownProfiles:
    """The fresh profiles, by person and space.

    Nothing is kept of a person who is being written, so that this process never sees less than its own writes.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._kept: OrderedDict[Person, dict[str, tuple[datetime, Profile]]] = OrderedDict()
        self._being_written: Counter[Person | None] = Counter()
        self.writes = 0
        """The number of writes that have ended: a profile that was read across one is not kept."""

    def profile(self, person: Person, space: str) -> Profile | None:
        """Return a person's fresh profile in a space, or None where it has to be read."""
        kept = self._kept.get(person)
        found = kept.get(space) if kept else None
        return found[1] if found and self._is_fresh(found[0]) else None

    def anywhere(self, person: Person) -> Profile | None:
        """Return a person's fresh profile in any space, for the facts that all spaces share, or None."""
        kept = self._kept.get(person, {}).values()
        return next((profile for since, profile in kept if self._is_fresh(since)), None)

    def keep(self, person: Person, space: str, profile: Profile, writes: int) -> None:
        """Keep a profile that was read when so many writes had ended, unless it may have changed since."""
        if writes != self.writes or self._being_written[person] or self._being_written[None]:
            return
        kept = self._kept.setdefault(person, {})
        if len(kept) >= SPACES:
            kept.clear()
        kept[space] = (self._clock(), profile)
        self._kept.move_to_end(person)
        if len(self._kept) > PEOPLE:
            self._kept.popitem(last=False)

    @contextmanager
    def written(self, person: Person | None = None) -> Iterator[None]:
        """Forget a person's profiles, or those of all, before and after a write."""
        self._forget(person)
        self._being_written[person] += 1
        try:
            yield
        finally:
            self.writes += 1
            self._being_written[person] -= 1
            if not self._being_written[person]:
                del self._being_written[person]
            self._forget(person)

    @contextmanager
    def met(self, person: Person, name: str = "") -> Iterator[None]:
        """Do the same for a write that adds whom it does not know, and changes at most the *name* of a learner."""
        already = self._knows(person, name)
        with nullcontext() if already else self.written(person):
            yield
        if already and not self._knows(person, name):  # it took a while, in which they may have been forgotten
            with self.written(person):
                pass

    def _knows(self, person: Person, name: str) -> bool:
        """Return whether a fresh profile says that the person is a learner, and all do by that name if there is one."""
        known = self.anywhere(person)
        names = {profile.name for space, (_, profile) in self._kept.get(person, {}).items() if space != NOWHERE}
        return known is not None and known.learner is not None and (not name or names == {name})

    def _forget(self, person: Person | None) -> None:
        """Forget a person's profiles, or those of all."""
        if person is None:
            self._kept.clear()
        else:
            self._kept.pop(person, None)

    def _is_fresh(self, since: datetime) -> bool:
        """Return whether a profile is believed that was read then; a clock that was set back makes it old."""
        return timedelta(0) <= self._clock() - since < FRESH
