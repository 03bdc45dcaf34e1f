"""The outcome of an exam is kept when its learner agrees, and asked for once its day has passed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

import pytest

from bot.chat.plain import plain_text
from bot.chat.wording import VOICES
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.domain.errors import BadScore
from bot.domain.records import ExamResult, Learner, Person
from bot.features.exam.results import Results, overdue
from bot.features.practice.topics import Topics
from tests.support.askers import OneProfile, asker_of, learner_of
from tests.support.questions import NOON

EN = VOICES["en"]
TODAY = NOON.date()


class Kept(OneProfile):
    """The results of one person."""

    def __init__(self, learner: Learner | None = None) -> None:
        super().__init__(learner)
        self.results: list[ExamResult] = []

    async def save_result(self, person: Person, result: ExamResult) -> Learner:
        self.results.append(result)
        assert self.learner
        return self.learner


def commands(bank: Bank, kept: Kept) -> Results:
    """Return the commands over one person's results."""
    return Results(bank, Topics(bank, Index(bank.services)), cast("Any", kept), lambda: NOON)


@pytest.mark.parametrize(("outcome", "score"), [(True, 812), (False, 640), (True, None)])
async def test_a_result_is_kept_after_a_yes_alone(bank: Bank, outcome: bool, score: int | None) -> None:
    kept = Kept(learner_of(exam="AIF-C01", exam_on=TODAY - timedelta(days=3)))
    asked = await commands(bank, kept).tell(asker_of(kept), outcome=outcome, score=score)
    assert kept.results == []
    yes, no = asked.buttons
    assert (yes.call.intent, no.call.intent) == ("keep result", "me")
    assert dict(yes.call.args) == {"outcome": "on" if outcome else "off", **({"score": str(score)} if score else {})}
    await commands(bank, kept).keep(asker_of(kept), outcome=outcome, score=score)
    assert kept.results == [ExamResult("AIF-C01", TODAY - timedelta(days=3), outcome, score, NOON)]


async def test_an_exam_before_its_day_or_without_one_was_today(bank: Bank) -> None:
    for on in (None, TODAY + timedelta(days=3)):
        kept = Kept(learner_of(exam="AIF-C01", exam_on=on))
        await commands(bank, kept).keep(asker_of(kept), outcome=True)
        assert kept.results[0].taken_on == TODAY


@pytest.mark.parametrize("score", [0, 99, 1_001, 99_999])
async def test_a_score_off_the_scale_is_told(bank: Bank, score: int) -> None:
    kept = Kept(learner_of(exam="AIF-C01"))
    for command in (commands(bank, kept).tell, commands(bank, kept).keep):
        with pytest.raises(BadScore):
            await command(asker_of(kept), outcome=True, score=score)
    assert kept.results == []


async def test_a_result_without_an_exam_asks_which_one(bank: Bank) -> None:
    for command in (commands(bank, Kept()).tell, commands(bank, Kept()).keep):
        reply = await command(asker_of(), outcome=True, score=700)
        assert [button.label for button in reply.buttons] == ["AIF-C01", "MLA-C02"]


@pytest.mark.parametrize(("days", "asked"), [(-1, True), (0, False), (1, False), (None, False)])
def test_the_outcome_is_asked_for_from_the_day_after_on(days: int | None, asked: bool) -> None:
    on = None if days is None else TODAY + timedelta(days=days)
    blocks, buttons = overdue(learner_of(exam="AIF-C01", exam_on=on), TODAY, EN)
    assert bool(blocks) is bool(buttons) is asked


def test_nobody_else_is_asked() -> None:
    assert overdue(None, TODAY, EN) == overdue(learner_of(), TODAY, EN) == ((), ())
    assert overdue(learner_of(exam_on=date(2020, 1, 1)), TODAY, EN) == ((), ())


async def test_the_thanks_lead_on(bank: Bank) -> None:
    kept = Kept(learner_of(exam="AIF-C01"))
    won = await commands(bank, kept).keep(asker_of(kept), outcome=True)
    lost = await commands(bank, kept).keep(asker_of(kept, locale="pt-BR"), outcome=False)
    assert "Congratulations on AIF-C01!" in plain_text(won)
    assert "/ajustes prova AIF-C01 2027-01-20" in plain_text(lost)
