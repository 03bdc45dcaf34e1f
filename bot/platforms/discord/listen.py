"""The listener for interactions: each is decoded once, and answered in one round trip where that is quick enough.

Discord wants a first response within 3 s, and fixes by it who sees the reply. So the work is given 1.5 s; after that
the interaction is acknowledged by the intent's Delivery, and the reply edited in when it is there. Nothing is posted
that could be posted twice: a first response is refused by Discord when it is repeated, and an edit repeats itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus

import aiohttp
import discord

from bot.chat.button_ids import wanting
from bot.chat.intent import Delivery
from bot.chat.intents import CATALOGUE
from bot.chat.reply import Reply, Tone
from bot.chat.request import CURRENT, Call, Request
from bot.chat.wording import Voice
from bot.entry.dispatch import Dispatcher
from bot.platforms.discord import limits
from bot.platforms.discord.commands import intent_named
from bot.platforms.discord.decode import PLATFORM, Interaction, actor_of, address_of, call_of, command_of
from bot.platforms.discord.invite import DENIED, missing_permissions
from bot.platforms.discord.render import Card, card, form
from bot.platforms.discord.respond import Limited, Responder
from bot.platforms.in_time import acknowledged_late
from bot.platforms.limits import LimitExceeded
from bot.platforms.retry import insist
from bot.platforms.under_way import UnderWay

AGAIN = (0.2, 0.5)
"""Seconds between the tries of a first response, which comes to nothing after 3 s."""
EDIT_AGAIN = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds between the tries of an edit; a token is good for 15 minutes, a person's patience for less."""

ALREADY = 40060
"""Discord's code for an interaction that has had its first response: ours, whose confirmation was lost."""
GONE = frozenset({10003, 10008, 10015, 10062})
"""Codes for a channel, message, token or interaction that is no more: there is no one left to answer."""

_log = logging.getLogger(__name__)

Send = Callable[[], Awaitable[object]]


class DiscordListener:
    """Answers interactions of all kinds; an end waits for those `under_way`."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        """Begin with no interaction under way."""
        self._dispatcher = dispatcher
        self._responder = Responder()
        self.under_way = UnderWay()

    async def close(self) -> None:
        """Close the connections that first responses are made over."""
        await self._responder.close()

    async def hear(self, interaction: Interaction) -> None:
        """Answer one interaction. Never raises: an error goes to the log."""
        CURRENT.set(str(interaction.id))
        self.under_way.hold()
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction)
            elif interaction.type is not discord.InteractionType.ping:
                await self._answer(interaction)
        except Exception:  # noqa: BLE001 - only the operator is left to read of it
            _log.exception("discord: could not be answered")

    async def _complete(self, interaction: Interaction) -> None:
        """Suggest values for the option that is being typed."""
        name, options = command_of(interaction.data or {})
        intent = intent_named(*name)
        focused = next((option for option in options if option.get("focused")), None)
        if intent is None or focused is None or all(param.name != focused["name"] for param in intent.params):
            values = []
        else:
            voice = await self._dispatcher.voice(actor_of(interaction))
            values = self._dispatcher.suggest.values(
                intent.name, str(focused["name"]), str(focused.get("value", "")), voice
            )
        choices = [value for value in values if len(value) <= limits.CHOICE_NAME]
        await _respond(lambda: self._responder.suggest(interaction, choices))

    async def _answer(self, interaction: Interaction) -> None:
        """Carry out a call, and show the reply."""
        started = asyncio.get_running_loop().time()
        call = call_of(interaction)
        actor = actor_of(interaction)
        param = wanting(call)
        if interaction.type is discord.InteractionType.component and param and param.description:
            modal = form(call, param, await self._dispatcher.voice(actor))
            await _respond(lambda: self._responder.ask(interaction, modal))
            self._observe_acknowledgement(started)
            return
        asker = self._dispatcher.asker(
            Request(str(interaction.id), actor, address_of(interaction), call, direct=interaction.guild_id is None)
        )

        async def acknowledge() -> bool:
            told = await _respond(lambda: self._acknowledge(interaction, call))
            self._observe_acknowledgement(started)
            return told

        reply, waits = await acknowledged_late(self._dispatcher.serve(asker), acknowledge)
        alone = reply.failed
        try:
            if waits and alone and not _private(call):
                await _withdraw(interaction, card(reply))
            else:
                await self._show(interaction, call, card(reply), waits=waits, alone=alone)
            if not waits:
                self._observe_acknowledgement(started)
        except discord.Forbidden:
            voice = await asker.voice_or_default()
            told = Reply(_forbidden(missing_permissions(interaction.app_permissions), voice), tone=Tone.TROUBLE)
            _log.warning("discord: may not post in channel %s", asker.address.channel)
            if waits:
                await _edit(interaction, card(told))
            else:
                message = card(told)
                await _respond(lambda: self._responder.show(interaction, message, in_place=False, private=True))
        except (discord.HTTPException, LimitExceeded):
            apology = card(await self._dispatcher.apologize(asker))
            await self._show(interaction, call, apology, waits=waits, alone=_in_place(interaction, call))

    async def _show(
        self, interaction: Interaction, call: Call, message: Card, *, waits: bool, alone: bool = False
    ) -> None:
        """Show a reply: as the first response, or in the place of the acknowledgement where the person *waits*.

        One for the person *alone* that says why nothing was done takes no place: what was pressed stays.
        """
        in_place, private = _in_place(interaction, call), alone or _private(call)
        if waits and in_place and alone:
            await _insist(lambda: interaction.followup.send(view=message.view, ephemeral=True), EDIT_AGAIN)
            return
        if waits:
            await _edit(interaction, message)
            return
        in_place = in_place and not alone
        await _respond(lambda: self._responder.show(interaction, message, in_place=in_place, private=private))

    async def _acknowledge(self, interaction: Interaction, call: Call) -> None:
        """Acknowledge that the reply takes a little longer; this decides its audience too."""
        in_place, private = _in_place(interaction, call), _private(call)
        await self._responder.acknowledge(interaction, in_place=in_place, private=private)

    def _observe_acknowledgement(self, started: float) -> None:
        """Report the seconds of a first response to the meter."""
        self._dispatcher.meter.observe_acknowledgement(PLATFORM, asyncio.get_running_loop().time() - started)


async def _withdraw(interaction: Interaction, message: Card) -> None:
    """Take a public acknowledgement back, and tell the person alone; a message twice would harm nobody."""
    await _insist(interaction.delete_original_response, EDIT_AGAIN)
    await _insist(lambda: interaction.followup.send(view=message.view, ephemeral=True), EDIT_AGAIN)


async def _respond(send: Send) -> bool:
    """Make the first response, again after a fault, and return whether there is one now.

    A try whose confirmation was lost was carried out all the same: Discord then says that there is a response already.
    Raises discord.HTTPException, aiohttp.ClientError or OSError when it could not be made.
    """
    return await _insist(send, AGAIN)


async def _edit(interaction: Interaction, message: Card) -> None:
    """Put the reply in the place of the acknowledgement. An edit may be repeated: it says the same thing twice."""

    async def send() -> None:
        for file in message.files:
            file.reset()
        await interaction.edit_original_response(view=message.view, attachments=message.files)

    await _insist(send, EDIT_AGAIN)


async def _insist(send: Send, pauses: Sequence[float]) -> bool:
    """Call *send* until it succeeds, and return whether it has. Raises an error that does not pass, or the last one."""
    try:
        await insist(send, pauses, _passes)
    except discord.HTTPException as error:
        if error.code == ALREADY:
            return True
        if error.code not in GONE:
            raise
        _log.warning("discord: came too late to be answered (%s)", error.code)
        return False
    return True


def _passes(error: Exception) -> float | None:
    """Return 0 seconds for an error of Discord or of the line that may pass, and None for one that lasts."""
    if isinstance(error, discord.HTTPException):
        told = error.code == ALREADY or error.code in GONE
        lasting = error.status < HTTPStatus.INTERNAL_SERVER_ERROR and error.status != HTTPStatus.TOO_MANY_REQUESTS
        if told or lasting:
            return None
        return error.seconds if isinstance(error, Limited) else 0.0
    return 0.0 if isinstance(error, aiohttp.ClientError | OSError) else None


def _private(call: Call) -> bool:
    """Return whether only the asking person sees the reply."""
    return CATALOGUE[call.intent].delivery is not Delivery.PUBLIC


def _in_place(interaction: Interaction, call: Call) -> bool:
    """Return whether the reply takes the place of the message whose button was pressed."""
    return (
        interaction.type is discord.InteractionType.component and CATALOGUE[call.intent].delivery is Delivery.IN_PLACE
    )


def _forbidden(missing: Sequence[str], voice: Voice) -> str:
    """Return the sentence that names an admin the missing permissions."""
    names = ", ".join(voice.say(name) for name in missing)
    return voice.say(DENIED, permissions=names)
