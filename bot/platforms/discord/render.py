"""A reply as a Discord message of Components V2: all of it, or LimitExceeded.

A message is a container of text displays, a file where there is one, then the letters, then the other buttons. A
colour's meaning is said in words and a symbol too. Text from people is escaped, and no message may ping anybody.

The components are written as Discord takes them: discord.py's items would take longer to build and to take apart again
than all else that a reply needs. Limits of every kind are therefore held here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import discord
from discord import ui

from bot.chat.button_ids import NONE, button_id
from bot.chat.intent import Param
from bot.chat.lines import is_written, lines
from bot.chat.markup import text_of
from bot.chat.printable import printable
from bot.chat.reply import Block, Button, Choice, Document, Options, Places, Reply, Tone
from bot.chat.request import Call
from bot.chat.signs import EMOJI
from bot.chat.wording import Voice
from bot.platforms.discord import limits
from bot.platforms.discord.limits import within
from bot.platforms.discord.text import MARKDOWN, escaped
from bot.platforms.lasting import Lasting
from bot.platforms.limits import LimitExceeded, parts_of

COLOURS = {
    Tone.PLAIN: discord.Colour.blurple(),
    Tone.RIGHT: discord.Colour.green(),
    Tone.WRONG: discord.Colour.gold(),
    Tone.REFUSED: discord.Colour.gold(),
    Tone.MISUNDERSTOOD: discord.Colour.gold(),
    Tone.TROUBLE: discord.Colour.red(),
}


ACTION_ROW, BUTTON, SELECT, TEXT_DISPLAY, FILE, CONTAINER = 1, 2, 3, 10, 13, 17
"""Discord's numbers of the kinds of components."""
ENTRY_TEXTS = 2
"""Texts of a menu's entry: its label and its description."""
KEPT = 4_096
"""Blocks whose text is kept."""

Payload = dict[str, Any]


class _Ready(ui.LayoutView):
    """Components that are ready to be sent, for discord.py's methods, which take views."""

    def __init__(self, components: list[Payload]) -> None:
        """Take the components; nothing waits for clicks on them, which are answered from their ids."""
        super().__init__(timeout=None)
        self._components = components
        self.stop()

    def to_components(self) -> list[Payload]:
        """Return the components."""
        return self._components

    def has_components_v2(self) -> bool:
        """Return that a message of these has nothing else."""
        return True


@dataclass(frozen=True, slots=True)
class Card:
    """A message to send: its components, and the files that it shows."""

    components: list[Payload]
    files: tuple[discord.File, ...]

    @property
    def view(self) -> ui.LayoutView:
        """Return the components as a view that is not kept. Needs a running event loop, as views do."""
        return _Ready(self.components)


def _card(reply: Reply) -> Card:
    """Return *reply* as a message. Raises LimitExceeded."""
    files: list[discord.File] = []
    body: list[Payload] = [{"type": TEXT_DISPLAY, "content": _title(reply)}]
    for block in reply.blocks:
        if isinstance(block, Document):
            files.append(_file(block))
            body.append({"type": FILE, "file": {"url": files[-1].uri}})
        else:
            texts = _kept(block) if is_written(block) else _texts(block)
            body += [{"type": TEXT_DISPLAY, "content": text} for text in texts if text]
    rows = [*_letters(reply), *_rows([_button(button) for button in reply.buttons])]
    _check(body, rows)
    container = {"type": CONTAINER, "accent_color": COLOURS[reply.tone].value, "components": body}
    return Card([container, *rows], tuple(files))


card = Lasting(_card)
"""Returns a reply as a message, a lasting one from memory. Raises LimitExceeded."""


def _texts(block: Block) -> tuple[str, ...]:
    """Return the texts of a block: Discord leaves air between two, so a question has one an option."""
    shown = tuple(lines(block, MARKDOWN))
    return shown if isinstance(block, Options) else ("\n".join(shown),)


_kept = lru_cache(maxsize=KEPT)(_texts)
"""The same, kept, for the authors' own words: many people get the same, and escaping it takes longest."""


def form(call: Call, param: Param, voice: Voice) -> ui.Modal:
    """Return the form that asks for the text a button wants; it carries the button's id. Raises LimitExceeded."""
    title, label = voice.say(param.description), voice.say("In your own words")
    within("a form's title", len(title), limits.MODAL_TITLE)
    within("a form's label", len(label), limits.INPUT_LABEL)
    modal = ui.Modal(title=title, custom_id=button_id(call), timeout=None)
    field = ui.TextInput[ui.Modal](
        custom_id=param.name, style=discord.TextStyle.paragraph, required=True, max_length=param.longest
    )
    modal.add_item(ui.Label(text=label, component=field))
    modal.stop()  # else discord.py would keep it in memory; the submission says all that is needed
    return modal


def _check(body: Sequence[Payload], rows: Sequence[Payload]) -> None:
    """Raise LimitExceeded for an excess in the contents of a container or in the rows below it."""
    parts = [part for row in rows for part in row["components"]]
    within("a message's characters", sum(len(one.get("content", "")) for one in body), limits.TEXT)
    within("a message's components", 1 + len(body) + len(rows) + len(parts), limits.COMPONENTS)
    ids = [part["custom_id"] for part in parts]
    if len(ids) != len(set(ids)):
        raise LimitExceeded("Discord takes a button id once in a message, and this has one twice.")


def _title(reply: Reply) -> str:
    """Return the title as a heading, or as plain text when the reply is no more than that."""
    title = escaped(reply.title.translate(EMOJI))
    return f"### {title}" if reply.blocks else title


def _letters(reply: Reply) -> Iterator[Payload]:
    """Yield the ways to answer the question: a button a letter, or a menu where several are to be picked."""
    choice = reply.choice
    if choice is None:
        return
    if choice.places:
        yield from _placing(choice, choice.places, reply)
    elif choice.pick == 1:
        calls = [Call(choice.call.intent, {**choice.call.args, choice.field: letter}) for letter in choice.letters]
        yield from _rows(
            [
                _pressed(letter, button_id(call), discord.ButtonStyle.primary)
                for letter, call in zip(choice.letters, calls, strict=True)
            ]
        )
    else:
        yield {"type": ACTION_ROW, "components": [_menu(choice, reply)]}


def _placing(choice: Choice, places: Places, reply: Reply) -> Iterator[Payload]:
    """Yield the ways to give each letter its place: a button a step, or a menu a prompt; then to send it, or to undo.

    Discord keeps no half of an answer, so each id carries the letters in place already. In a message that many share
    there is a button to a copy of one's own.
    """
    if places.begin:
        yield from _rows([_button(places.begin, discord.ButtonStyle.primary)])
        return
    for number in range(1, len(places.slots) + 1 if places.prompted else 0):
        yield {"type": ACTION_ROW, "components": [_slot(choice, places, number, reply)]}
    left = [letter for letter in choice.letters if letter not in places.placed]
    if not places.prompted:
        steps = [(letter, button_id(_with(places.step, letter=letter))) for letter in left]
        yield from _rows([_pressed(letter, id_, discord.ButtonStyle.primary) for letter, id_ in steps])
    ways = []
    if not left:
        answer = Call(choice.call.intent, {**choice.call.args, choice.field: places.placed})
        ways.append(_pressed(choice.submit, button_id(answer), discord.ButtonStyle.success))
    if places.placed and not places.prompted:
        ways.append(_pressed(places.undo, button_id(_with(places.step, letter=NONE)), discord.ButtonStyle.secondary))
    yield from _rows(ways)


def _slot(choice: Choice, places: Places, number: int, reply: Reply) -> Payload:
    """Return the menu of a prompt, the letter in its place chosen already; an entry begins with the prompt's number."""
    placeholder = printable(places.slots[number - 1])
    within("the characters of a menu's invitation", len(placeholder), limits.SELECT_PLACEHOLDER)
    entries = [(letter, f"{number}: {label}") for letter, label in zip(choice.letters, _labels(reply), strict=False)]
    within("a menu entry's characters", max(len(label) for _, label in entries), limits.SELECT_LABEL)
    here = places.placed[number - 1 : number]
    return {
        "type": SELECT,
        "custom_id": button_id(_with(places.step, slot=str(number))),
        "placeholder": placeholder,
        "options": [{"label": label, "value": letter, "default": letter == here} for letter, label in entries],
    }


def _with(call: Call, **more: str) -> Call:
    """Return a call with more values."""
    return Call(call.intent, {**call.args, **more})


def _labels(reply: Reply) -> list[str]:
    """Return the options of a question, the last that the reply lists, as entries of a menu."""
    options = [block.options for block in reply.blocks if isinstance(block, Options)][-1:]
    return [f"{one.letter}. {printable(' '.join(text_of(one.text).split()))}" for each in options for one in each]


def _menu(choice: Choice, reply: Reply) -> Payload:
    """Return the menu of a question with several answers.

    An entry carries the option's text if all texts fit: a phone covers the question with the menu. A long one goes on
    in the entry's description.
    """
    within("a menu's entries", len(choice.letters), limits.SELECT_OPTIONS)
    options = [one for block in reply.blocks if isinstance(block, Options) for one in block.options]
    said = [printable(f"{one.letter}. {text_of(one.text)}") for one in options]
    texts = [parts_of(one, limits.SELECT_LABEL, ENTRY_TEXTS) for one in said]
    if [one.letter for one in options] != list(choice.letters) or not all(texts):
        texts = [(letter,) for letter in choice.letters]
    return {
        "type": SELECT,
        "custom_id": button_id(choice.call),
        "min_values": choice.pick,
        "max_values": choice.pick,
        "options": [
            {"label": text[0], "value": letter, **({"description": text[1]} if text[1:] else {})}
            for text, letter in zip(texts, choice.letters, strict=True)
        ],
    }


def _button(button: Button, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> Payload:
    """Return a button; its id says all that the press will need."""
    label = printable(button.label)
    within("a button's characters", len(label), limits.BUTTON_LABEL)
    style = discord.ButtonStyle.primary if button.onward else style
    return _pressed(label, button_id(button.call), style)


def _pressed(label: str, id_: str, style: discord.ButtonStyle) -> Payload:
    """Return a button of a style."""
    return {"type": BUTTON, "style": style.value, "label": label, "custom_id": id_}


def _rows(buttons: Sequence[Payload]) -> Iterator[Payload]:
    """Yield the buttons, a row of five after the other."""
    for start in range(0, len(buttons), limits.ROW):
        yield {"type": ACTION_ROW, "components": list(buttons[start : start + limits.ROW])}


def _file(document: Document) -> discord.File:
    """Return a document as an attachment."""
    content = document.text.encode()
    within("an attachment's bytes", len(content), limits.FILE_BYTES)
    return discord.File(io.BytesIO(content), document.name)
