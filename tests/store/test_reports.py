"""Reports on questions."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.records import Report
from tests.store.world import ANA, BIA, NOON, World


async def test_the_newest_report_comes_first(world: World) -> None:
    reports = [
        Report(number, f"q{number}", "r1", "why B?", "Ana", NOON + timedelta(seconds=number)) for number in range(4)
    ]
    for report in reports:
        await world.store.report(ANA, "Ana", report)
    assert list(await world.store.reports(3)) == reports[:0:-1]


async def test_a_second_report_on_a_revision_replaces_the_first(world: World) -> None:
    later = Report(2, "q1", "r1", "it is C", "Ana", NOON + timedelta(hours=1))
    await world.store.report(ANA, "Ana", Report(1, "q1", "r1", "why B?", "Ana", NOON))
    await world.store.report(ANA, "Ana", later)
    assert list(await world.store.reports(9)) == [later]


async def test_others_and_other_revisions_are_reports_of_their_own(world: World) -> None:
    await world.store.report(ANA, "Ana", Report(1, "q1", "r1", "why B?", "Ana", NOON))
    await world.store.report(ANA, "Ana", Report(2, "q1", "r2", "still", "Ana", NOON))
    await world.store.report(BIA, "Bia", Report(3, "q1", "r1", "me too", "Bia", NOON))
    assert [(report.id, report.name) for report in await world.store.reports(9)] == [(3, "Bia"), (2, "Ana"), (1, "Ana")]
