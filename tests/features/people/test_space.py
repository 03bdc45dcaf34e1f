"""A space has a zone and a language of its own, which its admins set."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.chat.plain import plain_text
from bot.features.people.space import SpaceCommands
from tests.support.askers import OneProfile, asker_of


class Spaces:
    """A store that notes what is set."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, str | None, str | None]] = []

    async def set_space(self, space: str, *, zone: str | None = None, language: str | None = None) -> None:
        self.noted.append((space, zone, language))


@pytest.mark.parametrize("given", [{"zone": ZoneInfo("Asia/Tokyo")}, {"language": "pt-BR"}])
async def test_what_is_given_is_set_and_the_rest_is_shown_as_it_is(given: dict[str, Any]) -> None:
    spaces, profile = Spaces(), OneProfile(space_zone="Europe/Lisbon", space_language="en")
    shown = plain_text(await SpaceCommands(cast("Any", spaces)).set_space(asker_of(profile), **given))
    zone, language = given.get("zone"), given.get("language")
    assert spaces.noted == [("terminal:room", zone and zone.key, language)]
    assert (zone.key if zone else "Europe/Lisbon") in shown
    assert ("Português (Brasil)" if language else "English") in shown


async def test_without_a_value_nothing_is_set() -> None:
    spaces = Spaces()
    reply = await SpaceCommands(cast("Any", spaces)).set_space(asker_of(OneProfile()))
    assert (reply.title, spaces.noted) == ("This group's settings", [])
    assert "UTC" in plain_text(reply)
