"""A reply in Block Kit: all of it, or LimitExceeded.

A message's blocks are written as Slack takes them: slack_sdk's models would take longest of all that an answer needs.
They build the frames and inputs of windows, and hold most limits there.

A message is a run of sections, then the letters, then the other buttons; its `text` says the same without blocks, for
notifications and screen readers. A symbol's meaning is said in words too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.chat.button_ids import button_id
from bot.chat.intent import Param
from bot.chat.lines import is_written, lines
from bot.chat.printable import printable
from bot.chat.reply import Block as ReplyBlock
from bot.chat.reply import Document, FormField, InputForm, Note, Options, Reply
from bot.chat.request import Call
from bot.chat.signs import EMOJI
from bot.chat.wording import Voice
from bot.platforms.lasting import Lasting
from bot.platforms.limits import LimitExceeded
from bot.platforms.slack import limits
from bot.platforms.slack.limits import within
from bot.platforms.slack.origin import inside
from bot.platforms.slack.text import MRKDWN, SPOKEN, escaped
from bot.platforms.slack.ways import Payload, boxed, plain_object, ways

NAME = "Prova"
MORE = "…"
"""The last line of a text that says less than the blocks."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send: the blocks and the text in their place, and the documents that go as files."""

    text: str
    blocks: list[Payload]
    files: tuple[Document, ...] = ()
    failed: bool = False
    """It says why something was not done, to the person alone."""


def _message(reply: Reply) -> Message:
    """Return *reply* as a message. Raises LimitExceeded."""
    blocks = _blocks(reply)
    within("a message's blocks", len(blocks), limits.BLOCKS)
    within("the characters of a message", sum(map(_length, blocks)), limits.BLOCK_TEXT)
    return Message(_fallback(reply), blocks, documents(reply), reply.failed)


message = Lasting(_message)
"""Returns a reply as a message, a lasting one from memory. Raises LimitExceeded."""


def _length(block: Payload) -> int:
    """Return the characters of a block that is no row of buttons."""
    if "text" in block:
        return len(block["text"]["text"])
    boxes = [box for one in block["elements"] for box in one.get("options", ())]
    texts = [one["text"] for one in block["elements"] if "action_id" not in one]
    texts += [box[part]["text"] for box in boxes for part in ("text", "description") if part in box]
    return sum(map(len, texts))


def documents(reply: Reply) -> tuple[Document, ...]:
    """Return the documents of a reply, which go as files."""
    return tuple(block for block in reply.blocks if isinstance(block, Document))


def modal(reply: Reply, voice: Voice, metadata: str = "") -> Payload:
    """Return *reply* as a window of its own. Raises LimitExceeded."""
    if reply.form:
        return _form_window(reply, reply.form, voice, metadata)
    return _view(type="modal", title=NAME, close=voice.say("Close"), blocks=_blocks(reply), private_metadata=metadata)


def _form_window(reply: Reply, asked: InputForm, voice: Voice, metadata: str) -> Payload:
    """Return the window of a form, with an input for each value; its blocks bear the names of the parameters."""
    notes = [payload for block in reply.blocks if isinstance(block, Note) for payload in _once(block)]
    return _view(
        type="modal",
        title=NAME,
        callback_id=button_id(asked.call),
        submit=asked.submit,
        close=voice.say("Close"),
        blocks=[*_head(reply.title), *map(_input, asked.fields), *notes],
        private_metadata=metadata,
    )


def _input(one: FormField) -> Payload:
    """Return the input of a form's value."""
    element: InputInteractiveElement
    if one.options:
        options = [Option(value=value, text=PlainTextObject(text=label, emoji=False)) for value, label in one.options]
        chosen = next((option for option in options if option.value == one.value), None)
        element = StaticSelectElement(action_id=one.name, options=options, initial_option=chosen)
    else:
        longest = min(one.longest, limits.INPUT)
        within("an input's characters", len(one.value), longest)
        element = PlainTextInputElement(action_id=one.name, initial_value=one.value or None, max_length=longest)
    label = PlainTextObject(text=one.label, emoji=False)
    return _checked(InputBlock(block_id=one.name, label=label, element=element, optional=not one.required))


def refilled(view: Mapping[str, Any], told: Mapping[str, str]) -> Payload:
    """Return a form's window as it was sent, its inputs filled, under the sentences that are *told* about them."""
    sent = inside(inside(view, "state"), "values").values()
    values = {name: field for block in sent for name, field in block.items()}
    blocks = [_refilled(block, values) for block in view.get("blocks") or []]
    heads = [payload for text in dict.fromkeys(told.values()) for payload in _title(escaped(text))]
    kept = ("type", "title", "callback_id", "submit", "close", "private_metadata")
    return {**{name: view[name] for name in kept if view.get(name)}, "blocks": [*heads, *blocks]}


def _refilled(block: Payload, values: Mapping[str, Mapping[str, Any]]) -> Payload:
    """Return a block, with its sent value if it is an input."""
    element = block.get("element") or {}
    field = values.get(element.get("action_id", ""))
    if block.get("type") != "input" or field is None:
        return block
    chosen, typed = field.get("selected_option"), field.get("value")
    told = {"initial_option": chosen} if chosen else {"initial_value": typed} if typed else {}
    bare = {name: value for name, value in element.items() if name not in ("initial_option", "initial_value")}
    return {**block, "element": {**bare, **told}}


def home(reply: Reply) -> Payload:
    """Return *reply* as the app's home tab. Raises LimitExceeded."""
    return _view(type="home", blocks=_blocks(reply))


def form(call: Call, param: Param, voice: Voice, metadata: str) -> Payload:
    """Return the window that asks for the text a button wants; it carries the button's id and *metadata*."""
    field = PlainTextInputElement(action_id=param.name, multiline=True, max_length=min(param.longest, limits.INPUT))
    label = PlainTextObject(text=voice.say(param.description), emoji=False)
    block = InputBlock(block_id=param.name, label=label, element=field)
    return _view(
        type="modal",
        title=NAME,
        callback_id=button_id(call),
        submit=voice.say("Send"),
        close=voice.say("Close"),
        blocks=[_checked(block)],
        private_metadata=metadata,
    )


def _view(*, blocks: list[Payload], title: str = "", submit: str = "", close: str = "", **more: str) -> Payload:
    """Return a view; a word on its own buttons that is too long is refused."""
    words = {"title": title, "submit": submit, "close": close}
    for name, word in words.items():
        within(f"the characters of a view's {name}", len(word), limits.VIEW_TITLE)
    within("the characters of a view's metadata", len(more.get("private_metadata", "")), limits.METADATA)
    within("a view's blocks", len(blocks), limits.VIEW_BLOCKS)
    given: dict[str, Any] = {name: PlainTextObject(text=word, emoji=False) for name, word in words.items() if word}
    given |= {name: value for name, value in more.items() if value}
    frame = _checked(View(**given, blocks=blocks[:1]))  # the blocks were each checked when they were made
    return {**frame, "blocks": blocks}


def _fallback(reply: Reply) -> str:
    """Return the reply without blocks: all of it, or as many lines as Slack takes; the blocks have the rest."""
    texts = [_spoken(block) if is_written(block) else _bare(block) for block in reply.blocks]
    shown = "\n".join([escaped(reply.title), *filter(None, texts)])
    if len(shown.encode()) <= limits.FALLBACK:
        return shown
    kept, room = [], limits.FALLBACK - len(MORE.encode())
    for line in shown.split("\n"):
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, MORE])


def _bare(block: ReplyBlock) -> str:
    """Return a block without marks; nothing for a document, which goes as a file."""
    return "" if isinstance(block, Document) else "\n".join(lines(block, SPOKEN))


_spoken = lru_cache(maxsize=4096)(_bare)
"""The same, kept, as `_block` is."""


def _blocks(reply: Reply) -> list[Payload]:
    """Return title, blocks, letters and buttons."""
    head = _head(reply.title) if reply.blocks else _title(escaped(reply.title))
    is_boxed = bool(boxed(reply))
    shown = [block for block in reply.blocks if not (is_boxed and isinstance(block, Options))]
    body = (_block(block) if is_written(block) else _once(block) for block in shown)
    blocks = [*head, *(payload for payloads in body for payload in payloads), *ways(reply)]
    ids = [element["action_id"] for block in blocks for element in block.get("elements", []) if "action_id" in element]
    if len(ids) != len(set(ids)):
        raise LimitExceeded("Slack takes a button id once in a message, and this has one twice.")
    return blocks


def _checked(shown: Block | View) -> Payload:
    """Return a block or view as JSON, or LimitExceeded in slack_sdk's words."""
    try:
        payload: Payload = shown.to_dict()
    except SlackObjectFormationError as error:
        raise LimitExceeded(str(error)) from error
    return payload


def _head(title: str) -> tuple[Payload, ...]:
    """Return the title of a message as a header; one that is too long for it as text in bold."""
    shown = printable(title).translate(EMOJI)
    if len(shown) > limits.HEADER:
        return _title(f"*{escaped(title)}*")
    return ({"type": "header", "text": plain_object(shown)},)


def _title(text: str) -> tuple[Payload, ...]:
    """Return a title as JSON."""
    return tuple(_sections([text]))


def _once(block: ReplyBlock) -> tuple[Payload, ...]:
    """Return one block of a reply as JSON."""
    return tuple(_shown(block))


_block = lru_cache(maxsize=4096)(_once)
"""The same, kept, for the authors' own words, since many people get the same. The result must not be changed."""


def _sections(lines: Iterable[str]) -> Iterator[Payload]:
    """Yield the lines in as few sections as they fit, none of them torn."""
    held: list[str] = []
    for line in lines:
        within("a line's characters", len(line), limits.SECTION)
        if held and sum(map(len, held)) + len(held) + len(line) > limits.SECTION:
            yield _section(held)
            held = []
        held.append(line)
    if any(held):
        yield _section(held)


def _section(lines: Sequence[str]) -> Payload:
    """Return one section of mrkdwn, in which Slack is not to look for addresses and names."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines), "verbatim": True}}


def _context(text: Payload) -> Payload:
    """Return small print."""
    return {"type": "context", "elements": [text]}


def _shown(block: ReplyBlock) -> Iterator[Payload]:
    """Yield one block of a reply; an answered question has a section an option."""
    match block:
        case Note():
            (note,) = lines(block, MRKDWN)
            within("a note's characters", len(note), limits.NOTE)
            yield _context({"type": "mrkdwn", "text": note, "verbatim": True})
        case Document(name):
            yield _context(plain_object(printable(name)))
        case Options(options) if any(option.right is not None for option in options):
            for option in lines(block, MRKDWN):
                yield from _sections([option])
        case _:
            yield from _sections(lines(block, MRKDWN))
