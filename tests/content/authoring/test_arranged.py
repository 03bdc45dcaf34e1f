"""Linting of steps and pairs: no text tells its place, and a verdict on them fits a small screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.content.authoring.lint import lint
from bot.content.model import Bank, Bilingual, Option, Question

TODAY = date(2026, 11, 30)


def found(bank: Bank, question: Question) -> list[str]:
    """Return what the linter says of *question* alone."""
    alone = replace(bank, questions={question.id: question})
    return [each.message for each in lint(alone, TODAY) if each.id == question.id]


def both(text: str) -> Bilingual:
    """Return a text that is the same in both languages."""
    return Bilingual(text, text)


def test_good_questions_of_all_kinds_have_no_finding(kinds: Bank) -> None:
    assert [found(kinds, question) for question in kinds.questions.values()] == [[]] * 4


def test_steps_are_not_written_in_their_right_order(kinds: Bank) -> None:
    question = kinds.questions["arranged-01"]
    (told,) = found(kinds, replace(question, key=tuple("abcde")))
    assert told.startswith("the steps are written in their right order")


@pytest.mark.parametrize("text", ["First, extract the text", "Depois, extrair o texto", "Por fim extrair o texto"])
def test_a_step_that_says_its_place_gives_it_away(kinds: Bank, text: str) -> None:
    question = kinds.questions["arranged-01"]
    step = replace(question.options[0], text=both(text))
    assert any("which tells its place" in one for one in found(kinds, with_option(question, step)))


def with_option(question: Question, option: Option) -> Question:
    """Return the question with another first option."""
    return replace(question, options=(option, *question.options[1:]))


def test_five_long_steps_are_too_many_lines_for_a_verdict(kinds: Bank) -> None:
    question = kinds.questions["arranged-01"]
    for long, told in ((2, False), (3, True)):
        options = [
            replace(one, text=both(f"{one.id}{'x' * 65}")) if at < long else one
            for at, one in enumerate(question.options)
        ]
        said = found(kinds, replace(question, options=tuple(options)))
        assert any("take 8 lines of 80 columns, and a verdict has room for 7" in one for one in said) is told


def test_a_reason_has_three_lines(kinds: Bank) -> None:
    question = kinds.questions["arranged-01"]
    for size, told in ((220, False), (221, True)):
        why = both(("word " * 50)[: size - 1] + "x")
        said = found(kinds, with_option(question, replace(question.options[0], why=why)))
        assert any(one.startswith(f"the why of a (en) has {size} characters") for one in said) is told


def test_two_prompts_are_not_the_same(kinds: Bank) -> None:
    question = kinds.questions["arranged-03"]
    first, second, *others = question.pairs
    twins = replace(question, pairs=(first, replace(second, prompt=first.prompt), *others))
    assert "the prompts of a and b (pt-BR) say the same; rewrite one" in found(kinds, twins)


def test_a_word_that_a_prompt_shares_with_its_partner_alone_gives_it_away(kinds: Bank) -> None:
    question = kinds.questions["arranged-03"]
    first, *others = question.pairs
    telling = replace(first, prompt=both("Comprehend what the letters say"))
    said = found(kinds, replace(question, pairs=(telling, *others)))
    assert any("prompt and partner of a (en) alone share “comprehend”" in one for one in said)


def test_a_prompt_that_needs_four_lines_beside_its_partner_is_too_long(kinds: Bank) -> None:
    question = kinds.questions["arranged-03"]
    first, *others = question.pairs
    long = replace(first, prompt=both("x" * 140), text=both("y" * 69))
    said = found(kinds, replace(question, pairs=(long, *others)))
    assert any("shorten its prompt" in one for one in said)


@pytest.mark.parametrize(
    ("ending", "told"), [("(Choose TWO.)", True), ("Choose THREE.", False), ("(Choose THREE.)", False), ("", True)]
)
def test_a_stem_says_how_many_are_to_be_chosen(kinds: Bank, ending: str, told: bool) -> None:
    question = kinds.questions["arranged-04"]
    stem = replace(question.stem, en=question.stem.en.replace("(Choose THREE.)", ending))
    said = found(kinds, replace(question, stem=stem))
    assert ("the stem (en) does not say how many to choose; end it in “(Choose THREE.)”" in said) is told
