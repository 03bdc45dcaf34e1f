"""The cards of questions whose options are all arranged: asked, half answered, and judged in words."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from bot.chat.language import Language
from bot.chat.markup import text_of
from bot.chat.reply import LetteredOption, Note, Options, Reply, Tone
from bot.chat.wording import VOICES
from bot.content.model import Bank, Bilingual, Question
from bot.domain.records import Recorded
from bot.features.daily.cards import daily_card
from bot.features.practice.cards import closed_card, others_card, question_card, verdict_card
from bot.features.practice.explaining import explanation, letters_of
from tests.support.cards import AGAIN, PROMPT, height_of, recorded_of
from tests.support.questions import daily_of, posting_of

if TYPE_CHECKING:
    from collections.abc import Iterator

EN = VOICES["en"]
ORDER = ("a", "b", "c", "d", "e")


@pytest.fixture
def steps(kinds: Bank) -> Question:
    """Five steps, in their right order c, e, a, d, b."""
    return kinds.questions["arranged-01"]


@pytest.fixture
def pairs(kinds: Bank) -> Question:
    """Five pairs."""
    return kinds.questions["arranged-03"]


def recorded(question: Question, *chosen: str) -> Recorded:
    """Return an answer to a posting that shows the options as they are written."""
    return recorded_of(question, ORDER[: len(question.key)], chosen, correct=chosen == question.key)


def told(card: Reply) -> list[LetteredOption]:
    """Return the options that a card shows."""
    return [option for block in card.blocks if isinstance(block, Options) for option in block.options]


def small_print(card: Reply) -> str:
    """Return the line under an open question."""
    return next(text_of(block.spans) for block in card.blocks if isinstance(block, Note))


def test_an_open_order_says_what_to_do_and_how_to_type_it(kinds: Bank, steps: Question) -> None:
    card = question_card(kinds, steps, posting_of(steps), AGAIN, EN)
    assert card.choice
    assert card.choice.places
    assert (card.choice.letters, card.choice.pick) == ("ABCDE", 5)
    assert small_print(card) == "Put all 5 steps in order. Your first answer counts."
    assert card.choice.places.typed == "Type the letters in your order, such as B C D E A."


def test_open_pairs_show_numbers_before_letters(kinds: Bank, pairs: Question) -> None:
    card = question_card(kinds, pairs, posting_of(pairs), AGAIN, EN)
    assert [option.letter for option in told(card)] == [*"12345", *"ABCDE"]
    assert card.choice
    assert card.choice.places
    assert card.choice.places.slots[1] == "2. Turn recorded calls into text"
    assert card.choice.places.typed == "Type a letter for each number, such as 1B 2C 3D 4E 5A."


@pytest.mark.parametrize(
    ("half", "said"),
    [
        ("BD", "So far: B D. Now the next one."),
        ("BDACE", "Your answer: B D A C E. It counts once you press “Answer”."),
    ],
)
def test_half_of_an_order_is_said_in_words(kinds: Bank, steps: Question, half: str, said: str) -> None:
    assert small_print(question_card(kinds, steps, posting_of(steps), AGAIN, EN, half=half)) == said


@pytest.mark.parametrize(
    ("half", "said"),
    [
        ("-B--E", "So far: 2B 5E. Now the next one."),
        ("ABCDE", "Your answer: 1A 2B 3C 4D 5E. It counts once you press “Answer”."),
        ("-----", "Give each number its letter. Your first answer counts."),
    ],
)
def test_half_of_the_pairs_is_said_in_words(kinds: Bank, pairs: Question, half: str, said: str) -> None:
    assert small_print(question_card(kinds, pairs, posting_of(pairs), AGAIN, EN, half=half)) == said


def test_a_verdict_on_an_order_shows_the_right_one_with_the_own_places_in_words(kinds: Bank, steps: Question) -> None:
    card = verdict_card(kinds, steps, recorded(steps, "c", "a", "e", "d", "b"), AGAIN, EN)
    assert card.tone is Tone.WRONG
    assert card.title == "✗ Not this time: you chose C A E D B, the answer is C E A D B"
    assert [(one.letter, one.right, one.verdict, bool(one.why)) for one in told(card)] == [
        ("1. C", True, "right", False),
        ("2. E", False, "you said 3", True),
        ("3. A", False, "you said 2", True),
        ("4. D", True, "right", False),
        ("5. B", True, "right", False),
    ]


def test_a_verdict_on_pairs_shows_those_that_were_wrong_and_what_was_chosen(kinds: Bank, pairs: Question) -> None:
    card = verdict_card(kinds, pairs, recorded(pairs, "a", "c", "b", "d", "e"), AGAIN, EN)
    assert card.title == "✗ Not this time: you chose 1A 2C 3B 4D 5E, the answer is 1A 2B 3C 4D 5E"
    assert [(one.letter, text_of(one.text), one.right, one.verdict) for one in told(card)] == [
        ("2", "Turn recorded calls into text: B. Amazon Transcribe", False, "you said C"),
        ("3", "Read notices aloud on the telephone: C. Amazon Polly", False, "you said B"),
    ]
    assert all(one.why for one in told(card))


def test_a_right_order_is_right_as_a_whole(kinds: Bank, steps: Question) -> None:
    card = verdict_card(kinds, steps, recorded(steps, *steps.key), AGAIN, EN)
    assert card.title == "✓ Right: C E A D B"
    assert all(one.right for one in told(card))
    assert any(one.why for one in told(card))


@pytest.mark.parametrize(("prompt", "led"), [("Turn to text", "Turn to text: "), ("How long?", "How long? ")])
def test_a_prompt_that_ends_in_a_sign_needs_no_colon(kinds: Bank, pairs: Question, prompt: str, led: str) -> None:
    asked = replace(pairs, pairs=(replace(pairs.pairs[0], prompt=Bilingual(prompt, prompt)), *pairs.pairs[1:]))
    (options,) = [one for one in explanation(asked, posting_of(asked), EN) if isinstance(one, Options)]
    assert text_of(options.options[0].text).startswith(led)


def test_the_whole_order_with_all_reasons_is_behind_a_button(kinds: Bank, steps: Question, pairs: Question) -> None:
    for question, why, heading in ((steps, "Why this order?", "The right order"), (pairs, "Why these pairs?", "The")):
        given = recorded(question, *reversed(question.key))
        card = verdict_card(kinds, question, given, AGAIN, EN)
        assert why in [button.label for button in card.buttons]
        others = others_card(kinds, question, given.posting, given.answer.chosen, AGAIN, EN)
        assert others.title.startswith(heading)
        assert len([one for one in told(others) if one.why]) == len(question.key)


def test_a_choice_that_was_forgotten_marks_nothing_as_wrong(kinds: Bank, steps: Question, pairs: Question) -> None:
    for question in (steps, pairs):
        for card in (
            verdict_card(kinds, question, recorded_of(question, question.key, (), correct=False), AGAIN, EN),
            closed_card(kinds, question, posting_of(question), AGAIN, EN),
        ):
            assert all(one.right for one in told(card))
            assert any(one.why for one in told(card))


def orders(question: Question) -> Iterator[tuple[str, ...]]:
    """Yield the key, and orders that are wrong at two places and at all of them."""
    yield question.key
    wrong = [each for each in permutations(question.key) if each != question.key]
    far = [each for each in wrong if all(one != right for one, right in zip(each, question.key, strict=True))]
    yield from (wrong[0], wrong[-1], *far[:4], *far[-4:])


@pytest.mark.parametrize("language", list(VOICES))
def test_headline_verdict_and_prompt_are_seen_at_once(bank: Bank, kinds: Bank, language: Language) -> None:
    """Twenty lines of eighty columns at most with the prompt, as for other kinds."""
    arranged = [one for one in (*bank.questions.values(), *kinds.questions.values()) if one.kind.is_arranged]
    for question in arranged:
        for chosen in orders(question):
            card = verdict_card(kinds, question, recorded(question, *chosen), AGAIN, VOICES[language])
            assert height_of(card) + PROMPT <= 20, question.id


def test_letters_of_a_revised_order_are_those_that_are_still_there(steps: Question) -> None:
    assert letters_of(steps, ("c", "gone", "a"), posting_of(steps)) == "C A"


def test_a_shared_question_leads_to_a_copy_of_ones_own(kinds: Bank, steps: Question, pairs: Question) -> None:
    for question in (steps, pairs):
        choice = daily_card(kinds, question, daily_of(question), EN).choice
        assert choice
        assert choice.places
        assert choice.places.begin
        assert choice.places.begin.call.intent == "today"
        assert question_card(kinds, question, posting_of(question), {}, EN).choice != choice
