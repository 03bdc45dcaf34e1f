"""A reply as blocks, on no platform in particular. Renderers show all of it or raise; they never cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.chat.markup import Spans
from bot.chat.request import Call


class Tone(Enum):
    """The kind of a reply; a renderer may colour it, and always says it in words and a symbol too."""

    PLAIN = auto()
    RIGHT = auto()
    WRONG = auto()
    REFUSED = auto()
    MISUNDERSTOOD = auto()
    TROUBLE = auto()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, under an optional heading."""

    spans: Spans
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and the value behind it; a `share` of 0 to 1 that the value tells of may be drawn as a bar."""

    label: str
    value: Spans
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of labels and values, under an optional heading."""

    rows: tuple[Fact, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class LetteredOption:
    """A lettered option. `right` is None while the question is open; `verdict` then says it in a word."""

    letter: str
    text: Spans
    right: bool | None = None
    verdict: str = ""
    why: Spans = ()


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a question, A first."""

    options: tuple[LetteredOption, ...]


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A line of a ranking; `own` marks the person who asked, and `share` compares with the best, 0 to 1."""

    rank: int
    name: str
    value: str
    own: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows by rank, best first; a gap between ranks is shown as one."""

    rows: tuple[RankedRow, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Document:
    """A text to keep, such as an export; `name` is a file name."""

    name: str
    text: str


Block = Text | Facts | Options | Ranking | Note | Document


@dataclass(frozen=True, slots=True)
class Button:
    """A thing to press. With `asks`, a text is wanted first and goes into `call.args[asks]`.

    An `onward` one takes most people where they want next: it catches the eye, and at a terminal Enter presses it.
    """

    label: str
    call: Call
    asks: str = ""
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a choice in which every letter gets one; the letters in the order of the places are the answer.

    `slots` name the places. A letter goes to the next one, or to any where they are `prompted`. `placed` are the
    letters that are in place, a dash standing for an empty place before others. Where a platform's own controls keep no
    half of an answer, `step` does: with another `letter`, and the number of its `slot` where they are prompted, it
    returns this reply with more of it; a dash takes the last step back, which the word `undo` says. `typed` says how to
    type it all. `begin` leads to a copy of the question for one person, from a message that many share.
    """

    step: Call
    slots: tuple[str, ...]
    placed: str = ""
    prompted: bool = False
    undo: str = ""
    typed: str = ""
    begin: Button | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The way to answer the question of this reply: *pick* of *letters*; the picked ones go into `call.args[field]`.

    `submit` is the word on the button that sends several at once, where a platform has one. With `places` all letters
    are picked, and their order counts.
    """

    call: Call
    field: str
    letters: str
    pick: int
    submit: str = ""
    places: Places | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """A value to fill in, the parameter `name` of a form's call; with `options`, one of these by their labels."""

    name: str
    label: str
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    longest: int = 3_000


@dataclass(frozen=True, slots=True)
class InputForm:
    """Values to fill in at once, where a platform has windows; elsewhere the reply says how to type them."""

    call: Call
    fields: tuple[FormField, ...]
    submit: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, in one language.

    `wrong` are the sentences about single values of the request, by parameter; the title is the first of them.
    One that is `lasting` is handed to many people: a renderer may keep the form of that very object.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    choice: Choice | None = None
    buttons: tuple[Button, ...] = ()
    tone: Tone = Tone.PLAIN
    form: InputForm | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    lasting: bool = False

    @property
    def failed(self) -> bool:
        """Return whether it says why something was not done, which concerns the asking person alone."""
        return self.tone in (Tone.REFUSED, Tone.MISUNDERSTOOD, Tone.TROUBLE)
