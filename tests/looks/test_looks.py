"""Every screen can be read on a phone and on a wide window: nothing runs out of it, and no text is small."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.chat.wording import VOICES
from bot.content.model import Bank
from tests.conftest import House
from tests.looks.browser import Tab, browser
from tests.looks.discord_page import discord_page
from tests.looks.scenes import scenes
from tests.looks.slack_page import slack_page
from tests.support.tools import need

PAGES: dict[str, Callable[[Any], str]] = {"discord": discord_page, "slack": slack_page}
WIDTHS = (390, 1_000)
SMALLEST = 12
PROBLEMS = f"""
(() => {{
  const found = [];
  const walk = (root, scene) => {{
    for (const part of root.querySelectorAll("*")) {{
      const own = part.closest(".scene")?.id ?? scene;
      if (part.shadowRoot) walk(part.shadowRoot, own);
      const box = part.getBoundingClientRect();
      const said = [...part.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join("");
      if (!box.width || ["STYLE", "SCRIPT", "TITLE"].includes(part.tagName)) continue;
      const out = box.right > innerWidth + 0.5 || box.left < -0.5;
      if (out) found.push(`${{own}}: ${{part.localName}} runs out of the window: ${{said}}`);
      const cut = part.clientWidth && part.scrollWidth > part.clientWidth + 1 && !part.matches(".menu");
      if (said && cut) found.push(`${{own}}: cut: ${{said}}`);
      if (said && parseFloat(getComputedStyle(part).fontSize) < {SMALLEST}) found.push(`${{own}}: small: ${{said}}`);
    }}
  }};
  walk(document, "");
  const wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) found.push(`the page is ${{wide}} wide`);
  return found;
}})()
"""
BAD = """
<script>window.drawn = 1</script><section class="scene" id="s"><p style="font-size: 11px">tiny</p>
<div style="width: 2000px">wide</div><p style="width: 50px; overflow: hidden; white-space: nowrap">much too long</p>
</section>
"""


@pytest.fixture
async def tab(house: House, kinds: Bank) -> AsyncIterator[Tab]:
    """A browser with a page of every screen, in both languages, on each platform."""
    tool = need("Chromium")
    pages = {}
    for platform, drawn in PAGES.items():
        pages[platform] = drawn([one for language in VOICES for one in await scenes(house, kinds, platform, language)])
    async with browser(tool, {**pages, "bad": BAD}) as opened:
        yield opened


async def test_no_screen_runs_out_of_its_window_or_has_small_text(tab: Tab) -> None:
    for platform in PAGES:
        for width in WIDTHS:
            await tab.show(platform, width)
            assert await tab.value("document.querySelectorAll('.scene').length") > 40
            assert await tab.value(PROBLEMS) == [], (platform, width)
    await tab.show("bad", 390)
    assert await tab.value(PROBLEMS) == [
        "s: small: tiny",
        "s: div runs out of the window: wide",
        "s: cut: much too long",
        "the page is 2008 wide",
    ]
