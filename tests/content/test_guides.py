"""The guides of the exams, kept as dated fixtures, say what cards tell of exams."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.content.guides import Naming, is_answer, is_named, naming, with_guides
from bot.content.model import Bank, Examined, ServiceState


def test_each_exam_that_can_be_taken_has_a_guide_with_its_address_its_day_and_skills_for_every_task(bank: Bank) -> None:
    guides = list(with_guides(bank))
    assert [exam.id for exam in guides] == ["AIF-C01", "MLA-C01", "MLA-C02"]
    for exam in guides:
        assert exam.source.startswith("https://docs.aws.amazon.com/aws-certification/")
        assert exam.checked_on >= date(2026, 11, 30)
        tasks = [task for domain in exam.domains for task in domain.tasks]
        assert [task.id for task in tasks if not task.skills] == []
        assert [one.id for task in tasks for one in task.skills if not one.id.startswith(f"{task.id}.")] == []


def test_the_second_engineers_exam_has_107_skills_of_which_45_are_new(bank: Bank) -> None:
    skills = [one for domain in bank.exams["MLA-C02"].domains for task in domain.tasks for one in task.skills]
    assert (len(skills), sum(one.new for one in skills)) == (107, 45)


def test_what_the_edit_of_summer_2026_dropped_is_known_with_the_last_day_of_its_names(bank: Bank) -> None:
    gone = {"a2i", "kendra", "audit-manager", "amazon-q", "clarify", "model-monitor"}
    exam = bank.exams["AIF-C01"]
    for id_ in gone:
        service = bank.services[id_]
        assert not is_named(exam, service)
        assert ("AIF-C01", date(2026, 8, 4)) in naming(bank, service).dropped


def test_a_service_that_takes_new_customers_can_be_an_answer_and_any_other_while_a_guide_names_it(bank: Bank) -> None:
    answers = {id_: is_answer(bank, service) for id_, service in bank.services.items()}
    closed = {id_ for id_, one in bank.services.items() if one.status.state is not ServiceState.ACTIVE}
    assert all(answers[id_] for id_ in answers.keys() - closed)
    assert {id_ for id_ in closed if answers[id_]} == {
        *("a2i", "amazon-q", "clarify", "ground-truth", "kendra", "model-monitor", "role-manager")
    }


def test_without_the_last_guide_that_names_it_a_closed_service_is_no_answer(bank: Bank) -> None:
    without = replace(bank, exams={id_: exam for id_, exam in bank.exams.items() if id_ != "MLA-C01"})
    assert not is_answer(without, bank.services["clarify"])
    assert naming(without, bank.services["clarify"]) == Naming((), (("AIF-C01", date(2026, 8, 4)),))


def test_an_author_who_says_it_by_hand_is_believed(bank: Bank) -> None:
    service = bank.services["edge-manager"]
    assert not is_answer(bank, service)
    assert is_answer(bank, replace(service, examined=Examined(service.examined.note, answer=True)))
