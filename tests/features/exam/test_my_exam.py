"""An exam is chosen by any of its names, with its day or without; what is typed wrongly gets one sentence."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Reply
from bot.chat.wording import VOICES
from bot.domain.calendar_input import WrittenDay
from bot.domain.errors import UncoveredExam, UnknownDay, UnknownExam
from bot.domain.records import Learner, Person
from bot.features.exam.my_exam import MyExam, countdown
from bot.features.practice.topics import Topics
from tests.support.askers import OneProfile, asker_of, learner_of
from tests.support.questions import NOON

EN, PT = VOICES["en"], VOICES["pt-BR"]
TODAY = NOON.date()
JANUARY = date(2027, 1, 20)


class Plans(OneProfile):
    """The exam of one person."""

    async def choose_exam(self, person: Person, exam: str | None, on: date | None) -> Learner:
        self.learner = learner_of(exam=exam, exam_on=on)
        return self.learner


async def chosen(topics: Topics, plans: Plans, exam: str = "", day: str | None = None, locale: str = "en") -> Reply:
    """Return the reply to a choice."""
    commands = MyExam(topics._bank, topics, cast("Any", plans), lambda: NOON)
    written = WrittenDay(day) if day else None
    return await commands.set_exam(asker_of(plans, locale=locale), exam=exam, day=written)


@pytest.mark.parametrize(
    ("words", "day", "exam", "on"),
    [
        ("AIF-C01 2027-01-20", None, "AIF-C01", JANUARY),
        ("aif", "2027-01-20", "AIF-C01", JANUARY),
        ("AIFC01", None, "AIF-C01", None),
        ("mla", None, "MLA-C02", None),
        ("AWS Certified AI Practitioner 20 jan", None, "AIF-C01", JANUARY),
        ("mla-c02 20 de janeiro de 2027", None, "MLA-C02", JANUARY),
        ("mla-c01", None, "MLA-C01", None),
    ],
)
async def test_an_exam_has_its_names_and_the_beginnings_of_them(
    topics: Topics, words: str, day: str | None, exam: str, on: date | None
) -> None:
    plans = Plans()
    reply = await chosen(topics, plans, words, day)
    assert plans.learner
    assert (plans.learner.exam, plans.learner.exam_on) == (exam, on)
    assert reply.title == f"Your exam: {exam}"


async def test_a_day_alone_is_that_of_the_exam_in_view_and_a_new_exam_has_none_yet(topics: Topics) -> None:
    plans = Plans(learner_of(exam="AIF-C01"))
    assert "January 20, 2027: 58" in plain_text(await chosen(topics, plans, "2027-01-20"))
    await chosen(topics, plans, day="in two weeks")
    assert plans.learner
    assert plans.learner.exam_on == date(2026, 12, 7)
    await chosen(topics, plans, "aif")
    assert plans.learner.exam_on == date(2026, 12, 7)
    await chosen(topics, plans, "mla")
    assert plans.learner == learner_of(exam="MLA-C02")


@pytest.mark.parametrize("word", ["none", "nenhuma", "No exam", "não"])
async def test_nobody_has_to_have_an_exam_in_view(topics: Topics, word: str) -> None:
    plans = Plans(learner_of(exam="AIF-C01", exam_on=JANUARY))
    reply = await chosen(topics, plans, word)
    assert plans.learner
    assert (plans.learner.exam, plans.learner.exam_on) == (None, None)
    assert "Until you choose one, /quiz asks about AIF-C01." in plain_text(reply)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("CKA", UnknownExam),
        ("AIF-C99", UnknownExam),
        ("aip", UncoveredExam),
        ("aif yesterday", UnknownDay),
        ("aif 2026-11-01", UnknownDay),
        ("aif 29 February 2027", UnknownDay),
        ("aif soon", UnknownDay),
        ("2026-13-45", UnknownDay),
        ("2028-11-30", UnknownDay),
    ],
)
async def test_what_is_no_exam_and_no_day_to_come_is_told(topics: Topics, words: str, error: type[Exception]) -> None:
    plans = Plans(learner_of(exam="AIF-C01", exam_on=JANUARY))
    with pytest.raises(error):
        await chosen(topics, plans, words)
    assert plans.learner == learner_of(exam="AIF-C01", exam_on=JANUARY)


async def test_without_words_the_exams_are_offered(topics: Topics) -> None:
    reply = await chosen(topics, Plans())
    assert [dict(button.call.args).get("exam") for button in reply.buttons] == [None, "AIF-C01", "MLA-C02"]
    reply = await chosen(topics, Plans(learner_of(exam="AIF-C01")), locale="pt-BR")
    assert reply.title == "Sua prova: AIF-C01"
    assert [button.label for button in reply.buttons] == ["Prática", "MLA-C02", "Nenhuma prova"]


@pytest.mark.parametrize(
    ("left", "english", "portuguese"),
    [
        (58, "January 20, 2027: 58 days left", "20 de janeiro de 2027: faltam 58 dias"),
        (2, "January 20, 2027: 2 days left", "20 de janeiro de 2027: faltam 2 dias"),
        (1, "January 20, 2027: tomorrow", "20 de janeiro de 2027: amanhã"),
        (0, "January 20, 2027: today", "20 de janeiro de 2027: hoje"),
        (-1, "January 20, 2027", "20 de janeiro de 2027"),
    ],
)
def test_days_are_counted_down(left: int, english: str, portuguese: str) -> None:
    today = date.fromordinal(JANUARY.toordinal() - left)
    assert countdown(JANUARY, today, EN) == english
    assert countdown(JANUARY, today, PT) == portuguese
