"""Loading: a valid bank becomes values, a broken one a full list of what to mend."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.load import BankInvalid, load, load_services, load_with_places
from bot.content.model import Bilingual, Kind, State
from bot.content.tree import MAX_CHARACTERS, parse

if TYPE_CHECKING:
    from tests.content.conftest import Files

BANK = Path("bank")


def problems(directory: Path = BANK) -> list[str]:
    """Return the problems of a bank as they are printed."""
    with pytest.raises(BankInvalid) as caught:
        load(directory)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return [str(problem) for problem in caught.value.problems]


def test_a_valid_bank_becomes_values(files: Files) -> None:
    bank = load(BANK)
    assert list(bank.phases) == ["data", "watch"]
    assert list(bank.services) == ["alpha", "beta"]
    assert list(bank.questions) == ["alpha-01", "alpha-02", "beta-01", "beta-02"]
    alpha = bank.services["alpha"]
    assert alpha.summary == Bilingual("It does things.", "Faz coisas.")
    assert alpha.contrasts[0].with_ == "beta"
    assert alpha.status.state is State.ACTIVE
    assert alpha.checked_on == date(2026, 11, 1)
    question = bank.questions["alpha-01"]
    assert question.key == frozenset("a")
    assert question.kind is Kind.SINGLE
    assert [option.id for option in question.options] == ["a", "b", "c"]
    assert bank.exams["X-1"].domains[1].tasks[0].id == "2.1"


def test_the_mappings_of_a_bank_cannot_be_changed(files: Files) -> None:
    bank = load(BANK)
    with pytest.raises(TypeError):
        bank.services["gamma"] = bank.services["alpha"]  # type: ignore[index]


def test_places_tell_where_services_and_questions_stand(files: Files) -> None:
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
    assert problems(BANK.absolute())[0].startswith("bank/services/alpha.yaml:5: alpha: ")


@pytest.mark.parametrize("text", ["no", "1.3", "2026-11-22", "1e3", "0x1F", "on", "12:30"])
def test_a_bare_scalar_in_a_text_field_is_that_text(files: Files, text: str) -> None:
    files.change("services/alpha.yaml", "{en: Analysts,", f"{{en: {text},")
    assert load(BANK).services["alpha"].profile.en == text


def test_folded_text_loses_its_outer_space(files: Files) -> None:
    files.change("services/alpha.yaml", "profile: {en: Analysts, pt-BR", "profile:\n  en: >\n    Two\n    lines\n  {x: y, pt-BR")
    files.change("services/alpha.yaml", "  {x: y, pt-BR: Analistas}", "  pt-BR: Analistas")
    assert load(BANK).services["alpha"].profile.en == "Two lines"


SERVICE_FAULTS = [
    ("short: Alpha\n", "", 1, "`short` is missing; write it"),
    ("{en: Analysts, pt-BR: Analistas}", "{en: Analysts}", 13, "`profile.pt-BR` is missing; write it"),
    ("summary:", "sumary:", 6, "unknown key `sumary`; did you mean `summary`?"),
    ("{en: Analysts, pt-BR", "{en: Analysts, or so, pt-BR", 13,
     "unknown key `profile.or so`; if a comma cut a text in two, put that text in double quotes"),
    ("{en: Analysts, pt-BR", "{en: Analysts, extra: yes, pt-BR", 13, "unknown key `profile.extra`; the keys here are `en`, `pt-BR`"),
    ("pt-BR: Analistas", "pt_br: Analistas", 13, "unknown key `profile.pt_br`; did you mean `pt-BR`?"),
    ("{en: Analysts,", "{en: '  ',", 13, "`profile.en` is empty; write a text"),
    ("{en: Analysts,", "{en: ,", 13, "`profile.en` is empty; write a text"),
    ("profile: {en: Analysts, pt-BR: Analistas}", "profile: Analysts", 13,
     "`profile` is `Analysts`; write a mapping with the keys `en`, `pt-BR`"),
    ("aliases: [The Alpha]", "aliases: The Alpha", 4, "`aliases` is `The Alpha`; write a list"),
    ("aliases: [The Alpha]", "aliases: [[The Alpha]]", 4, "`aliases[1]` is a list; write a text"),
    ("state: active", "state: activ", 22,
     "`status.state` is `activ`; write one of `active`, `closed`, `superseded`, `retired`, `not-a-product`"
     " (did you mean `active`?)"),
    ("answer: true", "answer: perhaps", 24, "`examined.answer` is `perhaps`; write `true` or `false`"),
    ("checked_on: 2026-11-01", "checked_on: 20261101", 27, "`checked_on` is `20261101`; write a date such as `2026-11-22`"),
    ("checked_on: 2026-11-01", "checked_on: 2026-02-30", 27, "`checked_on` is `2026-02-30`; write a date such as `2026-11-22`"),
    ("checked_on: 2026-11-01", "checked_on:", 27, "`checked_on` is empty; write a date such as `2026-11-22`"),
    ("phase: data", "phase: dat", 5, "`phase` names the unknown phase `dat`; did you mean `data`?"),
    ("phase: data", "phase: zzz", 5, "`phase` names the unknown phase `zzz`; write one of `data`, `watch`"),
    ("instead: beta", "instead: betta", 10, "`not_when[1].instead` names the unknown service `betta`; did you mean `beta`?"),
    ("instead: beta", "instead: zzz", 10,
     "`not_when[1].instead` names the unknown service `zzz`; a product is named with its capital letters"),
    ("instead: Amazon CloudWatch", "instead: amazon cloudwatch", 12,
     "`not_when[2].instead` is `amazon cloudwatch`; write a service id, or a product's name with its capital letters"),
    ("with: beta", "with: alpha", 15, "`contrasts[1].with` names the service itself; name another one"),
    ("state: active", "state: closed", 21, "`status.instead` is missing; a service that is closed needs it in both languages"),
    ("state: active", "state: retired", 21, "`status.since` is missing; write the date since which it is retired"),
    ("state: active", "state: superseded", 21, "`status.note` is missing; a service that is superseded needs it in both languages"),
    ("docs: https://", "docs: http://", 26, "`docs` is `http://example.com/alpha`; write one address that begins with https://"),
    ("phrase 1,", "phrase 0, Alphá  PHRASE 0,", 19, "the cue `Alphá PHRASE 0` stands twice in en; it is already on line 19, delete one"),
    ("short: Alpha", "short: Alpha\nshort: Beta", 4, "the key `short` stands twice; it is already on line 3, delete one"),
    ("name: Amazon Alpha", "name: !important Alpha", 2, "a text cannot begin with `!`; put the text in double quotes"),
    ("name: Amazon Alpha", "name: Amazon\tAlpha", 2, "holds a tab; use spaces"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), SERVICE_FAULTS)
def test_each_fault_of_a_service_has_its_line_and_mend(files: Files, old: str, new: str, line: int, message: str) -> None:
    files.change("services/alpha.yaml", old, new)
    assert f"bank/services/alpha.yaml:{line}: alpha: {message}" in problems()


QUESTION_FAULTS = [
    ("  key: [a]", "  key: [d]", "the key `d` is no option's id; write one of `a`, `b`, `c`"),
    ("  key: [a]", "  key: [a, b]", "`key` holds 2 ids; a `single` question has exactly 1"),
    ("  key: [a]", "  key: [a, a]", "`key[2]` repeats `a`; delete or change one"),
    ("  key: [a]", "  key: []", "`key` holds 0 ids; a `single` question has exactly 1"),
    ("  key: [a]", "  key: a", "`key` is `a`; write a list"),
    ("- id: b", "- id: a", "`options[2].id` repeats `a`; delete or change one"),
    ("- id: b", "- id: B", "the option id `B` is not a single lower-case letter from a to j; write `a`, `b`, …"),
    ("- id: alpha-01", "- id: Alpha_01", "the id `Alpha_01` is not lower-case words joined by hyphens; write one such as `model-monitor`"),
    ("services: [alpha]", "services: [alpha, betta]", "`services[2]` names the unknown service `betta`; did you mean `beta`?"),
    ("services: [alpha]", "services: [alpha, alpha]", "`services[2]` repeats `alpha`; delete or change one"),
    ("services: [alpha]", "services: []", "`services` is empty; name at least one"),
    ("exam: X-1", "exam: X-2", "`exams[1].exam` names the unknown exam `X-2`; write one of `X-1`"),
    ("domain: 1", "domain: 3", "`exams[1].domain`: X-1 has no domain `3`; write one of `1`, `2`"),
    ("domain: 1", "domain: one", "`exams[1].domain` is `one`; write a whole number"),
    ("objective: 1.1", "objective: 2.1", "`exams[1].objective`: domain 1 of X-1 has no objective `2.1`; write one of `1.1`, `1.2`"),
    ("source: https://example.com/proof", "source: https://", "`source` is `https://`; write one address that begins with https://"),
    ("  level: easy", "  level: esay", "`level` is `esay`; write one of `easy`, `medium`, `hard` (did you mean `easy`?)"),
    ("  level: easy", "  revision: abc\n  level: easy", "unknown key `revision`; the keys here are"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), QUESTION_FAULTS)
def test_each_fault_of_a_question_has_its_line_and_mend(files: Files, old: str, new: str, message: str) -> None:
    line = files.change("questions/alpha.yaml", old, new)
    id_ = "Alpha_01" if "Alpha_01" in new else "alpha-01"
    found = [each for each in problems() if message in each]
    assert len(found) == 1
    assert found[0].startswith(f"bank/questions/alpha.yaml:{line}: {id_}: {message}")


def test_a_multiple_question_needs_two_keys_and_a_wrong_option(files: Files) -> None:
    files.change("questions/alpha.yaml", "kind: single", "kind: multiple")
    assert "a `multiple` question has at least 2 and not all of them" in problems()[0]
    files.change("questions/alpha.yaml", "key: [a]", "key: [a, b]")
    assert load(BANK).questions["alpha-01"].key == {"a", "b"}
    files.change("questions/alpha.yaml", "key: [a, b]", "key: [a, b, c]")
    assert "`key` holds 3 of 3 options" in problems()[0]


def test_the_weights_of_an_exam_sum_to_a_hundred(files: Files) -> None:
    files.change("exams/x-1.yaml", "weight: 40", "weight: 50")
    assert problems() == ["bank/exams/x-1.yaml:12: X-1: the weights of the domains sum to 110; they must sum to 100"]


def test_a_taken_id_names_the_other_place(files: Files) -> None:
    files.change("questions/beta.yaml", "- id: beta-01", "- id: alpha-02")
    line = (BANK / "questions/alpha.yaml").read_text(encoding="utf-8").splitlines().index("- id: alpha-02") + 1
    assert problems() == [
        f"bank/questions/beta.yaml:1: alpha-02: the id `alpha-02` is taken by bank/questions/alpha.yaml:{line};"
        " choose another"
    ]


def test_the_file_of_a_service_bears_its_id(files: Files) -> None:
    (BANK / "services/beta.yaml").rename(BANK / "services/betta.yaml")
    message = "the file is named `betta.yaml`; name it `beta.yaml`, or write `id: betta`"
    assert problems() == [f"bank/services/betta.yaml:1: beta: {message}"]


def test_all_problems_of_all_files_are_told_at_once_in_order(files: Files) -> None:
    files.change("phases.yaml", "- id: watch", "- id: data")
    files.change("services/alpha.yaml", "short: Alpha\n", "")
    files.change("services/alpha.yaml", "instead: beta", "instead: betta")
    files.change("services/beta.yaml", "name: Amazon Beta", "name: Amazon: Beta")
    files.change("questions/beta.yaml", "key: [a]", "key: [z]")
    files.change("exams/x-1.yaml", "minutes: 90", "minutes: long")
    assert [problem.split("; ")[0] for problem in problems()] == [
        "bank/exams/x-1.yaml:7: X-1: `minutes` is `long`",
        "bank/phases.yaml:4: data: the id `data` is taken by bank/phases.yaml:1",
        "bank/questions/beta.yaml:20: beta-01: the key `z` is no option's id",
        "bank/services/alpha.yaml:1: alpha: `short` is missing",
        "bank/services/alpha.yaml:9: alpha: `not_when[1].instead` names the unknown service `betta`",
        "bank/services/beta.yaml:2: -: a text that holds `: ` cannot stand bare",
    ]


def test_a_file_that_cannot_be_read_is_one_problem_and_no_chain_of_unknown_names(files: Files) -> None:
    files.write("services/beta.yaml", "id: beta\nname: 'open\n")
    assert problems() == ["bank/services/beta.yaml:2: -: a quote is opened here and never closed; close it"]


YAML_FAULTS = [
    (b"", 1, "is empty; write its content or delete the file"),
    (b"# nothing\n", 1, "is empty; write its content or delete the file"),
    (b"id: x\nname: \xff\n", 2, "is not UTF-8 from here on; save the file as UTF-8"),
    ("id: x\n".encode("utf-16"), 1, "is not UTF-8 from here on; save the file as UTF-8"),
    (b"id: x\nname: a\x00b\n", 2, "holds the control character U+0000; delete it"),
    (b"id: x\nname: a: b\n", 2, "a text that holds `: ` cannot stand bare; put the text in double quotes, or mend the indentation"),
    (b"id: x\nname: @b\n", 2, "a text cannot begin with this character; put the text in double quotes"),
    (b"id: x\nname: **bold**\n", 2, "a text cannot begin with `*` or `&`; put the text in double quotes"),
    (b"id: x\nname: *bold\n", 2, "`*bold` points to another text; write the text out, or put the text in double quotes"),
    (b'id: x\nname: "a\\qb"\n', 2, "a backslash in double quotes must be written twice; write `\\\\`"),
    (b"id: x\nname: {a: b\nc: d\n", 3,
     "a `{...}` or `[...]` is not closed, or a text in it holds a quote or bracket; close it, or put the text in double quotes"),
    (b"id: x\nname\n", 3, "this is not `key: value`; indent a continued text deeper, or put the text in double quotes"),
    (b'id: x\nname: "a" b\n', 2, "the indentation is off, or a quote ends too early; line the keys up, or put the text in double quotes"),
    (b"id: x\n? [a]\n: b\n", 2, "a key cannot be a list or a mapping; put the text in double quotes"),
    (b"id: x\n---\nid: y\n", 2, "a second document begins here; delete the line `---`"),
    (b"[" * 100_000, 1, "is nested more than 12 levels deep; check the brackets and the indentation"),
    (b"\tid: x\n", 1, "holds a tab; use spaces"),
    (b"a: &a [x, x]\nb: &b [*a, *a]\n", 2, "`*a` points to another text; write the text out, or put the text in double quotes"),
    (b"&a [*a]\n", 1, "`*a` points to another text; write the text out, or put the text in double quotes"),
    (b"#" * (MAX_CHARACTERS + 1), 1, "holds more than 1,000,000 characters; split it into several files"),
    (b"just words\n", 1, "this is `just words`; write a mapping with the keys `id`, `name`, `short`, `phase`, `summary`, "),
    (b"- a\n- b\n", 1, "this is a list; write a mapping with the keys `id`, `name`, `short`, `phase`, `summary`, "),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "message"), YAML_FAULTS)
def test_a_file_that_is_no_usable_yaml_says_why_in_plain_words(
    files: Files, content: bytes, line: int, message: str
) -> None:
    files.write("services/beta.yaml", content)
    (problem,) = problems()
    assert problem.startswith(f"bank/services/beta.yaml:{line}: -: {message}")


def test_a_list_file_that_is_a_mapping_says_how_to_begin(files: Files) -> None:
    files.write("questions/alpha.yaml", "id: alpha-01\n")
    assert problems() == ["bank/questions/alpha.yaml:1: -: must be a list; begin each entry with `- id: …`"]


def test_a_byte_order_mark_and_windows_line_ends_are_harmless(files: Files) -> None:
    text = (BANK / "services/beta.yaml").read_bytes()
    files.write("services/beta.yaml", b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert load(BANK).services["beta"].short == "Beta"


def test_no_directory_is_one_clear_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert problems(Path("nowhere")) == ["nowhere:1: -: is no directory; give the path of the bank, such as `content`"]


def test_an_empty_directory_is_one_clear_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path)
    assert problem.endswith("holds no bank; it needs phases.yaml and the folders exams, services and questions")


def test_a_missing_part_is_named(files: Files) -> None:
    (BANK / "phases.yaml").unlink()
    (BANK / "exams/x-1.yaml").unlink()
    found = problems()
    assert "bank/exams:1: -: holds no .yaml file; add at least one" in found
    assert (
        "bank/phases.yaml:1: -: cannot be read (no such file or directory); check that it is there and readable"
        in found
    )


def test_a_file_that_would_be_passed_over_is_a_problem(files: Files) -> None:
    files.write("services/gamma.yml", "id: gamma\n")
    files.write("services/.hidden.yaml", "nonsense: [")
    assert problems() == ["bank/services/gamma.yml:1: -: would not be read; name it gamma.yaml"]


def revision(name: str = "alpha-01") -> str:
    """Return the revision of a question as the bank stands now."""
    return load(BANK).questions[name].revision


def test_a_revision_survives_new_layout_and_a_new_check(files: Files) -> None:
    before = revision()
    assert len(before) == 12
    files.change("questions/alpha.yaml", "  kind: single\n  level: easy\n", "  level:   easy\n  kind: single\n")
    files.change("questions/alpha.yaml", "en: A bakery counts loaves", "en: >-\n      A bakery\n      counts   loaves")
    files.change("questions/alpha.yaml", "checked_on: 2026-11-01", "checked_on: 2026-11-09")
    assert revision() == before


@pytest.mark.parametrize(("old", "new"), [("A bakery", "A brewery"), ("key: [a]", "key: [b]"), ("the need", "a need")])
def test_a_revision_changes_with_what_is_read_or_right(files: Files, old: str, new: str) -> None:
    before = revision()
    files.change("questions/alpha.yaml", old, new)
    assert revision() != before


def test_importing_the_loader_does_not_import_pydantic() -> None:
    code = "import sys, bot.content.load; sys.exit('pydantic' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_reader_raise(text: str) -> None:
    parse(text)


@given(st.lists(st.sampled_from(list("{}[]:,-?&*!|>'\"#%@` \nab~")), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_heap_of_yaml_signs_makes_the_reader_raise(text: str) -> None:
    parse(text)


@given(
    name=st.sampled_from(["phases.yaml", "exams/x-1.yaml", "services/alpha.yaml", "questions/alpha.yaml"]),
    seed=st.integers(0, 2**32),
    junk=st.binary(max_size=8) | st.sampled_from([b": ", b"\n", b"- ", b"  ", b"{", b"]", b"'", b"~", b"\xc3", b"id: "]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mutation_of_a_file_ends_in_anything_but_a_bank_or_problems(
    files: Files, name: str, seed: int, junk: bytes
) -> None:
    path = BANK / name
    valid = path.read_bytes()
    rng = random.Random(seed)
    start = rng.randrange(len(valid))
    path.write_bytes(valid[:start] + junk + valid[start + rng.choice([0, 1, 5, 40]) :])
    try:
        assert load(BANK).services
    except BankInvalid as invalid:
        assert invalid.problems
        assert all("\n" not in str(problem) for problem in invalid.problems)
        assert all("pydantic" not in problem.message for problem in invalid.problems)
    finally:
        path.write_bytes(valid)
