"""The decoder of deliveries: a call, an origin and an address from any payload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncBoltContext

from bot.chat.button_ids import pressed, wanting
from bot.chat.intents import CATALOGUE
from bot.chat.parse import heard, parse
from bot.chat.reply import Reply
from bot.chat.request import CURRENT, REST, Address, Call
from bot.platforms.slack.manifest import ROOT
from bot.platforms.slack.origin import PLATFORM, Origin, inside, origin_of
from bot.platforms.slack.text import meant
from bot.platforms.slack.ways import LETTERS, PLACE

Body = Mapping[str, Any]


def command_call(command: str, text: str) -> Call:
    """Return the call of a slash command: `/quiz …`, `/prova quiz …`, and both with a prefix of the workspace's.

    A name that is none of ours any more is the intent `unknown`.
    """
    name = _own(command)
    rest = meant(text).strip()
    if name != ROOT:
        return parse(f"{name} {rest}")
    return parse(rest) if rest else Call("help", {REST: ""})


def line_call(text: str, *, alone: bool = False) -> Call:
    """Return the call of a line that a person wrote to the bot, *alone* with it or not; an empty one asks for help.

    `/prova` before it is what they would type elsewhere: Slack takes no command in a thread.
    """
    line = meant(text).strip()
    first, _, rest = line.partition(" ")
    if _own(first.casefold()) == ROOT:
        line = rest.strip()
    return heard(line, alone=alone) if line else Call("help", {REST: ""})


def _own(command: str) -> str:
    """Return a command's name without the slash and the prefix of a workspace."""
    return command.removeprefix("/").rpartition("-")[2]


def origin_in(body: Body, context: AsyncBoltContext, metadata: Mapping[str, str] | None = None) -> Origin:
    """Return the origin of a request, which the log names from now on; *metadata* is a window's."""
    authorized = context.authorize_result
    space = str((authorized and (authorized.team_id or authorized.enterprise_id)) or context.team_id or "")
    organization = context.enterprise_id or (authorized.enterprise_id if authorized else None)
    origin = origin_of(body, str(context.bot_token or ""), space, organization)
    CURRENT.set(origin.id)
    if metadata:
        return replace(origin, channel=metadata.get("channel", ""), thread=metadata.get("thread", ""))
    return origin


def unnamed(event: Body, context: AsyncBoltContext) -> str:
    """Return a message without the bot's own name; the names of others are words of it."""
    text = str(event.get("text") or "")
    return re.sub(rf"<@{re.escape(context.bot_user_id)}(\|[^>]*)?>", " ", text) if context.bot_user_id else text


def address_of(origin: Origin) -> Address:
    """Return the place of a request; outside of channels, the conversation with the bot."""
    return Address(f"{PLATFORM}:{origin.space}", origin.channel or origin.user)


def remembering(origin: Origin) -> str:
    """Return a window's metadata: the place where it is opened."""
    return json.dumps({"channel": origin.channel, "thread": origin.thread})


def remembered_by(view: Body) -> dict[str, str]:
    """Return a window's metadata; a foreign one has none."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def form_call(view: Body) -> Call:
    """Return the call of the button that a form was opened by, with the values that were written or chosen."""
    call = pressed(str(view.get("callback_id", "")))
    param, intent = wanting(call), CATALOGUE[call.intent]
    names = {param.name} if param else {one.name for one in intent.params} if intent.form else set()
    filled = {name: _written(field) for name, field in _inputs(view) if name in names}
    return Call(call.intent, {**call.args, **filled})


def wrong_inputs(call: Call, reply: Reply, view: Body) -> dict[str, str]:
    """Return the sentences of a reply to a form's call by its blocks; one about no value at all goes to the first.

    Nothing for a success, for a window without inputs, and for a fault that no input can mend.
    """
    blocks = {
        str(inside(block, "element").get("action_id")): str(block.get("block_id"))
        for block in view.get("blocks") or []
        if inside(block, "element") and block.get("block_id")
    }
    if not reply.failed or not blocks or call.intent == "stale":
        return {}
    if not reply.wrong:
        return {next(iter(blocks.values())): reply.title}
    return {blocks[param]: sentence for param, sentence in reply.wrong.items() if param in blocks}


def ticked(body: Body) -> str | None:
    """Return the letters that are ticked on the message or window of a press, or chosen there behind their places.

    None where there are neither boxes nor menus.
    """
    inputs = list(_inputs(body.get("view") or body))
    boxes = [field for name, field in inputs if name == LETTERS]
    menus = [(name.removeprefix(PLACE), _written(field)) for name, field in inputs if name.startswith(PLACE)]
    options = (option for box in boxes for option in box.get("selected_options") or [])
    letters = [*(str(option.get("value")) for option in options), *(f"{at}{one}" for at, one in menus if one)]
    return "".join(letters) if boxes or menus else None


def _written(field: Mapping[str, Any]) -> str:
    """Return the text of an input, or the value that was chosen in it."""
    return str(field.get("value") or inside(field, "selected_option").get("value") or "")


def _inputs(of: Body) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the inputs of a message or view, by action id."""
    values = (of.get("state") or {}).get("values")
    for block in values.values() if isinstance(values, Mapping) else ():
        yield from block.items()
