"""The size limits of questions and services: each fits one message on every platform.

Discord's 4,000 characters of text in a message are the lowest limit; a quarter of it is left for headings, verdicts,
points, and the signs that have to be escaped.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.model import Kind
from bot.content.reading.problem import Problem
from bot.content.reading.record import Record
from bot.content.reading.validation import dotted

MESSAGE_CHARACTERS = 3_000
"""Characters of a bank's own texts in one message."""

PLACED_CHARACTERS = 69
"""Characters of a step or partner: with the number of its place before it, a line of Slack's menus takes so many."""
PROMPT_CHARACTERS = 140
"""Characters of a prompt: with its number before it, the line that invites to choose takes so many on Discord."""

_ASKED = (("stem",), ("options", "*", "text"), ("pairs", "*", "prompt"), ("pairs", "*", "text"))
_EXPLAINED = (
    *_ASKED[1:], ("options", "*", "why"), ("options", "*", "right_when"), ("pairs", "*", "why"), ("deciding",),
)  # fmt: skip
_CARD = (
    ("summary",), ("choose_when",), ("not_when", "*", "when"), ("profile",), ("contrasts", "*", "word"),
    ("contrasts", "*", "because"), ("numbers", "*"), ("status", "note"), ("status", "instead"), ("examined", "note"),
    ("notes_say",),
)  # fmt: skip


def question_size_problems(record: Record) -> Iterator[Problem]:
    """Yield a problem for a question that is too long to be shown, or to be explained, in either language."""
    yield from _too_long(record, "stem", _ASKED, "stem and options")
    yield from _too_long(record, "options", _EXPLAINED, "options, reasons and deciding words")
    if record.text("kind") == Kind.ORDERING:
        yield from _over(record, ("options", "*", "text"), PLACED_CHARACTERS, "step")
    yield from _over(record, ("pairs", "*", "text"), PLACED_CHARACTERS, "partner")
    yield from _over(record, ("pairs", "*", "prompt"), PROMPT_CHARACTERS, "prompt")


def service_size_problems(record: Record) -> Iterator[Problem]:
    """Yield a problem for a service whose card is too long in either language."""
    yield from _too_long(record, "id", _CARD, "the texts")


def _over(record: Record, steps: tuple[str, ...], most: int, named: str) -> Iterator[Problem]:
    """Yield a problem for each text at *steps* that has more than *most* characters in a language."""
    for language in ("en", "pt-BR"):
        for loc, text in record.texts(*steps, language):
            if len(text) > most:
                message = f"`{dotted(loc)}` has {len(text)} characters, and a menu shows {most} of a {named}"
                yield record.problem(loc, f"{message}; shorten it")


def _too_long(record: Record, at: str, parts: tuple[tuple[str, ...], ...], named: str) -> Iterator[Problem]:
    """Yield a problem for each language in which *parts* are longer than MESSAGE_CHARACTERS."""
    for language in ("en", "pt-BR"):
        size = sum(len(text) for steps in parts for _, text in record.texts(*steps, language))
        if size > MESSAGE_CHARACTERS:
            message = f"{named} have {size:,} characters in {language}, and {MESSAGE_CHARACTERS:,} fit one message"
            yield record.problem((at,), f"{message}; shorten them")
