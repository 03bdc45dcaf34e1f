"""Backups of a database in use are whole, and restoring changes the database as a whole or not at all."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.domain.errors import DatabaseUnusable
from bot.domain.records import Person
from bot.store.sqlite import path_of
from bot.store.sqlite_backup import back_up, damages, put_back
from tests.store.processes import Helper
from tests.store.world import ANA, BIA, NOON, World, opened


async def people(url: str) -> int:
    """Count the learners behind a URL."""
    async with opened(url) as store:
        return await World(store, url).count("learner")


async def test_a_backup_of_a_database_in_use_is_whole_and_holds_what_was_acknowledged(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with opened(sqlite_url) as store:
        world = World(store, sqlite_url)
        posting = await world.daily()
        going = [asyncio.create_task(world.answer(posting, Person("terminal", str(number)))) for number in range(400)]
        done, _ = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
        size = await asyncio.to_thread(back_up, sqlite_url, tmp_path / "b.db")
        await asyncio.gather(*going)
    assert size == (tmp_path / "b.db").stat().st_size
    assert damages(tmp_path / "b.db") == []
    assert len(done) <= await people(f"sqlite:///{tmp_path}/b.db") <= 400
    assert names(tmp_path) == {"b.db", "store.db"}


async def test_a_backup_may_be_read_by_nobody_else(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url):
        back_up(sqlite_url, tmp_path / "b.db")
    assert stat.S_IMODE((tmp_path / "b.db").stat().st_mode) == 0o600


async def test_a_database_may_be_read_by_nobody_else_either(sqlite_url: str) -> None:
    async with opened(sqlite_url):
        path = path_of(sqlite_url)
        assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.glob(f"{path.name}*")} == {0o600}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
async def test_what_root_restores_belongs_to_whoever_runs_prova(sqlite_url: str, backup: Path) -> None:
    path = path_of(sqlite_url)
    os.chown(path, 12_345, 23_456)
    put_back(backup, sqlite_url, force=True, now=NOON)
    assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 23_456)


async def test_no_file_is_overwritten_and_no_database_made(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="There is no database"):
        back_up(sqlite_url, tmp_path / "b.db")
    async with opened(sqlite_url):
        (tmp_path / "b.db").write_text("mine")
        with pytest.raises(DatabaseUnusable, match="already: choose another name"):
            back_up(sqlite_url, tmp_path / "b.db")
        with pytest.raises(DatabaseUnusable, match="cannot be written"):
            back_up(sqlite_url, tmp_path / "nowhere" / "b.db")
    assert (tmp_path / "b.db").read_text() == "mine"


def names(folder: Path) -> set[str]:
    """Return what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def overwrite(path: Path, content: bytes, at: int | None = None) -> None:
    """Write over a file, or over a part of it."""
    before = bytearray(path.read_bytes())
    if at is None:
        path.write_bytes(content)
    else:
        before[at : at + len(content)] = content
        path.write_bytes(before)


@pytest.fixture
async def backup(sqlite_url: str, tmp_path: Path) -> Path:
    """A backup with one learner, of a database that has two now."""
    async with opened(sqlite_url) as store:
        await store.choose(ANA)
        back_up(sqlite_url, tmp_path / "b.db")
        await store.choose(BIA)
    return tmp_path / "b.db"


async def test_what_is_restored_is_what_was_backed_up_and_the_former_is_kept(sqlite_url: str, backup: Path) -> None:
    former = put_back(backup, sqlite_url, force=True, now=NOON)
    assert former is not None
    assert former.name == "store.db.before-20261120-120000"
    assert (await people(sqlite_url), await people(f"sqlite:///{former}")) == (1, 2)


async def test_without_force_nothing_is_replaced(sqlite_url: str, backup: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="add --force to replace it"):
        put_back(backup, sqlite_url, force=False, now=NOON)
    assert await people(sqlite_url) == 2


async def test_where_there_is_none_a_backup_becomes_the_database(backup: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/prova.db"
    assert put_back(backup, url, force=False, now=NOON) is None
    assert await people(url) == 1


async def test_a_database_in_use_is_not_replaced(sqlite_url: str, backup: Path) -> None:
    async with opened(sqlite_url) as store:
        with pytest.raises(DatabaseUnusable, match="is in use: stop Prova"):
            put_back(backup, sqlite_url, force=True, now=NOON)
        await store.choose(Person("terminal", "caio"))
    assert await people(sqlite_url) == 3


async def test_a_damaged_database_can_be_replaced_and_is_kept(sqlite_url: str, backup: Path) -> None:
    overwrite(path_of(sqlite_url), b"\xff" * 9000)
    former = put_back(backup, sqlite_url, force=True, now=NOON)
    assert former is not None
    assert former.read_bytes() == b"\xff" * 9000
    assert await people(sqlite_url) == 1


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["PRAGMA application_id = 7"], "is no database of Prova's"),
        (["INSERT INTO migration VALUES ('9999-future', 0)"], "newer version of the bot"),
    ],
)
async def test_a_backup_that_cannot_be_used_changes_nothing(
    sqlite_url: str, backup: Path, statements: list[str], words: str
) -> None:
    db = sqlite3.connect(backup)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    with pytest.raises(DatabaseUnusable, match=words):
        put_back(backup, sqlite_url, force=True, now=NOON)
    assert await people(sqlite_url) == 2


@pytest.mark.parametrize("content", [b"hello", b""])
async def test_another_kind_of_file_is_no_backup(sqlite_url: str, backup: Path, content: bytes) -> None:
    overwrite(backup, content)
    with pytest.raises(DatabaseUnusable, match="name another file"):
        put_back(backup, sqlite_url, force=True, now=NOON)
    assert await people(sqlite_url) == 2


async def test_damage_inside_is_found_by_looking_and_refused_as_a_backup(sqlite_url: str, backup: Path) -> None:
    overwrite(backup, b"\xff" * 4096, at=8192)
    assert damages(backup)
    with pytest.raises(DatabaseUnusable, match="is damaged"):
        put_back(backup, sqlite_url, force=True, now=NOON)
    assert await people(sqlite_url) == 2


async def test_killed_before_the_last_step_the_database_is_the_former_one(
    sqlite_url: str, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As if the process had ended there."""

    def kill(_descriptor: int) -> None:
        raise Killed

    monkeypatch.setattr(os, "fsync", kill)
    with pytest.raises(Killed):
        put_back(backup, sqlite_url, force=True, now=NOON)
    assert await people(sqlite_url) == 2


async def test_a_killed_process_leaves_a_database_that_can_be_backed_up(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as store:
        await World(store, sqlite_url).write(
            "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at) "
            "VALUES (?, 'daily', 'terminal:room', ?, 'r1', 'a,b', 'sent', 0)",
            *((number, f"q{number}") for number in range(1, 999)),
        )
    helper = Helper("forever", sqlite_url, "x").go()
    said = [helper.line() for _ in range(50)]
    helper.kill()
    said += helper.rest()
    helper.code()
    back_up(sqlite_url, tmp_path / "b.db")
    async with opened(f"sqlite:///{tmp_path}/b.db") as store:
        world = World(store, "")
        assert await world.count("answer") >= len(said)
        assert await store.wrong_sums() == 0


def test_the_copy_stands_alone(sqlite_url: str, tmp_path: Path) -> None:
    """A backup can be carried away: nothing lies beside it."""

    async def make() -> None:
        async with opened(sqlite_url) as store:
            await store.choose(ANA)
            back_up(sqlite_url, tmp_path / "b.db")

    asyncio.run(make())
    away = tmp_path / "away"
    away.mkdir()
    shutil.move(tmp_path / "b.db", away)
    assert asyncio.run(people(f"sqlite:///{away}/b.db")) == 1


async def test_a_database_that_is_only_locked_is_not_called_damaged(sqlite_url: str, tmp_path: Path) -> None:
    """Whoever puts a backup in its place would lose what came after it."""
    async with opened(sqlite_url):
        pass
    locking = sqlite3.connect(path_of(sqlite_url), isolation_level=None)
    locking.execute("PRAGMA locking_mode = EXCLUSIVE")
    locking.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseUnusable, match="is locked by another process"):
        damages(path_of(sqlite_url))
    with pytest.raises(DatabaseUnusable, match="is locked by another process"):
        back_up(sqlite_url, tmp_path / "b.db")
    locking.close()
    assert damages(path_of(sqlite_url)) == []
    assert "b.db" not in names(tmp_path)


async def test_a_full_disk_is_told_of_the_copy_and_not_of_what_is_copied(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(sqlite3.Connection):
        """A connection whose disk has no room."""

        def backup(self, *args: object, **more: object) -> None:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    async with opened(sqlite_url):
        connect = sqlite3.connect
        monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: connect(*args, **more, factory=Full))
        with pytest.raises(DatabaseUnusable, match=r"The disk of the database .*/b\.db is full: make room"):
            back_up(sqlite_url, tmp_path / "b.db")
        monkeypatch.undo()


async def test_what_a_killed_backup_left_is_taken_away_and_what_another_writes_is_not(
    sqlite_url: str, tmp_path: Path
) -> None:
    gone, going = tmp_path / ".b.db.999999999", tmp_path / f".b.db.{os.getppid()}"
    gone.touch()
    going.touch()
    async with opened(sqlite_url):
        back_up(sqlite_url, tmp_path / "b.db")
    assert not gone.exists()
    assert going.exists()
