"""What a person typed is there again next time, for that person alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from prompt_toolkit.history import History

from bot.platforms.terminal import history
from bot.platforms.terminal.history import KeptHistory, history_of


def files(folder: Path) -> list[Path]:
    """Return what is in a folder."""
    return list(folder.iterdir())


async def lines(of: History) -> list[str]:
    """Return the lines, newest first."""
    return [line async for line in of.load()]


async def test_lines_survive_a_restart_newest_first(tmp_path: Path) -> None:
    first = history_of("ana", tmp_path / "state")
    for line in ("/quiz", "/qual viés", "A"):
        first.append_string(line)
    assert await lines(history_of("ana", tmp_path / "state")) == ["A", "/qual viés", "/quiz"]


async def test_nobody_else_reads_them(tmp_path: Path) -> None:
    history_of("ana", tmp_path / "state").append_string("mine")
    (path,) = files(tmp_path / "state")
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert "ana" not in path.name
    assert await lines(history_of("bruno", tmp_path / "state")) == []


async def test_only_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "KEPT", 3)
    first = history_of("ana", tmp_path)
    for number in range(7):
        first.append_string(str(number))
    assert await lines(history_of("ana", tmp_path)) == ["6", "5", "4"]
    (path,) = files(tmp_path)
    assert (path.read_text().count("+"), stat.S_IMODE(path.stat().st_mode)) == (3, 0o600)


async def test_forgetting_drops_the_lines_of_this_session_too(tmp_path: Path) -> None:
    kept = history_of("ana", tmp_path)
    kept.append_string("/quiz")
    assert await lines(kept) == ["/quiz"]
    assert isinstance(kept, KeptHistory)
    kept.forget()
    assert await lines(kept) == await lines(history_of("ana", tmp_path)) == []
    assert files(tmp_path) == []


@pytest.mark.parametrize("folder", [None, Path("/dev/null/state")], ids=["no home", "not writable"])
async def test_where_nothing_can_be_kept_the_session_has_its_own(folder: Path | None) -> None:
    kept = history_of("ana", folder)
    assert await lines(kept) == []
    kept.append_string("/quiz")
    assert await lines(kept) == ["/quiz"]


async def test_a_broken_file_harms_nobody(tmp_path: Path) -> None:
    kept = history_of("ana", tmp_path)
    kept.append_string("/quiz")
    (path,) = files(tmp_path)
    path.write_bytes(path.read_bytes() + b"\n+\xff\xfe\n")
    assert (await lines(history_of("ana", tmp_path)))[-1] == "/quiz"
