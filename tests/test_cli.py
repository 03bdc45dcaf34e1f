"""The command line, as a process of its own: what it prints, and how it ends."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer
from tests.support.process import ROOT, Run, environment


def test_a_pipe_of_commands_is_answered_in_plain_text(run_prova: Run) -> None:
    """The README's pipe: a lookup, a quiz, the board."""
    done = run_prova("play", "--as", "ana", "--lang", "en", lines="/which drift\n/quiz monitoring\nA\n/leaderboard\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Amazon SageMaker Model Monitor" in done.stdout
    assert "Practice" in done.stdout
    assert "1. ana:" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_board_is_still_there_after_a_restart(run_prova: Run) -> None:
    run_prova("play", "--as", "ana", lines="/quiz\nA\n")
    done = run_prova("play", "--as", "bruno", "--lang", "pt", lines="/placar\n")
    assert "1. ana:" in done.stdout
    assert "Placar desta semana" in done.stdout


@pytest.mark.parametrize(
    "lines", ["/qiuz\n", "/quiz\nZ\n", "xyzzy\n", "/quiz no-such-topic-xyz\n", "/settings zone Mars\n"]
)
def test_a_line_that_is_not_understood_ends_with_status_1_and_the_rest_is_answered(run_prova: Run, lines: str) -> None:
    done = run_prova("play", "--as", "ana", "--lang", "en", lines=lines + "/help\n")
    assert done.returncode == 1
    assert "What you can ask" in done.stdout
    assert done.stderr == ""


def test_no_input_is_fine(run_prova: Run) -> None:
    assert run_prova("play", "--as", "ana").returncode == 0


def test_a_closed_input_and_a_user_without_a_name_are_fine(tmp_path: Path) -> None:
    """As in a container that was started without a terminal and without a user of its own."""
    nameless = "import getpass, sys\ndef nobody():\n    raise KeyError('uid')\ngetpass.getuser = nobody\n"
    started = f"{nameless}from bot.cli import main\nsys.argv = ['prova', 'play']\nsys.stdin = None\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", started], env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(run_prova: Run) -> None:
    done = run_prova("play", "--as", "ana", "--lang", "en", lines="\ufeff/help\r\n/me\r\n")
    assert done.returncode == 0
    assert "What you can ask" in done.stdout


def test_a_language_chosen_at_the_command_line_wins_and_is_remembered(run_prova: Run) -> None:
    run_prova("play", "--as", "ana", "--lang", "pt-BR", lines="/help\n")
    assert "O que você pode pedir" in run_prova("play", "--as", "ana", lines="/help\n").stdout
    assert "What you can ask" in run_prova("play", "--as", "ana", "--lang", "en", lines="/help\n").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("play", "--as", ""), "--as wants a name"),
        (("play", "--lang", "fr"), "choose en or pt-BR"),
        (("which",), "Give a phrase"),
        (("nonsense",), "No such command"),
    ],
)
def test_wrong_arguments_end_with_status_2_and_a_sentence(
    run_prova: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run_prova(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_all_wrong_settings_are_told_at_once(run_prova: Run) -> None:
    done = run_prova("play", PROVA_ZONE="Mars/Base", PROVA_LOG_LEVEL="LOUD", PROVA_CONTENT_DIR="/nowhere")
    assert done.returncode == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "PROVA_ZONE",
        "PROVA_LOG_LEVEL",
        "PROVA_CONTENT_DIR",
    ]


def test_a_wrong_line_in_dotenv_is_told_with_its_line(run_prova: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# fine\nPROVA_ZONE=UTC\nnonsense here\n", encoding="utf-8")
    done = run_prova("play")
    assert done.returncode == 2
    assert done.stderr.startswith(".env:3:")


def test_dotenv_is_read_and_the_environment_wins(run_prova: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('PROVA_ZONE="America/Sao_Paulo"\nPROVA_LOG_LEVEL=LOUD\n', encoding="utf-8")
    done = run_prova("play", "--as", "ana", "--lang", "en", lines="/settings\n", PROVA_LOG_LEVEL="ERROR")
    assert "Time zone: America/Sao_Paulo" in done.stdout


def test_which_answers_a_phrase_a_line_in_json(run_prova: Run) -> None:
    done = run_prova(
        "which", "--stdin", "--json", lines="drift\n\n???\ndetectar viés\n\udcff\udcfe\n" + "a" * 10_000 + "\n"
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [set(answer) for answer in answers] == [{"query", "services", "confident", "us"}] * 6
    assert answers[0]["services"][0] == "model-monitor"
    assert answers[0]["confident"] is True
    assert answers[1] == {**answers[1], "query": "", "services": [], "confident": False}
    assert answers[3]["services"][0] == "clarify"


def test_which_answers_one_phrase_of_several_words(run_prova: Run) -> None:
    done = run_prova("which", "label", "photos", "--lang", "pt")
    assert done.returncode == 0
    assert "Amazon SageMaker Ground Truth" in done.stdout
    assert "Escolha quando" in done.stdout


def test_which_needs_no_database(run_prova: Run, tmp_path: Path) -> None:
    run_prova("which", "drift")
    assert not (tmp_path / "prova.db").exists()


def test_the_bank_is_checked_and_counted_and_exported(run_prova: Run) -> None:
    assert run_prova("content", "check", str(ROOT / "content")).returncode == 0
    numbers = json.loads(run_prova("content", "stats", "--json").stdout)
    exported = [json.loads(line) for line in run_prova("content", "export", "--format", "jsonl").stdout.splitlines()]
    assert len(exported) == numbers["questions"]["total"] >= 60
    assert {"id", "kind", "stem", "options", "key", "domain", "services", "level", "source", "checked_on"} <= set(
        exported[0]
    )
    assert set(exported[0]["stem"]) == {"en", "pt-BR"}


def test_the_guides_and_the_coverage_of_the_exams_are_shown(run_prova: Run) -> None:
    told = json.loads(run_prova("content", "exams", "--json").stdout)
    assert list(told) == ["AIF-C01", "MLA-C01", "MLA-C02"]
    shown = run_prova("content", "exams").stdout
    assert "AIF-C01 (active): guide 1.1, read on 2026-11-30, https://docs.aws.amazon.com/" in shown
    assert "MLA-C01 (outgoing)" in shown
    for exam in told.values():
        for domain in exam["domains"]:
            assert f"{domain['name']}: {domain['share']}% of {domain['weight']}%" in shown


def copied(folder: Path) -> Path:
    """Return a copy of the bank to change."""
    shutil.copytree(ROOT / "content", folder / "bank")
    return folder / "bank"


def test_strict_holds_warnings_against_the_bank_but_not_age(run_prova: Run, tmp_path: Path) -> None:
    bank = copied(tmp_path)
    service = bank / "services" / "clarify.yaml"
    text = service.read_text(encoding="utf-8")
    service.write_text(re.sub(r"checked_on: .*", "checked_on: 2020-01-01", text), encoding="utf-8")
    aged = run_prova("content", "check", "--strict", "bank")
    assert (aged.returncode, "Warnings: 0. Stale: 1." in aged.stdout) == (0, True)
    service.write_text(
        re.sub(r"cues:\n  en: \[.*?\n  \]", "cues:\n  en: [bias]", text, flags=re.DOTALL), encoding="utf-8"
    )
    assert run_prova("content", "check", "bank").returncode == 0
    assert run_prova("content", "check", "--strict", "bank").returncode == 1


def test_a_question_is_shown_as_learners_see_it_in_both_languages(run_prova: Run) -> None:
    shown = run_prova("content", "show", "clarify-01")
    assert shown.returncode == 0
    for text in ("Practice ·", "Prática ·", "What decides:", "O que decide:", "✓ right", "✓ certa"):
        assert text in shown.stdout


def test_a_service_is_shown_and_an_unknown_id_is_told(run_prova: Run) -> None:
    shown = run_prova("content", "show", "clarify")
    assert "Choose it when" in shown.stdout
    assert "Escolha quando" in shown.stdout
    missing = run_prova("content", "show", "nothing")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "There is no question and no service “nothing”" in missing.stderr


def test_a_broken_bank_is_told_by_file_and_line_and_nothing_starts(run_prova: Run, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    (bank / "services").mkdir(parents=True)
    (bank / "services" / "clarify.yaml").write_text("id: clarify\nname: [\n", encoding="utf-8")
    checked = run_prova("content", "check", "bank")
    assert checked.returncode == 1
    assert "bank/services/clarify.yaml:" in checked.stdout
    played = run_prova("play", PROVA_CONTENT_DIR="bank")
    assert played.returncode == 2
    assert "Traceback" not in played.stderr
    assert not (tmp_path / "prova.db").exists()


def test_the_database_is_upgraded_and_its_boards_rebuilt(run_prova: Run, tmp_path: Path) -> None:
    assert "Applied:" in run_prova("db", "upgrade").stdout
    assert "up to date" in run_prova("db", "upgrade").stdout
    run_prova("play", "--as", "ana", lines="/quiz\nA\nB\n")
    before = run_prova("play", "--as", "ana", lines="/leaderboard all\n").stdout
    with sqlite3.connect(tmp_path / "prova.db") as connection:
        connection.execute("DELETE FROM standing")
    connection.close()
    assert run_prova("db", "rebuild").returncode == 0
    assert run_prova("play", "--as", "ana", lines="/leaderboard all\n").stdout == before


def test_without_a_setting_the_database_lies_in_the_users_data_folder(run_prova: Run, tmp_path: Path) -> None:
    """A machine that has never seen Prova: the folder is made, and the scores are there the next time."""
    home = tmp_path / "new-home"
    home.mkdir()
    settings = {"PROVA_DATABASE_URL": "", "HOME": str(home), "XDG_DATA_HOME": ""}
    run_prova("play", "--as", "ana", "--lang", "en", lines="/quiz\nA\n", **settings)
    done = run_prova("play", "--as", "ana", "--lang", "en", lines="/leaderboard\n", **settings)
    assert "1. ana:" in done.stdout
    assert [path.name for path in home.rglob("*.db")] == ["prova.db"]


def test_an_upgrade_says_where_the_file_is(run_prova: Run, tmp_path: Path) -> None:
    home = tmp_path / "a home"
    home.mkdir()
    for url, path in (("sqlite:///~/p.db", home / "p.db"), ("sqlite:///data/p.db", tmp_path / "data" / "p.db")):
        for _ in range(2):
            done = run_prova("db", "upgrade", PROVA_DATABASE_URL=url, HOME=str(home))
            assert done.stdout.endswith(f" It is the file {path}.\n")
        assert path.is_file()
    assert not (tmp_path / "~").exists()


def test_the_version_is_told(run_prova: Run) -> None:
    done = run_prova("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"prova \d+\.\d+\.\d+\n", done.stdout)


HOMELESS = """
import pwd, sys
def nobody(*_):
    raise KeyError("uid not found")
pwd.getpwuid = pwd.getpwnam = nobody
from bot.cli import main
main()
"""


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("which", "drift"), 0),
        (("content", "check"), 0),
        (("play",), 2),
        (("run",), 2),
        (("doctor",), 1),
        (("db", "upgrade"), 2),
        (("db", "check"), 2),
        (("db", "backup", "b.db"), 2),
        (("db", "copy", "sqlite:///b.db"), 2),
        (("daily", "preview"), 2),
        (("content", "misses"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_user_without_a_home_is_told_what_to_set_and_may_look_things_up(
    tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    """As in a container that was started with a user of its own number."""
    given = {key: value for key, value in environment(tmp_path, DISCORD_TOKEN="a.b.c").items() if key != "HOME"}  # noqa: S106 - no token
    given |= {"PROVA_DATABASE_URL": ""} | ({"DISCORD_TOKEN": ""} if arguments == ("doctor",) else {})
    done = subprocess.run(
        [sys.executable, "-c", HOMELESS, *arguments],
        env=given,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    said = "There is no home folder for the database: write its place into PROVA_DATABASE_URL, such as sqlite:////data/prova.db."
    assert (said in done.stdout + done.stderr) == (status > 0)
    assert len(done.stderr.splitlines()) == (status == 2)


@pytest.mark.parametrize(
    "url", ["mysql://root:hunter2@db/prova", "sqlite:///", "nonsense", "sqlite:////proc/none/x.db"]
)
def test_a_database_that_cannot_be_opened_is_one_sentence_without_secrets(run_prova: Run, url: str) -> None:
    done = run_prova("play", PROVA_DATABASE_URL=url)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "hunter2" not in done.stderr


def test_a_preview_tells_when_the_daily_question_will_be_posted(run_prova: Run) -> None:
    run_prova("db", "upgrade")
    assert run_prova("daily", "preview").stdout.split() == ["space", "channel", "day", "local", "time", "UTC", "note"]
    assert run_prova("play", "--as", "ana", lines="/daily set 09:00 Asia/Kathmandu\n").returncode == 0
    lines = run_prova("daily", "preview", "--days", "10").stdout.splitlines()
    assert 10 <= len(lines) - 1 <= 11
    assert all("terminal:room" in line and "09:00 +0545" in line and "03:15" in line for line in lines[1:])
    run_prova("play", "--as", "ana", lines="/daily pause\n")
    assert run_prova("daily", "preview", "--place", "room").stdout.splitlines()[1].split()[-1] == "paused"


def test_a_preview_of_no_place_says_so(run_prova: Run) -> None:
    run_prova("db", "upgrade")
    done = run_prova("daily", "preview", "--place", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No place holds “nowhere”" in done.stderr


# --- beginning a question or a service ---


@pytest.fixture
def own_bank(tmp_path: Path) -> Path:
    """A copy of the bank to write in, with few questions: they take long to read."""
    bank = copied(tmp_path)
    for file in (bank / "questions").glob("*.yaml"):
        if file.stem != "kms":
            file.unlink()
    return bank


@pytest.mark.parametrize(
    "more",
    [
        (),
        *((f"--{form}",) for form in ("multiple", "three", "ordering", "matching")),
        ("--service", "kms", "--exam", "MLA-C02", "--objective", "4.1"),
    ],
)
def test_a_new_question_loads_at_once(run_prova: Run, own_bank: Path, more: tuple[str, ...]) -> None:
    """It is listed as what is still to be written, and nothing else changes."""
    done = run_prova("content", "new", "question", "kms-99", "--in", str(own_bank), *more)
    assert (done.returncode, done.stderr) == (0, "")
    checked = run_prova("content", "check", str(own_bank))
    assert checked.returncode == 0
    assert "kms-99" in checked.stdout
    assert run_prova("content", "show", "kms-99", str(own_bank)).returncode == 0


def test_a_new_file_begins_with_the_line_that_editors_know_it_by(run_prova: Run, own_bank: Path) -> None:
    for number in ("01", "02"):
        assert run_prova("content", "new", "question", f"tides-{number}", "--in", str(own_bank)).returncode == 0
    text = (own_bank / "questions" / "tides.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schemas/question.json\n- id: tides-01\n")
    assert text.count("yaml-language-server") == 1
    assert run_prova("content", "check", str(own_bank)).returncode == 0


def test_a_new_service_loads_at_once(run_prova: Run, own_bank: Path) -> None:
    assert run_prova("content", "new", "service", "tide-tables", "--in", str(own_bank)).returncode == 0
    assert run_prova("content", "check", str(own_bank)).returncode == 0
    assert "Amazon Tide Tables" in run_prova("content", "show", "tide-tables", str(own_bank)).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("question", "kms-01"), "There is a question kms-01 already"),
        (("question", "kms-99", "--ordering", "--three"), "A question is of one kind; write one of --ordering and"),
        (("question", "neo-01"), "neo-01 was retired on 2026-11-30, and its answers are kept; take the next number."),
        (("question", "Kms"), "is no id of a question"),
        (("question", "../x-01"), "is no id of a question"),
        (("question", "tides-01", "--service", "tides"), "There is no service “tides”"),
        (("question", "tides-01", "--exam", "X-1"), "There is no exam “X-1”; the bank has AIF-C01"),
        (("question", "tides-01", "--objective", "9.9"), "has no task statement “9.9”; it has 1.1"),
        (("service", "kms"), "There is a service kms already"),
        (("service", "Kms!"), "is no id of a service"),
        (("service", "tides", "--phase", "moon"), "There is no phase “moon”"),
    ],
)
def test_what_cannot_be_begun_is_one_sentence(
    run_prova: Run, own_bank: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = {path: path.read_bytes() for path in own_bank.rglob("*.yaml")}
    done = run_prova("content", "new", *arguments, "--in", str(own_bank))
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert {path: path.read_bytes() for path in own_bank.rglob("*.yaml")} == before


def test_misses_are_listed_for_authors(run_prova: Run) -> None:
    run_prova("db", "upgrade")
    assert run_prova("content", "misses").stdout == "No phrase was missed yet.\n"
    run_prova("play", lines="/which football world cup results\n" * 2)
    run_prova("play", lines="/which yoga studio near me\n", PROVA_COUNT_MISSES="off")
    (line,) = run_prova("content", "misses").stdout.splitlines()
    assert line.split()[0] == "2"
    assert line.endswith("football world cup results")
    (miss,) = json.loads(run_prova("content", "misses", "--json").stdout)
    assert (miss["phrase"], miss["chosen"], miss["times"]) == ("football world cup results", "", 2)


# --- the database as a whole ---


def test_a_backup_brings_back_what_was_there(run_prova: Run, tmp_path: Path) -> None:
    run_prova("play", "--as", "ana", lines="/quiz\nA\nB\n")
    before = run_prova("play", "--as", "ana", lines="/leaderboard all\n").stdout
    assert "Backed up to b.db" in run_prova("db", "backup", "b.db").stdout
    run_prova("play", "--as", "bia", lines="/quiz\nA\nB\n")
    refused = run_prova("db", "restore", "b.db")
    assert refused.returncode == 2
    assert "add --force" in refused.stderr
    assert "Restored from b.db. The former database is kept as" in run_prova("db", "restore", "b.db", "--force").stdout
    assert run_prova("play", "--as", "ana", lines="/leaderboard all\n").stdout == before
    assert "is whole, up to date" in run_prova("db", "check").stdout


def test_a_check_names_what_is_wrong_and_what_to_do(run_prova: Run, tmp_path: Path) -> None:
    missing = run_prova("db", "check")
    assert (missing.returncode, "There is no database" in missing.stderr) == (2, True)
    run_prova("play", "--as", "ana", lines="/quiz\nA\nB\n")
    with sqlite3.connect(tmp_path / "prova.db") as connection:
        connection.execute("DELETE FROM standing")
    connection.close()
    unlike = run_prova("db", "check")
    assert (unlike.returncode, "`prova db rebuild` counts them anew" in unlike.stdout) == (1, True)
    run_prova("db", "rebuild")
    assert run_prova("db", "check").returncode == 0
    with sqlite3.connect(tmp_path / "prova.db") as connection:
        connection.execute("DELETE FROM migration WHERE name LIKE '0006%'")
    connection.close()
    old = run_prova("db", "check")
    assert (old.returncode, "`prova db upgrade` applies it" in old.stdout) == (1, True)


def test_everything_moves_to_a_server_and_goes_on_there(
    run_prova: Run, tmp_path: Path, postgres: PostgresServer
) -> None:
    run_prova("play", "--as", "ana", lines="/quiz\nA\nB\n")
    before = run_prova("play", "--as", "ana", lines="/leaderboard all\n").stdout
    url = postgres.database()
    assert "Every row was copied and compared" in run_prova("db", "copy", url).stdout
    assert run_prova("play", "--as", "ana", lines="/leaderboard all\n", PROVA_DATABASE_URL=url).stdout == before
    again = run_prova("db", "copy", url)
    assert (again.returncode, "is not empty" in again.stderr) == (2, True)
    assert "up to date" in run_prova("db", "check", PROVA_DATABASE_URL=url).stdout
    advised = run_prova("db", "backup", "b.db", PROVA_DATABASE_URL=url)
    assert (advised.returncode, "pg_dump" in advised.stderr) == (2, True)


@pytest.mark.parametrize("verb", [("db", "copy", "sqlite:///other.db"), ("db", "rebuild"), ("content", "misses")])
def test_a_database_that_is_not_there_is_not_made_by_looking(
    run_prova: Run, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    told = run_prova(*verb)
    assert (told.returncode, "There is no database" in told.stderr) == (2, True)
    assert not (tmp_path / "prova.db").exists()


FULL = """
import sys
from bot.store.store import SqlStore
copied = SqlStore.copy_to
async def on_a_full_disk(store, other, *more):
    ((pages,),) = await other._writer.fetch("PRAGMA page_count")
    await other._writer.fetch(f"PRAGMA max_page_count = {pages}")
    return await copied(store, other, *more)
SqlStore.copy_to = on_a_full_disk
from bot.cli import main
main()
"""


@pytest.mark.parametrize("there", [False, True])
def test_a_copy_to_a_full_disk_leaves_no_part_of_it(run_prova: Run, tmp_path: Path, *, there: bool) -> None:
    run_prova("play", "--as", "ana", lines="/quiz\nA\n")
    (tmp_path / "away").mkdir()
    if there:
        run_prova("db", "upgrade", PROVA_DATABASE_URL="sqlite:///away/b.db")
    told = subprocess.run(
        [sys.executable, "-c", FULL, "db", "copy", "sqlite:///away/b.db"],
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert told.stderr.endswith(
        "The disk of the other database is full: nothing was copied. Make room on it, then copy again.\n"
    )
    assert [path.name for path in (tmp_path / "away").iterdir()] == (["b.db"] if there else [])


def test_a_database_is_not_copied_into_itself(run_prova: Run, tmp_path: Path) -> None:
    run_prova("db", "upgrade")
    told = run_prova("db", "copy", f"sqlite:///{tmp_path / 'prova.db'}")
    assert (told.returncode, "That is the database itself" in told.stderr) == (2, True)


@pytest.mark.parametrize("name", ["a" * 300, "file/b.db"])
def test_a_backup_to_where_no_file_can_be_is_one_sentence(run_prova: Run, tmp_path: Path, name: str) -> None:
    run_prova("db", "upgrade")
    (tmp_path / "file").touch()
    for verb in ("backup", "restore"):
        told = run_prova("db", verb, name)
        assert (told.returncode, told.stderr.count("\n")) == (2, 1)


def test_settings_that_cannot_be_read_are_one_sentence(run_prova: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    told = run_prova("db", "upgrade")
    assert (told.returncode, told.stderr) == (
        2,
        ".env: it cannot be read (Is a directory); let this user read it, or take it away.\n",
    )
