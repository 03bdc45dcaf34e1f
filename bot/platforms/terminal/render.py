"""A reply as a rich card: readable at 60 columns, and without any colour."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text as RichText

from bot.chat.markup import Span, Spans
from bot.chat.printable import printable
from bot.chat.reply import Block, Choice, Document, Fact, Facts, Note, Options, Ranking, Reply, Text, Tone
from bot.chat.signs import bar

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
ENTER = "↵"
"""The sign of the key that presses the button which leads on; its name would cost some verdicts a line."""


def draw(reply: Reply, console: Console) -> None:
    """Print the reply's card as wide as the terminal is now: people change it while Prova runs."""
    fit(console)
    console.print(card(reply), crop=False)


def fit(console: Console) -> None:
    """Make a console as wide as its terminal, and no wider than can be read."""
    columns = 0
    with suppress(OSError, ValueError):
        columns = os.get_terminal_size(console.file.fileno()).columns
    console.width = min(columns or console.width, WIDEST)


def card(reply: Reply) -> RenderableType:
    """Return the reply as one renderable; words and symbols say all that a colour says."""
    colour = COLOURS[reply.tone]
    title = RichText(printable(reply.title), style=Style(bold=True, color=colour))
    ways = list(_ways(reply))
    if not reply.blocks:
        return Group(title, *ways)
    tight = reply.tone in (Tone.RIGHT, Tone.WRONG)  # a verdict has to be seen at once, with headline and prompt
    body: list[Part] = [title]
    for number, block in enumerate(reply.blocks):
        if not (tight or isinstance(block, Note) or (not number and isinstance(block, Text) and not block.heading)):
            body.append(RichText())
        body.extend(_parts(block))
    return Group(Barred(body, Style(color=colour)), *ways)


@dataclass(frozen=True, slots=True)
class Link:
    """An address on a line of its own, which the terminal may wrap and no line break may tear."""

    url: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Hanging:
    """Text behind a mark, its further lines under its first."""

    mark: str
    text: RichText

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        before = RichText(f"{self.mark} ", style="bold")
        for line in self.text.wrap(console, max(options.max_width - before.cell_len, 1), overflow="fold"):
            line.rstrip()
            yield RichText.assemble(before, line)
            before = RichText(" " * before.cell_len)


Part = RenderableType | Link


@dataclass(frozen=True, slots=True)
class Barred:
    """A card behind a bar in its colour, which costs no lines of its own."""

    body: list[Part]
    style: Style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines of the card, each behind the bar; an address is never broken."""
        inside = options.update(width=options.max_width - 2, height=None)
        for part in self.body:
            if isinstance(part, Link):
                lines = [[Segment(" " * part.indent), Segment(part.url, Style(link=part.url))]]
            else:
                lines = console.render_lines(part, inside, pad=False)
            for line in lines:
                yield Segment("| " if options.ascii_only else "▌ ", self.style)
                yield from line
                yield Segment.line()


def _ways(reply: Reply) -> Iterator[RenderableType]:
    """Yield the lines that can be typed next: the letters, then the numbered buttons."""
    ways = [_letters(reply.choice)] if reply.choice else []
    for number, button in enumerate(reply.buttons, start=1):
        keys = f"[{number}{ENTER}]" if button.onward else f"[{number}]"
        ways.append(RichText.assemble((keys, "bold"), f" {printable(button.label)}"))
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
            line.append(GAP if line else "").append_text(way)
        yield line


def _letters(choice: Choice) -> RichText:
    """Return the letters that answer a question, or how to type them in an order."""
    if choice.places:
        return RichText(choice.places.typed, style="bold")
    return RichText(" ".join(f"[{letter}]" for letter in choice.letters), style="bold")


def _parts(block: Block) -> Iterator[Part]:
    """Yield the parts of one block."""
    match block:
        case Text(spans, heading):
            yield from _headed(heading)
            yield from _spans(spans)
        case Note([Span(url=str(url))]):  # a link that stands alone is its address
            yield Link(url)
        case Note(spans):
            yield from _spans(spans, "dim")
        case Facts(rows, heading):
            yield from _headed(heading)
            for row in rows:
                yield from _fact(row)
        case Options():
            yield from _options(block)
        case Ranking():
            yield _ranking(block)
        case Document(name, text):
            yield RichText(printable(name), style="bold")
            yield RichText(printable(text))


def _headed(heading: str) -> Iterator[Part]:
    """Yield a heading, where there is one."""
    if heading:
        yield RichText(printable(heading), style="bold underline")


def _spans(spans: Spans, style: str = "") -> Iterator[Part]:
    """Yield a paragraph, then its addresses: not every terminal opens links."""
    text = RichText(style=style)
    text.append_text(_rich(spans))
    yield text
    yield from _links(spans)


def _links(spans: Spans, indent: int = 0) -> Iterator[Link]:
    """Yield the addresses of spans."""
    yield from (Link(span.url, indent) for span in spans if span.url)


def _fact(row: Fact) -> Iterator[Part]:
    """Yield a row with a hanging indent; a share is a bar in the place of its bullet."""
    text = RichText()
    if row.label:
        text.append(f"{printable(row.label)}: ", style="bold")
    text.append_text(_rich(row.value))
    mark = "•" if row.share is None else bar(row.share)
    yield Hanging(mark, text)
    yield from _links(row.value, len(mark) + 1)


def _options(block: Options) -> Iterator[Part]:
    """Yield the lettered options, each with its verdict and reason once the question is answered."""
    for option in block.options:
        text = _rich(option.text)
        if option.right is not None:
            style = "green" if option.right else "yellow"
            text.append(f"  {'✓' if option.right else '✗'} {option.verdict}", style=f"bold {style}")
        yield Hanging(f"{option.letter}.", text)
        if option.why:
            yield Hanging(" " * len(f"{option.letter}."), _rich(option.why))
        yield from _links((*option.text, *option.why), len(f"{option.letter}. "))


def _ranking(block: Ranking) -> RenderableType:
    """Return the ranking as a table with a bar for each share; an arrow marks the own row."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for row, before in zip(block.rows, (None, *block.rows), strict=False):
        if row.own and before and row.rank > before.rank + 1:
            table.add_row("…", "", "", "", "")
        share = "" if row.share is None else bar(row.share)
        cells = (str(row.rank), share, printable(row.name), row.value, "←" if row.own else "")
        table.add_row(*map(RichText, cells), style="bold" if row.own else "")
    return table


def _rich(spans: Spans) -> RichText:
    """Return spans as rich text."""
    text = RichText()
    for span in spans:
        text.append(printable(span.text), style=Style(bold=span.bold or None, italic=span.code or None, link=span.url))
    return text
