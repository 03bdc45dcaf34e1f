"""A page of Slack messages: a small drawing of Block Kit of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from itertools import groupby
from typing import Any

from tests.looks.pages import AVATAR, font, page, text

STYLE = (
    font("Lato", "lato", 400, 700, 900)
    + """
body { background: #fff; color: #1d1c1d; font: 15px/22px Lato, sans-serif; }
.message { display: flex; gap: 8px; padding: 8px 16px; }
.avatar { width: 36px; height: 36px; border-radius: 6px; flex: none; }
.content { min-width: 0; flex: 1; max-width: 600px; overflow-wrap: anywhere; }
.who { font-weight: 900; }
.who span { font-weight: 400; font-size: 12px; color: #616061; margin-left: 6px; }
.who .app { background: #e8e8e8; border-radius: 2px; padding: 1px 4px; font-weight: 700; }
.block { margin: 6px 0; }
h2 { font-size: 18px; line-height: 24px; font-weight: 900; margin: 8px 0 4px; }
blockquote { margin: 4px 0; padding-left: 12px; border-left: 4px solid #ddd; border-radius: 2px; }
.context { font-size: 13px; line-height: 18px; color: #616061; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.button { max-width: 100%; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.menu { font-weight: 400 !important; background: #f8f8f8; }
.button { border: 1px solid #1d1c1d4d; border-radius: 8px; padding: 0 12px; height: 36px; font: 700 15px/34px Lato; }
.button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.boxes { width: 100%; }
.boxes label { display: flex; gap: 10px; padding: 5px 0; }
.boxes label i { flex: none; width: 18px; height: 18px; margin-top: 2px; border: 1.5px solid #868686;
  border-radius: 4px; }
.boxes small { display: block; font-size: 13px; line-height: 18px; color: #616061; }
code { font-size: 12px; color: #c01343; background: #f8f8f8; border: 1px solid #ddd; border-radius: 3px;
  padding: 1px 3px; }
a { color: #1264a3; text-decoration: none; }
"""
)
_INLINE = re.compile(
    r"(?<![\w\u200b])\*(?=[^\s\u200b])(.*?[^\s\u200b])\*(?![\w\u200b])|`([^`]+)`|<(https://[^|>]+)\|([^>]+)>|<#(\w+)>"
)


def slack_page(scenes: Iterable[tuple[str, list[dict[str, Any]]]]) -> str:
    """Return a page of messages, each with its name and its blocks."""
    return page(STYLE, "", ((name, _message(blocks)) for name, blocks in scenes))


def _message(blocks: list[dict[str, Any]]) -> str:
    """Return a message."""
    shown = "".join(map(_block, blocks))
    who = '<div class="who">Prova<span class="app">APP</span><span>9:00 AM</span></div>'
    return (
        f'<div class="message"><img class="avatar" alt="" src="{AVATAR}"><div class="content">{who}{shown}</div></div>'
    )


def _block(block: dict[str, Any]) -> str:
    """Return a block."""
    match block["type"]:
        case "header":
            return f"<h2>{text(block['text']['text'])}</h2>"
        case "section":
            return f'<div class="block">{_mrkdwn(block["text"]["text"])}</div>'
        case "context":
            return f'<div class="block context">{"".join(_said(part) for part in block["elements"])}</div>'
        case "actions":
            return f'<div class="block actions">{"".join(map(_element, block["elements"]))}</div>'
        case other:
            raise ValueError(other)


def _said(part: dict[str, str]) -> str:
    """Return a text of either kind."""
    return text(part["text"]) if part["type"] == "plain_text" else _mrkdwn(part["text"])


def _element(part: dict[str, Any]) -> str:
    """Return something to press or tick."""
    if part["type"] == "checkboxes":
        return f'<div class="boxes">{"".join(map(_box, part["options"]))}</div>'
    if part["type"] == "static_select":
        return f'<span class="button menu">{text(part["placeholder"]["text"])}</span>'
    style = part.get("style", "")
    return f'<span class="button {style}">{text(part["text"]["text"])}</span>'


def _box(option: dict[str, Any]) -> str:
    """Return a box to tick."""
    more = f"<small>{text(option['description']['text'])}</small>" if "description" in option else ""
    return f"<label><i></i><span>{text(option['text']['text'])}{more}</span></label>"


def _mrkdwn(content: str) -> str:
    """Return mrkdwn as HTML."""
    shown = []
    for quoted, lines in groupby(content.split("\n"), lambda line: line.startswith("> ")):
        told = "<br>".join(_inline(line.removeprefix("> ")) for line in lines)
        shown.append(f"<blockquote>{told}</blockquote>" if quoted else told)
    return "".join(shown)


def _inline(line: str) -> str:
    """Return a line with its marks."""
    shown, at = [], 0
    for match in _INLINE.finditer(line):
        shown.append(text(unescape(line[at : match.start()])))
        bold, code, url, label, channel = match.groups()
        if bold:
            shown.append(f"<b>{_inline(bold)}</b>")
        elif code:
            shown.append(f"<code>{text(unescape(code))}</code>")
        elif url:
            shown.append(f'<a href="{url}">{_inline(label)}</a>')
        elif channel:
            shown.append("<a>#study</a>")
        at = match.end()
    return "".join([*shown, text(unescape(line[at:]))])
