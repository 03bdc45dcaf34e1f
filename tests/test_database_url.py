"""The URL of a database file means what operators write, or is refused in one sentence; nothing gets a strange name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ConfigInvalid, settings_of
from bot.database_url import UrlInvalid, usable_url
from bot.store.sqlite import path_of


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/ana 100%25")
    monkeypatch.setenv("DATA", "/srv/data")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("~/p.db", "/home/ana 100%25/p.db"),
        ("/~/p.db", "/home/ana 100%25/p.db"),
        ("$HOME/p.db", "/home/ana 100%25/p.db"),
        ("${HOME}/p.db", "/home/ana 100%25/p.db"),
        ("/$HOME/p.db", "//home/ana 100%25/p.db"),
        ("${DATA}/p.db", "/srv/data/p.db"),
        ("my%20data/p%23%3f.db", "my data/p#?.db"),
        ("quest%C3%B5es.db", "questões.db"),
        ("100%.db", "100%.db"),
        ("data/~/p.db", "data/~/p.db"),
        ("a b.db", "a b.db"),
        ("/var/lib/prova.db", "/var/lib/prova.db"),
    ],
)
def test_a_path_is_the_one_that_is_meant(written: str, path: str) -> None:
    assert path_of(usable_url(f"sqlite:///{written}")) == Path(path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("p.db?timeout=30", "takes no parameters; leave out “?”"),
        ("/data/p.db?mode=ro#x", "takes no parameters"),
        ("p.db#x", "takes no fragment; leave out “#”"),
        ("$NOWHERE/p.db", "there is no variable NOWHERE"),
        ("${NOWHERE}/p.db", "there is no variable NOWHERE"),
        ("~nobody-of-that-name/p.db", "there is no home folder"),
        ("a%00b.db", "cannot be seen"),
    ],
)
def test_what_cannot_be_part_of_a_files_name_is_refused_in_one_sentence(written: str, said: str) -> None:
    with pytest.raises(UrlInvalid, match=said.replace("?", r"\?")):
        usable_url(f"sqlite:///{written}")
    with pytest.raises(ConfigInvalid) as raised:
        settings_of({"PROVA_DATABASE_URL": f"sqlite:///{written}", "PROVA_ZONE": "Mars"})
    assert [problem.partition(":")[0] for problem in raised.value.problems] == ["PROVA_ZONE", "PROVA_DATABASE_URL"]


@pytest.mark.parametrize("name", ["p.db?timeout=30", "p.db#x", "a%20b.db", "~/p.db", "$HOME/p.db"])
def test_a_file_that_a_former_version_made_under_a_strange_name_is_not_lost(name: str) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).touch()
    assert path_of(usable_url(f"sqlite:///{name}")) == Path(name)


def test_a_servers_url_is_left_as_it_is() -> None:
    url = "postgresql://ana:a%20b$c~@host/db?sslmode=require"
    assert usable_url(url) == url
