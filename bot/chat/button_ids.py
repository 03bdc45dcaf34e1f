"""The ids of buttons: an intent with its values, versioned, in at most a hundred ASCII characters."""

from __future__ import annotations

import re

from bot.chat.intent import Param
from bot.chat.intents import CATALOGUE
from bot.chat.request import Call

VERSION = "x1"
"""The version of button ids; an id of any other version is stale."""

ID_LIMIT = 100
"""Characters of a button id: Discord's limit for `custom_id`, the smallest of the platforms."""


NONE = "-"
"""The letters of an answer without any."""

_SAFE = re.compile(r"[A-Za-z0-9_.+-]*")


def button_id(call: Call) -> str:
    """Return the id that a button carries: version, intent and values in the order of the parameters.

    Raises ValueError for a value that an id cannot carry or an id over the limit: a programming error.
    """
    values = [call.args.get(param.name, "") for param in CATALOGUE[call.intent].params]
    while values and not values[-1]:
        values.pop()
    for value in values:
        if not _SAFE.fullmatch(value):
            raise ValueError(f"a button of {call.intent!r} cannot carry {value!r}")
    encoded = ":".join([VERSION, call.intent.replace(" ", "-"), *values])
    if len(encoded) > ID_LIMIT:
        raise ValueError(f"the button id {encoded!r} is over {ID_LIMIT} characters")
    return encoded


def pressed(encoded: str) -> Call:
    """Return the call behind a button id; anything that is no id of this version is the intent `stale`."""
    version, _, rest = encoded.partition(":")
    name, *values = rest.split(":")
    intent = CATALOGUE.get(name) or CATALOGUE.get(name.replace("-", " "))
    if version != VERSION or intent is None or len(values) > len(intent.params) or len(encoded) > ID_LIMIT:
        return Call("stale")
    if not all(_SAFE.fullmatch(value) for value in values):
        return Call("stale")
    names = [param.name for param in intent.params]
    return Call(intent.name, {name: value for name, value in zip(names, values, strict=False) if value})


def wanting(call: Call) -> Param | None:
    """Return the first required parameter that *call* has no value for, or None.

    A form or a menu behind the call's button fills it in.
    """
    missing = (param for param in CATALOGUE[call.intent].params if param.required and param.name not in call.args)
    return next(missing, None)
