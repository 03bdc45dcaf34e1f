"""What goes out to Slack goes where the person can see it, and no refusal is mistaken for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.platforms.slack.origin import Origin
from bot.platforms.slack.render import Message
from bot.platforms.slack.send import REVOKED, Sender, retry_after

ORIGIN = Origin("r1", "xoxb", "T1", "U1", "T1.U1", channel="C1", response_url="https://hooks.test/1")
MESSAGE = Message("text", [])


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": ["3", "9"]}, 3.0),
        ({"Retry-After": "60"}, 60.0),
        ({"Retry-After": "61"}, 60.0),
        ({"Retry-After": "soon"}, 1.0),
        ({"Date": "x"}, 1.0),
    ],
)
def test_the_pause_that_slack_wants_is_a_minute_at_most(headers: Mapping[str, Any], seconds: float) -> None:
    assert retry_after(headers) == seconds


class Web:
    """A Web API that keeps the calls it gets, and answers some with an error."""

    def __init__(self, **errors: str) -> None:
        """Take the errors by method; each is given once."""
        self.errors = errors
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, method: str) -> Any:
        async def call(**arguments: Any) -> Any:
            self.calls.append((method, arguments))
            if code := self.errors.pop(method, None):
                response = SimpleNamespace(data={"error": code}, status_code=200)
                raise SlackApiError("x", response)  # type: ignore[no-untyped-call]
            return SimpleNamespace(data={"view": {"id": "V1"}})

        return call


class Responding(Sender):
    """A sender whose response URL takes everything."""

    def __init__(self) -> None:
        """Begin with no response."""
        self.bodies: list[Mapping[str, Any]] = []

    async def _respond(self, origin: Origin, body: Mapping[str, Any]) -> bool:
        self.bodies.append(body)
        return True


def sender(web: Web) -> Sender:
    """Return a sender that has no response URLs to use."""
    return Sender(web, None)  # type: ignore[arg-type] # only the Web API is used


@pytest.mark.parametrize(
    ("channel", "seen_alone", "private", "response"),
    [
        ("C1", False, True, "ephemeral"),
        ("C1", False, False, "in_channel"),
        ("D1", False, True, "in_channel"),
        ("D1", True, True, "ephemeral"),
        ("D1", True, False, "in_channel"),
        ("D2", False, True, "ephemeral"),
    ],
)
async def test_a_private_answer_stays_in_a_conversation_with_the_bot_unless_its_message_was_seen_alone(
    channel: str, seen_alone: bool, private: bool, response: str
) -> None:
    out = Responding()
    await out.show(
        replace(ORIGIN, channel=channel, seen_alone=seen_alone, direct=channel == "D1"), MESSAGE, private=private
    )
    assert out.bodies[0]["response_type"] == response


@pytest.mark.parametrize(
    ("thread", "again", "expected"), [("5.5", False, "5.5"), ("5.5", True, None), ("", False, None)]
)
async def test_an_answer_is_in_its_thread_unless_it_takes_the_place_of_a_message(
    thread: str, again: bool, expected: str | None
) -> None:
    out = Responding()
    await out.show(replace(ORIGIN, thread=thread), MESSAGE, private=True, replace=again)
    assert out.bodies[0].get("thread_ts") == expected
    assert out.bodies[0]["replace_original"] == again


@pytest.mark.parametrize(
    ("channel", "private", "method", "to"),
    [
        ("C1", True, "chat_postEphemeral", "C1"),
        ("C1", False, "chat_postMessage", "C1"),
        ("D1", True, "chat_postMessage", "D1"),
        ("D2", True, "chat_postMessage", "U1"),
        ("", True, "chat_postMessage", "U1"),
    ],
)
async def test_a_message_is_for_the_person_alone_where_others_read_along(
    channel: str, private: bool, method: str, to: str
) -> None:
    web = Web()
    await sender(web).post(
        replace(ORIGIN, channel=channel, thread="5.5", direct=channel == "D1"), MESSAGE, private=private
    )
    ((called, arguments),) = web.calls
    assert (called, arguments["channel"]) == (method, to)
    assert arguments.get("thread_ts") == ("5.5" if to == channel else None)


async def test_where_the_bot_cannot_post_the_person_is_written_to_once() -> None:
    web = Web(chat_postEphemeral="not_in_channel")
    await sender(web).post(ORIGIN, MESSAGE, private=True)
    assert [(method, arguments["channel"]) for method, arguments in web.calls] == [
        ("chat_postEphemeral", "C1"),
        ("chat_postMessage", "U1"),
    ]


@pytest.mark.parametrize(("channel", "code"), [("D1", "channel_not_found"), ("C1", "invalid_blocks")])
async def test_another_refusal_is_an_error(channel: str, code: str) -> None:
    web = Web(chat_postMessage=code)
    with pytest.raises(SlackApiError):
        await sender(web).post(replace(ORIGIN, channel=channel, direct=channel == "D1"), MESSAGE, private=False)
    assert len(web.calls) == 1


@pytest.mark.parametrize(("kind", "method"), [("modal", "views_push"), ("home", "views_open"), ("", "views_open")])
async def test_a_window_opens_above_another_or_by_itself(kind: str, method: str) -> None:
    web = Web()
    assert await sender(web).open(replace(ORIGIN, view={"type": kind}), {}) == "V1"
    assert [called for called, _ in web.calls] == [method]


@pytest.mark.parametrize("code", ["expired_trigger_id", "internal_error"])
async def test_a_window_that_slack_refuses_is_not_open(code: str) -> None:
    assert not await sender(Web(views_open=code)).open(ORIGIN, {})


@pytest.mark.parametrize("code", sorted(REVOKED))
async def test_a_window_for_a_token_that_is_gone_is_an_error(code: str) -> None:
    with pytest.raises(SlackApiError):
        await sender(Web(views_open=code)).open(ORIGIN, {})
