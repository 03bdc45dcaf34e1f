"""Figures of cards are held against AWS's own service models, as `make facts` read them."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli.content_facts import print_unbound, write_models
from bot.content.authoring.aws_models import bound_parts, news
from bot.content.authoring.facts import FILE, Models, fact_verdicts, read_models, unbound
from bot.content.authoring.lint import lint
from bot.content.model import Bank, ModelFact, Number, Service
from bot.content.reading.problem import BankInvalid
from tests.conftest import ROOT

CONTENT = ROOT / "content"
TUNING = ModelFact("sagemaker", shape="IntegerParameterRanges", max=30)
LINE = Number("Up to 30 hyperparameters in one search.", "Até 30 hiperparâmetros em uma busca.", (TUNING,))
MODEL: dict[str, Any] = {
    "operations": {
        "ScheduleKeyDeletion": {"documentation": "<p>A wait (<b>7-30\n  days</b>) &amp; then it is gone.</p>"},
        "PutBot": {"deprecated": True, "deprecatedMessage": "Lex V1 is deprecated."},
    },
    "shapes": {
        "Ranges": {"max": 30, "min": 1},
        "Strategy": {"enum": ["Random", "Grid"]},
        "Config": {"members": {"Mode": {"documentation": "<p>At most 100 MB.</p>"}, "Size": {}}},
    },
}


@pytest.fixture(scope="module")
def models() -> Models:
    kept = read_models([CONTENT])
    assert kept
    return kept


def botocore(folder: Path, model: dict[str, Any], version: str = "1.2.3") -> Path:
    """Write a botocore with one API, as an unpacked one lies in a folder."""
    home = folder / "data" / "thing" / "2026-11-30"
    home.mkdir(parents=True)
    (folder / "__init__.py").write_text(f"__version__ = '{version}'\n", encoding="utf-8")
    (home / "service-2.json.gz").write_bytes(gzip.compress(json.dumps(model).encode()))
    return folder


def with_line(bank: Bank, en: str, *facts: ModelFact, pt: str | None = None) -> Bank:
    """Return a bank of one card with one line."""
    card = replace(bank.services["kms"], numbers=(Number(en, pt or en, facts),))
    return replace(bank, services={"kms": card}, questions={})


def faults(service: Service, models: Models) -> list[str]:
    return [message for _, message in fact_verdicts(service, models)]


def test_every_bound_line_of_a_card_is_what_the_models_say(bank: Bank, models: Models) -> None:
    assert [(one.id, fault) for one in bank.services.values() for fault in faults(one, models)] == []


def test_seventy_five_lines_and_more_are_bound(bank: Bank) -> None:
    bound = [number for one in bank.services.values() for number in one.numbers if number.model]
    assert len(bound) >= 75
    assert sum(len(number.model) for number in bound) >= 93


def test_the_models_that_were_read_are_those_of_the_pin_and_small(models: Models) -> None:
    pinned = re.search(r"^botocore==(\S+)", (ROOT / "requirements-facts.lock").read_text(encoding="utf-8"))
    assert pinned
    assert models.botocore == pinned[1]
    assert (CONTENT / FILE).stat().st_size < 50_000


def test_every_pin_is_by_hash() -> None:
    for name in ("requirements-facts.lock", "requirements-facts-before.lock"):
        assert re.fullmatch(
            r"botocore==[\d.]+ \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+", (ROOT / name).read_text(encoding="utf-8")
        )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("30 hyperparameters", "40 hyperparameters", "no figure of the line (en) is its `max`, 30"),
        ("30 hiper", "40 hiper", "no figure of the line (pt-BR) is its `max`, 30"),
    ],
)
def test_a_figure_that_was_changed_in_one_language_is_found(
    bank: Bank, models: Models, old: str, new: str, said: str
) -> None:
    line = Number(LINE.en.replace(old, new), LINE.pt_br.replace(old, new), LINE.model)
    card = replace(bank.services["automatic-model-tuning"], numbers=(line,))
    (fault,) = faults(card, models)
    assert said in fault


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (replace(TUNING, max=40), "its `max` is 30 there, and 40 here"),
        (replace(TUNING, min=1), "`make facts` writes it"),
        (replace(TUNING, shape="Unheard"), "`make facts` writes it"),
        (ModelFact("macie2", shape="JobType", enum=("ONE_TIME",)), "its `enum` has SCHEDULED there too"),
        (ModelFact("macie2", shape="JobType", enum=("NEVER",), more=True), "its `enum` lacks NEVER there"),
        (ModelFact("kms", operation="ScheduleKeyDeletion", words="8-30 days"), "`make facts` writes it"),
    ],
)
def test_what_a_model_does_not_bear_out_is_named(bank: Bank, models: Models, fact: ModelFact, said: str) -> None:
    line = Number("From 1 to 30 or 40; 8.", "De 1 a 30 ou 40; 8.", (fact,))
    (fault,) = faults(replace(bank.services["kms"], numbers=(line,)), models)
    assert said in fault


def test_the_check_holds_cards_against_the_models_and_needs_none(bank: Bank, models: Models) -> None:
    broken = with_line(bank, "Up to 40.", TUNING)
    today = date(2026, 11, 30)
    assert [str(one) for one in lint(broken, today, models=models) if "IntegerParameterRanges" in one.message]
    assert not [one for one in lint(broken, today) if "IntegerParameterRanges" in one.message]


def test_what_is_read_of_a_model_is_what_cards_ask_of_it(bank: Bank, tmp_path: Path) -> None:
    facts = (
        ModelFact("thing", shape="Ranges", max=30),
        ModelFact("thing", shape="Strategy", enum=("Grid",), more=True),
        ModelFact("thing", shape="Config", members=("Mode", "Size")),
        ModelFact("thing", shape="Config.Mode", words="100 MB"),
        ModelFact("thing", operation="ScheduleKeyDeletion", words="& then it is gone"),
        ModelFact("thing", operation="PutBot", words="lex v1 is DEPRECATED"),
        ModelFact("thing", shape="Gone", max=1),
        ModelFact("nowhere", operation="Anything"),
    )
    asked = with_line(bank, "30, 100, 7 and 30, 1", *facts)
    kept = bound_parts(asked, botocore(tmp_path / "now", MODEL))
    assert kept == {
        "botocore": "1.2.3",
        "apis": {
            "nowhere": {"operations": {"Anything": None}},
            "thing": {
                "shapes": {
                    "Config": {"members": ["Mode", "Size"]},
                    "Config.Mode": {"words": {"100 MB": True}},
                    "Gone": None,
                    "Ranges": {"max": 30},
                    "Strategy": {"enum": ["Grid"]},
                },
                "operations": {
                    "PutBot": {"words": {"lex v1 is DEPRECATED": True}},
                    "ScheduleKeyDeletion": {"words": {"& then it is gone": True}},
                },
            },
        },
    }
    said = faults(asked.services["kms"], Models(kept["botocore"], kept["apis"]))
    assert [fault.partition(": ")[0].rpartition(" ")[2] for fault in said] == ["Gone", "Anything"]
    assert all("botocore 1.2.3 has no such part" in fault for fault in said)


def test_what_is_new_since_the_pin_before_is_listed_for_services_with_a_card(bank: Bank, tmp_path: Path) -> None:
    now = json.loads(json.dumps(MODEL))
    now["operations"]["CreateVoice"] = {}
    now["shapes"]["Strategy"]["enum"] += [f"S{count}" for count in range(8)]
    now["shapes"]["Fresh"] = {"enum": ["A"]}
    asked = with_line(bank, "Grid.", ModelFact("thing", shape="Strategy", enum=("Grid",), more=True))
    there, before = botocore(tmp_path / "now", now), botocore(tmp_path / "before", MODEL)
    assert list(news(asked, there, before)) == [
        "thing (cards: kms)",
        "  new operations: CreateVoice",
        "  new in Strategy: S0, S1, S2, S3, S4, S5 and 2 more",
    ]
    assert list(news(asked, before, before)) == []
    assert list(news(with_line(bank, "Grid."), there, before)) == []


@pytest.mark.parametrize(
    ("en", "facts", "loose"),
    [
        ("Up to 30 in S3, EC2, FP32, v1.1 or AIF-C01.", (), ("30",)),
        ("4 KB at most, and 128,000 bytes.", (ModelFact("kms", shape="A", max=4096),), ("128,000",)),
        ("128,000 bytes for 1 hour.", (ModelFact("a", shape="A", max=128000), ModelFact("a", shape="B", max=3600)), ()),
        ("6 kinds of 7.", (ModelFact("a", shape="A", enum=tuple("abcdef")),), ("7",)),
        ("6 kinds or more.", (ModelFact("a", shape="A", enum=tuple("abcdef"), more=True),), ("6",)),
        ("7 to 30 days.", (ModelFact("a", operation="A", words="7-30 days"),), ()),
        ("2-20 minutes, or 2.5.", (), ("2", "20", "2.5")),
        ("No figure, but six words.", (), ()),
    ],
)
def test_the_figures_that_no_model_bears_out_are_known(
    bank: Bank, en: str, facts: tuple[ModelFact, ...], loose: tuple[str, ...]
) -> None:
    assert [one.figures for one in unbound(with_line(bank, en, *facts))] == ([loose] if loose else [])


def test_the_verb_lists_loose_figures_and_writes_what_is_bound(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = with_line(bank, "Up to 40 or 50.", ModelFact("thing", shape="Ranges", max=40))
    print_unbound(asked)
    assert capsys.readouterr().out.splitlines() == [
        "kms#1: 50: Up to 40 or 50.",
        "1 of 1 lines are bound, by 1 facts; 1 have figures to check by hand.",
    ]
    write_models(
        asked, tmp_path, botocore(tmp_path / "now", MODEL), botocore(tmp_path / "before", {**MODEL, "shapes": {}})
    )
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{tmp_path / FILE}: written. To mend in the cards: 1."
    assert "its `max` is 30 there, and 40 here" in said[1]
    assert read_models([tmp_path / "nowhere", tmp_path]) == Models(
        "1.2.3", {"thing": {"shapes": {"Ranges": {"max": 30}}}}
    )


def test_a_folder_without_models_is_told_in_one_sentence(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        write_models(bank, tmp_path, tmp_path, None)
    assert capsys.readouterr().err == f"{tmp_path} is no unpacked botocore: it has no folder “data”.\n"
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("torn", [b"", b"<<<<<<< HEAD", b"[]", b"{}", b'{"botocore": "1.2.3"}', b"\xff"])
def test_a_torn_file_of_models_is_one_problem_that_says_what_to_run(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / FILE).write_bytes(torn)
    with pytest.raises(BankInvalid, match="is not what `make facts` writes; run it again"):
        read_models([tmp_path])
