"""Documents become files of the person at the terminal, whole, and nothing that is there is written over."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Document, Reply
from bot.chat.wording import VOICES
from bot.platforms.terminal.files import saved

REPLY = Reply("All:", (Document("d.json", '{"name": "Zoë"}'),))


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The working directory, and that of temporary files."""
    here, away = tmp_path / "here", tmp_path / "away"
    for folder in (here, away):
        folder.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(tempfile, "tempdir", str(away))
    return here, away


def test_each_export_is_a_file_of_its_own_that_nobody_else_reads(folders: tuple[Path, Path]) -> None:
    here, _ = folders
    for name in ("d.json", "d-2.json", "d-3.json"):
        assert plain_text(saved(REPLY, VOICES["en"])) == f"All:\nIt is in this file: {here / name}"
        assert (here / name).read_text(encoding="utf-8") == '{"name": "Zoë"}\n'
        assert stat.S_IMODE((here / name).stat().st_mode) == 0o600


def test_where_nothing_can_be_written_the_file_goes_to_the_temporary_ones(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, away = folders
    made = os.open

    def refused(path: Path, *flags: int) -> int:
        if path.parent == here:
            raise PermissionError(13, "Permission denied")
        return made(path, *flags)

    monkeypatch.setattr(os, "open", refused)
    assert str(away / "d.json") in plain_text(saved(REPLY, VOICES["en"]))
    assert (away / "d.json").exists()


def test_on_a_full_disk_it_says_so_and_leaves_no_half_a_file(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, away = folders
    made = os.open
    monkeypatch.setattr(os, "open", lambda *_: made("/dev/full", os.O_WRONLY))
    said = plain_text(saved(REPLY, VOICES["en"]))
    assert "I couldn't save it as a file (No space left on device). Make some room, then ask again." in said
    assert list(here.iterdir()) == list(away.iterdir()) == []
