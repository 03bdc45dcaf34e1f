"""A reply as a rich card: readable at 60 columns, and without any colour."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text as RichText

from bot.chat.markup import Span, Spans
from bot.chat.printable import printable
from bot.chat.reply import Block, Choice, Document, Facts, Note, Options, Ranking, Reply, Text, Tone

COLOURS = {
    Tone.PLAIN: "cyan",
    Tone.RIGHT: "green",
    Tone.WRONG: "yellow",
    Tone.REFUSED: "yellow",
    Tone.MISUNDERSTOOD: "yellow",
    Tone.TROUBLE: "red",
}
GAP = "  "
"""The blanks between two things that can be typed."""
WIDEST = 92
"""Columns of a card: longer lines are hard to read."""


def draw(reply: Reply, console: Console) -> None:
    """Print the reply's card as wide as the terminal is now: people change it while Prova runs."""
    columns = 0
    with suppress(OSError, ValueError):
        columns = os.get_terminal_size(console.file.fileno()).columns
    console.width = min(columns or console.width, WIDEST)
    console.print(card(reply), crop=False)


def card(reply: Reply) -> RenderableType:
    """Return the reply as one renderable; words and symbols say all that a colour says."""
    colour = COLOURS[reply.tone]
    title = RichText(printable(reply.title), style=Style(bold=True, color=colour))
    ways = list(_ways(reply))
    if not reply.blocks:
        return Group(title, *ways)
    tight = reply.tone in (Tone.RIGHT, Tone.WRONG)  # a verdict has to be seen at once, with headline and prompt
    body: list[RenderableType | Link] = [title]
    for number, block in enumerate(reply.blocks):
        if not (tight or isinstance(block, Note) or (not number and isinstance(block, Text) and not block.heading)):
            body.append(RichText())
        body.append(_block(block))
    return Group(Barred(body, Style(color=colour)), *ways)


@dataclass(frozen=True, slots=True)
class Barred:
    """A card behind a bar in its colour, which costs no lines of its own."""

    body: list[RenderableType | Link]
    style: Style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines of the card, each behind the bar; an address is never broken."""
        inside = options.update(width=options.max_width - 2, height=None)
        for part in self.body:
            if isinstance(part, Link):
                lines = [[Segment(part.url, Style(link=part.url))]]
            else:
                lines = console.render_lines(part, inside, pad=False)
            for line in lines:
                yield Segment("| " if options.ascii_only else "▌ ", self.style)
                yield from line
                yield Segment.line()


@dataclass(frozen=True, slots=True)
class Link:
    """An address on a line of its own, which the terminal may wrap and no line break may tear."""

    url: str


def _ways(reply: Reply) -> Iterator[RenderableType]:
    """Yield the lines that can be typed next: the letters, then the numbered buttons."""
    ways = [_letters(reply.choice)] if reply.choice else []
    for number, button in enumerate(reply.buttons, start=1):
        ways.append(RichText.assemble((f"[{number}]", "bold"), f" {printable(button.label)}"))
    if ways:
        yield Ways(ways)


@dataclass(frozen=True, slots=True)
class Ways:
    """Things that can be typed, as many to a line as fit whole."""

    ways: list[RichText]

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        line = RichText()
        for way in self.ways:
            if line and line.cell_len + len(GAP) + way.cell_len >= options.max_width:
                yield line
                line = RichText()
            line.append(GAP if line else " ").append_text(way)
        yield line


def _letters(choice: Choice) -> RichText:
    """Return the letters that answer a question, or how to type them in an order."""
    if choice.places:
        return RichText(choice.places.typed, style="bold")
    return RichText(" ".join(f"[{letter}]" for letter in choice.letters), style="bold")


def _block(block: Block) -> RenderableType | Link:
    """Return one block."""
    match block:
        case Text(spans, heading):
            return Group(*_headed(heading), _rich(spans))
        case Note(spans):
            return _note(spans)
        case Facts(rows, heading):
            lines = [_fact(row.label, row.value) for row in rows]
            return Group(*_headed(heading), *lines)
        case Options():
            return _options(block)
        case Ranking():
            return _ranking(block)
        case Document(name, text):
            return Group(RichText(printable(name), style="bold"), RichText(printable(text)))


def _note(spans: Spans) -> RenderableType | Link:
    """Return small print; a link that stands alone is its address."""
    match spans:
        case [Span(url=str(url))]:
            return Link(url)
    return _rich(spans, "dim")


def _headed(heading: str) -> Iterator[RenderableType]:
    """Yield a heading, where there is one."""
    if heading:
        yield RichText(printable(heading), style="bold underline")


def _fact(label: str, value: Spans) -> RenderableType:
    """Return a row with a hanging indent."""
    text = RichText()
    if label:
        text.append(f"{printable(label)}: ", style="bold")
    text.append_text(_rich(value))
    return _hanging("•", text)


def _hanging(mark: str, text: RenderableType) -> Table:
    """Return *text* behind a mark, its further lines under its first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(RichText(mark, style="bold"), text)
    return grid


def _options(block: Options) -> RenderableType:
    """Return the lettered options, each with its verdict and reason once the question is answered."""
    lines: list[RenderableType] = []
    for option in block.options:
        text = _rich(option.text)
        if option.right is not None:
            style = "green" if option.right else "yellow"
            text.append(f"  {'✓' if option.right else '✗'} {option.verdict}", style=f"bold {style}")
        lines.append(_hanging(f"{option.letter}.", text))
        if option.why:
            lines.append(Padding(_rich(option.why), (0, 0, 0, 3)))
    return Group(*lines)


def _ranking(block: Ranking) -> RenderableType:
    """Return the ranking as a table; an arrow marks the own row."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for row, before in zip(block.rows, (None, *block.rows), strict=False):
        if row.own and before and row.rank > before.rank + 1:
            table.add_row("…", "", "", "")
        cells = (str(row.rank), printable(row.name), row.value, "←" if row.own else "")
        table.add_row(*map(RichText, cells), style="bold" if row.own else "")
    return table


def _rich(spans: Spans, style: str = "") -> RichText:
    """Return spans as rich text; an address is written out, since not every terminal opens links."""
    text = RichText(style=style)
    for span in spans:
        shown = printable(span.text)
        mark = Style(bold=span.bold or None, italic=span.code or None)
        text.append(shown, style=mark)
        if span.url:
            text.append(f" {span.url}", style=Style(link=span.url))
    return text
