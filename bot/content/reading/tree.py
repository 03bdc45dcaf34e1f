"""The parser of YAML files: a text becomes plain data that remembers its lines.

All scalars stay texts (an empty one, `~` and `null` are None): the model alone gives values a meaning, so `no`,
`1.3` and `2026-11-22` need no quotes. The file is read event by event, so neither deep nesting nor aliases can hurt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from bot.content.reading.swallowed import QUOTE_IT, swallowed

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Loc: TypeAlias = "tuple[str | int, ...]"

MAX_DEPTH = 12
MAX_CHARACTERS = 1_000_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

# libyaml's words and PyYAML's, each with what an author has to do about it; the first that occurs counts.
_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        f"a text that holds `: ` cannot stand bare; {QUOTE_IT}, or mend the indentation",
    ),
    ("unexpected end of stream", "a quote is opened here and never closed; close it"),
    ("invalid Unicode character", "the character of this number does not exist; write the character itself"),
    ("unknown escape", "a backslash in double quotes must be written twice; write `\\\\`"),
    (
        "expected ',' or",
        "a `{...}` or `[...]` is not closed, or a text in it holds a quote or bracket; close it, or " + QUOTE_IT,
    ),
    ("comment or", f"a text cannot begin with `>` or `|`; {QUOTE_IT}"),
    ("alphabetic or numeric", f"a text cannot begin with `*` or `&`; {QUOTE_IT}"),
    ("cannot start any token", f"a text cannot begin with this character; {QUOTE_IT}"),
    ("could not find expected ':'", f"this is not `key: value`; indent a continued text deeper, or {QUOTE_IT}"),
    ("expected", f"the indentation is off, or a quote ends too early; line the keys up, or {QUOTE_IT}"),
)


@dataclass(frozen=True, slots=True)
class Tree:
    """The data of one file, the line of each place in it, and the faults of the file itself."""

    data: Plain
    lines: Mapping[Loc, int]
    faults: tuple[tuple[int, str], ...]
    whole: bool
    """False when reading stopped early, so that `data` means nothing."""


def parse(text: str) -> Tree:
    """Return the Tree of *text*; nothing that *text* may hold raises."""
    if refused := _unreadable(text):
        return Tree(None, {}, (refused,), whole=False)
    tab = text.find("\t")
    faults = ((_line_at(text, tab), "holds a tab; use spaces"),) if tab >= 0 else ()
    builder = _Builder(text)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.feed(event)
    except _Stop as stop:
        return Tree(None, {}, (*faults, *builder.faults, *builder.anchors, stop.fault), whole=False)
    except yaml.YAMLError as error:
        fault = _in_plain_words(error)
        known = () if fault[0] in {line for line, _ in faults} else (fault,)
        return Tree(None, {}, (*faults, *builder.faults, *builder.anchors, *known), whole=False)
    if builder.root is None:
        return Tree(None, {}, (*faults, (1, "is empty; write its content or delete the file")), whole=False)
    return Tree(builder.root, builder.lines, (*faults, *builder.faults, *builder.anchors), whole=True)


def _unreadable(text: str) -> tuple[int, str] | None:
    if len(text) > MAX_CHARACTERS:
        return 1, f"holds more than {MAX_CHARACTERS:,} characters; split it into several files"
    if strange := _UNPRINTABLE.search(text):
        code = f"U+{ord(strange.group()):04X}"
        return _line_at(text, strange.start()), f"holds the control character {code}; delete it"
    return None


def _line_at(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


def _in_plain_words(error: yaml.YAMLError) -> tuple[int, str]:
    problem = str(getattr(error, "problem", None) or "")
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in problem:
        mark = getattr(error, "context_mark", None) or mark
    line = mark.line + 1 if mark else 1
    for words, sentence in _PLAIN_WORDS:
        if words in problem:
            return line, sentence
    return line, "is not valid YAML; check the quotes and the indentation here"


class _Stop(Exception):
    """A fault that ends reading."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = (line, message)


@dataclass(slots=True)
class _Frame:
    """A collection that is still open; `key` is the key whose value comes next."""

    data: dict[str, Plain] | list[Plain]
    loc: Loc
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """The builder of a tree from YAML events."""

    text: str
    root: Plain = None
    lines: dict[Loc, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    anchors: list[tuple[int, str]] = field(default_factory=list)
    """Faults that are none where something points to an anchor: then that is the fault."""
    stack: list[_Frame] = field(default_factory=list)
    documents: int = 0

    def feed(self, event: yaml.Event) -> None:
        """Add the next event; raises _Stop at a fault that ends reading."""
        if isinstance(event, yaml.ScalarEvent):
            self._add_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open_collection(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.anchors.clear()
            raise _Stop(_line(event), f"`*{event.anchor}` points to another text; write the text out, or {QUOTE_IT}")
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Stop(_line(event), "a second document begins here; delete the line `---`")

    def _add_scalar(self, event: yaml.ScalarEvent) -> None:
        line = _line(event)
        self._note_tag(event, line)
        frame = self.stack[-1] if self.stack else None
        listed = frame is not None and isinstance(frame.data, list)
        self.faults += [(line, fault) for fault in swallowed(self.text, event, listed=listed)]
        if frame and isinstance(frame.data, dict) and frame.key is None:
            self._set_key(frame, event.value, line)
        else:
            self._add_value(None if not event.style and event.value in _NOTHING else event.value, line)

    def _set_key(self, frame: _Frame, key: str, line: int) -> None:
        frame.key = key
        if key in frame.data:
            first = self.lines[(*frame.loc, key)]
            self.faults.append((line, f"the key `{key}` stands twice; it is already on line {first}, delete one"))
        self.lines.setdefault((*frame.loc, key), line)

    def _open_collection(self, event: yaml.CollectionStartEvent) -> None:
        line = _line(event)
        self._note_tag(event, line)
        if len(self.stack) == MAX_DEPTH:
            raise _Stop(line, f"is nested more than {MAX_DEPTH} levels deep; check the brackets and the indentation")
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.data, dict) and frame.key is None:
            raise _Stop(line, f"a key cannot be a list or a mapping; {QUOTE_IT}")
        data: dict[str, Plain] | list[Plain] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Frame(data, self._add_value(data, line)))

    def _add_value(self, value: Plain, line: int) -> Loc:
        """Add *value* to the open collection and return its place; the first of two equal keys stays."""
        loc: Loc = ()
        if not self.stack:
            self.root = value
        elif isinstance((frame := self.stack[-1]).data, list):
            loc = (*frame.loc, len(frame.data))
            frame.data.append(value)
        else:
            key, frame.key = frame.key or "", None
            loc = (*frame.loc, key)
            frame.data.setdefault(key, value)
        self.lines.setdefault(loc, line)
        return loc

    def _note_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.tag is not None:
            self.faults.append((line, f"a text cannot begin with `!`; {QUOTE_IT}"))
        if event.anchor is not None:
            self.anchors.append((line, f"a text cannot begin with `&`; {QUOTE_IT}"))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
