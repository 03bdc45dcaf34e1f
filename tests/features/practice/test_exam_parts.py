"""Exams, domains, task statements and skills are read as people write them, in both languages."""

from __future__ import annotations

import pytest

from bot.content.model import Bank
from bot.features.practice.exam_parts import ExamParts


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("2.1", "aif-c01.2.1"),
        ("2,1", "aif-c01.2.1"),
        ("task 2.1", "aif-c01.2.1"),
        ("Task statement 2.1", "aif-c01.2.1"),
        ("tarefa 2.1", "aif-c01.2.1"),
        ("2.1.5", "aif-c01.2.1.5"),
        ("skill 2.1.5", "aif-c01.2.1.5"),
        ("4.3", "mla-c02.4.3"),  # AIF-C01 has no such task
        ("domain 2", "aif-c01.2"),
        ("domínio 2", "aif-c01.2"),
        ("d 2", "aif-c01.2"),
        ("domain two", "aif-c01.2"),
        ("domínio cinco", "aif-c01.5"),
        ("AIF-C01 domain 2", "aif-c01.2"),
        ("domain 2 of the AIF-C01 exam", "aif-c01.2"),
        ("domínio 2 da AIF", "aif-c01.2"),
        ("aif c01: domain 2", "aif-c01.2"),
        ("MLA domain 2", "mla-c02.2"),
        ("MLA 2.1", "mla-c02.2.1"),
        ("mla-c01 task 2.1", "mla-c01.2.1"),
        ("MLA exam", "mla-c02"),
        ("prova aif", "aif-c01"),
    ],
)
def test_a_part_of_an_exam_is_named_by_its_number(bank: Bank, words: str, topic: str) -> None:
    assert ExamParts(bank).named(words) == topic


@pytest.mark.parametrize(
    "words", ["2", "20", "aif 2", "mla 20", "9.9", "domain 9", "2.1 drift", "21", "aif-c", "amla 2.1", "9.30", "", "da"]
)
def test_a_bare_number_and_other_words_are_no_part(bank: Bank, words: str) -> None:
    """A number from 5 to 50 at the end of a line will be a count."""
    assert ExamParts(bank).named(words) is None
