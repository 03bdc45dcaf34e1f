"""The README's pictures show what Prova shows now; this needs no browser, only the payloads that were drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.content.model import Bank
from docs.pictures import DIGESTS, FOLDER, digests

LARGEST = 150_000


def test_no_picture_is_older_than_what_it_shows(bank: Bank) -> None:
    drawn = json.loads(DIGESTS.read_text(encoding="utf-8"))
    assert drawn == digests(bank), "draw the pictures anew: make pictures"


def test_every_picture_is_there_small_and_shown_in_a_page() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in Path(FOLDER).parent.glob("README*.md"))
    drawn = json.loads(DIGESTS.read_text(encoding="utf-8"))
    assert sorted(drawn) == sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".svg", ".png"))
    for name in drawn:
        assert (FOLDER / name).stat().st_size < LARGEST, name
        assert re.search(rf"docs/{re.escape(name)}\b", pages), name
