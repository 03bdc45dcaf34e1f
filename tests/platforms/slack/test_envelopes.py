"""An envelope is handled once, and each acknowledgement carries the answer as long as it may not have arrived."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.platforms.slack import envelopes
from bot.platforms.slack.envelopes import Envelopes


class Carrier:
    """A connection; one that fails sends nothing."""

    def __init__(self, *, fails: bool = False) -> None:
        """Take whether it fails."""
        self.broken = False
        self.fails = fails
        self.sent: list[dict[str, Any]] = []

    async def send_message(self, message: str) -> None:
        """Send an acknowledgement."""
        if self.fails:
            raise aiohttp.ClientError
        self.sent.append(json.loads(message))


class Desk:
    """The envelopes, and those that were handled and whose answers were shown otherwise."""

    def __init__(self, status: int = 200) -> None:
        """Answer each envelope with its name."""
        self.status = status
        self.may_go = asyncio.Event()
        self.may_go.set()
        self.handled: list[str] = []
        self.shown: list[Mapping[str, Any]] = []
        self.envelopes = Envelopes(self._handle, self._show)

    async def _handle(self, request: SocketModeRequest) -> BoltResponse:
        self.handled.append(request.envelope_id)
        await self.may_go.wait()
        return BoltResponse(status=self.status, body={"text": request.envelope_id})

    async def _show(self, _request: SocketModeRequest, answer: Mapping[str, Any]) -> None:
        self.shown.append(answer)

    async def take(self, carrier: Carrier, name: str = "E1") -> None:
        """Let an envelope come."""
        await self.envelopes.handle(carrier, SocketModeRequest(type="x", envelope_id=name, payload={}))


BARE, WITH = {"envelope_id": "E1"}, {"envelope_id": "E1", "payload": {"text": "E1"}}


async def test_an_answer_that_arrived_is_not_sent_again() -> None:
    desk, carrier = Desk(), Carrier()
    await desk.take(carrier)
    await desk.take(carrier)
    assert carrier.sent == [WITH, BARE]
    assert desk.handled == ["E1"]


async def test_an_answer_whose_connection_broke_is_sent_again() -> None:
    desk, former, carrier = Desk(), Carrier(), Carrier()
    await desk.take(former)
    former.broken = True
    await desk.take(carrier)
    assert (former.sent, carrier.sent) == ([WITH], [WITH])


async def test_of_two_acknowledgements_that_wait_the_latest_carries_the_answer() -> None:
    desk, former, carrier = Desk(), Carrier(), Carrier()
    desk.may_go.clear()
    tasks = [asyncio.create_task(desk.take(former)), asyncio.create_task(desk.take(carrier))]
    await asyncio.sleep(0)
    desk.may_go.set()
    await asyncio.gather(*tasks)
    assert (former.sent, carrier.sent) == ([BARE], [WITH])


async def test_an_answer_that_no_acknowledgement_can_carry_goes_the_other_way_once() -> None:
    desk, carrier = Desk(), Carrier()
    await desk.take(Carrier(fails=True))
    await desk.take(carrier)
    assert desk.shown == [{"text": "E1"}]
    assert carrier.sent == [BARE]


async def test_what_could_not_be_handled_is_not_acknowledged_and_is_handled_when_it_comes_again() -> None:
    desk, carrier = Desk(503), Carrier()
    await desk.take(carrier)
    desk.status = 200
    await desk.take(carrier)
    assert desk.handled == ["E1", "E1"]
    assert carrier.sent == [WITH]


async def test_the_oldest_envelope_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelopes, "REMEMBERED", 2)
    desk, carrier = Desk(), Carrier()
    for name in ("E1", "E2", "E3", "E3", "E2", "E1"):
        await desk.take(carrier, name)
    assert desk.handled == ["E1", "E2", "E3", "E1"]
