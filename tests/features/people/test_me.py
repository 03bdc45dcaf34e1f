"""A learner's own figures: accuracy by the first exam domain of each question, the streak, and what wins it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Facts, Reply
from bot.chat.wording import VOICES
from bot.content.model import Bank
from bot.domain.following import StudyHistory
from bot.domain.records import Person, Progress, Standing, Tally
from bot.domain.streak import Streak
from bot.features.asker import Asker
from bot.features.people.me import Me, run_facts, share_of, standing_facts
from tests.support.askers import OneProfile, asker_of, learner_of
from tests.support.questions import NOON

EN = VOICES["en"]


class Store:
    """A store with one learner's progress."""

    def __init__(self, progress: Progress) -> None:
        self.shown = progress

    async def progress(self, space: str, person: Person) -> Progress:
        return self.shown


class NothingDue:
    """Reviews of which none is due."""

    async def due_today(self, asker: Asker) -> int:
        return 0


async def me(bank: Bank, progress: Progress, *, public: bool = True) -> Reply:
    """Return the page at noon."""
    page = Me(bank, cast("Any", Store(progress)), NothingDue(), lambda: NOON, public=public)
    return await page.show(asker_of(OneProfile(learner_of())))


def progress(*tallies: Tally, days: dict[date, int] | None = None) -> Progress:
    """Return the progress of one who has answered today."""
    return Progress(StudyHistory({NOON.date(): 1} if days is None else days), tallies, None)


async def test_answers_are_summed_by_the_first_exam_and_domain_of_their_question(bank: Bank) -> None:
    """In the exams' order; a question that left the bank is in no domain."""
    by_place: dict[tuple[str, int], list[str]] = {}
    for question in bank.questions.values():
        for place in question.exams[:1]:
            by_place.setdefault((place.exam, place.domain), []).append(question.id)
    one, two, three = by_place["AIF-C01", 2][:2], by_place["AIF-C01", 1][:1], by_place["MLA-C02", 1][:1]
    tallies = [
        Tally(three[0], 2, 0),
        Tally(one[0], 3, 2),
        Tally(one[1], 1, 1),
        Tally(two[0], 1, 0),
        Tally("gone", 9, 9),
    ]
    reply = await me(bank, progress(*tallies))
    rows = [block for block in reply.blocks if isinstance(block, Facts)][1].rows
    names = [f"{exam} · {bank.exams[exam].domains[at - 1].name.en}" for exam, at in (("AIF-C01", 1), ("AIF-C01", 2))]
    assert [row.label for row in rows][:2] == names
    assert ["".join(span.text for span in row.value) for row in rows] == ["0 of 1 (0%)", "3 of 4 (75%)", "0 of 2 (0%)"]


@pytest.mark.parametrize(("correct", "answers", "share"), [(1, 3, "33%"), (1, 8, "13%"), (1, 1, "100%"), (0, 7, "0%")])
def test_a_share_is_rounded_to_whole_percents(correct: int, answers: int, share: str) -> None:
    assert share_of(correct, answers, EN) == f"{correct} of {answers} ({share})"


async def test_one_who_has_not_answered_is_led_to_a_question(bank: Bank) -> None:
    reply = await me(bank, progress(days={}))
    assert [button.call.intent for button in reply.buttons] == ["quiz"]


async def test_without_a_public_board_none_is_led_to(bank: Bank) -> None:
    shown = [
        [one.call.intent for one in (await me(bank, progress(), public=public)).buttons] for public in (True, False)
    ]
    assert shown == [["quiz", "leaderboard"], ["quiz"]]


@pytest.mark.parametrize(("days", "asked"), [([0], False), ([1], True)])
async def test_an_answer_is_asked_for_until_there_is_one_today(bank: Bank, days: list[int], asked: bool) -> None:
    there = {NOON.date() - timedelta(days=day): 1 for day in days}
    assert ("answer today" in plain_text(await me(bank, progress(days=there)))) is asked


def test_a_run_that_can_be_won_back_says_so_and_any_other_does_not() -> None:
    whole = Streak(4, 9, 1, today=True)
    broken = Streak(0, 9, 1, today=False, lost=5, repair=3, until=date(2026, 11, 24))
    assert len(run_facts(whole, EN)) == 3
    facts = run_facts(broken, EN)
    assert len(facts) == 4
    back = facts[3].value[0].text
    assert all(said in back for said in ("3 more answers", "November 24, 2026", "5 days"))


def test_points_and_rank_are_shown_where_there_are_any() -> None:
    assert standing_facts(None, EN, ranked=True) == []
    shown = standing_facts(Standing(4, 1, "ana", 120, 40, 30), EN, ranked=True)
    assert [row.value[0].text for row in shown] == ["120", "4", "30 of 40 (75%)"]


async def test_without_a_public_board_nobody_has_a_rank(bank: Bank) -> None:
    standing = Standing(4, 1, "ana", 120, 40, 30)
    ranked = plain_text(await me(bank, replace(progress(), standing=standing)))
    quiet = plain_text(await me(bank, replace(progress(), standing=standing), public=False))
    assert ("rank" in ranked, "rank" in quiet) == (True, False)
    assert "Points: 120" in quiet
