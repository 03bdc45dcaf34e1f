"""A reply as plain text: for pipes, for notifications and for screen readers. All of it, nothing cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from bot.chat.markup import Spans, text_of
from bot.chat.reply import Block, Document, Facts, Note, Options, Ranking, Reply, Text


def printable(text: str) -> str:
    """Return *text* without the control and format characters that could move a cursor or turn the reading direction.

    Line breaks and tabs stay, and so does the joiner that emoji are made with.
    """
    if text.isprintable():
        return text
    return "\n".join(map(_printable, text.split("\n")))


def _printable(line: str) -> str:
    """Return one line so; nearly always there is nothing to leave out, and to know that is a hundred times faster."""
    if line.isprintable():
        return line
    return "".join(char for char in line if char in "\t\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def plain_text(reply: Reply) -> str:
    """Return the reply's title, blocks and ways on, a line each."""
    lines = [reply.title]
    for block in reply.blocks:
        lines.extend(_lines(block))
    if reply.choice:
        lines.append(" ".join(f"[{letter}]" for letter in reply.choice.letters))
    if reply.buttons:
        lines.append("  ".join(f"[{number}] {button.label}" for number, button in enumerate(reply.buttons, start=1)))
    return printable("\n".join(lines))


def _lines(block: Block) -> Iterator[str]:
    """Yield the lines of one block."""
    match block:
        case Text(spans, heading):
            yield f"{heading}: {_flat(spans)}" if heading else _flat(spans)
        case Note(spans):
            yield _flat(spans)
        case Facts(rows, heading):
            if heading:
                yield f"{heading}:"
            for row in rows:
                yield f"- {row.label}: {_flat(row.value)}" if row.label else f"- {_flat(row.value)}"
        case Options(options):
            for option in options:
                verdict = "" if option.right is None else f" [{'✓' if option.right else '✗'} {option.verdict}]"
                yield f"{option.letter}. {_flat(option.text)}{verdict}"
                if option.why:
                    yield f"   {_flat(option.why)}"
        case Ranking(rows):
            for ranked in rows:
                yield f"{ranked.rank}. {ranked.name}: {ranked.value}{' ←' if ranked.own else ''}"
        case Document(name, text):
            yield f"{name}:"
            yield text


def _flat(spans: Spans) -> str:
    """Return the text of spans on one line."""
    return " ".join(text_of(spans).split())
