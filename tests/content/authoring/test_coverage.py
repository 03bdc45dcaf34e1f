"""Coverage: the questions of a guide's domains, tasks and skills, gaps first."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.content.authoring.coverage import coverage, skill_verdicts
from bot.content.model import Bank


def test_every_domain_task_and_skill_is_counted_and_gaps_come_first(bank: Bank) -> None:
    told = json.loads(json.dumps(coverage(bank)))
    assert list(told) == ["AIF-C01", "MLA-C01", "MLA-C02"]
    for id_, exam in told.items():
        behind = [domain["behind"] for domain in exam["domains"]]
        assert behind == sorted(behind, reverse=True)
        assert sum(domain["share"] for domain in exam["domains"]) == pytest.approx(100, abs=0.3)
        asked = [task["questions"] for domain in exam["domains"] for task in domain["tasks"]]
        placed = [one for question in bank.questions.values() for one in question.exams if one.exam == id_]
        assert sum(asked) == exam["questions"] == len(placed)
        skills = [one["questions"] for domain in exam["domains"] for task in domain["tasks"] for one in task["skills"]]
        assert sum(skills) + exam["without_skill"] == exam["questions"]


def test_each_question_of_the_exams_that_can_be_taken_here_names_its_skill(bank: Bank) -> None:
    told = coverage(bank)
    assert (told["AIF-C01"]["without_skill"], told["MLA-C02"]["without_skill"]) == (0, 0)


@pytest.mark.parametrize("id_", ["AIF-C01", "MLA-C02"])
def test_the_bank_keeps_to_the_weights_of_the_exams_that_can_be_taken_here(bank: Bank, id_: str) -> None:
    """Each domain within three points of its weight, and no task with fewer than four questions."""
    exam = coverage(bank)[id_]
    assert exam["questions"] >= 150
    assert [domain["number"] for domain in exam["domains"] if abs(domain["behind"]) > 3] == []
    assert [task["id"] for domain in exam["domains"] for task in domain["tasks"] if task["questions"] < 4] == []


def test_more_than_a_third_of_mla_c02_asks_what_its_predecessor_did_not(bank: Bank) -> None:
    exam = coverage(bank)["MLA-C02"]
    skills = [one for domain in exam["domains"] for task in domain["tasks"] for one in task["skills"] if one["new"]]
    assert [one["id"] for one in skills if not one["questions"]] == []
    assert sum(one["questions"] for one in skills) >= 0.35 * exam["questions"]


def test_a_skill_of_another_task_is_an_error(bank: Bank) -> None:
    question = bank.questions["kms-01"]
    assert list(skill_verdicts(question, bank)) == []
    placed = replace(question, exams=(replace(question.exams[0], skill="1.1.1"),))
    message = "task 5.1 of AIF-C01 has no skill `1.1.1`; name one of its guide"
    assert list(skill_verdicts(placed, bank)) == [("error", message)]
