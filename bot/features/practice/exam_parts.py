"""The names of an exam's parts: its domains, task statements and skills, as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.content.model import Bank, Exam
from bot.domain.text import fold

_LINKS = frozenset(
    {"of", "the", "in", "for", "from", "exam", "certification", "statement", "prova", "exame", "certificacao"}
    | {"do", "da", "de", "no", "na", "para", "a", "o"}
)
"""Words, folded, between an exam and its part."""
_DIGITS = {
    word: str(digit)
    for digit, said in enumerate(("one um", "two dois", "three tres", "four quatro", "five cinco"), start=1)
    for word in said.split()
}
_DOMAIN = r"domain|dominio|dom|d"
_PART = r"task|tasks|tarefa|skill|habilidade|competencia|objective|objetivo|section|secao|topic|topico"
_NUMBER = re.compile(rf"(?:(?P<domain>{_DOMAIN})|{_PART})? ?(?P<number>\d{{1,2}}(?:[.,]\d{{1,2}}){{0,2}})\.?")


class ExamParts:
    """Reads the names of exams and of their parts: `MLA`, `AIF-C01 domain 2`, `tarefa 2.1`, `2.1.5`."""

    def __init__(self, bank: Bank) -> None:
        """Build the reader over the exams of a bank; those that can be taken come before the others."""
        gone = ("outgoing", "retired")
        self._exams = sorted(bank.exams.values(), key=lambda exam: exam.status.state in gone)
        self._taken = [one for one in self._exams if one.status.state not in gone]
        self._ids = {exam.id: frozenset(_parts(exam)) for exam in self._exams}

    def named(self, words: str) -> str | None:
        """Return the topic id of the exam, domain, task or skill that *words* name, or None for other words.

        Without an exam the first one that has the part is meant.
        """
        exam, rest = self._exam_within(fold(words))
        parts = (word for word in re.split(r"[\s:;·/–—-]+", rest) if word and word not in _LINKS)
        left = " ".join(_DIGITS.get(word, word) for word in parts)
        if not left:
            return exam.id.lower() if exam else None
        part = _NUMBER.fullmatch(left)
        number = part["number"].replace(",", ".") if part else ""
        if part is None or ("." not in number and not part["domain"]):
            return None
        exams: Sequence[Exam] = [exam] if exam else self._exams
        return next((f"{one.id.lower()}.{number}" for one in exams if number in self._ids[one.id]), None)

    def _exam_within(self, text: str) -> tuple[Exam | None, str]:
        """Return the exam whose id, or the beginning of it, is a word of *text*, and the rest; None and all without."""
        ids = [(one, _spelt(one.id)) for one in self._exams]
        beginnings = [(one, re.escape(one.id.lower().partition("-")[0])) for one in self._taken]
        for exam, spelt in (*ids, *beginnings):
            if found := re.search(rf"(?<![a-z0-9]){spelt}(?![a-z0-9])(?!-[a-z])", text):
                return exam, f"{text[: found.start()]} {text[found.end() :]}".strip()
        return None, text


def _spelt(exam: str) -> str:
    """Return the pattern of an exam's id, with anything or nothing between its parts."""
    return r"[ _-]?".join(map(re.escape, exam.lower().split("-")))


def _parts(exam: Exam) -> list[str]:
    """Return the numbers of an exam's domains, tasks and skills."""
    tasks = [task for domain in exam.domains for task in domain.tasks]
    return [
        *(str(domain.number) for domain in exam.domains),
        *(task.id for task in tasks),
        *(skill.id for task in tasks for skill in task.skills),
    ]
