"""Request bodies held against Discord's own OpenAPI description, and against the limits its documentation adds.

`openapi.json` holds the request bodies of the routes that a bot like ours uses, taken unchanged but for descriptions
from Discord's description of its API v10 (https://github.com/discord/discord-api-spec, MIT licence).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

SPEC = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
NAME = re.compile(r"[-_'\w]{1,32}")
TEXT, COMPONENTS, COMMAND_TOTAL = 4_000, 40, 8_000
EPHEMERAL, COMPONENTS_V2 = 64, 1 << 15
TYPES = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}


@cache
def validator(schema: str) -> Draft202012Validator:
    """Return the validator of a named schema or of a route's body."""
    root: dict[str, Any] = {"components": SPEC["components"]}
    if schema in SPEC["components"]["schemas"]:
        return Draft202012Validator({**root, "$ref": f"#/components/schemas/{schema}"})
    method, path = schema.split()
    body = SPEC["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**root, **body})


def problems(schema: str, body: Any) -> list[str]:
    """Return what Discord would refuse in a body.

    Discord takes the number of an attachment's file as its id, and ids of a reference as numbers, which the description
    does not say.
    """
    if isinstance(body, dict):
        if body.get("message_reference"):
            asked = body["message_reference"].items()
            body["message_reference"] = {name: str(one) if name.endswith("_id") else one for name, one in asked}
        for attachment in (body.get("data") or body).get("attachments") or []:
            attachment["id"] = str(attachment["id"])
    found = [
        f"{schema}: {error['instanceLocation']}: {error['error'][:300]}"
        for error in validator(schema).evaluate(body).errors()
    ]
    if isinstance(body, list):
        found.extend(_tree_problems(body))
    elif isinstance(body, dict):
        found.extend(_message_problems(body.get("data") or body))
    return found


def callback_problems(body: Any) -> list[str]:
    """Return what Discord would refuse in a first response."""
    schema = TYPES.get(body.get("type"))
    return problems(schema, body) if schema else [f"unknown type {body.get('type')}"]


def walk(components: Any) -> Iterator[dict[str, Any]]:
    """Yield every component of a message or modal, in reading order."""
    for component in components or []:
        yield component
        yield from walk(component.get("components"))
        for single in ("component", "accessory"):
            if component.get(single):
                yield from walk([component[single]])


def _message_problems(message: dict[str, Any]) -> Iterator[str]:
    """Yield what the description does not say and the documentation does."""
    parts = list(walk(message.get("components")))
    flags = message.get("flags") or 0
    if flags & COMPONENTS_V2 and (message.get("content") or message.get("embeds")):
        yield "a message of Components V2 has no content and no embeds"
    if any(part["type"] >= 9 for part in parts) and "title" not in message and not flags & COMPONENTS_V2:
        yield "Components V2 need their flag"
    if sum(len(part.get("content", "")) for part in parts if part["type"] == 10) > TEXT:
        yield f"over {TEXT} characters of text"
    if len(parts) > COMPONENTS:
        yield f"over {COMPONENTS} components"
    ids = [part["custom_id"] for part in parts if part.get("custom_id")]
    if len(ids) != len(set(ids)):
        yield "a custom_id stands twice"
    for part in parts:
        if part["type"] == 1 and sum(5 if one["type"] == 3 else 1 for one in part["components"]) > 5:
            yield "an action row holds five buttons or one menu"
        if part["type"] == 3 and not (part.get("max_values", 1) <= len(part["options"])):
            yield "a menu wants more values than it has"
        if part["type"] == 13 and part["file"]["url"].removeprefix("attachment://") not in [
            one["filename"] for one in message.get("attachments") or []
        ]:
            yield "a file component shows no attachment"


def _tree_problems(tree: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with a tree of commands."""
    for command in tree:
        total = 0
        for named in _named(command):
            for name in (named["name"], *(named.get("name_localizations") or {}).values()):
                if not NAME.fullmatch(name) or name != name.lower():
                    yield f"the name {name!r} is not allowed"
            total += len(named["name"]) + len(named["description"])
            required = [bool(option.get("required")) for option in named.get("options") or []]
            if required != sorted(required, reverse=True):
                yield f"{named['name']}: required options come first"
            for choice in named.get("choices") or []:
                total += len(choice["name"]) + len(str(choice["value"]))
                if named.get("autocomplete"):
                    yield f"{named['name']}: choices or autocomplete, not both"
        if total > COMMAND_TOTAL:
            yield f"{command['name']}: over {COMMAND_TOTAL} characters in all"


def _named(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a command and everything with a name inside it."""
    yield command
    for option in command.get("options") or []:
        yield from _named(option)
