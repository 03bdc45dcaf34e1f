"""The window of a channel's schedule: opened, filled in, and mended where something in it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from bot.platforms import in_time
from tests.loopback.slack.person import Person, answered, buttons, label, text_of
from tests.loopback.slack.stage import Stage
from tests.platforms.slack.test_listen import Slow, message_of, view_of

FILLED = {"time": "9h30", "zone": "UTC", "days": "mon-fri", "topic": "clarify", "language": "pt-BR", "closes": "12"}


def inputs(view: dict[str, Any]) -> dict[str, str | None]:
    """Return what stands in the inputs of a window, by name."""
    elements = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    return {
        one["action_id"]: (one.get("initial_option") or {}).get("value") or one.get("initial_value") for one in elements
    }


async def window(person: Person) -> dict[str, Any]:
    """Return the window that `/daily set` alone opens."""
    return await view_of(await person.command("daily", "set"))


async def test_daily_set_alone_opens_a_window_that_sets_the_question(either: Stage) -> None:
    admin = either.person(admin=True, zone="Asia/Tokyo")
    view = await window(admin)
    assert " · ".join(map(str, inputs(view).values())) == "09:00 · Asia/Tokyo · every day · aif-c01 · en · 24"
    told = text_of(await view_of(await admin.fill(view, **FILLED)))
    for fact in ("The daily question is set.", "09:30 (UTC)", "Mon, Tue, Wed, Thu, Fri", "About: Clarify", "12 hours"):
        assert fact in told
    (schedule,) = await either.house.store.schedules()
    assert (schedule.space, schedule.channel) == (f"slack:{admin.team}", admin.channel)


@pytest.mark.parametrize("before", ["", "set 13h UTC clarify"], ids=["first", "again"])
async def test_a_button_of_daily_opens_the_window_with_what_is_set(stage: Stage, before: str) -> None:
    admin = stage.person(admin=True)
    if before:
        await answered(await admin.command("daily", before))
    page = await message_of(await admin.command("daily"))
    (way,) = [one for one in buttons(page) if label(one) in ("Change", "Set it up")]
    view = await view_of(await admin.press(page, way["action_id"]))
    assert inputs(view)["topic"] == ("clarify" if before else "aif-c01")
    assert "The daily question is set." in text_of(await view_of(await admin.fill(view, closes="3")))
    (schedule,) = await stage.house.store.schedules()
    assert schedule.topic == inputs(view)["topic"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"time": "25:00"}, {"time": "“25:00” isn't a time of day."}),
        ({"zone": "Klingon"}, {"zone": "I don't know the time zone “Klingon”."}),
        ({"days": "never"}, {"days": "I don't know the weekdays “never”."}),
        ({"topic": "poetry of the sea"}, {"topic": "I don't know the topic “poetry of the sea”."}),
        ({"closes": "soon"}, {"closes": "“soon” isn't a number."}),
        ({"closes": "0"}, {"closes": "A question can stay open for 1 to 168 hours."}),
        ({"time": " "}, {"time": "Try it like this:"}),
        (
            {"time": "noonish", "days": "never"},
            {"time": "“noonish” isn't a time", "days": "I don't know the weekdays “never”."},
        ),
    ],
)
async def test_a_wrong_input_is_told_at_its_field_and_nothing_is_lost(
    either: Stage, typed: dict[str, str], told: dict[str, str]
) -> None:
    admin = either.person(admin=True)
    view = await window(admin)
    delivery = await answered(await admin.fill(view, **{**FILLED, **typed}))
    assert set(delivery.errors) == set(told)
    for name, sentence in told.items():
        assert sentence in delivery.errors[name]
    assert await either.house.store.schedules() == []
    assert "is set" in text_of(await view_of(await admin.fill(view, **FILLED)))


async def test_what_is_no_fault_of_an_input_is_told_at_the_first_one(stage: Stage) -> None:
    admin = stage.person(admin=True)
    view = await window(admin)
    stage.server.not_in.add(admin.channel)
    delivery = await answered(await admin.fill(view, **FILLED))
    assert list(delivery.errors) == ["time"]
    assert "Type /invite @Prova, then try again." in delivery.errors["time"]


@pytest.mark.parametrize(
    ("state", "told"),
    [("not_in", "Type /invite @Prova, then"), ("gone", "Type /invite @Prova, then"), ("archived", "is archived")],
)
async def test_where_nothing_can_be_posted_the_reply_says_what_to_do(stage: Stage, state: str, told: str) -> None:
    admin = stage.person(admin=True)
    getattr(stage.server, state).add(admin.channel)
    assert told in text_of(await message_of(await admin.command("daily", "set 13h UTC")))
    assert await stage.house.store.schedules() == []


async def test_a_slow_refusal_shows_the_window_again_with_all_that_was_typed(
    either: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = either.person(admin=True)
    view = await window(admin)
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    feature = Slow(either, "daily set")
    delivery = await admin.fill(view, **{**FILLED, "topic": "poetry of the sea"})
    await delivery.acked.wait()
    assert "One moment" in text_of(delivery.view or {})
    feature.may_go.set()
    await either.server.until(lambda: "I don't know the topic" in text_of(either.server.views[view["id"]]))
    again = either.server.views[view["id"]]
    assert inputs(again) == {**FILLED, "topic": "poetry of the sea"}
    monkeypatch.undo()
    assert "is set" in text_of(await view_of(await admin.fill(again, topic="clarify")))


async def test_a_slow_window_is_opened_in_time_and_filled_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    feature = Slow(stage, "daily form")
    delivery = await answered(await stage.person(admin=True).command("daily", "set"))
    waiting = delivery.view or {}
    assert "One moment" in text_of(waiting)
    feature.may_go.set()
    await stage.server.until(lambda: "time" in inputs(stage.server.views[waiting["id"]]))


async def test_where_no_window_can_be_opened_the_line_to_type_is_told(stage: Stage) -> None:
    from tests.loopback.slack.server import Fault

    stage.server.faults.append(Fault("views.open", error="expired_trigger_id"))
    told = text_of(await message_of(await stage.person(admin=True, zone="UTC").command("daily", "set")))
    assert "In one line: /prova daily set 09:00 UTC every day aif-c01 en 24" in told


async def test_nobody_but_a_host_gets_the_window(stage: Stage) -> None:
    delivery = await answered(await stage.person().command("daily", "set"))
    assert "Only admins can do that here" in text_of(await message_of(delivery))
    assert delivery.view is None


async def test_the_window_speaks_portuguese_and_reads_what_it_says(stage: Stage) -> None:
    admin = stage.person(admin=True, locale="pt-BR", zone="UTC")
    view = await window(admin)
    assert inputs(view)["days"] == "todos os dias"
    assert "Dias da semana, como seg a sex" in text_of(view)
    told = text_of(await view_of(await admin.fill(view)))
    assert "Dias: todos os dias" in told
