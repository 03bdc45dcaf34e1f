"""A page of Discord messages, drawn by @skyra/discord-components-core; the frame of Components V2 is ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

from tests.looks.pages import AVATAR, font, page, text

PACKAGES = {
    "lit": "lit/index.js",
    "lit/": "lit/",
    "lit-html": "lit-html/lit-html.js",
    "lit-html/": "lit-html/",
    "lit-element/": "lit-element/",
    "@lit/context": "@lit/context/index.js",
    "@lit/reactive-element": "@lit/reactive-element/reactive-element.js",
    "@lit/reactive-element/": "@lit/reactive-element/",
    "@skyra/discord-components-core": "@skyra/discord-components-core/dist/index.js",
}
IMPORTS = ", ".join(f'"{name}": "/node_modules/{path}"' for name, path in PACKAGES.items())
HEAD = (
    f'<script type="importmap">{{"imports": {{{IMPORTS}}}}}</script>'
    '<script type="module">import "@skyra/discord-components-core";</script>'
)
STYLE = (
    font("gg sans", "noto-sans", 400, 500, 600, 700)
    + """
body { background: #313338; font-family: "gg sans", sans-serif; }
discord-messages { border: none !important; min-height: 0 !important; }
.container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid; border-radius: 8px;
  max-width: 600px; padding: 12px 16px; margin: 4px 0; display: flex; flex-direction: column; gap: 8px; }
.container > div { overflow-wrap: anywhere; color: #dbdee1; }
.container ul { margin: 0; padding-left: 20px; }
.container .quote { border-left: 4px solid #4e5058; padding-left: 12px; border-radius: 2px; }
discord-action-row { max-width: 600px; }
small { display: block; font-size: 13px; color: #949ba4; }
h3 { margin: 0; font-size: 16px; line-height: 1.375; color: #f2f3f5; }
a { color: #00a8fc; text-decoration: none; }
.menu { flex: 1; background: #1e1f22; border-radius: 4px; padding: 8px 12px; color: #949ba4; font-size: 14px; }
.menu div { color: #dbdee1; padding: 6px 0; }
.menu div small { color: #949ba4; }
"""
)
STYLES = {1: "primary", 2: "secondary", 3: "success"}
_INLINE = re.compile(
    r"\\([^A-Za-z0-9\s])|``(.+?)``|`(.+?)`|\*\*(.+?)\*\*|\[((?:\\.|[^\]\\])*)\]\((https://[^)]+)\)|<#(\d+)>|<t:(\d+):\w>"
)


def discord_page(scenes: Iterable[tuple[str, list[dict[str, Any]]]]) -> str:
    """Return a page of messages, each with its name and its components."""
    return page(STYLE, HEAD, ((name, _message(components)) for name, components in scenes))


def _message(components: list[dict[str, Any]]) -> str:
    """Return a message."""
    body = "".join(map(_component, components))
    return (
        f'<discord-messages no-background><discord-message author="Prova" bot verified avatar="{AVATAR}" '
        f'timestamp="09:00">{body}</discord-message></discord-messages>'
    )


def _component(part: dict[str, Any]) -> str:
    """Return a component with those in it."""
    match part["type"]:
        case 17:
            inside = "".join(map(_component, part["components"]))
            return f'<div class="container" style="border-left-color: #{part["accent_color"]:06x}">{inside}</div>'
        case 10:
            return f"<div>{_markdown(part['content'])}</div>"
        case 1:
            return f"<discord-action-row>{''.join(map(_component, part['components']))}</discord-action-row>"
        case 2:
            return f'<discord-button type="{STYLES[part["style"]]}">{text(part["label"])}</discord-button>'
        case 3:
            shown = part.get("placeholder")
            return f'<div class="menu">{text(shown) if shown else "".join(map(_entry, part["options"]))}</div>'
        case other:
            raise ValueError(other)


def _entry(option: dict[str, str]) -> str:
    """Return an entry of an open menu."""
    more = f"<small>{text(option['description'])}</small>" if "description" in option else ""
    return f"<div>{text(option['label'])}{more}</div>"


def _markdown(content: str) -> str:
    """Return Discord's Markdown as HTML."""
    shown = []
    for kind, lines in groupby(content.split("\n"), _kind):
        told = [_inline(line.removeprefix(kind)) for line in lines]
        match kind:
            case "### ":
                shown += [f"<h3>{line}</h3>" for line in told]
            case "-# ":
                shown += [f"<small>{line}</small>" for line in told]
            case "- ":
                shown.append(f"<ul>{''.join(f'<li>{line}</li>' for line in told)}</ul>")
            case "> ":
                shown.append(f'<div class="quote">{"<br>".join(told)}</div>')
            case _:
                shown.append("<br>".join(told))
    return "".join(shown)


def _kind(line: str) -> str:
    """Return the mark that a line begins with."""
    return next((mark for mark in ("### ", "-# ", "- ", "> ") if line.startswith(mark)), "")


def _inline(line: str) -> str:
    """Return a line with its marks."""
    shown, at = [], 0
    for match in _INLINE.finditer(line):
        shown.append(text(line[at : match.start()]))
        shown.append(_marked(match))
        at = match.end()
    return "".join([*shown, text(line[at:])])


def _marked(match: re.Match[str]) -> str:
    """Return a run of text with its mark."""
    sign, code, short, bold, label, url, channel, _ = match.groups()
    if sign:
        return text(sign)
    if code or short:
        return f"<discord-code>{text(code or short)}</discord-code>"
    if bold:
        return f"<b>{_inline(bold)}</b>"
    if url:
        return f'<a href="{escape(url)}">{_inline(label)}</a>'
    return '<discord-mention type="channel">study</discord-mention>' if channel else "November 24, 2026 09:00"
