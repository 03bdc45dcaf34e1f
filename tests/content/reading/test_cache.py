"""A bank that was read before is the same bank, and only for the same files."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.content import disk_cache
from bot.content.disk_cache import CACHED_FILES
from bot.content.model import Bank
from bot.content.reading.cache import load_cached
from bot.content.reading.load import BankInvalid, Loaded, load_with_places

if TYPE_CHECKING:
    from tests.content.conftest import Files

BANK = Path("bank")


class Counted:
    """Loads, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, directory: Path, around: Bank | None) -> Loaded:
        self.times += 1
        return load_with_places(directory, around)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to keep banks in."""
    return tmp_path / "kept"


def read(folder: Path, load: Counted, around: Bank | None = None) -> Loaded:
    """Return the bank, kept or loaded."""
    return load_cached(BANK, around, load, folder)


@pytest.mark.usefixtures("files")
def test_a_bank_is_loaded_once_and_is_the_same_again(folder: Path) -> None:
    load = Counted()
    first, second = read(folder, load), read(folder, load)
    assert load.times == 1
    assert (second.bank, dict(second.where)) == (first.bank, dict(first.where))


@pytest.mark.usefixtures("files")
def test_a_kept_bank_cannot_be_changed(folder: Path) -> None:
    read(folder, Counted())
    with pytest.raises(TypeError):
        read(folder, Counted()).bank.services["x"] = None  # type: ignore[index]


def test_a_file_that_changed_is_read_anew(files: Files, folder: Path) -> None:
    load = Counted()
    read(folder, load)
    files.change("services/alpha.yaml", "{en: Analysts,", "{en: Others,")
    assert read(folder, load).bank.services["alpha"].profile.en == "Others"
    assert load.times == 2


@pytest.mark.usefixtures("files")
def test_other_surroundings_are_another_bank(folder: Path) -> None:
    load = Counted()
    bank = read(folder, load).bank
    read(folder, load, bank)
    assert load.times == 2


def test_a_broken_bank_is_not_kept(files: Files, folder: Path) -> None:
    files.change("questions/beta.yaml", "key: [a]", "key: [z]")
    for _ in range(2):
        with pytest.raises(BankInvalid):
            read(folder, Counted())
    assert not list(folder.glob("*"))


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("harm", ["torn", "foreign", "writable", "folder"])
def test_what_cannot_be_trusted_is_passed_over(folder: Path, harm: str) -> None:
    read(folder, Counted())
    (kept,) = folder.glob("*.bank")
    match harm:
        case "torn":
            kept.write_bytes(kept.read_bytes()[:100])
        case "foreign":
            kept.write_bytes(b"not ours")
        case "writable":
            kept.chmod(0o666)
        case "folder":
            folder.chmod(0o777)
    load = Counted()
    assert read(folder, load).bank.services
    assert load.times == 1


@pytest.mark.usefixtures("files")
def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert read(tmp_path / "file" / "kept", Counted()).bank.services


def test_the_oldest_make_room(files: Files, folder: Path) -> None:
    for number in range(CACHED_FILES + 3):
        files.change("services/alpha.yaml", "short: Alpha", f"short: Alpha{number}" if not number else "short: Alpha0")
        files.write("questions/alpha.yaml", (BANK / "questions/alpha.yaml").read_text(encoding="utf-8") + "\n")
        read(folder, Counted())
    assert len(list(folder.glob("*"))) <= CACHED_FILES


def test_eight_banks_are_kept_and_the_newest_among_them(files: Files, folder: Path) -> None:
    made: list[Path] = []
    for number in range(11):
        files.write("phases.yaml", (BANK / "phases.yaml").read_text(encoding="utf-8") + "# changed\n")
        read(folder, Counted())
        (fresh,) = set(folder.glob("*")) - set(made)
        os.utime(fresh, (number, number))
        made.append(fresh)
    assert set(folder.glob("*")) == set(made[-8:])


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("mode", "trusted"), [(0o600, True), (0o644, True), (0o620, False), (0o602, False)])
def test_a_file_that_others_may_read_is_trusted_and_one_that_they_may_write_is_not(
    folder: Path, mode: int, trusted: bool
) -> None:
    read(folder, Counted())
    (kept,) = folder.glob("*.bank")
    kept.chmod(mode)
    load = Counted()
    read(folder, load)
    assert load.times == (0 if trusted else 1)


@pytest.mark.usefixtures("files")
def test_what_is_kept_is_the_users_own(folder: Path) -> None:
    read(folder, Counted())
    (kept,) = folder.glob("*")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("part", ["phases", "services", "exams"])
def test_what_a_pack_may_name_around_it_is_part_of_what_is_kept(folder: Path, part: str) -> None:
    around = read(folder, Counted()).bank
    load = Counted()
    read(folder, load, around)
    read(folder, load, around)
    assert load.times == 1
    read(folder, load, replace(around, **{part: {}}))
    assert load.times == 2


@pytest.mark.parametrize(("uid", "mode", "ours"), [(0, 0o600, True), (1, 0o600, False), (0, 0o622, False)])
def test_what_belongs_to_another_user_is_not_ours(uid: int, mode: int, ours: bool) -> None:
    status = os.stat_result((0o100000 | mode, 0, 0, 1, os.getuid() + uid, 0, 0, 0, 0, 0))
    assert disk_cache._is_private(status) is ours
