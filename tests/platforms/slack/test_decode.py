"""A delivery names its call and its place, whatever else it holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.request import Address, Call
from bot.platforms.slack.decode import address_of, form_call, origin_in, remembered_by, remembering, ticked, unnamed
from bot.platforms.slack.origin import Origin

BODY = {"user_id": "U1", "channel_id": "C1", "trigger_id": "1.2"}


def context(**more: object) -> Any:
    """Return as much of Bolt's context as is read."""
    common = {
        "authorize_result": None,
        "team_id": None,
        "enterprise_id": None,
        "bot_token": "xoxb",
        "bot_user_id": "UB",
    }
    return SimpleNamespace(**{**common, **more})


@pytest.mark.parametrize(
    ("authorized", "team", "enterprise", "space", "learner"),
    [
        (("T1", None), "T1", None, "T1", "T1.U1"),
        (("T1", "E1"), "T1", "E1", "T1", "E1.U1"),
        ((None, "E1"), "T1", None, "E1", "E1.U1"),
        (None, "T1", None, "T1", "T1.U1"),
        (None, None, None, "", ".U1"),
    ],
    ids=["workspace", "in an organization", "for all of it", "not authorized", "nothing known"],
)
def test_the_space_is_what_the_bot_is_authorized_for(
    authorized: tuple[str | None, str | None] | None, team: str | None, enterprise: str | None, space: str, learner: str
) -> None:
    result = authorized and SimpleNamespace(team_id=authorized[0], enterprise_id=authorized[1])
    origin = origin_in(BODY, context(authorize_result=result, team_id=team, enterprise_id=enterprise))
    assert (origin.space, origin.learner, origin.token) == (space, learner, "xoxb")


def test_a_window_is_where_it_was_opened() -> None:
    opened = origin_in({**BODY, "thread_ts": "x", "event": {"thread_ts": "5.5"}}, context())
    assert (opened.channel, opened.thread) == ("C1", "5.5")
    within = origin_in(BODY, context(), remembered_by({"private_metadata": remembering(opened)}))
    assert (within.channel, within.thread) == ("C1", "5.5")
    assert origin_in(BODY, context(), {"thread": "7.7"}).channel == ""


@pytest.mark.parametrize("metadata", [None, "", "no json", "[1]", "7", "null"])
def test_a_foreign_window_remembers_nothing(metadata: str | None) -> None:
    assert remembered_by({"private_metadata": metadata}) == {}


@pytest.mark.parametrize(("channel", "place"), [("C1", "C1"), ("", "U1")])
def test_outside_of_channels_the_place_is_the_persons_own(channel: str, place: str) -> None:
    assert address_of(Origin("r", "x", "T1", "U1", "T1.U1", channel=channel)) == Address("slack:T1", place)


@pytest.mark.parametrize(
    ("text", "line"),
    [("<@UB> help", "  help"), ("<@UB|prova> a", "  a"), ("<@U2> a <@UBX>", "<@U2> a <@UBX>"), (None, "")],
)
def test_the_bots_own_name_alone_is_left_out(text: str | None, line: str) -> None:
    assert unnamed({"text": text}, context()) == line
    assert unnamed({"text": text}, context(bot_user_id=None)) == (text or "")


def state(name: str, **field: object) -> dict[str, Any]:
    """Return the state of a message or window with one input."""
    return {"state": {"values": {"block": {name: field}}}}


@pytest.mark.parametrize(
    ("view", "call"),
    [
        ({"callback_id": "x1:report:7", **state("text", value="w")}, Call("report", {"posting": "7", "text": "w"})),
        ({"callback_id": "x1:report:7", **state("text", value=None)}, Call("report", {"posting": "7", "text": ""})),
        ({"callback_id": "x1:report:7", **state("other", value="w")}, Call("report", {"posting": "7"})),
        ({"callback_id": "x1:report:7", "state": {"values": []}}, Call("report", {"posting": "7"})),
        ({"callback_id": "x1:quiz", **state("topic", value="w")}, Call("quiz")),
        ({}, Call("stale")),
    ],
)
def test_a_form_fills_in_what_its_button_lacks(view: dict[str, Any], call: Call) -> None:
    assert form_call(view) == call


@pytest.mark.parametrize(
    ("body", "letters"),
    [
        (state("letters", selected_options=[{"value": "A"}, {"value": "C"}]), "AC"),
        (state("letters", selected_options=None), ""),
        ({"view": state("letters", selected_options=[{"value": "B"}])}, "B"),
        (state("other", selected_options=[{"value": "A"}]), None),
        ({}, None),
    ],
)
def test_no_boxes_are_another_thing_than_none_ticked(body: dict[str, Any], letters: str | None) -> None:
    assert ticked(body) == letters
