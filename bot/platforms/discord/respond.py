"""First responses to interactions, straight to Discord's callback.

discord.py would have Discord send the message back and take it apart, and after a fault would pause for 1 s and 3 s;
Discord takes no first response after 3 s.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
import discord

from bot.platforms.discord.render import Card

MESSAGE, THINKING, DEFERRED, EDIT, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Discord's numbers of the kinds of first responses."""
EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15
"""Discord's flags of messages: for one person alone, and made of components."""
_ERRORS: Mapping[int, type[discord.HTTPException]] = {
    HTTPStatus.FORBIDDEN: discord.Forbidden,
    HTTPStatus.NOT_FOUND: discord.NotFound,
}


class Limited(discord.HTTPException):
    """Discord takes a first response after some seconds."""

    def __init__(self, response: aiohttp.ClientResponse, data: Mapping[str, Any]) -> None:
        """Take Discord's answer."""
        super().__init__(response, dict(data))
        self.seconds = float(data.get("retry_after") or 0.0)


class Responder:
    """Makes first responses, over connections of its own."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def acknowledge(self, interaction: discord.Interaction[Any], *, in_place: bool, private: bool) -> None:
        """Say that the reply takes longer: in the place of the message, or to those who will see the reply."""
        if in_place:
            await self._send(interaction, {"type": DEFERRED})
        else:
            await self._send(interaction, {"type": THINKING, "data": {"flags": EPHEMERAL if private else 0}})

    async def show(self, interaction: discord.Interaction[Any], card: Card, *, in_place: bool, private: bool) -> None:
        """Show a card: in the place of the message whose button was pressed, or below, perhaps to the person alone."""
        data: dict[str, Any] = {
            "components": card.components,
            "flags": COMPONENTS_V2 | (EPHEMERAL if private and not in_place else 0),
            "allowed_mentions": {"parse": []},
        }
        if in_place or card.files:
            data["attachments"] = [file.to_dict(number) for number, file in enumerate(card.files)]
        await self._send(interaction, {"type": EDIT if in_place else MESSAGE, "data": data}, card.files)

    async def suggest(self, interaction: discord.Interaction[Any], values: list[str]) -> None:
        """Suggest values for the option that is being typed."""
        choices = [{"name": value, "value": value} for value in values]
        await self._send(interaction, {"type": CHOICES, "data": {"choices": choices}})

    async def ask(self, interaction: discord.Interaction[Any], modal: discord.ui.Modal) -> None:
        """Open a form."""
        await self._send(interaction, {"type": MODAL, "data": modal.to_dict()})

    async def _send(
        self, interaction: discord.Interaction[Any], body: Mapping[str, Any], files: tuple[discord.File, ...] = ()
    ) -> None:
        """Make one try. Raises discord.HTTPException, aiohttp.ClientError or OSError."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        url = f"{discord.http.Route.BASE}/interactions/{interaction.id}/{quote(interaction.token, safe='')}/callback"
        content = json.dumps(body, separators=(",", ":"))
        sent: dict[str, Any] = {"data": content, "headers": {"Content-Type": "application/json"}}
        if files:
            sent = {"data": _form(content, files)}
        async with self._session.post(url, **sent) as response:
            if response.status >= HTTPStatus.BAD_REQUEST:
                await _refuse(response)


def _form(content: str, files: tuple[discord.File, ...]) -> aiohttp.FormData:
    """Return a body with files, read from their beginnings."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", content, content_type="application/json")
    for number, file in enumerate(files):
        file.reset()
        form.add_field(
            f"files[{number}]", file.fp.read(), filename=file.filename, content_type="application/octet-stream"
        )
    return form


async def _refuse(response: aiohttp.ClientResponse) -> None:
    """Raise discord.py's error for an answer that is none of a success."""
    data = await discord.http.json_or_text(response)
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Limited(response, data if isinstance(data, dict) else {})
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise discord.DiscordServerError(response, data)
    raise _ERRORS.get(response.status, discord.HTTPException)(response, data)
