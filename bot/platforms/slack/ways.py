"""The rows under a message in Block Kit: the letters or boxes that answer a question, then the other buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.chat.button_ids import button_id
from bot.chat.markup import text_of
from bot.chat.printable import printable
from bot.chat.reply import Choice, LetteredOption, Options, Places, Reply
from bot.chat.request import Call
from bot.platforms.limits import parts_of
from bot.platforms.slack import limits
from bot.platforms.slack.limits import within

LETTERS = "letters"
"""The action id of the boxes that are ticked before an answer is sent; ticking one asks for nothing yet."""
PLACE = "place-"
"""The beginning of the action ids of the menus in which letters are chosen for places; a number follows."""
BOX_TEXTS = 2
"""Texts of a box to tick: its own and its description."""

Payload = dict[str, Any]


def ways(reply: Reply) -> Iterator[Payload]:
    """Yield the rows of buttons: the letters, then the others."""
    choice = reply.choice
    if choice and choice.places:
        yield from _placing(choice, choice.places, reply)
    elif choice and choice.pick == 1:
        calls = [Call(choice.call.intent, {**choice.call.args, choice.field: letter}) for letter in choice.letters]
        yield _row(_button(letter, button_id(call)) for letter, call in zip(choice.letters, calls, strict=True))
    elif choice:
        yield _boxes(boxed(reply) or dict.fromkeys(choice.letters, ()), choice.submit, button_id(choice.call))
    if reply.buttons:
        buttons = [_button(button.label, button_id(button.call)) for button in reply.buttons]
        yield _row(
            {**shown, "style": "primary"} if button.onward else shown
            for button, shown in zip(reply.buttons, buttons, strict=True)
        )


def _placing(choice: Choice, places: Places, reply: Reply) -> Iterator[Payload]:
    """Yield a menu for each place and a button that sends them; Slack keeps the choices, as with boxes.

    A message that many share changes with each count of answers, which may take the choices along: there is a button
    to a copy of one's own in it.
    """
    if places.begin:
        yield _row([_button(places.begin.label, button_id(places.begin.call))])
        return
    options = [block.options for block in reply.blocks if isinstance(block, Options)][-1]
    menus = [_menu(number, slot, options) for number, slot in enumerate(places.slots, start=1)]
    yield {"type": "actions", "elements": menus}
    yield {"type": "actions", "elements": [{**_button(choice.submit, button_id(choice.call)), "style": "primary"}]}


def _menu(number: int, slot: str, options: Sequence[LetteredOption]) -> Payload:
    """Return the menu of a place; an entry begins with the number of the place, which it then covers."""
    invitation = printable(slot)
    within("the characters of a menu's invitation", len(invitation), limits.MENU_INVITATION)
    entries = []
    for one in options:
        entry = f"{number}: {one.letter}. {printable(' '.join(text_of(one.text).split()))}"
        within("the characters of a menu's entry", len(entry), limits.MENU_ENTRY)
        entries.append({"text": plain_object(entry), "value": one.letter})
    menu = {"type": "static_select", "action_id": f"{PLACE}{number}", "placeholder": plain_object(invitation)}
    return {**menu, "options": entries}


def _row(buttons: Iterable[Payload]) -> Payload:
    """Return a row of buttons."""
    elements = list(buttons)
    within("buttons", len(elements), limits.ELEMENTS)
    return {"type": "actions", "elements": elements}


def boxed(reply: Reply) -> dict[str, tuple[str, ...]]:
    """Return the options that are boxes to tick, each in one or two texts by its letter; nothing if one fits no box."""
    if reply.choice is None or reply.choice.pick == 1 or reply.choice.places:
        return {}
    options = [one for block in reply.blocks if isinstance(block, Options) for one in block.options]
    texts = {
        one.letter: parts_of(printable(f"{one.letter}. {text_of(one.text)}"), limits.BOX, BOX_TEXTS) for one in options
    }
    return texts if "".join(texts) == reply.choice.letters and all(texts.values()) else {}


def _boxes(texts: Mapping[str, Sequence[str]], submit: str, action_id: str) -> Payload:
    """Return boxes to tick, each with the texts of its option or its letter, and a button that sends them."""
    within("boxes to tick", len(texts), limits.CHECKBOXES)
    boxes = []
    for letter, said in texts.items():
        first, *more = said or (letter,)
        described = {"description": plain_object(more[0])} if more else {}
        boxes.append({"text": plain_object(first), "value": letter, **described})
    tick = {"type": "checkboxes", "action_id": LETTERS, "options": boxes}
    return {"type": "actions", "elements": [tick, {**_button(submit, action_id), "style": "primary"}]}


def _button(label: str, action_id: str) -> Payload:
    """Return a button."""
    text = printable(label)
    within("a button's characters", len(text), limits.BUTTON)
    return {"type": "button", "text": plain_object(text), "action_id": action_id}


def plain_object(text: str) -> Payload:
    """Return text without any marks."""
    return {"type": "plain_text", "text": text, "emoji": False}
