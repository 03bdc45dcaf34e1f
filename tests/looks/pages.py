"""What the pages of both platforms have in common: emoji and bars as pictures, and the word that all is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_EMOJI = re.compile("[\u2705\u274c\U0001f300-\U0001faff]\ufe0f?")
_CELLS = re.compile("(█*)(░*)")
AVATAR = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'%3E%3Crect width='40' height='40' "
    "fill='%235865f2'/%3E%3Cpath d='M11 21l6 6 12-14' fill='none' stroke='white' stroke-width='5'/%3E%3C/svg%3E"
)
STYLE = """
* { box-sizing: border-box; }
body { margin: 0; }
.emoji { width: 1.2em; height: 1.2em; vertical-align: -0.2em; }
.bar { display: inline-block; width: 6em; height: 0.8em; vertical-align: -0.05em; border-radius: 2px; }
"""
DRAWN = """
<script type="module">
  window.drawn = (async () => {
    const parts = [...document.querySelectorAll("*")];
    const names = new Set(parts.map((part) => part.localName).filter((name) => name.includes("-")));
    await Promise.all([...names].map((name) => customElements.whenDefined(name)));
    await Promise.all(parts.map((part) => part.updateComplete));
    await Promise.all([...document.images].map((image) => image.decode()));
    await document.fonts.ready;
  })();
</script>
"""


def text(shown: str) -> str:
    """Return bare text as HTML, with its emoji and bars drawn."""
    safe = _EMOJI.sub(_emoji, escape(shown))
    return _CELLS.sub(lambda match: _bar(len(match[1]), len(match[2])) if match[0] else "", safe)


def _emoji(match: re.Match[str]) -> str:
    """Return an emoji as a picture."""
    return f'<img class="emoji" alt="{match[0]}" src="/node_modules/@twemoji/svg/{ord(match[0][0]):x}.svg">'


def _bar(full: int, empty: int) -> str:
    """Return a bar of so many full and empty cells."""
    share = 100 * full / (full + empty)
    return f'<i class="bar" style="background: linear-gradient(90deg, currentColor {share}%, #8886 {share}%)"></i>'


def font(name: str, folder: str, *weights: int) -> str:
    """Return the style that loads a font of a package."""
    address = f"/node_modules/@fontsource/{folder}/files/{folder}-latin-{{}}-normal.woff2"
    return "".join(
        f'@font-face {{ font-family: "{name}"; font-weight: {weight}; src: url("{address.format(weight)}"); }}\n'
        for weight in weights
    )


def page(style: str, head: str, scenes: Iterable[tuple[str, str]]) -> str:
    """Return a page of scenes, each a name and its HTML."""
    shown = "\n".join(f'<section class="scene" id="{name}">{scene}</section>' for name, scene in scenes)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><style>{STYLE}{style}</style>{head}{DRAWN}</head>'
        f'<body><main id="all">{shown}</main></body></html>'
    )
