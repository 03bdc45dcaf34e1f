"""The coverage of the exams: the questions of each domain, task and skill of a guide against its weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.content.authoring.rules import Verdict
from bot.content.guides import with_guides
from bot.content.model import Bank, Change, Domain, Exam, Question, Task


def coverage(bank: Bank) -> dict[str, Any]:
    """Return each exam's guide and its questions by domain, task and skill as JSON-ready values, gaps first.

    A domain is behind by the points that its share of the questions misses of its weight; tasks and skills with the
    fewest questions stand first.
    """
    return {exam.id: _of_exam(exam, bank) for exam in with_guides(bank)}


def skill_verdicts(question: Question, bank: Bank) -> Iterator[Verdict]:
    """Yield the places of *question* that name a skill its task does not have."""
    for place in question.exams:
        exam = bank.exams.get(place.exam)
        tasks = [task for domain in exam.domains for task in domain.tasks] if exam else []
        known = {skill.id for task in tasks if task.id == place.objective for skill in task.skills}
        if place.skill is not None and place.skill not in known:
            yield "error", f"task {place.objective} of {place.exam} has no skill `{place.skill}`; name one of its guide"


def _of_exam(exam: Exam, bank: Bank) -> dict[str, Any]:
    places = [place for question in bank.questions.values() for place in question.exams if place.exam == exam.id]
    asked = Counter(place.domain for place in places)
    tasks = Counter(place.objective for place in places)
    skills = Counter(place.skill for place in places)
    domains = [_of_domain(domain, asked[domain.number] / (len(places) or 1), tasks, skills) for domain in exam.domains]
    return {
        "name": exam.name,
        "guide": exam.guide,
        "state": exam.status.state,
        "source": exam.source,
        "read": exam.checked_on.isoformat(),
        "changes": [_of_change(change) for change in exam.changes],
        "questions": len(places),
        "without_skill": skills[None],
        "domains": sorted(domains, key=lambda one: -one["behind"]),
    }


def _of_change(change: Change) -> dict[str, Any]:
    parts = {"added": list(change.added), "dropped": list(change.dropped)}
    return {"before": change.before.isoformat(), "note": change.note, **parts}


def _of_domain(domain: Domain, share: float, tasks: Counter[str], skills: Counter[str | None]) -> dict[str, Any]:
    percent = round(100 * share, 1)
    return {
        "number": domain.number,
        "name": domain.name.en,
        "weight": domain.weight,
        "share": percent,
        "behind": round(domain.weight - percent, 1),
        "tasks": sorted((_of_task(task, tasks, skills) for task in domain.tasks), key=lambda one: one["questions"]),
    }


def _of_task(task: Task, tasks: Counter[str], skills: Counter[str | None]) -> dict[str, Any]:
    rows = [
        {"id": skill.id, "text": skill.text, "new": skill.new, "questions": skills[skill.id]}
        for skill in sorted(task.skills, key=lambda one: skills[one.id])
    ]
    return {"id": task.id, "name": task.name.en, "questions": tasks[task.id], "skills": rows}
