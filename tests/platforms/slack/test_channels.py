"""A posting of ours is found by its mark, and a channel is checked before it is written to."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.request import Address
from bot.platforms.slack.channels import EVENT, SlackChannels

PLACE = Address("slack:T1", "C1")


class Web:
    """A Web API with one channel and its history."""

    def __init__(self, about: dict[str, Any] | None = None, *messages: dict[str, Any]) -> None:
        """Take what is known of the channel, and its messages."""
        self.about = about
        self.messages = messages

    async def conversations_info(self, **_: object) -> Any:
        """Describe the channel."""
        return SimpleNamespace(data={"channel": self.about})

    async def conversations_history(self, **_: object) -> Any:
        """Return the only page."""
        return SimpleNamespace(data={"messages": list(self.messages)})


def channels_of(web: Web) -> SlackChannels:
    """Return the channels of a workspace."""

    async def token(_space: str) -> str:
        return "xoxb"

    channels = SlackChannels()
    channels.connect(web, token)  # type: ignore[arg-type] # all that they need
    return channels


@pytest.mark.parametrize(
    ("about", "trouble"),
    [
        ({"is_member": True}, None),
        ({"is_im": True}, None),
        ({"is_member": False}, "forbidden"),
        ({"is_member": True, "is_archived": True}, "gone"),
        (None, "forbidden"),
    ],
    ids=["a member", "direct", "no member", "archived", "unknown"],
)
async def test_we_write_where_we_are_a_member_and_nothing_is_archived(
    about: dict[str, Any] | None, trouble: str | None
) -> None:
    assert await channels_of(Web(about)).check(PLACE) == trouble


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ({"event_type": EVENT, "event_payload": {"posting": "7"}}, True),
        ({"event_type": EVENT, "event_payload": {"posting": "70"}}, False),
        ({"event_type": "another_bots", "event_payload": {"posting": "7"}}, False),
        ({"event_type": EVENT}, False),
        (None, False),
    ],
)
async def test_a_message_of_ours_has_our_mark(mark: dict[str, Any] | None, found: bool) -> None:
    channels = channels_of(Web(None, {"ts": "1.1", "metadata": mark}))
    since = datetime(2026, 11, 23, tzinfo=UTC)
    assert await channels.find(PLACE, 7, since) == ("1.1" if found else None)
