"""A report names the revision that was read, and is shown to admins four on a page."""

from __future__ import annotations

import random
from typing import Any, cast

import pytest

from bot.chat.reply import Facts, Reply
from bot.content.model import Bank
from bot.domain.records import Person, Posting, Report
from bot.features.people.report import ReportCommands
from tests.support.askers import ANA, asker_of
from tests.support.questions import NOON, first_of, posting_of


class Store:
    """A store with a posting and reports."""

    def __init__(self, posting: Posting | None = None, number: int = 0) -> None:
        self.shown = posting
        self.all = [Report(at, "terminal:room", f"q{at}", "r1", "text", "bia", NOON) for at in range(number)]
        self.saved: list[tuple[Person, str, Report]] = []

    async def posting(self, posting: int) -> Posting:
        assert self.shown
        return self.shown

    async def save_report(self, person: Person, name: str, report: Report) -> None:
        self.saved.append((person, name, report))

    async def reports(self, space: str, limit: int, skip: int) -> list[Report]:
        assert space == "terminal:room"
        return self.all[skip : skip + limit]


def commands(store: Store) -> ReportCommands:
    """Return the commands at noon."""
    return ReportCommands(cast("Any", store), lambda: NOON, random.Random(1))


def questions(reply: Reply) -> list[str]:
    """Return the questions of a page's reports."""
    return [row.label.split()[0] for block in reply.blocks if isinstance(block, Facts) for row in block.rows]


async def test_a_report_names_the_question_and_the_revision_as_they_were_asked(bank: Bank) -> None:
    store = Store(posting_of(first_of(bank), revision="as it was"))
    await commands(store).file(asker_of(), posting=7, text="B is right too")
    ((person, name, report),) = store.saved
    assert (person, name) == (ANA, "ana")
    assert (report.question, report.revision) == (first_of(bank).id, "as it was")
    assert (report.text, report.space, report.reported_at) == ("B is right too", "terminal:room", NOON)


@pytest.mark.parametrize(
    ("number", "skip", "shown", "older"),
    [(4, 0, 4, None), (5, 0, 4, "4"), (5, 4, 1, None), (9, 4, 4, "8"), (4, 4, 0, None), (0, 0, 0, None)],
)
async def test_four_reports_are_a_page_and_a_fifth_is_another(
    number: int, skip: int, shown: int, older: str | None
) -> None:
    reply = await commands(Store(number=number)).show(asker_of(admin=True), skip=skip)
    assert questions(reply) == [f"q{at}" for at in range(skip, skip + shown)]
    assert [button.call.args["skip"] for button in reply.buttons] == ([older] if older else [])
