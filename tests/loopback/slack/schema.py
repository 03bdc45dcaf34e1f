"""What Slack would refuse in a message or view: the documented limits of Block Kit, and what may not be said.

`limits.json` holds the figures; a key names a part and what of it is limited.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LIMITS: dict[str, int] = {
    name: value
    for name, value in json.loads(Path(__file__).with_name("limits.json").read_text(encoding="utf-8")).items()
    if isinstance(value, int)
}
BLOCK_TEXT = 13_200
"""Characters that all blocks of a message may have together, as threads tell."""
BLOCK_TYPES = {"section", "actions", "context", "divider", "header", "input", "rich_text", "image"}
PING = re.compile(r"<[!@][^>]*>")


def message_problems(body: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a message; every one needs a text for notifications and screen readers."""
    text = body.get("text")
    if not text:
        yield "a message has no text"
    elif PING.search(text):
        yield f"the text may ping: {PING.search(text)}"
    blocks = body.get("blocks") or []
    yield from _within("message.blocks.max_items", len(blocks), "a message")
    shown = [block["text"] for block in blocks if "text" in block]
    shown += [one for block in blocks if block["type"] == "context" for one in block["elements"]]
    if sum(len(one["text"]) for one in shown) > BLOCK_TEXT:
        yield "the blocks together are too long"
    yield from _blocks(blocks)


def view_problems(view: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a view."""
    if view.get("type") not in ("modal", "home"):
        yield f"a view of type {view.get('type')}"
    blocks = view.get("blocks") or []
    yield from _within("view.blocks.max_items", len(blocks), "a view")
    if view.get("type") == "modal" and not view.get("title"):
        yield "a modal has no title"
    for name in ("title", "submit", "close"):
        if view.get(name):
            yield from _text(view[name], f"view.{name}.max_length", plain=True)
    for name in ("callback_id", "private_metadata", "external_id"):
        yield from _within(f"view.{name}.max_length", len(view.get(name) or ""), name)
    if any(block["type"] == "input" for block in blocks) and view.get("type") == "modal" and not view.get("submit"):
        yield "a modal with inputs has no submit"
    yield from _blocks(blocks)


def _blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the blocks."""
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        yield "a block_id stands twice"
    for block in blocks:
        if block.get("type") not in BLOCK_TYPES:
            yield f"a block of type {block.get('type')}"
        yield from _within("block_id.max_length", len(block.get("block_id") or ""), "block_id")
        match block.get("type"):
            case "section":
                if not (block.get("text") or block.get("fields")):
                    yield "a section without text"
                yield from _text(block.get("text"), "section.text.max_length")
            case "header":
                yield from _text(block.get("text"), "header.text.max_length", plain=True)
            case "context":
                elements = block.get("elements") or []
                if not elements:
                    yield "an empty context"
                yield from _within("context.elements.max_items", len(elements), "a context")
                for element in elements:
                    yield from _text(element, "text.max_length")
            case "actions":
                elements = block.get("elements") or []
                if not elements:
                    yield "empty actions"
                yield from _within("actions.elements.max_items", len(elements), "actions")
                actions = [element.get("action_id") for element in elements]
                if len(actions) != len(set(actions)):
                    yield "an action_id stands twice"
                for element in elements:
                    yield from _element(element)
            case "input":
                yield from _text(block.get("label"), "input.label.max_length", plain=True)
                yield from _element(block.get("element") or {})


def _element(element: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with something to press, tick or fill."""
    yield from _within("action_id.max_length", len(element.get("action_id") or ""), "action_id")
    match element.get("type"):
        case "button":
            yield from _text(element.get("text"), "button.text.max_length", plain=True)
            yield from _within("button.value.max_length", len(element.get("value") or ""), "a button's value")
            if element.get("style") not in (None, "primary", "danger"):
                yield f"a button of style {element['style']}"
        case "checkboxes":
            options = element.get("options") or []
            yield from _within("checkboxes.options.max_items", len(options), "checkboxes")
            if not options:
                yield "no boxes"
            for option in options:
                yield from _text(option.get("text"), "option.text.max_length")
                if "description" in option:
                    yield from _text(option["description"], "option.description.max_length")
                yield from _within("option.value.max_length", len(option.get("value") or ""), "an option's value")
        case "plain_text_input":
            yield from _within("plain_text_input.max_length.max", element.get("max_length") or 1, "a text input")
        case "static_select":
            options = element.get("options") or []
            yield from _within("select.options.max_items", len(options), "a menu")
            if not options or element.get("initial_option") not in (None, *options):
                yield "a menu without options, or with another one chosen"
            for option in options:
                yield from _text(option.get("text"), "option.text.max_length", plain=True)
            if element.get("placeholder"):
                yield from _text(element["placeholder"], "select.placeholder.max_length", plain=True)
        case other:
            yield f"an element of type {other}"


def _text(text: Any, limit: str, *, plain: bool = False) -> Iterator[str]:
    """Yield what is wrong with a text object."""
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"no text object: {text!r}"
        return
    if plain and text["type"] != "plain_text":
        yield "only plain_text is taken there"
    if text["type"] == "mrkdwn" and "emoji" in text:
        yield "mrkdwn takes no emoji field"
    if not text.get("text"):
        yield "an empty text"
    elif text["type"] == "mrkdwn" and PING.search(text["text"]):
        yield f"the text may ping: {text['text'][:80]}"
    yield from _within(limit, len(text.get("text") or ""), limit)


def _within(limit: str, size: int, what: str) -> Iterator[str]:
    """Yield a problem when *size* is over a limit of the table."""
    if size > LIMITS[limit]:
        yield f"{what}: {size} is over {limit} = {LIMITS[limit]}"
