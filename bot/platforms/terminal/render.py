"""A reply as a rich card: readable at 60 columns, and without any colour."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text as RichText

from bot.chat.markup import Spans
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
WIDEST = 92
"""Columns of a card: longer lines are hard to read."""


def draw(reply: Reply, console: Console) -> None:
    """Print the reply's card as wide as the terminal is now: people change it while Prova runs."""
    columns = 0
    with suppress(OSError, ValueError):
        columns = os.get_terminal_size(console.file.fileno()).columns
    console.width = min(columns or console.width, WIDEST)
    console.print(card(reply))


def card(reply: Reply) -> RenderableType:
    """Return the reply as one renderable; words and symbols say all that a colour says."""
    colour = COLOURS[reply.tone]
    title = RichText(printable(reply.title), style=Style(bold=True, color=colour))
    ways = list(_ways(reply))
    if not reply.blocks:
        return Group(title, *ways)
    body: list[RenderableType] = [title]
    for block in reply.blocks:
        body.extend((RichText(), _block(block)))
    return Group(Panel(Group(*body), border_style=colour, padding=(0, 1), width=None), *ways)


def _ways(reply: Reply) -> Iterator[RenderableType]:
    """Yield the lines that can be typed next: the letters, then the numbered buttons."""
    ways = [_letters(reply.choice)] if reply.choice else []
    for number, button in enumerate(reply.buttons, start=1):
        label = f" {printable(button.label)}".replace(" ", "\u00a0")
        ways.append(RichText.assemble((f"[{number}]", "bold"), label))
    if ways:
        yield Padding(RichText("   ").join(ways), (0, 0, 0, 1))


def _letters(choice: Choice) -> RichText:
    """Return the letters that answer a question."""
    return RichText(" ".join(f"[{letter}]" for letter in choice.letters), style="bold")


def _block(block: Block) -> RenderableType:
    """Return one block."""
    match block:
        case Text(spans, heading):
            return Group(*_headed(heading), _rich(spans))
        case Note(spans):
            return _rich(spans, "dim")
        case Facts(rows, heading):
            lines = [_fact(row.label, row.value) for row in rows]
            return Group(*_headed(heading), *lines)
        case Options():
            return _options(block)
        case Ranking():
            return _ranking(block)
        case Document(name, text):
            return Group(RichText(printable(name), style="bold"), RichText(printable(text)))


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
