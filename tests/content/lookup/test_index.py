"""`/which` finds what learners mean: every line of their notes as it stands, in any spelling, and nothing by force."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.ports.lookup import Found

HERE = Path(__file__).parent
NOTES = HERE / "notes.tsv"
NOTHING = "-"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows(NOTES), ids=lambda row: row["phrase"])
def test_every_line_of_the_notes_gives_its_service_first(index: Index, row: dict[str, str]) -> None:
    found = index.find(row["phrase"])
    assert found.services[:1] != ()
    assert found.services[0] in row["expected"].split("|")


APART = "phrases-test-*.tsv"
"""Phrases that were written apart from the cues, and that no cue was written for."""
ALL = "phrases*.tsv"


def phrases(sets: str = APART) -> list[dict[str, str]]:
    """Return the phrases of sets."""
    return [row for path in sorted(HERE.glob(sets)) for row in rows(path)]


def share(index: Index, sets: str = APART, **wanted: str) -> float:
    """Return how many of the phrases of a kind or language have their service first."""
    asked = [row for row in phrases(sets) if row["expected"] != NOTHING and wanted.items() <= row.items()]
    right = [row for row in asked if (index.find(row["phrase"]).services or ("",))[0] in row["expected"].split("|")]
    return len(right) / len(asked)


@pytest.mark.parametrize(
    ("kind", "least"),
    [("keyword", 0.85), ("typo", 0.8), ("abbreviation", 0.8), ("synonym", 0.85), ("scenario", 0.9), ("symptom", 0.8)],
)
def test_phrases_written_without_sight_of_the_cues_are_found(index: Index, kind: str, least: float) -> None:
    """A floor under what was measured, so that a change of cues or formula that loses much is seen."""
    assert share(index, kind=kind) >= least


def test_portuguese_is_found_about_as_well_as_english(index: Index) -> None:
    assert abs(share(index, ALL, language="pt") - share(index, ALL, language="en")) <= 0.05


@pytest.mark.parametrize("word", ["model", "dados", "data", "ia", "training", "aws"])
def test_a_word_that_speaks_of_many_services_decides_nothing_alone(index: Index, word: str) -> None:
    assert not index.find(word).confident


def test_a_typo_that_may_be_two_words_is_taken_for_the_commoner(index: Index) -> None:
    assert index.find("modle").services == index.find("model").services


def test_traps_get_no_confident_answer(index: Index) -> None:
    traps = [row["phrase"] for row in phrases() if row["expected"] == NOTHING]
    assert sum(index.find(phrase).confident for phrase in traps) <= 0.1 * len(traps)


def test_what_nothing_answers_finds_nothing_and_little_else_does(index: Index) -> None:
    """F1 of finding nothing at all."""
    refused = [row["expected"] == NOTHING for row in phrases() if not index.find(row["phrase"]).services]
    traps = sum(row["expected"] == NOTHING for row in phrases())
    assert 2 * sum(refused) / (len(refused) + traps) >= 0.7


@pytest.mark.parametrize("phrase", ["cache redis em memória", "DDoS protection", "undo the last commit in git"])
def test_a_subject_that_no_service_answers_draws_its_phrases_away(bank: Bank, index: Index, phrase: str) -> None:
    assert index.find(phrase).services == ()
    assert Index(bank.services).find(phrase).services != ()


@pytest.mark.parametrize(
    ("phrase", "service"),
    [
        ("drift", "model-monitor"),
        ("DRIFT???", "model-monitor"),
        ("dirft", "model-monitor"),
        ("deteccao de vies", "clarify"),
        ("detec\u0327a\u0303o de vie\u0301s", "clarify"),
        ("HPO", "automatic-model-tuning"),
        ("what is AMT", "automatic-model-tuning"),
        ("hiperparametors", "automatic-model-tuning"),
        ("DetecÃ§Ã£o de viÃ©s e explicabilidade", "clarify"),
        ("Painel central para monitorar a sa√∫de de todos os modelos implantados.", "model-dashboard"),
        ("Amazon SageMaker Clarify", "clarify"),
        ("sagemaker canvas", "canvas"),
    ],
)
def test_names_typos_damaged_accents_and_abbreviations_are_answered_for_sure(
    index: Index, phrase: str, service: str
) -> None:
    found = index.find(phrase)
    assert found.services[0] == service
    assert found.confident


@pytest.mark.parametrize(
    "phrase", ["", "   ", "???", "12345", "\x00\x1b", "🙂", "asdf qwer zxcv", "football world cup"]
)
def test_what_means_nothing_here_finds_nothing(index: Index, phrase: str) -> None:
    assert index.find(phrase) == Found((), confident=False)


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_gets_one_of_three_outcomes_and_always_the_same(index: Index, phrase: str) -> None:
    found = index.find(phrase)
    assert found == index.find(phrase)
    assert not found.confident or found.services
    assert len(set(found.services)) == len(found.services)


def test_ten_thousand_characters_are_no_burden(index: Index) -> None:
    assert index.find("drift " * 2000).services[0] == "model-monitor"
