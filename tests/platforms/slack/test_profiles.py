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
from bot.platforms.slack.profiles import FRESH, FRESH_ADMIN, ProfileCache
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

    async def users_info(self, *, user: str, include_locale: bool, token: str) -> Any:
        """Describe a user."""
        self.asked.append(user)
        if self.error:
            code, status = self.error
            headers = {"Retry-After": "30"}
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
