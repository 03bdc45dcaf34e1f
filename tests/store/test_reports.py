"""Reports on questions."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.records import Report
from tests.store.world import ANA, BIA, NOON, World

SPACE = "discord:1"


async def test_the_newest_report_comes_first(world: World) -> None:
    reports = [
        Report(number, SPACE, f"q{number}", "r1", "why B?", "Ana", NOON + timedelta(seconds=number))
        for number in range(4)
    ]
    for report in reports:
        await world.store.save_report(ANA, "Ana", report)
    assert list(await world.store.reports(SPACE, 3, 0)) == reports[:0:-1]


async def test_of_reports_of_one_moment_the_greater_id_comes_first(world: World) -> None:
    for number in (2, 3, 1):
        await world.store.save_report(ANA, "Ana", Report(number, SPACE, f"q{number}", "r1", "?", "Ana", NOON))
    assert [report.id for report in await world.store.reports(SPACE, 9, 0)] == [3, 2, 1]


async def test_a_second_report_on_a_revision_replaces_the_first(world: World) -> None:
    later = Report(2, SPACE, "q1", "r1", "it is C", "Ana", NOON + timedelta(hours=1))
    await world.store.save_report(ANA, "Ana", Report(1, SPACE, "q1", "r1", "why B?", "Ana", NOON))
    await world.store.save_report(ANA, "Ana", later)
    assert list(await world.store.reports(SPACE, 9, 0)) == [later]


async def test_others_and_other_revisions_are_reports_of_their_own(world: World) -> None:
    await world.store.save_report(ANA, "Ana", Report(1, SPACE, "q1", "r1", "why B?", "Ana", NOON))
    await world.store.save_report(ANA, "Ana", Report(2, SPACE, "q1", "r2", "still", "Ana", NOON))
    await world.store.save_report(BIA, "Bia", Report(3, SPACE, "q1", "r1", "me too", "Bia", NOON))
    assert [(report.id, report.name) for report in await world.store.reports(SPACE, 9, 0)] == [
        (3, "Bia"),
        (2, "Ana"),
        (1, "Ana"),
    ]


async def test_pages_follow_each_other(world: World) -> None:
    for number in range(5):
        await world.store.save_report(
            ANA, "Ana", Report(number, SPACE, f"q{number}", "r1", "?", "Ana", NOON + timedelta(seconds=number))
        )
    assert [report.id for report in await world.store.reports(SPACE, 2, 2)] == [2, 1]


async def test_a_space_sees_its_own_reports_alone(world: World) -> None:
    await world.store.save_report(ANA, "Ana", Report(1, SPACE, "q1", "r1", "why B?", "Ana", NOON))
    await world.store.save_report(BIA, "Bia", Report(2, "discord:2", "q1", "r1", "why B?", "Bia", NOON))
    assert [report.id for report in await world.store.reports(SPACE, 9, 0)] == [1]
