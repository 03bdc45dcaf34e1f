"""Draw the README's pictures: a question and its verdict on each platform, in both languages, as Prova shows them.

Run it with `make pictures`. It writes `docs/*.svg` of the terminal, `docs/*.png` of Discord and Slack, drawn by a
headless Chromium, and `docs/pictures.json` with a digest of what each of them shows: `tests/looks/test_pictures.py`
compares those with what Prova shows now.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from bot.chat.language import Language
from bot.chat.wording import VOICES
from bot.config import REPOSITORY_CONTENT
from bot.content.model import Bank
from bot.content.reading.load import load
from bot.platforms.terminal.render import card
from tests.looks.browser import browser
from tests.looks.discord_page import discord_page
from tests.looks.scenes import Payload, payload_of, question_and_verdict
from tests.looks.slack_page import slack_page
from tests.support.tools import ToolMissing, folder_of

FOLDER = Path(__file__).parent
DIGESTS = FOLDER / "pictures.json"
PAGES: Mapping[str, Callable[[Any], str]] = {"discord": discord_page, "slack": slack_page}
COLUMNS = 84
PIXELS, SCALE = 640, 1.5
FONT_FACE = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)
"""The style that would load a font from the web; the reader's own fixed-width font does."""


def payloads(bank: Bank) -> dict[str, dict[Language, list[Payload]]]:
    """Return the messages that the pictures of Discord and Slack show, by platform and language."""
    return {
        platform: {
            language: [payload_of(platform, reply) for reply in question_and_verdict(bank, language)]
            for language in VOICES
        }
        for platform in PAGES
    }


def screens(bank: Bank) -> dict[Language, Console]:
    """Return the terminal's screens, by language."""
    return {language: _screen(bank, language) for language in VOICES}


def digests(bank: Bank) -> dict[str, str]:
    """Return a digest of what each picture shows, by its file."""
    shown: dict[str, object] = {
        name_of(platform, language): payload
        for platform, languages in payloads(bank).items()
        for language, payload in languages.items()
    }
    for language, screen in screens(bank).items():
        shown[name_of("terminal", language)] = screen.export_text()
    return {name: hashlib.sha256(json.dumps(one).encode()).hexdigest() for name, one in sorted(shown.items())}


def name_of(platform: str, language: Language) -> str:
    """Return the name of a picture's file."""
    stem = "first-screen" if platform == "terminal" else platform
    return f"{stem}{'' if language == 'en' else f'.{language}'}.{'svg' if platform == 'terminal' else 'png'}"


def _screen(bank: Bank, language: Language) -> Console:
    """Return a terminal that shows a question and its verdict."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, highlight=False)
    for typed, reply in zip(("/quiz model monitor", "a"), question_and_verdict(bank, language), strict=True):
        console.print(Text(f"ana> {typed}", style="bold"))
        console.print(card(reply), crop=False)
    return console


async def draw() -> None:
    """Write all pictures and their digests."""
    bank = load(REPOSITORY_CONTENT)
    for language, screen in screens(bank).items():
        bare = FONT_FACE.sub("", CONSOLE_SVG_FORMAT)
        target = FOLDER / name_of("terminal", language)
        screen.save_svg(str(target), title="prova play", unique_id="prova", code_format=bare)
    shown = payloads(bank)
    pages = {
        f"{platform}-{language}": PAGES[platform](list(enumerate(shown[platform][language])))
        for platform in PAGES
        for language in VOICES
    }
    try:
        tool = folder_of("Chromium")
    except ToolMissing as missing:
        raise SystemExit(f"No Chromium to draw with: {missing}.") from missing
    async with browser(tool, pages) as tab:
        for platform in PAGES:
            for language in VOICES:
                await tab.show(f"{platform}-{language}", PIXELS, SCALE)
                (FOLDER / name_of(platform, language)).write_bytes(await tab.picture("#all"))
    DIGESTS.write_text(json.dumps(digests(bank), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(draw())
