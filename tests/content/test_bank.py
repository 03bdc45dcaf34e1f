"""The project's own bank is valid, and keeps the rules of good questions."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from bot.content.authoring.lint import lint
from bot.content.model import Bank
from bot.content.reading.load import load, load_services, load_with_places

CONTENT = Path(__file__).parents[2] / "content"


def test_the_bank_loads_and_lints_without_an_error() -> None:
    loaded = load_with_places(CONTENT)
    last_checked = max(question.checked_on for question in loaded.bank.questions.values())
    errors = [str(finding) for finding in lint(loaded.bank, last_checked, loaded.where) if finding.level == "error"]
    assert errors == []


def test_services_alone_are_the_services_of_the_bank() -> None:
    assert load_services(CONTENT).services == load(CONTENT).services


def covered(bank: Bank, exam: str) -> Counter[int]:
    """Return how many questions each domain of an exam has."""
    return Counter(covers.domain for one in bank.questions.values() for covers in one.exams if covers.exam == exam)


def test_a_channel_can_post_for_a_year_without_a_repeat(bank: Bank) -> None:
    assert len(bank.questions) >= 365
    assert sum(len(one.key) > 1 for one in bank.questions.values()) >= 40


def test_levels_are_spread_as_learners_need_them(bank: Bank) -> None:
    levels = Counter(str(one.level.value) for one in bank.questions.values())
    for level, wanted in (("easy", 0.30), ("medium", 0.45), ("hard", 0.25)):
        assert levels[level] / len(bank.questions) == pytest.approx(wanted, abs=0.05)


@pytest.mark.parametrize(("exam", "least"), [("AIF-C01", 250), ("MLA-C02", 115), ("MLA-C01", 115)])
def test_an_exam_is_covered_in_proportion_to_its_domains(bank: Bank, exam: str, least: int) -> None:
    """So many questions can be drawn by the exam's weights."""
    domains = covered(bank, exam)
    assert [one.number for one in bank.exams[exam].domains if domains[one.number] < least * one.weight / 100] == []


@pytest.mark.parametrize("exam", ["AIF-C01", "MLA-C02"])
def test_every_task_statement_of_an_exam_is_asked_about(bank: Bank, exam: str) -> None:
    asked = Counter(covers.objective for one in bank.questions.values() for covers in one.exams if covers.exam == exam)
    tasks = [task.id for domain in bank.exams[exam].domains for task in domain.tasks]
    assert [task for task in tasks if asked[task] < 8] == []


def test_every_service_of_the_notes_is_taught_by_six_questions_and_each_way_to_deploy_by_ten(bank: Bank) -> None:
    taught = Counter(one.services[0] for one in bank.questions.values() if one.services)
    with (Path(__file__).parent / "lookup" / "notes.tsv").open(encoding="utf-8", newline="") as file:
        noted = {id_ for row in csv.DictReader(file, delimiter="\t") for id_ in row["expected"].split("|")}
    assert [service for service in sorted(noted) if taught[service] < 6] == []
    ways = ("real-time-inference", "serverless-inference", "asynchronous-inference", "batch-transform")
    assert [way for way in ways if taught[way] < 10] == []


CONFUSED = (
    *("autopilot automatic-model-tuning", "autopilot canvas", "canvas studio", "jumpstart bedrock", "bedrock quick"),
    *("playgrounds bedrock-evaluations", "model-monitor clarify", "model-monitor cloudwatch"),
    *("model-monitor model-dashboard", "cloudwatch cloudtrail", "model-cards model-registry", "model-registry mlflow"),
    *("real-time-inference serverless-inference", "serverless-inference asynchronous-inference"),
    *(
        "asynchronous-inference batch-transform",
        "ground-truth a2i",
        "clarify guardrails",
        "clarify bedrock-evaluations",
    ),
    *("role-manager iam", "neo edge-manager", "knowledge-bases bedrock-customization", "macie inspector"),
    *("kms secrets-manager", "artifact audit-manager", "audit-manager config", "artifact config"),
    *(
        "comprehend textract",
        "transcribe polly",
        "transcribe translate",
        "polly translate",
        "lex transcribe",
        "lex polly",
    ),
)
"""Services that learners confuse. Kendra, which takes no new customers, is never a key."""


@pytest.mark.parametrize("pair", CONFUSED)
def test_services_that_are_confused_are_each_the_key_where_the_other_is_an_option(bank: Bank, pair: str) -> None:
    one, other = pair.split()
    for key, option in ((one, other), (other, one)):
        asked = [each for each in bank.questions.values() if each.services[:1] == (key,) and option in each.services]
        assert asked, f"none teaches {key} beside {option}"
