"""Draw the README's first screen: the real replies of Prova, on a database of its own, as the terminal shows them.

Run it with `make screenshot`; it writes `docs/first-screen.svg`.
"""

from __future__ import annotations

import asyncio
import io
import random
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from bot.app import Prova
from bot.config import REPOSITORY_CONTENT
from bot.content.lookup.index import Index
from bot.content.reading.load import load
from bot.features.practice.library import Library
from bot.platforms.terminal.render import card
from bot.platforms.terminal.session import Session, actor_named
from bot.store.store import SqlStore

TARGET = Path(__file__).parent / "first-screen.svg"
LINES = ("/quiz monitoring easy", "{right}")
WIDTH = 84
FONT_FACE = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)
"""The style that would load a font from the web; the reader's own fixed-width font does."""


async def draw() -> None:
    """Play a question and its answer, and export the screen."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    bank = load(REPOSITORY_CONTENT)
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        store = await SqlStore.open(f"sqlite:///{folder}/picture.db")
        await store.upgrade()
        prova = Prova(Library(bank, {}), Index(bank.services), store, lambda: now, random.Random(11), ZoneInfo("UTC"))
        session = Session(prova.dispatcher, actor_named("ana", "en"), lambda: "picture")
        for line in LINES:
            typed = line.replace("{right}", await _right(session, store))
            console.print(Text(f"ana> {typed}", style="bold"))
            console.print(card(await session.hear(typed)))
        await store.close()
    bare = FONT_FACE.sub("", CONSOLE_SVG_FORMAT)
    console.save_svg(str(TARGET), title="prova play", unique_id="prova", code_format=bare)


async def _right(session: Session, store: SqlStore) -> str:
    """Return the letters of the key of the question on the screen, or nothing before there is one."""
    if session.choice is None:
        return ""
    posting = await store.posting(int(session.choice.call.args["posting"]))
    key = load(REPOSITORY_CONTENT).questions[posting.question].key
    letters = zip(session.choice.letters, posting.order, strict=True)
    return "".join(letter for letter, option in letters if option in key)


if __name__ == "__main__":
    asyncio.run(draw())
