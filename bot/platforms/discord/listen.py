"""Interactions in, replies out: decoded once, answered in one round trip where that is quick enough.

Discord wants a first response within 3 s, and fixes by it who sees the reply. So the work is given 1.5 s; after that
the interaction is acknowledged by the intent's Delivery, and the reply edited in when it is there. Nothing is posted
that could be posted twice: a first response is refused by Discord when it is repeated, and an edit repeats itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import aiohttp
import discord
from discord import ui

from bot.chat.intents import CATALOGUE, Delivery, Param, pressed, wanting
from bot.chat.language import spoken
from bot.chat.printable import printable
from bot.chat.reply import Reply, Tone
from bot.chat.request import CURRENT, Actor, Address, Call, Request
from bot.chat.wording import Voice
from bot.entry.dispatch import Dispatcher
from bot.platforms.discord import limits
from bot.platforms.discord.commands import intent_named
from bot.platforms.discord.invite import missing_permissions
from bot.platforms.discord.limits import within
from bot.platforms.discord.render import Card, card
from bot.platforms.limits import LimitExceeded

PLATFORM = "discord"

PATIENCE = 1.5
"""Seconds that work may take before it is acknowledged: half of what Discord waits for a first response."""
AGAIN = (0.2, 0.5)
"""Seconds between the tries of a first response, which comes to nothing after 3 s."""
EDIT_AGAIN = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds between the tries of an edit; a token is good for 15 minutes, a person's patience for less."""

ALREADY = 40060
"""Discord's code for an interaction that has had its first response: ours, whose confirmation was lost."""
GONE = frozenset({10003, 10008, 10015, 10062})
"""Codes for a channel, message, token or interaction that is no more: nobody is left to be answered."""

_log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Send = Callable[[], Awaitable[object]]


class DiscordListener:
    """Answers interactions of all kinds; `drain` waits for those under way."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        """Take the way in."""
        self._dispatcher = dispatcher
        self._under_way: set[asyncio.Task[Any]] = set()

    async def hear(self, interaction: Interaction) -> None:
        """Answer one interaction. Never raises, for nobody would hear it but the log."""
        CURRENT.set(str(interaction.id))
        task = asyncio.current_task()
        if task:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction)
            elif interaction.type is not discord.InteractionType.ping:
                await self._answer(interaction)
        except Exception:  # noqa: BLE001 - there is nobody left to tell but the operator
            _log.exception("discord: could not be answered")

    async def drain(self, seconds: float) -> None:
        """Wait until what is under way has been answered, at most so long."""
        current = asyncio.current_task()
        if waiting := {task for task in self._under_way if task is not current}:
            await asyncio.wait(waiting, timeout=seconds)

    async def _complete(self, interaction: Interaction) -> None:
        """Suggest values for the option that is being typed."""
        name, options = _command(interaction.data or {})
        intent = intent_named(*name)
        focused = next((option for option in options if option.get("focused")), None)
        if intent is None or focused is None or all(param.name != focused["name"] for param in intent.params):
            values = []
        else:
            voice = await self._dispatcher.voice(_actor(interaction))
            values = self._dispatcher.suggest.values(
                intent.name, str(focused["name"]), str(focused.get("value", "")), voice
            )
        choices = [
            discord.app_commands.Choice(name=value, value=value) for value in values if len(value) <= limits.CHOICE_NAME
        ]
        await _respond(lambda: interaction.response.autocomplete(choices))

    async def _answer(self, interaction: Interaction) -> None:
        """Carry out what is asked, and show the reply."""
        started = asyncio.get_running_loop().time()
        call = _call(interaction)
        actor = _actor(interaction)
        param = wanting(call)
        if interaction.type is discord.InteractionType.component and param and param.description:
            modal = _modal(interaction, param, await self._dispatcher.voice(actor))
            await _respond(lambda: interaction.response.send_modal(modal))
            self._acknowledged(started)
            return
        request = Request(str(interaction.id), actor, _address(interaction), call)
        work = asyncio.create_task(self._dispatcher.handle(request))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        waits = not done and await _respond(lambda: _acknowledge(interaction, call))
        if waits:
            self._acknowledged(started)
        reply = await work
        try:
            await _show(interaction, call, card(reply), waits=waits)
            if not waits:
                self._acknowledged(started)
        except discord.Forbidden:
            voice = await self._dispatcher.voice(actor)
            told = Reply(_forbidden(missing_permissions(interaction.app_permissions), voice), tone=Tone.TROUBLE)
            _log.warning("discord: may not post in channel %s", request.address.channel)
            if waits:
                await _edit(interaction, card(told))
            else:
                told_alone = card(told).view
                await _respond(lambda: interaction.response.send_message(view=told_alone, ephemeral=True))
        except (discord.HTTPException, LimitExceeded):
            await _show(interaction, call, card(await self._dispatcher.sorry(request)), waits=waits)

    def _acknowledged(self, started: float) -> None:
        """Take in how long a first response took."""
        self._dispatcher.meter.observe_acknowledgement(PLATFORM, asyncio.get_running_loop().time() - started)


async def _show(interaction: Interaction, call: Call, message: Card, *, waits: bool) -> None:
    """Show a reply: as the first response, or where the acknowledgement stands when the person *waits* already."""
    if waits:
        await _edit(interaction, message)
    else:
        await _respond(lambda: _first(interaction, call, message))


async def _acknowledge(interaction: Interaction, call: Call) -> None:
    """Say that the reply takes a little longer; who will see it is decided by this."""
    if _in_place(interaction, call):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=_private(call), thinking=True)


async def _first(interaction: Interaction, call: Call, message: Card) -> None:
    """Show the reply as the first response."""
    for file in message.files:
        file.reset()
    if _in_place(interaction, call):
        await interaction.response.edit_message(view=message.view, attachments=message.files)
    else:
        await interaction.response.send_message(view=message.view, files=message.files, ephemeral=_private(call))


async def _respond(send: Send) -> bool:
    """Make the first response, again after a fault, and tell whether there is one now.

    A try whose confirmation was lost was carried out all the same: Discord then says that there is a response already.
    Raises discord.HTTPException, aiohttp.ClientError or OSError when it could not be made.
    """
    return await _insisting(send, AGAIN)


async def _edit(interaction: Interaction, message: Card) -> None:
    """Put the reply where the acknowledgement stands. An edit may be repeated: it says the same thing twice."""

    async def send() -> None:
        for file in message.files:
            file.reset()
        await interaction.edit_original_response(view=message.view, attachments=message.files)

    await _insisting(send, EDIT_AGAIN)


async def _insisting(send: Send, pauses: Sequence[float]) -> bool:
    """Call *send* until it succeeds, Discord says that nobody is there any more, or the pauses are used up."""
    for pause in (*pauses, None):
        try:
            await send()
        except discord.InteractionResponded:
            return True
        except discord.HTTPException as error:
            if error.code == ALREADY:
                return True
            if error.code in GONE:
                _log.warning("discord: came too late to be answered (%s)", error.code)
                return False
            if pause is None or (
                error.status < HTTPStatus.INTERNAL_SERVER_ERROR and error.status != HTTPStatus.TOO_MANY_REQUESTS
            ):
                raise
            await asyncio.sleep(pause)
        except (aiohttp.ClientError, OSError):
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            return True
    return False


def _private(call: Call) -> bool:
    """Tell whether only the asking person sees the reply."""
    return CATALOGUE[call.intent].delivery is not Delivery.PUBLIC


def _in_place(interaction: Interaction, call: Call) -> bool:
    """Tell whether the reply takes the place of the message whose button was pressed."""
    return (
        interaction.type is discord.InteractionType.component and CATALOGUE[call.intent].delivery is Delivery.IN_PLACE
    )


def _forbidden(missing: Sequence[str], voice: Voice) -> str:
    """Return what an admin has to do so that the bot may post."""
    names = ", ".join(voice.say(name) for name in missing)
    return voice.say("I may not post in this channel. An admin has to give me: {permissions}.", permissions=names)


def _actor(interaction: Interaction) -> Actor:
    """Return who asks. A display name that shows nothing gives way to the account's name."""
    user = interaction.user
    names = (printable(name).strip() for name in (user.display_name, user.name, str(user.id)))
    name = next(name for name in names if any(char.isprintable() for char in name))
    locale = spoken(str(interaction.locale), interaction.guild_locale and str(interaction.guild_locale))
    granted = interaction.permissions
    return Actor(PLATFORM, str(user.id), name, locale, admin=granted.manage_guild or granted.administrator)


def _address(interaction: Interaction) -> Address:
    """Return where it is asked. A conversation outside of guilds is a space of its own: its board is nobody else's."""
    channel = str(interaction.channel_id or interaction.user.id)
    space = f"dm-{channel}" if interaction.guild_id is None else str(interaction.guild_id)
    return Address(f"{PLATFORM}:{space}", channel)


def _call(interaction: Interaction) -> Call:
    """Return what is asked for, whatever the payload holds."""
    data: Mapping[str, Any] = interaction.data or {}
    if interaction.type is discord.InteractionType.application_command:
        name, options = _command(data)
        intent = intent_named(*name)
        if intent is None:
            return Call("unknown", {"line": "/" + " ".join(filter(None, name))})
        return Call(intent.name, {str(one.get("name")): _text(one.get("value")) for one in options})
    call = pressed(str(data.get("custom_id", "")))
    param = wanting(call)
    if interaction.type is discord.InteractionType.modal_submit:
        return Call(call.intent, {**call.args, **dict(_inputs(data.get("components")))})
    values = data.get("values")
    if param and isinstance(values, list):
        return Call(call.intent, {**call.args, param.name: "".join(map(_text, values))})
    return call


def _command(data: Mapping[str, Any]) -> tuple[tuple[str, str | None], list[Mapping[str, Any]]]:
    """Return a command's name and subcommand, and the options that were given."""
    options = data.get("options") or []
    first = options[0] if options else {}
    if first.get("type") == discord.AppCommandOptionType.subcommand.value:
        return (str(data.get("name")), str(first.get("name"))), list(first.get("options") or [])
    return (str(data.get("name")), None), list(options)


def _inputs(components: object) -> Iterator[tuple[str, str]]:
    """Yield name and text of every input of a submitted modal, however deep it lies."""
    if isinstance(components, list):
        for component in components:
            yield from _inputs(component)
    elif isinstance(components, dict):
        if "custom_id" in components and "value" in components:
            yield str(components["custom_id"]), _text(components["value"])
        yield from _inputs(components.get("component"))
        yield from _inputs(components.get("components"))


def _text(value: object) -> str:
    """Return a value as it would be typed; what is no value is nothing."""
    return str(value) if isinstance(value, str | int | float) else ""


def _modal(interaction: Interaction, param: Param, voice: Voice) -> ui.Modal:
    """Return the form that asks for the text a button wants; it carries the button's id."""
    title, label = voice.say(param.description), voice.say("In your own words")
    within("a form's title", len(title), limits.MODAL_TITLE)
    within("a form's label", len(label), limits.INPUT_LABEL)
    data: Mapping[str, Any] = interaction.data or {}
    modal = ui.Modal(title=title, custom_id=str(data["custom_id"]), timeout=None)
    field = ui.TextInput[ui.Modal](
        custom_id=param.name, style=discord.TextStyle.paragraph, required=True, max_length=param.longest
    )
    modal.add_item(ui.Label(text=label, component=field))
    modal.stop()  # else discord.py would keep it in memory; the submission says all that is needed
    return modal
