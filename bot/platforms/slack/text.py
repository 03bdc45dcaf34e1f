"""Slack's text, both ways: what people typed as they meant it, and what they are told so that it stands as it is."""

from __future__ import annotations

import re

from bot.chat.markup import Span, Spans
from bot.chat.plain import printable

_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
"""A mention, a channel, a special word or a link, as Slack writes it into text: `<@U1|ana>`, `<http://a.b|a.b>`."""
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_MARK = re.compile(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)|:(?=[\w+'-]*[^\W\d][\w+'-]*:)")
"""A character at the edge of a word, where Slack would take it for formatting, or one that begins an emoji's name."""
ZERO_WIDTH_SPACE = "\u200b"
QUOTE = "\u02cb"
"""Looks like the sign that would end a run of code."""


def meant(text: str) -> str:
    """Return what somebody typed: Slack's links and mentions by their labels, its entities as characters."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], _REFERENCE.sub(_label, text))


def _label(match: re.Match[str]) -> str:
    """Return what a reference looks like on the screen."""
    sign, target, label = match.groups()
    if sign in ("@", "#"):
        return sign + (label or target).removeprefix(sign)
    if sign == "!":
        return label or "@" + target.partition("^")[0]
    return label or target.removeprefix("mailto:")


def escaped(text: str) -> str:
    """Return *text* so that Slack shows it as it stands: no mention, no link, no formatting, no invisible characters.

    Slack knows no escape for its formatting characters; one that touches a zero-width space formats nothing.
    """
    shown = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARK.sub(lambda match: f"{ZERO_WIDTH_SPACE}{match[0]}{ZERO_WIDTH_SPACE}", shown)


def marked(spans: Spans) -> str:
    """Return spans in Slack's mrkdwn."""
    return "".join(map(_span, spans))


def flat(spans: Spans) -> str:
    """Return spans in mrkdwn on one line."""
    return " ".join(marked(spans).split())


def _span(span: Span) -> str:
    """Return one span; blanks stand outside the marks, since Slack takes no mark beside a blank."""
    core = printable(span.text).strip()
    if not core or not (span.bold or span.code or span.url):
        return escaped(span.text)
    shown = f"`{_entities(core.replace('`', QUOTE))}`" if span.code else escaped(core)
    if span.url:
        shown = f"<{_entities(span.url)}|{shown.replace('|', '¦')}>"
    if span.bold:
        shown = f"*{shown}*"
    text = printable(span.text)
    start = text.index(core)
    return f"{text[:start]}{shown}{text[start + len(core) :]}"


def _entities(text: str) -> str:
    """Return *text* with the three characters escaped that Slack gives a meaning to."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
