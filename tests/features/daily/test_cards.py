"""The cards of a channel's question: a group is shown from three answers on, and who is thanked."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Facts, Note, Reply
from bot.chat.wording import VOICES
from bot.content.model import Bank
from bot.domain.calendar import Recurrence
from bot.domain.following import StudyHistory
from bot.domain.records import Answered, Result
from bot.features.daily.cards import channel_voice, daily_card, daily_result
from tests.support.questions import NOON, daily_of, first_of, schedule_of

EN = VOICES["en"]
TODAY = NOON.date()


def closed(bank: Bank, result: Result) -> Reply:
    """Return the first question of the bank, closed with a result."""
    question = first_of(bank)
    return daily_result(bank, question, daily_of(question), result, EN)


def came(name: str, days: int, *, newcomer: bool = False, last: date = TODAY) -> Answered:
    """Return a person who answered on so many days in a row."""
    return Answered(name, newcomer, StudyHistory({last - timedelta(days=number): 1 for number in range(days)}), "UTC")


@pytest.mark.parametrize("answers", [1, 2])
def test_of_fewer_than_three_answers_nothing_is_shown(bank: Bank, answers: int) -> None:
    option = first_of(bank).options[0].id
    for correct in range(answers + 1):
        assert closed(bank, Result(answers, correct, {option: answers})) == closed(bank, Result(0, 0, {}))


def test_of_three_answers_each_option_and_the_right_ones_are_counted(bank: Bank) -> None:
    question = first_of(bank)
    chosen = {question.options[0].id: 2, question.options[1].id: 1}
    facts = [one for one in closed(bank, Result(3, 1, chosen)).blocks if isinstance(one, Facts)]
    without = [one for one in closed(bank, Result(0, 0, {})).blocks if isinstance(one, Facts)]
    (group,) = [one for one in facts if one not in without]
    values = [(row.label, "".join(span.text for span in row.value)) for row in group.rows]
    assert values == [("A", "2 of 3"), ("B", "1 of 3"), ("C", "0 of 3"), ("D", "0 of 3"), ("", "1 of 3 right")]


def test_a_learner_is_thanked_from_three_days_in_a_row_on(bank: Bank) -> None:
    shown = plain_text(closed(bank, Result(2, 0, {}, (came("Twain", 2), came("Thrale", 3)))))
    assert "Thrale (3 days)" in shown
    assert "Twain" not in shown


def test_a_run_is_counted_to_its_last_answer_and_not_to_the_closing(bank: Bank) -> None:
    """Whoever answered yesterday has until the end of the day, also where the question closes today."""
    late = came("Thrale", 5, last=NOON.date())
    question = first_of(bank)
    daily = daily_of(question, closes_at=NOON + timedelta(days=6))
    shown = daily_result(bank, question, daily, Result(1, 0, {}, (late,)), EN)
    assert "Thrale (5 days)" in plain_text(shown)


@pytest.mark.parametrize(("people", "named"), [(10, 10), (11, 10)])
def test_ten_newcomers_are_named_in_the_order_of_their_answers(bank: Bank, people: int, named: int) -> None:
    there = tuple(came(f"New{number:02}", 1, newcomer=True) for number in range(people))
    shown = plain_text(closed(bank, Result(people, 0, {}, there)))
    assert [one.name for one in there if one.name in shown] == [one.name for one in there[:named]]


def test_the_ten_longest_runs_are_named_the_longest_first_and_then_by_name(bank: Bank) -> None:
    there = (*(came(f"Run{number:02}", number) for number in range(3, 13)), came("Also12", 12), came("Cut", 3))
    shown = plain_text(closed(bank, Result(12, 0, {}, there)))
    order = ["Also12", *(f"Run{number:02}" for number in range(12, 3, -1))]
    places = [shown.index(name) for name in order]
    assert places == sorted(places)
    assert "Run03" not in shown
    assert "Cut" not in shown


def test_nobody_is_thanked_where_there_is_nothing_to_thank_for(bank: Bank) -> None:
    assert closed(bank, Result(1, 0, {}, (came("Twain", 2),))) == closed(bank, Result(0, 0, {}))


def test_a_question_that_is_gone_is_closed_without_key_and_answers(bank: Bank) -> None:
    question = first_of(bank)
    shown = daily_result(bank, None, daily_of(question), Result(9, 9, {}, (came("Thrale", 9),)), EN)
    assert not shown.buttons
    assert "9" not in plain_text(shown)


def test_the_open_card_counts_answers_from_the_first_on(bank: Bank) -> None:
    question = first_of(bank)
    none, one = (daily_card(bank, question, daily_of(question, told=told), EN) for told in (0, 1))
    assert "1 answered" in plain_text(one)
    assert "answered" not in plain_text(none)


def test_the_open_card_closes_by_the_schedules_clock(bank: Bank) -> None:
    question = first_of(bank)
    tokyo = schedule_of(recurrence=Recurrence(NOON.time(), ZoneInfo("Asia/Tokyo")))
    shown = plain_text(daily_card(bank, question, daily_of(question, tokyo), EN))
    assert "Your first answer counts. Closes Tue, Nov 24, 21:00." in shown


def test_the_open_card_leads_to_the_question_before_where_there_is_one(bank: Bank) -> None:
    question = first_of(bank)
    links = [
        [
            span.url
            for block in daily_card(bank, question, daily_of(question), EN, before).blocks
            if isinstance(block, Note)
            for span in block.spans
            if span.url
        ]
        for before in (None, "https://loopback.test/1")
    ]
    assert links == [[], ["https://loopback.test/1"]]


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_a_channel_is_spoken_to_in_its_schedules_language(language: str) -> None:
    assert channel_voice(schedule_of(language=language)).language == language
