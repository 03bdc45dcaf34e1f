"""Slack's text, both ways: a person's words as they meant them, and ours so that they show as they are."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.lines import Dialect
from bot.chat.plain import PLAIN
from bot.chat.printable import printable
from bot.chat.signs import RIGHT, WRONG

_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
"""A mention, a channel, a special word or a link, as Slack writes it into text: `<@U1|ana>`, `<http://a.b|a.b>`."""
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_SIGNS = re.compile(r"[*_~`]+|:")
_EMOJI = re.compile(r":[\w+'-]*[^\W\d][\w+'-]*:")
_INSIDE = re.compile(r"(?<=\w)[*_~`](?=\w)|(?<!\S)[*_~`](?!\S)")
"""A sign between letters, or between blanks, which formats nothing."""
ZERO_WIDTH_SPACE = "\u200b"
QUOTE = "\u02cb"
"""Looks like the sign that would end a run of code."""


def meant(text: str) -> str:
    """Return the typed text: Slack's links and mentions by their labels, its entities as characters."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], _REFERENCE.sub(_label, text))


def _label(match: re.Match[str]) -> str:
    """Return a reference as it looks on the screen."""
    sign, target, label = match.groups()
    if sign in ("@", "#"):
        return sign + (label or target).removeprefix(sign)
    if sign == "!":
        return label or "@" + target.partition("^")[0]
    return label or target.removeprefix("mailto:")


def escaped(text: str) -> str:
    """Return *text* so that Slack shows it as it is: no mention, no link, no formatting, no invisible characters.

    Slack knows no escape for its formatting characters; one that touches a zero-width space formats nothing.
    """
    shown = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(_apart, shown)


def _apart(signs: re.Match[str]) -> str:
    """Return signs that Slack would take for formatting, or for the name of an emoji, so that it does not."""
    known = _EMOJI.match if signs[0] == ":" else _not_inside
    return f"{ZERO_WIDTH_SPACE}{signs[0]}{ZERO_WIDTH_SPACE}" if known(signs.string, signs.start()) else signs[0]


def _not_inside(text: str, at: int) -> bool:
    """Return whether signs are at the edge of a word; several in a row always may be."""
    return not _INSIDE.match(text, at) or text[at + 1 : at + 2] in tuple("*_~`")


def _entities(text: str) -> str:
    """Return *text* with the three characters escaped that Slack gives a meaning to."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(text: str) -> str:
    """Return a run of code."""
    return f"`{_entities(text.replace('`', QUOTE))}`"


def _link(shown: str, url: str) -> str:
    """Return a link; the sign that would end its address gives way to one that looks like it."""
    return f"<{_entities(url)}|{shown.replace('|', '¦')}>"


def _channel(text: str) -> str:
    """Return a channel's id so that its name shows; anything else is text."""
    return f"<#{text}>" if text.isalnum() else escaped(text)


SPOKEN = replace(PLAIN, escape=escaped, code=escaped, link="{} &lt;{}&gt;".format, channel=_channel)
"""The text of a notification, in which a channel's id shows as its name."""
MRKDWN = Dialect(
    escape=escaped,
    code=_code,
    link=_link,
    channel=_channel,
    bold="*{}*",
    bullet="•",
    note="{}",
    verdict="\n> {}",
    reason=" · {}",
    gap="…",
    signs=(RIGHT, WRONG),
    own="👈",
    medals=("🥇", "🥈", "🥉"),
    bar="{}",
)
