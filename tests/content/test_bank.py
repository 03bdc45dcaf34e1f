"""The project's own bank is valid, and keeps the rules of good questions."""

from __future__ import annotations

from pathlib import Path

from bot.content.lint import lint
from bot.content.load import load, load_services, load_with_places

CONTENT = Path(__file__).parents[2] / "content"


def test_the_bank_loads_and_lints_without_an_error() -> None:
    loaded = load_with_places(CONTENT)
    last_checked = max(question.checked_on for question in loaded.bank.questions.values())
    errors = [str(finding) for finding in lint(loaded.bank, last_checked, loaded.where) if finding.level == "error"]
    assert errors == []


def test_services_alone_are_the_services_of_the_bank() -> None:
    assert load_services(CONTENT).services == load(CONTENT).services
