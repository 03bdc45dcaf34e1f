"""Envelopes of a socket: each is handled once, and acknowledged as often as it comes.

An acknowledgement may carry the answer, and is lost with the connection it was written to. So the answer is kept: an
envelope that comes again after such a loss gets it again, one whose answer arrived gets none. If the connection is
known to be gone and the envelope does not come again, the answer goes the other way.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

REMEMBERED = 5_000
"""Envelopes whose answers are kept: Slack sends one again within seconds."""

_log = logging.getLogger(__name__)


class Carrier(Protocol):
    """A connection that acknowledgements are sent on."""

    broken: bool
    """It ended without a goodbye: the last words may not have arrived."""

    async def send_message(self, message: str) -> None:
        """Send an acknowledgement as JSON. Raises aiohttp.ClientError or OSError."""


@dataclass
class _Kept:
    """An envelope: its answer, the times that it came, and the connection that took the answer away."""

    work: asyncio.Task[BoltResponse]
    times: int = 0
    carrier: Carrier | None = None
    otherwise: bool = False

    def answer(self, response: BoltResponse) -> str:
        """Return the payload of the next acknowledgement as JSON, or nothing for none."""
        arrived = self.otherwise or (self.carrier is not None and not self.carrier.broken)
        if arrived or not response.body:
            return ""
        as_json = response.first_headers().get("content-type", "").startswith("application/json")
        return response.body if as_json else json.dumps({"text": response.body})


class Envelopes:
    """Handles envelopes and acknowledges them."""

    def __init__(
        self,
        handle: Callable[[SocketModeRequest], Awaitable[BoltResponse]],
        undelivered: Callable[[SocketModeRequest, Mapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Take the handler of one, and the way to show an answer that no acknowledgement could carry."""
        self._work_on = handle
        self._undelivered = undelivered
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def handle(self, carrier: Carrier, request: SocketModeRequest) -> None:
        """Handle an envelope, unless it was before, and acknowledge it if it could be handled."""
        kept = self._keep(request)
        kept.times += 1
        time = kept.times
        response = await asyncio.shield(kept.work)
        if response.status != HTTPStatus.OK:
            self._kept.pop(request.envelope_id, None)
            return
        latest = time == kept.times
        answer = kept.answer(response) if latest else ""
        payload = f', "payload": {answer}' if answer else ""  # Bolt has it as JSON, and taking it apart takes long
        try:
            await carrier.send_message(f'{{"envelope_id": {json.dumps(request.envelope_id)}{payload}}}')
        except (aiohttp.ClientError, OSError) as error:
            _log.warning("slack: an acknowledgement could not be sent (%s)", type(error).__name__)
            if answer and time == kept.times:
                kept.otherwise = True
                await self._undelivered(request, json.loads(answer))
        else:
            if answer:
                kept.carrier = carrier

    def _keep(self, request: SocketModeRequest) -> _Kept:
        """Return the record of an envelope; a new one is begun."""
        kept = self._kept.get(request.envelope_id)
        if kept is None:
            kept = self._kept[request.envelope_id] = _Kept(asyncio.ensure_future(self._work(request)))
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return kept

    async def _work(self, request: SocketModeRequest) -> BoltResponse:
        """Handle an envelope."""
        return await self._work_on(request)
