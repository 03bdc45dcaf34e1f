"""Checking and shaping: each fault of a bank has its line, and a sentence that says how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.content.reading.load import load

if TYPE_CHECKING:
    from tests.content.conftest import Files

BANK = Path("bank")


SERVICE_FAULTS = [
    ("short: Alpha\n", "", 1, "`short` is missing; write it"),
    ("{en: Analysts, pt-BR: Analistas}", "{en: Analysts}", 13, "`profile.pt-BR` is missing; write it"),
    ("summary:", "sumary:", 6, "unknown key `sumary`; did you mean `summary`?"),
    (
        "{en: Analysts, pt-BR",
        "{en: Analysts, or so, pt-BR",
        13,
        "unknown key `profile.or so`; if a comma cut a text in two, put that text in double quotes",
    ),
    (
        "{en: Analysts, pt-BR",
        "{en: Analysts, extra: yes, pt-BR",
        13,
        "unknown key `profile.extra`; the keys here are `en`, `pt-BR`",
    ),
    ("pt-BR: Analistas", "pt_br: Analistas", 13, "unknown key `profile.pt_br`; did you mean `pt-BR`?"),
    ("{en: Analysts,", "{en: '  ',", 13, "`profile.en` is empty; write a text"),
    ("{en: Analysts,", "{en: ,", 13, "`profile.en` is empty; write a text"),
    (
        "profile: {en: Analysts, pt-BR: Analistas}",
        "profile: Analysts",
        13,
        "`profile` is `Analysts`; write a mapping with the keys `en`, `pt-BR`",
    ),
    ("aliases: [The Alpha]", "aliases: The Alpha", 4, "`aliases` is `The Alpha`; write a list"),
    ("aliases: [The Alpha]", "aliases: [[The Alpha]]", 4, "`aliases[1]` is a list; write a text"),
    (
        "state: active",
        "state: activ",
        22,
        (
            "`status.state` is `activ`; write one of `active`, `closed`, `superseded`, `retired`, `not-a-product`"
            " (did you mean `active`?)"
        ),
    ),
    ("answer: true", "answer: perhaps", 24, "`examined.answer` is `perhaps`; write `true` or `false`"),
    (
        "checked_on: 2026-11-01",
        "checked_on: 20261101",
        27,
        "`checked_on` is `20261101`; write a date such as `2026-11-22`",
    ),
    (
        "checked_on: 2026-11-01",
        "checked_on: 2026-02-30",
        27,
        "`checked_on` is `2026-02-30`; write a date such as `2026-11-22`",
    ),
    ("checked_on: 2026-11-01", "checked_on:", 27, "`checked_on` is empty; write a date such as `2026-11-22`"),
    ("phase: data", "phase: dat", 5, "`phase` names the unknown phase `dat`; did you mean `data`?"),
    ("phase: data", "phase: zzz", 5, "`phase` names the unknown phase `zzz`; write one of `data`, `watch`"),
    (
        "instead: beta",
        "instead: betta",
        10,
        "`not_when[1].instead` names the unknown service `betta`; did you mean `beta`?",
    ),
    (
        "instead: beta",
        "instead: zzz",
        10,
        "`not_when[1].instead` names the unknown service `zzz`; a product is named with its capital letters",
    ),
    (
        "instead: Amazon CloudWatch",
        "instead: amazon cloudwatch",
        12,
        "`not_when[2].instead` is `amazon cloudwatch`; write a service id, or a product's name with its capital",
    ),
    ("with: beta", "with: alpha", 15, "`contrasts[1].with` names the service itself; name another one"),
    (
        "state: active",
        "state: closed",
        21,
        "`status.instead` is missing; a service that is closed needs it in both languages",
    ),
    ("state: active", "state: retired", 21, "`status.since` is missing; write the date since which it is retired"),
    (
        "state: active",
        "state: superseded",
        21,
        "`status.note` is missing; a service that is superseded needs it in both languages",
    ),
    (
        "docs: https://",
        "docs: http://",
        26,
        "`docs` is `http://example.com/alpha`; write one address that begins with https://",
    ),
    (
        "phrase 1,",
        "phrase 0, Alphá  PHRASE 0,",
        19,
        "the cue `Alphá PHRASE 0` stands twice in en; it is already on line 19, delete one",
    ),
    (
        "short: Alpha",
        "short: Alpha\nshort: Beta",
        4,
        "the key `short` stands twice; it is already on line 3, delete one",
    ),
    ("name: Amazon Alpha", "name: !important Alpha", 2, "a text cannot begin with `!`; put the text in double quotes"),
    ("name: Amazon Alpha", "name: Amazon\tAlpha", 2, "holds a tab; use spaces"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), SERVICE_FAULTS)
def test_each_fault_of_a_service_has_its_line_and_mend(
    files: Files, old: str, new: str, line: int, message: str
) -> None:
    files.change("services/alpha.yaml", old, new)
    assert [each for each in files.problems() if each.startswith(f"bank/services/alpha.yaml:{line}: alpha: {message}")]


QUESTION_FAULTS = [
    ("  key: [a]", "  key: [d]", "the key `d` is no option's id; write one of `a`, `b`, `c`"),
    ("  key: [a]", "  key: [a, b]", "`key` holds 2 ids; a `single` question has exactly 1"),
    ("  key: [a]", "  key: [a, a]", "`key[2]` repeats `a`; delete or change one"),
    ("  key: [a]", "  key: []", "`key` holds 0 ids; a `single` question has exactly 1"),
    ("  key: [a]", "  key: a", "`key` is `a`; write a list"),
    ("- id: b", "- id: a", "`options[2].id` repeats `a`; delete or change one"),
    ("- id: b", "- id: B", "the option id `B` is not a single lower-case letter from a to j; write `a`, `b`, …"),
    (
        "- id: alpha-01",
        "- id: Alpha_01",
        "the id `Alpha_01` is not lower-case words joined by hyphens; write one such as `model-monitor`",
    ),
    (
        "services: [alpha]",
        "services: [alpha, betta]",
        "`services[2]` names the unknown service `betta`; did you mean `beta`?",
    ),
    ("services: [alpha]", "services: [alpha, alpha]", "`services[2]` repeats `alpha`; delete or change one"),
    ("exam: X-1", "exam: X-2", "`exams[1].exam` names the unknown exam `X-2`; write one of `X-1`"),
    ("domain: 1", "domain: 3", "`exams[1].domain`: X-1 has no domain `3`; write one of `1`, `2`"),
    ("domain: 1", "domain: one", "`exams[1].domain` is `one`; write a whole number"),
    (
        "objective: 1.1",
        "objective: 2.1",
        "`exams[1].objective`: domain 1 of X-1 has no objective `2.1`; write one of `1.1`, `1.2`",
    ),
    (
        "source: https://example.com/proof",
        "source: https://",
        "`source` is `https://`; write one address that begins with https://",
    ),
    (
        "  level: easy",
        "  level: esay",
        "`level` is `esay`; write one of `easy`, `medium`, `hard` (did you mean `easy`?)",
    ),
    ("  level: easy", "  revision: abc\n  level: easy", "unknown key `revision`; the keys here are"),
]


@pytest.mark.parametrize(("old", "new", "message"), QUESTION_FAULTS)
def test_each_fault_of_a_question_has_its_line_and_mend(files: Files, old: str, new: str, message: str) -> None:
    line = files.change("questions/alpha.yaml", old, new)
    id_ = "Alpha_01" if "Alpha_01" in new else "alpha-01"
    found = [each for each in files.problems() if message in each]
    assert len(found) == 1
    assert found[0].startswith(f"bank/questions/alpha.yaml:{line}: {id_}: {message}")


def test_a_multiple_question_needs_two_keys_and_a_wrong_option(files: Files) -> None:
    files.change("questions/alpha.yaml", "kind: single", "kind: multiple")
    assert "a `multiple` question has at least 2 and not all of them" in files.problems()[0]
    files.change("questions/alpha.yaml", "key: [a]", "key: [a, b]")
    assert set(load(BANK).questions["alpha-01"].key) == {"a", "b"}
    files.change("questions/alpha.yaml", "key: [a, b]", "key: [a, b, c]")
    assert "`key` holds 3 of 3 options" in files.problems()[0]


def test_the_weights_of_an_exam_sum_to_a_hundred(files: Files) -> None:
    files.change("exams/x-1.yaml", "weight: 40", "weight: 50")
    assert files.problems() == [
        "bank/exams/x-1.yaml:12: X-1: the weights of the domains sum to 110; they must sum to 100"
    ]


def test_a_taken_id_names_the_other_place(files: Files) -> None:
    files.change("questions/beta.yaml", "- id: beta-01", "- id: alpha-02")
    line = (BANK / "questions/alpha.yaml").read_text(encoding="utf-8").splitlines().index("- id: alpha-02") + 1
    assert files.problems() == [
        (
            f"bank/questions/beta.yaml:1: alpha-02: the id `alpha-02` is taken by bank/questions/alpha.yaml:{line};"
            " choose another"
        )
    ]


def test_the_file_of_a_service_bears_its_id(files: Files) -> None:
    (BANK / "services/beta.yaml").rename(BANK / "services/betta.yaml")
    message = "the file is named `betta.yaml`; name it `beta.yaml`, or write `id: betta`"
    assert files.problems() == [f"bank/services/betta.yaml:1: beta: {message}"]


def phases(*ids: str) -> str:
    """Return a file of phases, among them those that the services name."""
    return "".join(f"- {{id: {id_}, name: {{en: {id_}, pt-BR: {id_}}}}}\n" for id_ in ("data", *ids))


@pytest.mark.parametrize(("count", "advice"), [(9, "write one of `data`, `p0`"), (10, "name one that exists")])
def test_ten_ids_to_choose_from_are_listed(files: Files, count: int, advice: str) -> None:
    files.write("phases.yaml", phases(*(f"p{number}" for number in range(count))))
    files.change("services/alpha.yaml", "phase: data", "phase: zzzzzz")
    assert f"names the unknown phase `zzzzzz`; {advice}" in files.problems()[0]


@pytest.mark.parametrize(("typed", "meant"), [("monitorxyz", True), ("monitowxyz", False)])
def test_an_id_is_meant_by_what_shares_seven_tenths_of_it(files: Files, typed: str, meant: bool) -> None:
    files.write("phases.yaml", phases("monitoring"))
    files.change("services/alpha.yaml", "phase: data", f"phase: {typed}")
    assert ("did you mean `monitoring`?" in files.problems()[0]) is meant


@pytest.mark.parametrize(("value", "told"), [("x" * 40, "x" * 40), ("x" * 41, "x" * 39 + "…")])
def test_forty_characters_of_a_value_are_said_back(files: Files, value: str, told: str) -> None:
    files.change("services/alpha.yaml", "answer: true", f"answer: {value}")
    assert f"`examined.answer` is `{told}`; write `true` or `false`" in files.problems()[0]


@pytest.mark.parametrize(("letter", "taken"), [("a", True), ("j", True), ("k", False), ("aa", False)])
def test_an_option_is_a_letter_from_a_to_j(files: Files, letter: str, taken: bool) -> None:
    files.change("questions/alpha.yaml", "- id: a\n", f"- id: {letter}\n")
    files.change("questions/alpha.yaml", "key: [a]", f"key: [{letter}]")
    if taken:
        assert load(BANK).questions["alpha-01"].key == (letter,)
    else:
        assert f"the option id `{letter}` is not a single lower-case letter" in files.problems()[0]


@pytest.mark.parametrize(("keys", "taken"), [("a", False), ("a, b", True), ("a, b, c", False)])
def test_a_multiple_question_has_two_keys_or_more_and_not_all(files: Files, keys: str, taken: bool) -> None:
    files.change("questions/alpha.yaml", "kind: single", "kind: multiple")
    files.change("questions/alpha.yaml", "key: [a]", f"key: [{keys}]")
    if taken:
        load(BANK)
    else:
        assert "a `multiple` question has at least 2" in files.problems()[0]


@pytest.mark.parametrize("state", ["closed", "retired"])
def test_what_is_gone_says_since_when_and_what_is_superseded_need_not(files: Files, state: str) -> None:
    note = "\n  note: {en: Gone., pt-BR: Foi.}\n  instead: {en: Beta, pt-BR: Beta}"
    files.change("services/alpha.yaml", "state: active", f"state: {state}{note}")
    assert f"`status.since` is missing; write the date since which it is {state}" in files.problems()[0]
    files.change("services/alpha.yaml", f"state: {state}", f"state: {state}\n  since: 2026-01-01")
    assert load(BANK).services["alpha"].status.state == state
    files.change("services/alpha.yaml", f"state: {state}\n  since: 2026-01-01", "state: superseded")
    assert load(BANK).services["alpha"].status.since is None


def test_the_file_of_an_exam_bears_its_id_in_lower_case(files: Files) -> None:
    (BANK / "exams/x-1.yaml").rename(BANK / "exams/x-2.yaml")
    assert files.problems() == [
        "bank/exams/x-2.yaml:1: X-1: the file is named `x-2.yaml`; name it `x-1.yaml`, or mend the id"
    ]


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://example.com", True),
        ("https://docs.example.com:8443/a?b#c", True),
        ("https://example", False),
        ("https://example.com/a b", False),
        ("ftp://example.com/a", False),
    ],
)
def test_a_source_is_one_address_on_the_web(files: Files, url: str, taken: bool) -> None:
    files.change("questions/alpha.yaml", "source: https://example.com/proof", f"source: {url}")
    if taken:
        assert load(BANK).questions["alpha-01"].source == url
    else:
        assert f"`source` is `{url}`; write one address" in files.problems()[0]


def test_what_no_service_answers_needs_a_cue_in_each_language(files: Files) -> None:
    files.write("elsewhere.yaml", "- {id: cache, cues: {en: [a cache], pt-BR: [um cache]}}\n")
    assert list(load(BANK).out_of_scope) == ["cache"]
    files.write("elsewhere.yaml", "- {id: cache, cues: {en: [a cache], pt-BR: []}}\n")
    assert files.problems() == ["bank/elsewhere.yaml:1: cache: needs one cue at least in each language; write it"]


ORDERING = [
    ("key: [b, a, c]", "key: [b, a]", "`key` holds 2 of 3 steps; write all of them, in the right order"),
    ("key: [b, a, c]", "key: [b, a, d]", "the key `d` is no option's id; write one of `a`, `b`, `c`"),
    ("key: [b, a, c]", "key: [b, a, a]", "`key[3]` repeats `a`; delete or change one"),
    ("  key: [b, a, c]\n", "", "`key` is missing; write it"),
    ("  options:", "  steps:", "`options` is missing; write it"),
    ("  key: [b, a, c]", "  pairs: []\n  key: [b, a, c]", "a `ordering` question has no `pairs`; write `options` and"),
    ("Amazon Gizmo Works, pt", f"{'Works ' * 12}, pt", "`options[1].text.en` has 71 characters, and a menu shows 69"),
]


@pytest.mark.parametrize(("old", "new", "message"), ORDERING)
def test_each_fault_of_an_ordering_question_has_its_mend(files: Files, old: str, new: str, message: str) -> None:
    files.change("questions/alpha.yaml", "kind: single", "kind: ordering")
    files.change("questions/alpha.yaml", "key: [a]", "key: [b, a, c]")
    assert load(BANK).questions["alpha-01"].key == ("b", "a", "c")
    files.change("questions/alpha.yaml", old, new)
    assert [each for each in files.problems() if f"alpha-01: {message}" in each]


MATCHING = [
    ("  pairs:", "  options:", "`pairs` is missing; write it"),
    ("  pairs:", "  key: [a]\n  pairs:", "a `matching` question has no `key`; write `pairs` alone"),
    ("- id: b", "- id: a", "`pairs[2].id` repeats `a`; delete or change one"),
    ("      prompt: {en: Needs 1, pt-BR: Quer 1}\n", "", "`pairs[1].prompt` is missing; write it"),
    ("Needs 2", "Needs " * 30, "`pairs[2].prompt.en` has 179 characters, and a menu shows 140 of a prompt"),
    ("Amazon Widget Store, pt", f"{'Store ' * 12}, pt", "`pairs[2].text.en` has 71 characters, and a menu shows 69"),
]


def paired(files: Files, first: str = "alpha-01") -> None:
    """Write a question as pairs, its options being the partners."""
    path = files.root / "questions" / "alpha.yaml"
    before, question, after = path.read_text(encoding="utf-8").partition(f"- id: {first}\n")
    for number, letter in enumerate("abc", start=1):
        prompt = f"      prompt: {{en: Needs {number}, pt-BR: Quer {number}}}\n"
        after = after.replace(f"    - id: {letter}\n", f"    - id: {letter}\n{prompt}", 1)
    for old, new in (("kind: single", "kind: matching"), ("  options:", "  pairs:"), ("  key: [a]\n", "")):
        after = after.replace(old, new, 1)
    path.write_text(f"{before}{question}{after}", encoding="utf-8")


@pytest.mark.parametrize(("old", "new", "message"), MATCHING)
def test_each_fault_of_a_matching_question_has_its_mend(files: Files, old: str, new: str, message: str) -> None:
    paired(files)
    question = load(BANK).questions["alpha-01"]
    assert (question.key, [one.id for one in question.options]) == (("a", "b", "c"), ["a", "b", "c"])
    files.change("questions/alpha.yaml", old, new)
    assert [each for each in files.problems() if f"alpha-01: {message}" in each]


@pytest.mark.parametrize(("kind", "called"), [("ordering", "steps"), ("matching", "pairs")])
def test_with_two_steps_or_pairs_chance_would_be_right_half_of_the_time(files: Files, kind: str, called: str) -> None:
    if kind == "matching":
        paired(files)
    else:
        files.change("questions/alpha.yaml", "kind: single", "kind: ordering")
        files.change("questions/alpha.yaml", "key: [a]", "key: [b, a]")
    text = (files.root / "questions" / "alpha.yaml").read_text(encoding="utf-8")
    third = text[text.index("    - id: c\n") : text.index("  deciding" if kind == "matching" else "  key: [b, a]")]
    files.change("questions/alpha.yaml", third, "")
    assert [each for each in files.problems() if f"alpha-01: has 2 {called}; write 3 to 5" in each]


def test_other_kinds_have_no_pairs(files: Files) -> None:
    files.change("questions/alpha.yaml", "  options:", "  pairs: []\n  options:")
    assert "a `single` question has no `pairs`; write `options` and `key`" in files.problems()[0]
