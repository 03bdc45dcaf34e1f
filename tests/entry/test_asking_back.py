"""What may mean one of a few is asked back with a button for each, and a press loses nothing of what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.chat.button_ids import button_id, pressed
from bot.chat.reply import Reply
from bot.chat.request import REST, Call, Request
from bot.domain.records import Schedule
from bot.platforms.terminal.session import ROOM
from tests.conftest import House


async def asked(house: House, call: Call, locale: str = "en", zone: str | None = None) -> Reply:
    actor = replace(house.actor("ana", locale), zone=zone)
    return await house.dispatcher.handle(Request("r1", actor, ROOM, call))


async def press(house: House, reply: Reply, label: str, locale: str = "en") -> Reply:
    """Press a button, as a platform that knows nothing but its id."""
    call = next(button.call for button in reply.buttons if button.label == label)
    return await asked(house, pressed(button_id(call)), locale)


async def schedule_of(house: House) -> Schedule:
    (schedule,) = await house.store.schedules()
    return schedule


LINE = "9 da noite GMT+3 mon wed fri model monitor pt closes:3"


@pytest.mark.parametrize(
    "args",
    [
        {REST: LINE},
        {
            "time": "9 da noite",
            "zone": "GMT+3",
            "days": "mon wed fri",
            "topic": "model monitor",
            "language": "pt",
            "closes": "3",
        },
    ],
    ids=["a line", "named"],
)
async def test_an_offset_is_asked_back_with_places_that_have_it_now(house: House, args: dict[str, str]) -> None:
    reply = await asked(house, Call("daily set", args))
    labels = [button.label for button in reply.buttons]
    assert labels == ["Europe/Istanbul", "Africa/Nairobi", "Europe/Moscow"]
    assert reply.title == f"I don't know the time zone “GMT+3”. Type a name such as {', '.join(labels)}."
    assert await house.store.schedules() == []
    await press(house, reply, "Africa/Nairobi")
    schedule = await schedule_of(house)
    recurrence = schedule.recurrence
    assert (recurrence.at, recurrence.zone.key, set(recurrence.weekdays)) == (time(21), "Africa/Nairobi", {1, 3, 5})
    assert (schedule.topic, schedule.language, schedule.open_for) == ("model-monitor", "pt-BR", timedelta(hours=3))


async def test_the_season_decides_which_places_an_offset_has(house: House) -> None:
    winter = await asked(house, Call("settings zone", {REST: "UTC-5"}))
    house.clock.forward(days=200)
    summer = await asked(house, Call("settings zone", {REST: "UTC-5"}))
    new_york = [[button.label for button in reply.buttons].count("America/New_York") for reply in (winter, summer)]
    assert new_york == [1, 0]


@pytest.mark.parametrize(("typed", "offered"), [("UTC+12:45", ["Pacific/Chatham"]), ("UTC-12", []), ("GMT+99", [])])
async def test_an_offset_that_no_place_has_now_leads_to_one_of_the_other_season_or_to_none(
    house: House, typed: str, offered: list[str]
) -> None:
    reply = await asked(house, Call("settings zone", {REST: typed}))
    assert [button.label for button in reply.buttons] == offered
    assert reply.title.startswith(f"I don't know the time zone “{typed}”. Type a name such as ")


@pytest.mark.parametrize("topic", ["domain 4", "Domínio 4", "ground truth", "everything"])
async def test_a_press_keeps_a_topic_in_several_words(house: House, topic: str) -> None:
    await asked(house, Call("daily set", {REST: f"9h Panama {topic}"}))
    typed = await schedule_of(house)
    reply = await asked(house, Call("daily set", {REST: f"9h EST mon-fri {topic}"}))
    await press(house, reply, "America/New_York")
    assert (await schedule_of(house)).topic == typed.topic


async def test_a_zone_of_several_is_set_by_a_press(house: House) -> None:
    reply = await asked(house, Call("settings zone", {REST: "EST"}))
    page = await press(house, reply, "America/Panama")
    assert page.title == "Your time zone is now America/Panama."


async def test_words_that_a_button_cannot_carry_leave_the_names_to_type(house: House) -> None:
    reply = await asked(house, Call("daily set", {REST: f"9h EST {'a very long topic ' * 5}"}))
    assert reply.buttons == ()
    assert "America/New_York" in reply.title


async def test_a_date_in_english_figures_is_asked_back_and_one_in_portuguese_is_not(house: House) -> None:
    await asked(house, Call("daily set", {REST: "13h UTC"}))
    reply = await asked(house, Call("daily pause", {REST: "1/2/2027"}))
    assert [button.label for button in reply.buttons] == ["February 1, 2027", "January 2, 2027"]
    assert (await schedule_of(house)).paused_until is None
    await press(house, reply, "January 2, 2027")
    assert f"{(await schedule_of(house)).paused_until}" == "2027-01-02"
    await asked(house, Call("daily pause", {REST: "1/2/2027"}), "pt-BR")
    assert f"{(await schedule_of(house)).paused_until}" == "2027-02-01"


@pytest.mark.parametrize(
    ("locale", "taken", "other"),
    [
        ("pt-BR", "America/Sao_Paulo", "America/Manaus"),
        ("en-US", "America/New_York", "America/Chicago"),
        ("en_GB.UTF-8", "Europe/London", "Asia/Kolkata"),
        ("en", "UTC", "America/New_York"),
    ],
)
async def test_who_told_no_zone_gets_the_likeliest_and_is_asked(
    house: House, locale: str, taken: str, other: str
) -> None:
    reply = await asked(house, Call("daily set", {REST: "9h mon-fri"}), locale)
    assert (await schedule_of(house)).recurrence.zone.key == taken
    assert taken in str(reply.blocks[0])
    assert taken not in [button.label for button in reply.buttons]
    again = await press(house, reply, other, locale)
    recurrence = (await schedule_of(house)).recurrence
    assert (recurrence.at, recurrence.zone.key, len(recurrence.weekdays)) == (time(9), other, 5)
    assert not [button for button in again.buttons if "/" in button.label]


async def test_who_told_a_zone_is_not_asked(house: House) -> None:
    reply = await asked(house, Call("daily set", {REST: "9h"}), "en-US", zone="Europe/Lisbon")
    assert (await schedule_of(house)).recurrence.zone == ZoneInfo("Europe/Lisbon")
    assert not [button for button in reply.buttons if "/" in button.label]
    await asked(house, Call("settings zone", {REST: "Recife"}), "pt-BR")
    again = await asked(house, Call("daily set", {REST: "10h"}), "pt-BR")
    assert not [button for button in again.buttons if "/" in button.label]
