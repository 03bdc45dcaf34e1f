"""The checks of Discord: our token, the commands it knows, and our permissions in each guild."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from bot.platforms.discord.commands import KNOWN, command_tree, is_known
from bot.platforms.discord.invite import PERMISSIONS
from bot.ports.checks import CheckResult
from bot.ports.clock import Clock

TIMEOUT = 10.0
"""Seconds that Discord gets to answer."""
GUILDS = 200
"""Guilds on the first page, which are looked at."""

_PART = "discord"


async def examine(token: str, clock: Clock) -> AsyncIterator[CheckResult]:
    """Yield a result for each part that was checked."""
    headers = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (prova, 1)"}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            async with session.get(f"{discord.http.Route.BASE}/users/@me") as me:
                if me.status == HTTPStatus.UNAUTHORIZED:
                    yield CheckResult(
                        _PART,
                        "fail",
                        "The token is refused: copy it again (Bot, Reset Token) and set DISCORD_TOKEN.",
                    )
                    return
                if me.status != HTTPStatus.OK:
                    yield CheckResult(_PART, "warn", f"Discord answers with status {me.status}: try again later.")
                    return
                await me.json()
                yield CheckResult(_PART, "ok", "The token is taken.")
                if date := me.headers.get("Date"):
                    yield CheckResult.of_clock(_PART, parsedate_to_datetime(date), clock())
            application = await _json(session, "/oauth2/applications/@me")
            yield _commands(await _json(session, KNOWN.format(application_id=application["id"])))
            guilds = await _json(session, f"/users/@me/guilds?limit={GUILDS}")
            yield CheckResult(_PART, "ok" if guilds else "warn", _counted(len(guilds)))
            for guild in guilds:
                if missing := _missing(int(guild["permissions"])):
                    yield CheckResult(
                        _PART,
                        "warn",
                        f"In guild {guild['id']} these permissions are missing: {', '.join(missing)}. Give them to "
                        "Prova's role, or allow them in the channels of the daily question.",
                    )
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        yield CheckResult(
            _PART, "fail", f"Discord cannot be reached ({type(error).__name__}): check the network and try again."
        )


async def _json(session: aiohttp.ClientSession, path: str) -> Any:
    """Return the JSON at a path of Discord's API. Raises aiohttp.ClientError."""
    async with session.get(f"{discord.http.Route.BASE}{path}", raise_for_status=True) as response:
        return await response.json()


def _commands(known: list[Mapping[str, Any]]) -> CheckResult:
    """Compare the commands that Discord knows with ours."""
    tree = command_tree()
    if is_known(tree, known):
        return CheckResult(_PART, "ok", f"Discord knows all {len(tree)} commands.")
    return CheckResult(_PART, "warn", "Discord knows other commands than these: `prova run` tells it of them.")


def _missing(granted: int) -> list[str]:
    """Return the permissions that a guild does not give us; an administrator has them all."""
    permissions = discord.Permissions(granted)
    if permissions.administrator:
        return []
    return [label for name, label in PERMISSIONS.items() if not getattr(permissions, name)]


def _counted(number: int) -> str:
    """Return a sentence with the number of our guilds."""
    if not number:
        return "Prova is in no guild: open the address that `prova discord invite` prints."
    return f"Prova is in {number}{'+' if number == GUILDS else ''} guild{'s' if number > 1 else ''}."
