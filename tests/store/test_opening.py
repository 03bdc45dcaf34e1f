"""A database that can't be used is refused with one sentence that says what to do, and left as it was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.domain.errors import DatabaseUnusable
from bot.store import sqlite
from bot.store.sqlite import path_of
from bot.store.store import SqlStore

AS_NOBODY = """
import asyncio, os, sys
from bot.domain.errors import DatabaseUnusable
from bot.store import sqlite
from bot.store.store import SqlStore
if os.geteuid() == 0:
    os.setuid(65534)
try:
    asyncio.run(SqlStore.open(sys.argv[1]))
except DatabaseUnusable as error:
    print(error)
"""


async def refusal(path: Path) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(DatabaseUnusable) as refused:
        await SqlStore.open(f"sqlite:///{path}")
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert str(path) in sentence
    return sentence


def write(path: Path, *statements: str) -> None:
    """Make a SQLite file."""
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def test_three_slashes_are_relative_and_four_absolute() -> None:
    assert path_of("sqlite:///data/prova.db") == Path("data/prova.db")
    assert path_of("sqlite:////var/lib/prova.db") == Path("/var/lib/prova.db")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://ana:hunter2@host/db", "unsupported scheme 'mysql'"),
        ("prova.db", "unsupported scheme 'none'"),
        ("", "no home folder for the database"),
        ("sqlite://prova.db", "unsupported scheme 'sqlite'"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://ana:12/hunter2@127.0.0.1/d", "@ where none can be"),
        ("postgresql://ana:12#hunter2@127.0.0.1/d", "@ where none can be"),
        ("postgresql://ana:hunter2@127.0.0.1:99999/d", "cannot be read"),
    ],
)
async def test_another_url_is_refused_without_its_password(url: str, words: str) -> None:
    with pytest.raises(DatabaseUnusable, match=words) as refused:
        await SqlStore.open(url)
    assert "hunter2" not in str(refused.value)
    assert "write " in str(refused.value)


async def test_a_path_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="is too long: name another file"):
        await SqlStore.open(f"sqlite:///{tmp_path}/{'a' * 300}.db")


async def test_a_missing_directory_is_made(tmp_path: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/not/yet/prova.db")
    await store.close()
    assert (tmp_path / "not" / "yet" / "prova.db").is_file()


async def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnusable, match=r"The directory .*/file/none of the database cannot be made: make it"):
        await SqlStore.open(f"sqlite:///{tmp_path}/file/none/prova.db")


async def test_a_directory_is_no_database(tmp_path: Path) -> None:
    assert "is a directory: name a file inside it" in await refusal(tmp_path)


@pytest.mark.parametrize("content", [b"hello", b"\x89PNG" * 5000])
async def test_a_file_of_another_kind_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    assert "is not a SQLite database: move it away" in await refusal(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mark", [0, 77])
async def test_the_database_of_another_program_is_left_alone(tmp_path: Path, mark: int) -> None:
    path = tmp_path / "bookmarks.db"
    write(path, "CREATE TABLE bookmark (id)", f"PRAGMA application_id = {mark}")
    content = path.read_bytes()
    assert "is the database of another program" in await refusal(path)
    assert path.read_bytes() == content


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "prova.db"
    path.touch()
    store = await SqlStore.open(f"sqlite:///{path}")
    assert await store.upgrade()
    await store.close()


async def test_what_is_committed_survives_a_power_cut_and_what_is_erased_is_overwritten(tmp_path: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/prova.db")
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    settings = [await store._writer.fetch(f"PRAGMA {name}") for name in names]
    assert settings == [[("wal",)], [(2,)], [(1,)], [(1,)]]
    await store.close()


async def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "prova.db"
    store = await SqlStore.open(f"sqlite:///{path}")
    await store.upgrade()
    await store.close()
    write(path, "INSERT INTO migration VALUES ('9999-future', 0)")
    with pytest.raises(DatabaseUnusable, match=r"newer version of the bot \(migration 9999-future\): upgrade the bot"):
        await SqlStore.open(f"sqlite:///{path}")


async def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "prova.db"
    store = await SqlStore.open(f"sqlite:///{path}")
    await store.upgrade()
    await store.close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    assert "is damaged: put a backup of it in its place" in await refusal(path)


async def test_a_locked_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    path = tmp_path / "prova.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert "is locked by another process: stop that process" in await refusal(path)
    other.close()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_READONLY_DBMOVED, "cannot be written: let this user write"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be written: let this user write"),
        (sqlite3.SQLITE_FULL, "is full: make room on it"),
        (sqlite3.SQLITE_IOERR_READ, "cannot be opened (bad luck): check the disk"),
    ],
)
def test_what_only_the_driver_sees_has_a_sentence_too(code: int, words: str) -> None:
    error = sqlite3.OperationalError("bad luck")
    error.sqlite_errorcode = code
    assert words in sqlite.why(Path("prova.db"), error)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of the machine may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("what", ["file", "directory"])
def test_what_can_t_be_written_is_refused(open_folder: Path, what: str) -> None:
    """Opened by a user without the right to write: root may write everything, so it steps down first."""
    path = open_folder / "prova.db"
    path.touch()
    path.chmod(0o444 if what == "file" else 0o666)
    open_folder.chmod(0o777 if what == "file" else 0o555)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, f"sqlite:///{path}"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(bot.__file__).parents[1])},
        check=False,
    )
    assert done.stderr == ""
    assert f"The database {path} cannot be written: let this user write the file and its directory" in done.stdout
