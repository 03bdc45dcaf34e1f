"""A question's cards: open without a hint, then judged with each reason, and what an answer has earned."""

from __future__ import annotations

import statistics
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from bot.chat.language import Language
from bot.chat.markup import text_of
from bot.chat.reply import Choice, LetteredOption, Note, Options, Reply, Text, Tone
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bank, Bilingual, Kind, Question
from bot.domain.kinds import PostingKind
from bot.domain.records import Answer, Recorded
from bot.domain.streak import Streak
from bot.features.practice.cards import closed_card, others_card, question_card, verdict_card
from bot.features.practice.explaining import letters_of
from tests.support.askers import learner_of
from tests.support.cards import PROMPT, height_of
from tests.support.questions import NOON, first_of, posting_of

EN = VOICES["en"]
AGAIN = {"topic": "clarify", "level": "hard"}


def of_kind(bank: Bank, kind: Kind) -> Question:
    """Return the first question of a kind."""
    return next(one for one in bank.questions.values() if one.kind is kind)


def recorded(question: Question, *chosen: str, new: bool = True, total: int = 40, **more: Any) -> Recorded:
    """Return an answer: the key, if nothing else is chosen."""
    posting = posting_of(question, order=tuple(option.id for option in reversed(question.options)))
    key, today = tuple(question.key), NOON.date()
    given = Answer(7, 1, "slack:T1", question.id, chosen or key, True, 2, True, NOON, today, today)
    return Recorded(posting, learner_of(), replace(given, **more), new=new, total=total)


def small_print(reply: Reply) -> str:
    """Return the last line of a card."""
    return [block.spans[0].text for block in reply.blocks if isinstance(block, Note)][-1]


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_arranged])
def test_as_many_letters_are_picked_as_the_key_has(bank: Bank, kind: Kind) -> None:
    question = of_kind(bank, kind)
    choice = question_card(bank, question, posting_of(question), AGAIN, EN).choice
    assert isinstance(choice, Choice)
    assert choice.pick == len(question.key)
    assert choice.letters == "ABCDEF"[: len(question.options)]
    assert choice.call.args == {"posting": "7", **AGAIN}


def test_practice_shows_its_level_and_a_channels_question_does_not(bank: Bank) -> None:
    question = first_of(bank)
    titles = [
        question_card(bank, question, posting_of(question, kind=kind), {}, EN).title.split(" · ")
        for kind in PostingKind
    ]
    assert titles[0][1] == question.level
    assert titles[1][1:] == titles[0][2:]


def test_letters_are_those_under_which_the_options_were_shown(bank: Bank) -> None:
    question = first_of(bank)
    posting = recorded(question).posting
    last, first = question.options[-1].id, question.options[0].id
    assert letters_of(question, (first, last), posting) == "A + D"
    assert letters_of(question, (), posting) == ""


def options_of(card: Reply) -> list[LetteredOption]:
    """Return the options that a card shows."""
    return [option for block in card.blocks if isinstance(block, Options) for option in block.options]


def test_a_verdict_shows_the_own_choice_and_the_key_with_their_reasons(bank: Bank) -> None:
    question = of_kind(bank, Kind.SINGLE)
    wrong = next(one.id for one in question.options if one.id not in question.key)
    shown = recorded(question, wrong, correct=False, points=0)
    card = verdict_card(bank, question, shown, AGAIN, EN)
    told = [one for one in shown.posting.order if one in {wrong, *question.key}]
    assert [option.right for option in options_of(card)] == [one in question.key for one in told]
    assert all(option.why for option in options_of(card))
    assert len({option.verdict for option in options_of(card)}) == 2
    assert card.tone is Tone.WRONG
    right = verdict_card(bank, question, recorded(question), AGAIN, EN)
    assert right.tone is Tone.RIGHT
    assert [option.right for option in options_of(right)] == [True]


def test_of_two_keys_the_own_wrong_ones_are_shown_by_name(bank: Bank) -> None:
    question = of_kind(bank, Kind.MULTIPLE)
    wrong = [one.id for one in question.options if one.id not in question.key][:2]
    card = verdict_card(bank, question, recorded(question, *wrong, correct=False, points=0), AGAIN, EN)
    assert (
        sorted((bool(option.right), bool(option.why)) for option in options_of(card))
        == [(False, False)] * 2 + [(True, True)] * 2
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_arranged])
def test_the_other_options_are_those_whose_reason_the_verdict_left_out(bank: Bank, kind: Kind) -> None:
    question = of_kind(bank, kind)
    wrong = [one.id for one in question.options if one.id not in question.key][: len(question.key)]
    for chosen in (wrong, question.key, ()):
        shown = recorded(question, *chosen)
        told = {option.letter for option in options_of(verdict_card(bank, question, shown, AGAIN, EN)) if option.why}
        others = others_card(bank, question, shown.posting, shown.answer.chosen, AGAIN, EN)
        assert all(option.why for option in options_of(others))
        assert (
            sorted([*told, *(option.letter for option in options_of(others))])
            == list("ABCDEF")[: len(question.options)]
        )


@pytest.mark.parametrize(
    ("voice", "said"), [(EN, "Right if it could wait."), (VOICES["pt-BR"], "Certa se pudesse esperar.")]
)
def test_the_other_options_say_when_they_would_be_right(bank: Bank, voice: Voice, said: str) -> None:
    question = of_kind(bank, Kind.SINGLE)
    situated = replace(
        question,
        options=tuple(
            one if one.id in question.key else replace(one, right_when=Bilingual("it could wait", "pudesse esperar"))
            for one in question.options
        ),
    )
    shown = recorded(situated)
    others = options_of(others_card(bank, situated, shown.posting, shown.answer.chosen, AGAIN, voice))
    assert [text_of(one.why).endswith(f" {said}") for one in others] == [True] * 3
    verdict = options_of(verdict_card(bank, situated, shown, AGAIN, voice))
    assert not any(said in text_of(one.why) for one in verdict)


@pytest.mark.parametrize("language", list(VOICES))
def test_headline_verdict_and_prompt_are_seen_at_once(bank: Bank, language: Language) -> None:
    """Twenty lines of eighty columns at most with the prompt, whatever was chosen.

    Fourteen in the median, and seventeen where every option is used and so every one has its reason.
    """
    heights: dict[bool, list[int]] = {False: [], True: []}
    for question in bank.questions.values():
        wrong = [one.id for one in question.options if one.id not in question.key]
        ways = [tuple(question.key), *combinations(wrong, len(question.key))]
        for chosen in ways:
            card = verdict_card(bank, question, recorded(question, *chosen), AGAIN, VOICES[language])
            heights[question.kind.is_arranged].append(height_of(card) + PROMPT)
    assert max(map(max, heights.values())) <= 20
    assert statistics.median(heights[False]) <= 14
    assert statistics.median(heights[True]) <= 17


def test_a_choice_that_was_forgotten_is_not_guessed(bank: Bank) -> None:
    question = first_of(bank)
    for correct in (True, False):
        forgotten = replace(recorded(question), answer=replace(recorded(question).answer, chosen=(), correct=correct))
        card = verdict_card(bank, question, forgotten, AGAIN, EN)
        assert ":" not in card.title
        assert card.tone is (Tone.RIGHT if correct else Tone.WRONG)


def test_an_earlier_answer_is_said_to_be_one_and_earns_nothing_more(bank: Bank) -> None:
    question = first_of(bank)
    new, earlier = (verdict_card(bank, question, recorded(question, new=new), AGAIN, EN) for new in (True, False))
    assert len([block for block in earlier.blocks if isinstance(block, Text)]) == 1
    assert not [block for block in new.blocks if isinstance(block, Text)]
    assert small_print(new) == "+2 points · 40 in all"
    assert small_print(earlier) == "40 points"


def test_why_an_answer_earned_nothing_is_said_apart(bank: Bank) -> None:
    question = first_of(bank)
    cases: list[dict[str, Any]] = [{"first_sight": False}, {}, {"correct": False}]
    lines = [
        small_print(verdict_card(bank, question, recorded(question, points=0, **more), AGAIN, EN)) for more in cases
    ]
    assert len(set(lines)) == 3
    assert "before" in lines[0]
    assert "10 scoring answers" in lines[1]
    assert lines[2] == "40 points"


def test_a_streak_is_said_where_there_is_one(bank: Bank) -> None:
    question = first_of(bank)
    run = Streak(3, 9, 1, today=True)
    assert "3 days" in small_print(verdict_card(bank, question, recorded(question), AGAIN, EN, run))
    assert "day" not in small_print(verdict_card(bank, question, recorded(question), AGAIN, EN))


def test_the_next_question_is_of_the_same_topic_and_level(bank: Bank) -> None:
    question = next(one for one in bank.questions.values() if one.teaches)
    for card in (
        verdict_card(bank, question, recorded(question), AGAIN, EN),
        closed_card(bank, question, posting_of(question), AGAIN, EN),
    ):
        assert [button.call.intent for button in card.buttons] == ["quiz", "others", "topics", "service", "report"]
        assert card.buttons[0].call.args == AGAIN
        assert card.buttons[1].call.args == {"posting": "7", **AGAIN}
        assert card.buttons[3].call.args == {"service": question.teaches}
        assert card.buttons[4].call.args == {"posting": "7"}
        assert card.choice is None


def test_too_late_is_no_verdict(bank: Bank) -> None:
    question = first_of(bank)
    card = closed_card(bank, question, posting_of(question), AGAIN, EN)
    assert card.tone is Tone.REFUSED
    assert [(option.right, option.verdict) for option in options_of(card)] == [(True, "right")] * len(question.key)
