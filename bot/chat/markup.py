"""The inline subset that authors may write: **bold**, `code` and [label](https://...).

Text from people never passes through here: values enter a template after it has been taken apart, so that no name or
phrase can become a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

_TOKEN = re.compile(r"\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`]+)`|\[(?P<label>[^\]]+)\]\((?P<url>https://[^\s)]+)\)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    code: bool = False
    url: str | None = None
    channel: bool = False
    """The text is the id of a channel, which a platform shows by its name."""
    at: datetime | None = None
    """The instant of which the text is the local time somewhere; a platform may show it in each reader's own beside."""

    def __hash__(self) -> int:
        """Return the hash of the text: spans are looked up far more often than two of them differ in style alone."""
        return hash(self.text)


Spans = tuple[Span, ...]


class Written(Spans):
    """Spans that an author wrote, of which nothing is a person's: a renderer may keep their form."""

    __slots__ = ()


def plain(text: str) -> Spans:
    """Return *text* as it is, nothing in it taken for markup."""
    return (Span(text),)


@lru_cache(maxsize=4096)
def parse(source: str) -> Written:
    """Return the spans of an author's text; incomplete markup stays as written.

    Kept, since a bank has a few thousand texts and shows the same ones over and over.
    """
    spans: list[Span] = []
    at = 0
    for match in _TOKEN.finditer(source):
        if match.start() > at:
            spans.append(Span(source[at : match.start()]))
        if match["bold"] is not None:
            spans.append(Span(match["bold"], bold=True))
        elif match["code"] is not None:
            spans.append(Span(match["code"], code=True))
        else:
            spans.append(Span(match["label"], url=match["url"]))
        at = match.end()
    if at < len(source):
        spans.append(Span(source[at:]))
    return Written(spans)


def fill(template: Spans, values: dict[str, object]) -> Spans:
    """Return *template* with `{name}` fields filled; a value is text, with all its characters."""
    return tuple(replace(span, text=span.text.format_map(values)) for span in template)


def text_of(spans: Spans) -> str:
    """Return the bare text of spans, without marks and addresses."""
    return "".join(span.text for span in spans)
