"""A fact that binds a card's number to a service model has one place and a claim that fits it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.content.model import ModelFact, Number
from bot.content.reading.load import load

if TYPE_CHECKING:
    from tests.content.conftest import Files

BANK = Path("bank")


def with_fact(files: Files, fact: str) -> None:
    """Give alpha a line that is bound to *fact*."""
    lines = f"numbers:\n  - en: Up to 4.\n    pt-BR: Até 4.\n    model:\n      - {fact}\nstatus:\n"
    files.change("services/alpha.yaml", "status:\n", lines)


@pytest.mark.parametrize(
    ("fact", "read"),
    [
        ("{api: kms, shape: A, max: 4}", ModelFact("kms", shape="A", max=4)),
        ("{api: kms, shape: A, enum: [B, C], more: true}", ModelFact("kms", shape="A", enum=("B", "C"), more=True)),
        ("{api: kms, shape: A.b, words: 4 KB}", ModelFact("kms", shape="A.b", words="4 KB")),
        ("{api: kms, operation: Do}", ModelFact("kms", operation="Do")),
        ("{api: kms, operation: Do, words: 4 KB}", ModelFact("kms", operation="Do", words="4 KB")),
    ],
)
def test_a_fact_is_read(files: Files, fact: str, read: ModelFact) -> None:
    with_fact(files, fact)
    assert load(BANK).services["alpha"].numbers == (Number("Up to 4.", "Até 4.", (read,)),)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("{api: kms, max: 4}", "names no single place; write `shape` or `operation`, one of them"),
        ("{api: kms, shape: A, operation: B, max: 4}", "names no single place"),
        ("{api: kms, operation: B, max: 4}", "binds `max` to an operation; only a shape has that"),
        ("{api: kms, shape: A}", "says nothing of its shape; write one of `max`, `min`, `enum`, `members`, `words`"),
        ("{api: kms, shape: A, enum: []}", "has an empty `enum`; write the names"),
        ("{api: kms, shape: A, max: 4, more: true}", "allows `more` of nothing"),
        ("{api: kms, shape: A.b, max: 4}", "binds more than `words` to a member"),
        ("{api: kms, shape: A, max: four}", "is `four`; write a whole number"),
        ("{api: kms, shape: A, max: 4, maximum: 4}", "did you mean `max`?"),
        ("{shape: A, max: 4}", "`numbers[1].model[1].api` is missing; write it"),
    ],
)
def test_a_fact_that_binds_nothing_is_a_problem_with_its_line(files: Files, fact: str, said: str) -> None:
    with_fact(files, fact)
    (problem,) = files.problems()
    assert problem.startswith("bank/services/alpha.yaml:")
    assert said in problem


@pytest.mark.parametrize("facts", ["nothing", "{api: kms}", "[nothing]", "[[]]"])
def test_facts_of_another_form_are_a_problem_and_no_crash(files: Files, facts: str) -> None:
    lines = f"numbers:\n  - en: Up to 4.\n    pt-BR: Até 4.\n    model: {facts}\nstatus:\n"
    files.change("services/alpha.yaml", "status:\n", lines)
    assert files.problems()
