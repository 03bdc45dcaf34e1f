"""The zone of a schedule whose admin has told none: the likeliest is taken, and the admin is asked."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.chat.markup import plain
from bot.chat.reply import Button, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.domain.zone_names import dotted
from bot.features.asker import Asker

_LIKELY = {
    "pt-br": ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "Europe/Lisbon"),
    "pt": ("Europe/Lisbon", "America/Sao_Paulo", "Africa/Luanda", "Africa/Maputo"),
    "en-us": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "en-gb": ("Europe/London", "Europe/Paris", "Asia/Kolkata", "Australia/Sydney"),
    "en": ("America/New_York", "Europe/London", "Asia/Kolkata", "America/Sao_Paulo"),
}
"""Zones by the locale of a client, the likeliest first."""
_NOWHERE = "UTC"


async def likely_zone(asker: Asker) -> ZoneInfo:
    """Return the asker's zone, or the likeliest where nobody has told it. Raises StoreUnavailable."""
    zone = await asker.zone()
    if await _is_known(asker) or zone.key != _NOWHERE or "-" not in _locale(asker):
        return zone
    return ZoneInfo(_zones(asker)[0])


async def asking_for_zone(page: Reply, asker: Asker, taken: ZoneInfo, voice: Voice) -> Reply:
    """Return the *page* of a schedule whose zone was *taken* for want of a better one, with buttons for others.

    It is left as it is where the asker's zone is known.
    """
    if await _is_known(asker):
        return page
    said = voice.say(
        "I don't know your time zone, so I used {zone}. Choose another one here, or type /daily set zone:Asia/Tokyo.",
        zone=taken.key,
    )
    others = [zone for zone in _zones(asker) if zone != taken.key]
    buttons = [Button(zone, Call("daily set", {"zone": dotted(zone)})) for zone in others]
    return replace(page, blocks=(Text(plain(said)), *page.blocks), buttons=(*buttons, *page.buttons))


async def _is_known(asker: Asker) -> bool:
    """Return whether the asker's zone is chosen, or told by the client. Raises StoreUnavailable."""
    learner = await asker.learner()
    return bool((learner and learner.zone) or asker.actor.zone)


def _locale(asker: Asker) -> str:
    """Return the locale of the asker's client in one form: `pt-br` for `pt_BR.UTF-8`."""
    return asker.actor.locale.partition(".")[0].replace("_", "-").lower()


def _zones(asker: Asker) -> tuple[str, ...]:
    """Return the zones that the locale of the asker's client makes likely."""
    locale = _locale(asker)
    return _LIKELY.get(locale) or _LIKELY.get(locale.partition("-")[0]) or _LIKELY["en"]
