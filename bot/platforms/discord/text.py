"""Discord's Markdown, and the escapes that keep text from becoming any."""

from __future__ import annotations

import re
from datetime import datetime

from bot.chat.lines import Dialect
from bot.chat.printable import printable
from bot.chat.signs import RIGHT, WRONG

_SPECIAL = re.compile(r"[\\*_~`|<@\[\]]|^\s*(?:[-+>#]|\d+(?=\.))", re.MULTILINE)
"""The signs of emphasis, code, spoilers, mentions and links, and at a line's start of lists and headings."""


def escaped(text: str) -> str:
    """Return *text* so that Discord shows it as it is: no markup, no mention, no invisible characters."""
    return _SPECIAL.sub(_escape, printable(text))


def _escape(match: re.Match[str]) -> str:
    """Return a special character behind a backslash; the number of a list has it before its point."""
    found = match[0]
    return f"{found}\\" if found[-1].isdigit() else f"{found[:-1]}\\{found[-1]}"


def _link(shown: str, url: str) -> str:
    """Return a link; a bracket in its address would end it."""
    return f"[{shown}]({url.replace(')', '%29')})"


def _channel(text: str) -> str:
    """Return a channel's id so that its name shows; anything else is text."""
    return f"<#{text}>" if text.isdecimal() else escaped(text)


def _instant(at: datetime) -> str:
    """Return an instant as a stamp, which each client shows in its own zone and language."""
    return f"<t:{int(at.timestamp())}:f>"


MARKDOWN = Dialect(
    escape=escaped,
    code="``{}``".format,
    link=_link,
    channel=_channel,
    bold="**{}**",
    bullet="-",
    note="-# {}",
    verdict="\n> {}",
    reason=" · {}",
    gap="…",
    signs=(RIGHT, WRONG),
    own="👈",
    medals=("🥇", "🥈", "🥉"),
    bar="`{}`",
    instant=_instant,
)
