"""A reply as a Discord message of Components V2: all of it, or LimitExceeded.

A message is a container of text displays, a file where there is one, then the letters, then the other buttons. A
colour's meaning is said in words and a symbol too. Text from people is escaped, and no message may ping anybody.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord
from discord import ui

from bot.chat.button_ids import button_id
from bot.chat.intent import Param
from bot.chat.lines import lines
from bot.chat.markup import text_of
from bot.chat.printable import printable
from bot.chat.reply import Button, Choice, Document, Options, Reply, Tone
from bot.chat.request import Call
from bot.chat.wording import Voice
from bot.platforms.discord import limits
from bot.platforms.discord.limits import within
from bot.platforms.discord.text import MARKDOWN, escaped
from bot.platforms.limits import LimitExceeded

COLOURS = {
    Tone.PLAIN: discord.Colour.blurple(),
    Tone.RIGHT: discord.Colour.green(),
    Tone.WRONG: discord.Colour.gold(),
    Tone.REFUSED: discord.Colour.gold(),
    Tone.MISUNDERSTOOD: discord.Colour.gold(),
    Tone.TROUBLE: discord.Colour.red(),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A message to send once: a view that is not kept, and the files that it shows."""

    view: ui.LayoutView
    files: tuple[discord.File, ...]


def card(reply: Reply) -> Card:
    """Return *reply* as a message. Raises LimitExceeded. Needs a running event loop, as views do."""
    files: list[discord.File] = []
    body: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay(_title(reply))]
    for block in reply.blocks:
        if isinstance(block, Document):
            files.append(_file(block))
            body.append(ui.File(files[-1]))
        elif text := "\n".join(lines(block, MARKDOWN)):
            body.append(ui.TextDisplay(text))
    view = ui.LayoutView(timeout=None)
    try:
        view.add_item(ui.Container(*body, accent_colour=COLOURS[reply.tone]))
        for row in (*_letters(reply), *_rows([_button(button) for button in reply.buttons])):
            view.add_item(row)
    except ValueError as error:  # discord.py counts components itself, and nothing else
        raise LimitExceeded(f"Discord takes {limits.COMPONENTS} components, and this has more.") from error
    _check(view)
    view.stop()  # else discord.py would keep it in memory and wait for clicks that are answered from their ids
    return Card(view, tuple(files))


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


def _check(view: ui.LayoutView) -> None:
    """Raise LimitExceeded for an excess that discord.py lets pass."""
    within("a message's characters", view.content_length(), limits.TEXT)
    ids = [item.custom_id for item in view.walk_children() if isinstance(item, ui.Button | ui.Select)]
    if len(ids) != len(set(ids)):
        raise LimitExceeded("Discord takes a button id once in a message, and this has one twice.")


def _title(reply: Reply) -> str:
    """Return the title as a heading, or as plain text when the reply is no more than that."""
    title = escaped(reply.title)
    return f"### {title}" if reply.blocks else title


def _letters(reply: Reply) -> Iterator[ui.ActionRow[ui.LayoutView]]:
    """Yield the ways to answer the question: a button a letter, or a menu where several are to be picked."""
    choice = reply.choice
    if choice is None:
        return
    if choice.pick == 1:
        calls = [Call(choice.call.intent, {**choice.call.args, choice.field: letter}) for letter in choice.letters]
        yield from _rows(
            [
                ui.Button(label=letter, custom_id=button_id(call), style=discord.ButtonStyle.primary)
                for letter, call in zip(choice.letters, calls, strict=True)
            ]
        )
    else:
        yield ui.ActionRow(_menu(choice, reply))


def _menu(choice: Choice, reply: Reply) -> ui.Select[ui.LayoutView]:
    """Return the menu of a question with several answers.

    An entry carries the option's text if all texts fit: a phone covers the question with the menu.
    """
    within("a menu's entries", len(choice.letters), limits.SELECT_OPTIONS)
    options = [one for block in reply.blocks if isinstance(block, Options) for one in block.options]
    labels = [f"{one.letter}. {printable(' '.join(text_of(one.text).split()))}" for one in options]
    if [one.letter for one in options] != list(choice.letters) or max(map(len, labels)) > limits.SELECT_LABEL:
        labels = list(choice.letters)
    return ui.Select(
        custom_id=button_id(choice.call),
        min_values=choice.pick,
        max_values=choice.pick,
        options=[
            discord.SelectOption(label=label, value=letter)
            for label, letter in zip(labels, choice.letters, strict=True)
        ],
    )


def _button(button: Button) -> ui.Button[ui.LayoutView]:
    """Return a button; its id says all that the press will need."""
    label = printable(button.label)
    within("a button's characters", len(label), limits.BUTTON_LABEL)
    return ui.Button(label=label, custom_id=button_id(button.call), style=discord.ButtonStyle.secondary)


def _rows(buttons: Sequence[ui.Button[ui.LayoutView]]) -> Iterator[ui.ActionRow[ui.LayoutView]]:
    """Yield the buttons, a row of five after the other."""
    for start in range(0, len(buttons), limits.ROW):
        yield ui.ActionRow(*buttons[start : start + limits.ROW])


def _file(document: Document) -> discord.File:
    """Return a document as an attachment."""
    content = document.text.encode()
    within("an attachment's bytes", len(content), limits.FILE_BYTES)
    return discord.File(io.BytesIO(content), document.name)
