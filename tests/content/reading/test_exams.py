"""Exams without questions, and the numbers of skills, are checked when the bank is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.reading.load import load

if TYPE_CHECKING:
    from tests.content.conftest import Files


OTHER = """\
- id: Y-1
  name: Another Exam
  about: {en: It is another., pt-BR: É outra.}
  shares: {en: Little., pt-BR: Pouco.}
  overlap: [X-1]
  source: https://example.com/other
  checked_on: 2026-11-01
"""


def test_an_exam_without_questions_names_exams_that_the_bank_has(files: Files) -> None:
    files.write("other-exams.yaml", OTHER)
    assert load(files.root).other_exams["Y-1"].overlap == ("X-1",)
    files.write("other-exams.yaml", OTHER.replace("[X-1]", "[X-2]"))
    (problem,) = files.problems()
    assert problem.startswith("bank/other-exams.yaml:5: Y-1: `overlap[1]` names the unknown exam `X-2`")
    files.write("other-exams.yaml", OTHER.replace("id: Y-1", "id: X-1"))
    (problem,) = files.problems()
    assert problem.startswith("bank/other-exams.yaml:1: X-1: the bank has questions on `X-1`")


def test_no_skill_of_a_guide_has_a_number_twice(files: Files) -> None:
    skills = "skills: [{id: 1.1.1, text: a}, {id: 1.1.1, text: b}]"
    files.change("exams/x-1.yaml", "name: {en: One, pt-BR: Um}}", f"name: {{en: One, pt-BR: Um}}, {skills}}}")
    assert files.problems()[0].endswith("`domains[1].tasks[1].skills[2].id` repeats `1.1.1`; delete or change one")
