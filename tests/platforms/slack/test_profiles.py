"""Slack is asked about a person as seldom as their rights and its own limits allow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.chat.request import Actor
from bot.platforms.slack import profiles
from bot.platforms.slack.origin import Origin
from bot.platforms.slack.profiles import FRESH, FRESH_ADMIN, LONG_PATIENCE, ProfileCache
from tests.support.loop import steered

ANA = Origin("r1", "xoxb", "T1", "U1", "T1.U1", name="ana", channel="C1")


class Slack:
    """A Slack that knows people, and a dispatcher that remembers none; `asked` are the users asked about."""

    def __init__(self, **user: object) -> None:
        """Take what is known of everybody."""
        self.user = {"name": "ana", **user}
        self.error: tuple[str, int] | None = None
        self.recalled: Actor | None = None
        self.asked: list[str] = []
        self.seconds = 0.0
        self.after = "30"
        self.channel: dict[str, object] = {}

    async def conversations_info(self, *, channel: str, token: str) -> Any:
        """Describe a channel, or hide it."""
        if not self.channel:
            response = SimpleNamespace(data={"error": "channel_not_found"}, status_code=200, headers={})
            raise SlackApiError("x", response)  # type: ignore[no-untyped-call]
        return SimpleNamespace(data={"channel": {"id": channel, **self.channel}})

    async def users_info(self, *, user: str, include_locale: bool, token: str) -> Any:
        """Describe a user."""
        self.asked.append(user)
        await asyncio.sleep(self.seconds)
        if self.error:
            code, status = self.error
            headers = {"Retry-After": self.after}
            response = SimpleNamespace(data={"error": code}, status_code=status, headers=headers)
            raise SlackApiError("x", response)  # type: ignore[no-untyped-call]
        return SimpleNamespace(data={"user": self.user})

    async def recall(self, _stranger: Actor, _space: str) -> Actor | None:
        """Return the learner as stored."""
        return self.recalled

    async def save_client(self, _actor: Actor) -> None:
        """Store nothing."""


def played(slack: Slack, play: Callable[[ProfileCache], Coroutine[Any, Any, Any]]) -> Any:
    """Return the result of *play* with the profiles of a Slack, on a steered loop."""

    async def main() -> Any:
        return await play(ProfileCache(slack, slack))  # type: ignore[arg-type] # all that they need

    return steered(main())[0]


@pytest.mark.parametrize(
    ("as_admin", "seconds", "times"),
    [
        (False, FRESH - 1, 1),
        (False, FRESH + 1, 2),
        (True, FRESH_ADMIN - 1, 1),
        (True, FRESH_ADMIN + 1, 2),
    ],
)
def test_an_answer_is_believed_for_an_hour_and_for_five_minutes_where_it_decides(
    as_admin: bool, seconds: float, times: int
) -> None:
    async def play(known: ProfileCache) -> None:
        await known.actor(ANA, as_admin=as_admin)
        await asyncio.sleep(seconds)
        await known.actor(ANA, as_admin=as_admin)

    slack = Slack()
    played(slack, play)
    assert (FRESH, FRESH_ADMIN) == (3600, 300)
    assert len(slack.asked) == times


@pytest.mark.parametrize(
    ("user", "admin"), [({"is_admin": True}, True), ({"is_owner": True}, True), ({"is_primary_owner": True}, False)]
)
def test_admins_and_owners_run_the_workspace(user: dict[str, bool], admin: bool) -> None:
    assert played(Slack(**user), lambda known: known.actor(ANA, as_admin=True)).admin == admin


def test_a_learner_who_is_stored_is_asked_about_only_where_it_decides() -> None:
    async def play(known: ProfileCache) -> list[bool]:
        return [(await known.actor(ANA)).admin, (await known.actor(ANA, as_admin=True)).admin]

    slack = Slack(is_admin=True)
    slack.recalled = Actor("slack", "T1.U1", "ana")
    assert played(slack, play) == [False, True]
    assert slack.asked == ["U1"]


def test_nobody_keeps_their_rights_when_slack_does_not_answer() -> None:
    async def play(known: ProfileCache) -> list[tuple[str, bool]]:
        actors = [await known.actor(ANA, as_admin=True)]
        slack.error = ("internal_error", 500)
        await asyncio.sleep(FRESH + 1)
        actors += [await known.actor(ANA), await known.actor(ANA, as_admin=True)]
        return [(actor.name, actor.admin) for actor in actors]

    slack = Slack(is_admin=True, real_name="Ana")
    assert played(slack, play) == [("Ana", True), ("Ana", True), ("Ana", False)]


@pytest.mark.parametrize("team", ["T1", "T2"])
def test_an_admin_of_another_workspace_is_none_here(team: str) -> None:
    """Slack Connect: `is_admin` is about the person's own workspace."""
    slack = Slack(is_admin=True, team_id=team)
    assert played(slack, lambda known: known.actor(ANA, as_admin=True)).admin == (team == "T1")


def test_a_slow_slack_is_waited_for_where_its_word_decides() -> None:
    slack = Slack(is_admin=True)
    slack.seconds = 1.2
    actor = played(slack, lambda known: known.actor(ANA, as_admin=True, patience=LONG_PATIENCE))
    assert (actor.admin, actor.unsure) == (True, False)


@pytest.mark.parametrize("error", [("ratelimited", 429), ("internal_error", 500)])
def test_slack_is_asked_again_where_its_word_decides(error: tuple[str, int]) -> None:
    async def play(known: ProfileCache) -> Actor:
        asking = asyncio.create_task(known.actor(ANA, as_admin=True, patience=LONG_PATIENCE))
        await asyncio.sleep(0.5)
        slack.error = None
        return await asking

    slack = Slack(is_admin=True)
    slack.error, slack.after = error, "2"
    assert played(slack, play).admin
    assert len(slack.asked) == 2


@pytest.mark.parametrize("error", [("ratelimited", 429), ("internal_error", 500), ("missing_scope", 200)])
def test_nobody_is_called_no_admin_of_whom_slack_does_not_tell(error: tuple[str, int]) -> None:
    slack = Slack(is_admin=True)
    slack.error = error
    actor = played(slack, lambda known: known.actor(ANA, as_admin=True, patience=LONG_PATIENCE))
    assert (actor.admin, actor.unsure) == (False, True)


@pytest.mark.parametrize(
    ("channel", "direct"),
    [({"is_im": True, "user": "U1"}, True), ({"is_im": True, "user": "U2"}, False), ({}, False)],
    ids=["with the bot", "of another person", "between two people"],
)
def test_a_direct_message_between_two_people_is_not_the_bots_own(channel: dict[str, object], direct: bool) -> None:
    slack = Slack()
    slack.channel = channel
    there = replace(ANA, channel="D1")
    assert played(slack, lambda known: known.placed(there)).direct == direct
    assert played(slack, lambda known: known.hosts(there)) == direct


@pytest.mark.parametrize(
    ("error", "seconds", "times"),
    [
        (("user_not_found", 200), 1, 1),
        (("internal_error", 200), 1, 2),
        (("ratelimited", 429), 29, 1),
        (("ratelimited", 429), 31, 2),
    ],
)
def test_slack_is_asked_again_when_the_answer_may_be_another(
    error: tuple[str, int], seconds: float, times: int
) -> None:
    async def play(known: ProfileCache) -> Actor:
        first = await known.actor(ANA)
        await asyncio.sleep(seconds)
        assert await known.actor(ANA) == first
        return first

    slack = Slack()
    slack.error = error
    assert played(slack, play) == Actor("slack", "T1.U1", "ana", root="prova")
    assert len(slack.asked) == times


def test_the_one_not_met_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "KEPT", 2)

    async def play(known: ProfileCache) -> None:
        for user in ("U1", "U2", "U3", "U3", "U1"):
            await known.actor(replace(ANA, user=user, learner=f"T1.{user}"))

    slack = Slack()
    played(slack, play)
    assert slack.asked == ["U1", "U2", "U3", "U1"]
