"""Loading: a valid bank becomes values, a broken one a full list of what to mend."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.model import Bilingual, Kind, ServiceState
from bot.content.reading.load import BankInvalid, load, load_services, load_with_places, revision_of

if TYPE_CHECKING:
    from tests.content.conftest import Files

BANK = Path("bank")


@pytest.mark.usefixtures("files")
def test_a_valid_bank_becomes_values() -> None:
    bank = load(BANK)
    assert list(bank.phases) == ["data", "watch"]
    assert list(bank.services) == ["alpha", "beta"]
    assert list(bank.questions) == ["alpha-01", "alpha-02", "beta-01", "beta-02"]
    alpha = bank.services["alpha"]
    assert alpha.summary == Bilingual("It does things.", "Faz coisas.")
    assert alpha.contrasts[0].with_ == "beta"
    assert alpha.status.state is ServiceState.ACTIVE
    assert alpha.checked_on == date(2026, 11, 1)
    question = bank.questions["alpha-01"]
    assert question.key == ("a",)
    assert question.kind is Kind.SINGLE
    assert [option.id for option in question.options] == ["a", "b", "c"]
    assert bank.exams["X-1"].domains[1].tasks[0].id == "2.1"


@pytest.mark.usefixtures("files")
def test_the_mappings_of_a_bank_cannot_be_changed() -> None:
    bank = load(BANK)
    with pytest.raises(TypeError):
        bank.services["gamma"] = bank.services["alpha"]  # type: ignore[index]


@pytest.mark.usefixtures("files")
def test_places_tell_where_services_and_questions_stand() -> None:
    where = load_with_places(BANK).where
    assert where["beta"] == (Path("bank/services/beta.yaml"), 1)
    line = (BANK / "questions/alpha.yaml").read_text(encoding="utf-8").splitlines().index("- id: alpha-02") + 1
    assert where["alpha-02"] == (Path("bank/questions/alpha.yaml"), line)


def test_services_load_without_questions_and_exams(files: Files) -> None:
    files.write("questions/alpha.yaml", "- nonsense: [")
    (BANK / "exams/x-1.yaml").unlink()
    bank = load_services(BANK)
    assert list(bank.services) == ["alpha", "beta"]
    assert not bank.questions
    assert not bank.exams


def test_an_absolute_path_below_here_is_told_relative(files: Files) -> None:
    files.change("services/alpha.yaml", "phase: data", "phase: dat")
    assert files.problems(BANK.absolute())[0].startswith("bank/services/alpha.yaml:5: alpha: ")


@pytest.mark.parametrize("text", ["no", "1.3", "2026-11-22", "1e3", "0x1F", "on", "12:30"])
def test_a_bare_scalar_in_a_text_field_is_that_text(files: Files, text: str) -> None:
    files.change("services/alpha.yaml", "{en: Analysts,", f"{{en: {text},")
    assert load(BANK).services["alpha"].profile.en == text


def test_folded_text_loses_its_outer_space(files: Files) -> None:
    files.change(
        "services/alpha.yaml", "profile: {en: Analysts, pt-BR", "profile:\n  en: >\n    Two\n    lines\n  {x: y, pt-BR"
    )
    files.change("services/alpha.yaml", "  {x: y, pt-BR: Analistas}", "  pt-BR: Analistas")
    assert load(BANK).services["alpha"].profile.en == "Two lines"


def test_all_problems_of_all_files_are_told_at_once_in_order(files: Files) -> None:
    files.change("phases.yaml", "- id: watch", "- id: data")
    files.change("services/alpha.yaml", "short: Alpha\n", "")
    files.change("services/alpha.yaml", "instead: beta", "instead: betta")
    files.change("services/beta.yaml", "name: Amazon Beta", "name: Amazon: Beta")
    files.change("questions/beta.yaml", "key: [a]", "key: [z]")
    files.change("exams/x-1.yaml", "minutes: 90", "minutes: long")
    assert [problem.split("; ")[0] for problem in files.problems()] == [
        "bank/exams/x-1.yaml:7: X-1: `minutes` is `long`",
        "bank/phases.yaml:4: data: the id `data` is taken by bank/phases.yaml:1",
        "bank/questions/beta.yaml:20: beta-01: the key `z` is no option's id",
        "bank/services/alpha.yaml:1: alpha: `short` is missing",
        "bank/services/alpha.yaml:9: alpha: `not_when[1].instead` names the unknown service `betta`",
        "bank/services/beta.yaml:2: -: a text that holds `: ` cannot stand bare",
    ]


def test_a_list_file_that_is_a_mapping_says_how_to_begin(files: Files) -> None:
    files.write("questions/alpha.yaml", "id: alpha-01\n")
    assert files.problems() == ["bank/questions/alpha.yaml:1: -: must be a list; begin each entry with `- id: …`"]


def test_what_is_no_file_is_not_waited_for(files: Files) -> None:
    """Nobody writes into the pipe: reading it would never end."""
    os.mkfifo(BANK / "services/pipe.yaml")
    assert "bank/services/pipe.yaml:1: -: is no file; put a file there, or take it away" in files.problems()


def test_no_directory_is_one_clear_problem(files: Files) -> None:
    message = "is no directory; give the path of the bank, such as `content`"
    assert files.problems(Path("nowhere")) == [f"nowhere:1: -: {message}"]


def test_an_empty_directory_is_one_clear_problem(files: Files) -> None:
    Path("empty").mkdir()
    message = "holds no bank; it needs phases.yaml and the folders exams, services and questions"
    assert files.problems(Path("empty")) == [f"empty:1: -: {message}"]


def test_a_missing_part_is_named(files: Files) -> None:
    (BANK / "phases.yaml").unlink()
    (BANK / "exams/x-1.yaml").unlink()
    found = files.problems()
    assert "bank/exams:1: -: holds no .yaml file; add at least one" in found
    assert (
        "bank/phases.yaml:1: -: cannot be read (no such file or directory); check that it is there and readable"
        in found
    )


def test_a_file_that_would_be_passed_over_is_a_problem(files: Files) -> None:
    files.write("services/gamma.yml", "id: gamma\n")
    files.write("services/.hidden.yaml", "nonsense: [")
    assert files.problems() == ["bank/services/gamma.yml:1: -: would not be read; name it gamma.yaml"]


def revision(name: str = "alpha-01") -> str:
    """Return the revision of a question as the bank stands now."""
    return load(BANK).questions[name].revision


def test_a_revision_survives_new_layout_and_a_new_check(files: Files) -> None:
    before = revision()
    assert len(before) == 12
    files.change("questions/alpha.yaml", "  kind: single\n  level: easy\n", "  level:   easy\n  kind: single\n")
    files.change("questions/alpha.yaml", "en: A bakery counts loaves", "en: >-\n      A bakery\n      counts   loaves")
    files.change("questions/alpha.yaml", "checked_on: 2026-11-01", "checked_on: 2026-11-09")
    files.change("questions/alpha.yaml", "objective: 1.1}", "objective: 1.1, skill: 1.1.2}")
    assert revision() == before


@pytest.mark.parametrize(("old", "new"), [("A bakery", "A brewery"), ("key: [a]", "key: [b]"), ("the need", "a need")])
def test_a_revision_changes_with_what_is_read_or_right(files: Files, old: str, new: str) -> None:
    before = revision()
    files.change("questions/alpha.yaml", old, new)
    assert revision() != before


def test_a_situation_of_a_wrong_option_is_a_part_of_the_revision_where_there_is_one(files: Files) -> None:
    question = load(files.root).questions["alpha-01"]
    without = replace(question, options=tuple(replace(one, right_when=None) for one in question.options))
    assert revision_of(without) == question.revision
    situated = replace(question.options[-1], right_when=Bilingual("it could wait", "pudesse esperar"))
    assert revision_of(replace(question, options=(*question.options[:-1], situated))) != question.revision


def test_importing_the_loader_does_not_import_pydantic() -> None:
    code = "import sys, bot.content.reading.load; sys.exit('pydantic' in sys.modules)"
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )


@pytest.mark.usefixtures("files")
@given(
    name=st.sampled_from(["phases.yaml", "exams/x-1.yaml", "services/alpha.yaml", "questions/alpha.yaml"]),
    seed=st.integers(0, 2**32),
    junk=st.binary(max_size=8)
    | st.sampled_from([b": ", b"\n", b"- ", b"  ", b"{", b"]", b"'", b"~", b"\xc3", b"id: "]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mutation_of_a_file_ends_in_anything_but_a_bank_or_problems(name: str, seed: int, junk: bytes) -> None:
    path = BANK / name
    valid = path.read_bytes()
    rng = random.Random(seed)
    start = rng.randrange(len(valid))
    path.write_bytes(valid[:start] + junk + valid[start + rng.choice([0, 1, 5, 40]) :])
    try:
        told = [str(load(BANK).services["alpha"].short)]
    except BankInvalid as invalid:
        told = [str(problem) for problem in invalid.problems]
    finally:
        path.write_bytes(valid)
    assert told
    assert all("\n" not in line and "pydantic" not in line for line in told)


RETIRED = '- {id: alpha-07, since: 2026-11-30, why: "asked twice"}\n'


def test_the_id_of_a_retired_question_is_never_used_again(files: Files) -> None:
    """Answers and reports name a question by its id, so a new one would inherit those of the old."""
    files.write("retired.yaml", RETIRED)
    assert load(BANK).retired["alpha-07"].since == date(2026, 11, 30)
    line = files.change("questions/alpha.yaml", "id: alpha-02", "id: alpha-07")
    (problem,) = files.problems()
    assert problem == (
        f"bank/questions/alpha.yaml:{line}: alpha-07: the id `alpha-07` belongs to a question that was retired on "
        "2026-11-30; choose one that was never used"
    )


def test_a_question_is_retired_once_with_its_day_and_the_reason(files: Files) -> None:
    files.write("retired.yaml", RETIRED * 2 + "- {id: alpha-08}\n- {since: 2026-11-30, why: no id}\n")
    assert [problem.partition(": ")[2] for problem in files.problems()] == [
        "alpha-07: the id `alpha-07` is taken by bank/retired.yaml:1; choose another",
        "alpha-08: `since` is missing; write it",
        "alpha-08: `why` is missing; write it",
        "-: `id` is missing; write it",
    ]
