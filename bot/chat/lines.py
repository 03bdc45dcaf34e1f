"""The lines of a reply's blocks: one walk for plain text, Discord's Markdown and Slack's mrkdwn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.chat.markup import Span, Spans, Written
from bot.chat.printable import printable
from bot.chat.reply import Block, Document, Fact, Facts, LetteredOption, Note, Options, Ranking, Text
from bot.chat.signs import bar

SHORT = 12
"""Characters of a label behind a bar on one line."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The marks of one kind of text. In a template, `{}` is the place of the text that is marked."""

    escape: Callable[[str], str]
    """Returns text so that it shows as it is, with all its characters."""
    code: Callable[[str], str]
    link: Callable[[str, str], str]
    """Returns a link of its text, escaped already, and its address."""
    channel: Callable[[str], str]
    """Returns a channel's id so that its name shows."""
    bold: str
    bullet: str
    note: str
    verdict: str
    """The template of an answered option's verdict, behind the option."""
    reason: str
    """The template of the reason, behind the verdict."""
    gap: str
    """The line between ranks that do not follow one another, or nothing for no such line."""
    instant: Callable[[datetime], str] = lambda _: ""
    """Returns an instant as each reader's own client shows it, or nothing where no client does."""
    one_line: bool = False
    """Paragraphs lose their line breaks, as the other texts do."""
    signs: tuple[str, str] | None = None
    """The signs of right and wrong before an answered option, whose verdict has none then."""
    own: str = "←"
    """The sign of the own row of a ranking."""
    medals: tuple[str, ...] = ()
    """The signs of the first ranks, in the place of their numbers."""
    bar: str = ""
    """The template of the bar of a share, or nothing for no bars."""


def lines(block: Block, dialect: Dialect) -> Iterator[str]:
    """Yield the lines of one block; an option is one with its verdict and reason, and a paragraph with its breaks."""
    match block:
        case Text(spans, heading):
            text = flat(spans, dialect) if dialect.one_line else marked(spans, dialect)
            yield f"{_label(heading, dialect)} {text}" if heading else text
        case Note(spans):
            yield dialect.note.format(flat(spans, dialect))
        case Facts(rows, heading):
            if heading:
                yield _label(heading, dialect)
            for row in rows:
                yield from _fact(row, dialect)
        case Options(options):
            for option in options:
                yield _option(option, dialect)
        case Ranking():
            yield from _ranking(block, dialect)
        case Document(name, text):
            yield f"{dialect.escape(name)}:"
            yield dialect.escape(text)


def is_written(block: Block) -> bool:
    """Return whether nothing in a block but its labels is other than an author's, so that many people get the same."""
    match block:
        case Text(spans) | Note(spans):
            return isinstance(spans, Written)
        case Facts(rows):
            return all(isinstance(row.value, Written) for row in rows)
        case Options(options):
            return all(
                isinstance(one.text, Written) and (not one.why or isinstance(one.why, Written)) for one in options
            )
        case _:
            return False


def marked(spans: Spans, dialect: Dialect) -> str:
    """Return spans with their marks."""
    return "".join(_marked(span, dialect) for span in spans)


def flat(spans: Spans, dialect: Dialect) -> str:
    """Return spans with their marks, on one line."""
    return " ".join(marked(spans, dialect).split())


def _marked(span: Span, dialect: Dialect) -> str:
    """Return one span; blanks stay outside the marks, since no platform takes a mark beside a blank."""
    text = printable(span.text)
    core = text.strip()
    if span.at and (own := dialect.instant(span.at)):
        return f"{dialect.escape(text)} ({own})"
    if not core or not (span.bold or span.code or span.url or span.channel):
        return dialect.escape(text)
    shown = (dialect.channel if span.channel else dialect.code if span.code else dialect.escape)(core)
    if span.url:
        shown = dialect.link(shown, span.url)
    if span.bold:
        shown = dialect.bold.format(shown)
    start = text.index(core)
    return f"{text[:start]}{shown}{text[start + len(core) :]}"


def _label(label: str, dialect: Dialect) -> str:
    """Return a heading or label with its colon."""
    return dialect.bold.format(f"{dialect.escape(label)}:")


def _fact(row: Fact, dialect: Dialect) -> Iterator[str]:
    """Yield a row: behind its bullet, or behind its bar, which comes below a label that would push it about."""
    label, value = _label(row.label, dialect) if row.label else "", flat(row.value, dialect)
    bar_ = _bar(row.share, dialect)
    if bar_ and len(row.label) > SHORT:
        yield label
        label = ""
    yield " ".join(filter(None, (bar_ or dialect.bullet, label, value)))


def _option(option: LetteredOption, dialect: Dialect) -> str:
    """Return a lettered option, and once the question is answered its verdict and reason."""
    line = f"{dialect.bold.format(f'{option.letter}.')} {flat(option.text, dialect)}"
    if option.right is None:
        return line
    verdict = dialect.escape(option.verdict)
    if dialect.signs:
        line = f"{dialect.signs[not option.right]} {line}"
    else:
        verdict = f"{'✓' if option.right else '✗'} {verdict}"
    reason = dialect.reason.format(flat(option.why, dialect)) if option.why else ""
    return f"{line}{dialect.verdict.format(dialect.bold.format(verdict))}{reason}"


def _ranking(ranking: Ranking, dialect: Dialect) -> Iterator[str]:
    """Yield the rows of a ranking, each with its medal or number and its bar; a sign marks the own one."""
    for row, before in zip(ranking.rows, (None, *ranking.rows), strict=False):
        if dialect.gap and row.own and before and row.rank > before.rank + 1:
            yield dialect.gap
        medal = next(iter(dialect.medals[row.rank - 1 : row.rank]), "")
        told = f"{dialect.escape(row.name)}: {dialect.escape(row.value)}"
        parts = (
            medal or dialect.bold.format(f"{row.rank}."),
            _bar(row.share, dialect),
            dialect.bold.format(f"{told} {dialect.own}") if row.own else told,
        )
        yield " ".join(filter(None, parts))


def _bar(share: float | None, dialect: Dialect) -> str:
    """Return the bar of a share, or nothing."""
    return dialect.bar.format(bar(share)) if dialect.bar and share is not None else ""
