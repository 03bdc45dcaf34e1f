"""A Slack on loopback: Web API, Socket Mode, signed HTTP and response URLs over real sockets, with faults on demand.

It does what an app can see of Slack: envelopes that want an acknowledgement within three seconds, response URLs that
take five posts, triggers that open one window within three seconds, messages that only one person sees. What it is
sent is held against Block Kit's documented limits; what would be refused is refused, and kept in `problems`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.loopback.slack import schema

TEAM = "T1LOOPBACK"
BOT_USER, BOT_ID = "UPROVA", "BPROVA"
BOT_TOKEN = "xoxb-loopback-not-a-secret"  # noqa: S105 - the loopback server's own
APP_TOKEN = "xapp-loopback-not-a-secret"  # noqa: S105 - the loopback server's own
SIGNING_SECRET = "loopback-signing-not-a-secret"  # noqa: S105 - the loopback server's own
SCOPES = (
    "commands,chat:write,app_mentions:read,im:history,im:write,files:write,users:read,channels:read,groups:read"
    ",channels:history,groups:history"
)
ACK_SECONDS = 3.0
RESPONSES = 5
UPDATE_BYTES = 4_000
"""Bytes of a message's text that may be changed, after escaping."""


@dataclass
class Fault:
    """Something that goes wrong with the next requests that match: `status` is answered, or the line is cut.

    `path` is searched in a method's name, in `respond` or in `link`; `done` says whether the request is carried out
    before; `error` is answered as Slack answers errors, with status 200.
    """

    path: str
    status: int | None = None
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    delay: float = 0.0
    times: int = 1


@dataclass
class Received:
    """A request as it came."""

    path: str
    body: dict[str, Any]
    token: str
    at: float


@dataclass
class Delivery:
    """Something that was delivered to the app, and what its person sees of the answer."""

    id: str
    kind: str
    payload: dict[str, Any]
    created: float
    acknowledged_after: float | None = None
    status: int = 0
    ack: dict[str, Any] | None = None
    responses: int = 0
    message: dict[str, Any] | None = None
    view: dict[str, Any] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    """What a window says at its inputs, by block."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    acked: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    answered_after: float = 0.0


class LoopbackSlack:
    """The server, for one app in one workspace or more."""

    def __init__(self, *, clock: Callable[[], float] = lambda: 0.0) -> None:
        """Prepare a workspace; without a *clock* no acknowledgement is late, however busy the machine is."""
        self._clock = clock
        self.tokens: dict[str, str] = {BOT_TOKEN: TEAM}
        self.app_token = APP_TOKEN
        self.scopes = SCOPES
        self.people: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.problems: list[str] = []
        self.received: list[Received] = []
        self.deliveries: dict[str, Delivery] = {}
        self.messages: list[dict[str, Any]] = []
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.connections = 0
        self.codes: dict[str, dict[str, Any]] = {}
        self.not_in: set[str] = set()
        self.gone: set[str] = set()
        self.distributed = False
        """The app is distributed outside of the marketplace: a page of the history has 15 messages, one a minute."""
        self.minute = 0
        """The minute of the limit, and the one of the last page; steered by the test."""
        self._read_in = -1
        self.edit_window_closed = False
        """The workspace limits the time in which a message may be changed, and it is over."""
        self.archived: set[str] = set()
        self.creators: dict[str, str] = {}
        self.answers_in_ack = True
        self.lost_acks = 0
        """So many of the next acknowledgements are lost, with the socket they came through."""
        self.validate = True
        self.app_url = ""
        """Where the app listens, for HTTP; without it things are delivered through the socket."""
        self._tickets: set[str] = set()
        self._numbers = iter(range(1, 1 << 62))
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self._posting: set[asyncio.Task[None]] = set()
        self.port = 0

    # --- life ---

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = web.Application(client_max_size=20 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{id}", self._responded)
        app.router.add_post("/upload/{id}", self._uploaded)
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self.port, reuse_address=True)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))

    async def stop(self) -> None:
        """Stop listening and cut what is open."""
        for task in self._posting:
            task.cancel()
        if self._session:
            await self._session.close()
        await self.cut()
        if self._runner:
            await self._runner.cleanup()

    async def cut(self) -> None:
        """Cut every socket as a broken line does, without goodbye."""
        for ws in list(self.sockets):
            if ws._req and ws._req.transport:
                ws._req.transport.abort()
        self.sockets.clear()

    @property
    def api(self) -> str:
        """Return the address of the Web API."""
        return f"http://127.0.0.1:{self.port}/api/"

    async def until(self, condition: Callable[[], bool], seconds: float | None = None) -> None:
        """Wait for the event that makes *condition* true."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(condition), seconds)

    async def notify(self) -> None:
        """Let those who wait look again."""
        async with self._changed:
            self._changed.notify_all()

    def requests(self, path: str) -> list[Received]:
        """Return the requests so far whose path matches."""
        return [one for one in self.received if re.search(path, one.path)]

    # --- to the app ---

    async def deliver(self, kind: str, payload: dict[str, Any], *, envelope: str = "", retry: int = 0) -> Delivery:
        """Deliver something through the socket or over HTTP, and return it at once."""
        delivery = Delivery(envelope or f"E{next(self._numbers)}", kind, payload, self._clock())
        self.deliveries[delivery.id] = delivery
        if kind != "events_api":
            payload.setdefault("response_url", f"http://127.0.0.1:{self.port}/respond/{delivery.id}")
            payload.setdefault("trigger_id", f"{delivery.id}.trigger")
            if payload.get("view"):
                payload.pop("response_url")
        await self.again(delivery, retry=retry)
        return delivery

    async def again(self, delivery: Delivery, *, retry: int = 0) -> None:
        """Deliver something, also a second time."""
        if self.app_url:
            task = asyncio.create_task(self._post(delivery, retry))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)
            return
        envelope = {
            "envelope_id": delivery.id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": self.answers_in_ack and delivery.kind != "events_api",
        }
        if retry:
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout"}
        await self.sockets[-1].send_json(envelope)

    def signed(self, body: str, *, at: float | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
        """Return the headers with which Slack signs a request."""
        stamp = str(int(time.time() if at is None else at))
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def _post(self, delivery: Delivery, retry: int) -> None:
        """Send a signed request, and take the response as the acknowledgement."""
        if delivery.kind == "events_api":
            body, kind = json.dumps(delivery.payload), "application/json"
        elif delivery.kind == "slash_commands":
            body, kind = urlencode(delivery.payload), "application/x-www-form-urlencoded"
        else:
            body, kind = urlencode({"payload": json.dumps(delivery.payload)}), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **self.signed(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        assert self._session
        async with self._session.post(f"{self.app_url}/slack/events", data=body, headers=headers) as response:
            delivery.status = response.status
            text = await response.text()
        with suppress(ValueError):
            await self._acknowledged(delivery, json.loads(text) if text else {})
            return
        await self._acknowledged(delivery, {"text": text})

    async def _acknowledged(self, delivery: Delivery, payload: dict[str, Any]) -> None:
        """Take an acknowledgement, with the answer it may carry."""
        first = delivery.acknowledged_after is None
        if first:
            delivery.acknowledged_after = self._clock() - delivery.created
        if delivery.acknowledged_after is not None and delivery.acknowledged_after > ACK_SECONDS:
            self.problems.append(f"{delivery.kind}: acknowledged after {delivery.acknowledged_after:.1f} s")
        if payload.get("response_action") == "update":
            self._check(schema.view_problems(payload["view"]))
            self._opened(delivery, payload["view"])
        elif payload.get("response_action") == "errors":
            there = {block.get("block_id") for block in delivery.payload["view"]["blocks"] if block["type"] == "input"}
            if not payload["errors"] or not set(payload["errors"]) <= there:
                self.problems.append(f"errors at {sorted(payload['errors'])}, which are no inputs")
            delivery.errors = payload["errors"]
            delivery.answered.set()
        elif payload:
            if not self.answers_in_ack or delivery.kind != "slash_commands":
                self.problems.append(f"{delivery.kind}: the acknowledgement carries {sorted(payload)}")
            self._check(schema.message_problems(payload))
            self._posted(delivery, payload)
        if first:
            delivery.ack = payload
        delivery.acked.set()
        await self.notify()

    # --- what is seen ---

    def _posted(self, delivery: Delivery | None, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Put a message on the screen."""
        payload = delivery.payload if delivery else {}
        channel = payload.get("channel_id") or (payload.get("channel") or {}).get("id")
        user = payload.get("user_id") or (payload.get("user") or {}).get("id")
        message = {
            "ts": f"{time.time():.6f}",
            "channel": channel,
            "text": body.get("text"),
            "blocks": body.get("blocks") or [],
            "ephemeral_to": user if body.get("response_type", "ephemeral") == "ephemeral" else None,
            "thread_ts": body.get("thread_ts"),
            **more,
        }
        original = payload.get("message")
        if body.get("replace_original") and original is not None:
            original.update({"text": message["text"], "blocks": message["blocks"]})
            message = original
        else:
            self.messages.append(message)
        self._seen(delivery, message)
        return message

    def _seen(self, delivery: Delivery | None, message: dict[str, Any]) -> None:
        """Let the person of a delivery see a message."""
        if delivery:
            delivery.message = message
            delivery.messages.append(message)
            if not delivery.answered.is_set():
                delivery.answered_after = self._clock() - delivery.created
            delivery.answered.set()

    def _opened(self, delivery: Delivery | None, view: dict[str, Any]) -> dict[str, Any]:
        """Put a window on the screen."""
        number = next(self._numbers)
        shown = {**view, "id": f"V{number}", "hash": f"{number}.hash", "state": {"values": {}}}
        self.views[shown["id"]] = shown
        if delivery:
            delivery.view = shown
            if not delivery.answered.is_set():
                delivery.answered_after = self._clock() - delivery.created
            delivery.answered.set()
        return shown

    def _check(self, problems: Iterator[str]) -> list[str]:
        """Keep what Slack would refuse."""
        found = list(problems) if self.validate else []
        self.problems.extend(found)
        return found

    # --- from the app ---

    async def _api(self, request: web.Request) -> web.StreamResponse:
        """Carry out a method of the Web API, or what a fault makes of it."""
        method = request.match_info["method"]
        body: dict[str, Any] = {}
        if request.content_type == "application/json":
            body = await request.json()
        elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
            body = dict(await request.post())
        body |= dict(request.query)
        for name in ("blocks", "view", "metadata", "files"):
            if isinstance(body.get(name), str):
                body[name] = json.loads(body[name])
        token = str(body.pop("token", "") or request.headers.get("Authorization", "").removeprefix("Bearer "))
        self.received.append(Received(method, body, token, time.monotonic()))
        await self.notify()
        return await self._with_faults(method, request, lambda: self._method(method, body, token))

    async def _with_faults(
        self, path: str, request: web.Request, carry_out: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        """Carry a request out, or what a fault makes of it."""
        fault = next((one for one in self.faults if one.times and re.search(one.path, path)), None)
        if fault is None:
            return await carry_out()
        fault.times -= 1
        await self.notify()
        response = await carry_out() if fault.done else None
        if fault.delay:
            await asyncio.sleep(fault.delay)
            if fault.status is None and not fault.error:
                return response or await carry_out()
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error})
        if fault.status is not None:
            body = {"ok": False, "error": "ratelimited" if fault.status == 429 else "internal_error"}
            return web.json_response(body, status=fault.status, headers=fault.headers)
        assert request.transport
        request.transport.abort()
        return web.Response()

    async def _method(self, method: str, body: dict[str, Any], token: str) -> web.Response:
        """Answer a method."""
        if method == "apps.connections.open":
            if token != self.app_token:
                return web.json_response({"ok": False, "error": "invalid_auth"})
            ticket = f"ticket{next(self._numbers)}"
            self._tickets.add(ticket)
            return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket={ticket}"})
        if method == "oauth.v2.access":
            found = self.codes.pop(str(body.get("code")), None)
            return web.json_response(found or {"ok": False, "error": "invalid_code"})
        team = self.tokens.get(token)
        if team is None:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        answer = getattr(self, "_" + method.replace(".", "_").lower(), None)
        if answer is None:
            self.problems.append(f"the app calls {method}")
            return web.json_response({"ok": False, "error": "unknown_method"})
        result = answer(body, team)
        await self.notify()
        return web.json_response({"ok": "error" not in result, **result}, headers={"x-oauth-scopes": self.scopes})

    def _auth_test(self, _body: dict[str, Any], team: str) -> dict[str, Any]:
        return {"team_id": team, "user_id": BOT_USER, "bot_id": BOT_ID, "url": "https://loopback.slack.com/"}

    def _users_info(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        person = self.people.get(body["user"])
        return {"user": person} if person else {"error": "user_not_found"}

    def _chat_postmessage(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        if body["channel"] in self.not_in:
            return {"error": "not_in_channel"}
        if body["channel"] in self.gone:
            return {"error": "channel_not_found"}
        if problems := self._check(schema.message_problems(body)):
            return {"error": "invalid_blocks", "response_metadata": {"messages": problems}}
        channel = body["channel"] if body["channel"][0] != "U" else "D" + body["channel"]
        more = {"metadata": body["metadata"]} if body.get("metadata") else {}
        shown = self._posted(None, {**body, "response_type": "in_channel"}, channel=channel, **more)
        self._seen(self._waiting(body["channel"]), shown)
        return {"ts": shown["ts"], "channel": channel}

    def _chat_update(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        if self.edit_window_closed:
            return {"error": "edit_window_closed"}
        if len(body["text"].encode()) > UPDATE_BYTES:
            self.problems.append("a text over what a change may have")
            return {"error": "msg_too_long"}
        if problems := self._check(schema.message_problems(body)):
            return {"error": "invalid_blocks", "response_metadata": {"messages": problems}}
        for one in self.messages:
            if (one["channel"], one["ts"]) == (body["channel"], body["ts"]) and not one["ephemeral_to"]:
                one |= {"text": body["text"], "blocks": body["blocks"], "edited": one.get("edited", 0) + 1}
                return {"ts": one["ts"], "channel": one["channel"]}
        return {"error": "message_not_found"}

    def _chat_delete(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        there = [one for one in self.messages if (one["channel"], one["ts"]) == (body["channel"], body["ts"])]
        for one in there:
            self.messages.remove(one)
        return {"ts": body["ts"]} if there else {"error": "message_not_found"}

    def _chat_getpermalink(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        return {"permalink": f"https://loopback.slack.com/archives/{body['channel']}/p{body['message_ts']}"}

    def _conversations_info(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        channel = body["channel"]
        if channel in self.gone:
            return {"error": "channel_not_found"}
        return {
            "channel": {
                "id": channel,
                "creator": self.creators.get(channel, "UNOBODY"),
                "is_member": channel not in self.not_in,
                "is_im": channel.startswith("D"),
                "is_private": channel.startswith("G"),
                "is_archived": channel in self.archived,
            }
        }

    def _conversations_history(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        """Return a channel's messages, the newest first, as many as are asked for."""
        oldest, limit = float(body.get("oldest") or 0), int(body.get("limit") or 100)
        start = int(body.get("cursor") or 0)
        if self.distributed:
            if self._read_in == self.minute:
                return {"error": "ratelimited"}
            self._read_in, limit = self.minute, min(limit, 15)
        found = [
            one
            for one in reversed(self.messages)
            if one["channel"] == body["channel"] and not one["ephemeral_to"] and float(one["ts"]) > oldest
            if not one["thread_ts"]
        ]
        more = str(start + limit) if len(found) > start + limit else ""
        return {"messages": found[start : start + limit], "response_metadata": {"next_cursor": more}}

    def _conversations_replies(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        """Return a message and its replies, the oldest first."""
        oldest = float(body.get("oldest") or 0)
        found = [
            one
            for one in self.messages
            if one["channel"] == body["channel"] and body["ts"] in (one["ts"], one["thread_ts"])
            if one["ts"] == body["ts"] or float(one["ts"]) > oldest
        ]
        return {"messages": found, "response_metadata": {"next_cursor": ""}}

    def _chat_postephemeral(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        if body["channel"] in self.not_in:
            return {"error": "user_not_in_channel"}
        if problems := self._check(schema.message_problems(body)):
            return {"error": "invalid_blocks", "response_metadata": {"messages": problems}}
        shown = self._posted(None, body, channel=body["channel"], ephemeral_to=body["user"])
        self._seen(self._waiting(body["user"]), shown)
        return {"message_ts": shown["ts"]}

    def _views_open(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        return self._window(body)

    def _views_push(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        return self._window(body)

    def _window(self, body: dict[str, Any]) -> dict[str, Any]:
        """Open a window, for a trigger that is fresh and unused."""
        if problems := self._check(schema.view_problems(body["view"])):
            return {"error": "invalid_arguments", "response_metadata": {"messages": problems}}
        delivery = self.deliveries.get(str(body["trigger_id"]).removesuffix(".trigger"))
        if delivery is None or self._clock() - delivery.created > ACK_SECONDS:
            return {"error": "expired_trigger_id"}
        if delivery.view is not None:
            return {"error": "exchanged_trigger_id"}
        return {"view": self._opened(delivery, body["view"])}

    def _views_update(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        if problems := self._check(schema.view_problems(body["view"])):
            return {"error": "invalid_arguments", "response_metadata": {"messages": problems}}
        view = self.views.get(body["view_id"])
        if view is None:
            return {"error": "not_found"}
        view.update(body["view"])
        for delivery in reversed(self.deliveries.values()):
            if (delivery.payload.get("view") or {}).get("id") == view["id"] and not delivery.answered.is_set():
                delivery.view = view
                delivery.answered_after = self._clock() - delivery.created
                delivery.answered.set()
                break
        return {"view": view}

    def _views_publish(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        if problems := self._check(schema.view_problems(body["view"])):
            return {"error": "invalid_arguments", "response_metadata": {"messages": problems}}
        self.homes[body["user_id"]] = body["view"]
        if delivery := self._waiting(body["user_id"]):
            delivery.view = body["view"]
            delivery.answered_after = self._clock() - delivery.created
            delivery.answered.set()
        return {"view": body["view"]}

    def _conversations_open(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        return {"channel": {"id": "D" + body["users"]}}

    def _files_getuploadurlexternal(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        number = f"F{next(self._numbers)}"
        self.files[number] = {"id": number, "name": body["filename"]}
        return {"upload_url": f"http://127.0.0.1:{self.port}/upload/{number}", "file_id": number}

    def _files_completeuploadexternal(self, body: dict[str, Any], _team: str) -> dict[str, Any]:
        files = [self.files[one["id"]] for one in body["files"]]
        for file in files:
            file["channel"] = body["channel_id"]
        return {"files": files}

    def _waiting(self, who: str) -> Delivery | None:
        """Return the latest event of a person or channel that has no answer yet."""
        for delivery in reversed(self.deliveries.values()):
            event = delivery.payload.get("event") or {}
            user = delivery.payload.get("user_id") or (delivery.payload.get("user") or {}).get("id")
            if not delivery.answered.is_set() and who in (event.get("user"), event.get("channel"), user):
                return delivery
        return None

    async def _responded(self, request: web.Request) -> web.StreamResponse:
        """Take a post to a response URL."""
        body = await request.json()
        self.received.append(Received("respond", body, "", time.monotonic()))
        delivery = self.deliveries[request.match_info["id"]]

        async def carry_out() -> web.Response:
            delivery.responses += 1
            if delivery.responses > RESPONSES:
                return web.Response(status=404, text="used_url")
            if self._check(schema.message_problems(body)):
                return web.Response(status=400, text="invalid_blocks")
            self._posted(delivery, body)
            await self.notify()
            return web.Response(text="ok")

        return await self._with_faults("respond", request, carry_out)

    async def _uploaded(self, request: web.Request) -> web.Response:
        """Take a file."""
        if request.content_type == "multipart/form-data":
            form = await request.post()
            content = b"".join(one.file.read() for one in form.values() if isinstance(one, web.FileField))
        else:
            content = await request.read()
        self.files[request.match_info["id"]]["text"] = content.decode()
        return web.Response(text="OK")

    async def _link(self, request: web.Request) -> web.StreamResponse:
        """Hold a socket: each address is good once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408)
        self._tickets.discard(ticket)

        async def hold() -> web.Response:
            ws = web.WebSocketResponse()
            await ws.prepare(request)
            await ws.send_json({"type": "hello", "num_connections": len(self.sockets) + 1})
            self.sockets.append(ws)
            self.connections += 1
            await self.notify()
            async for received in ws:
                if received.type is WSMsgType.TEXT and self.lost_acks:
                    self.lost_acks -= 1
                    assert request.transport
                    request.transport.abort()
                elif received.type is WSMsgType.TEXT:
                    await self._from_socket(json.loads(received.data))
            if ws in self.sockets:
                self.sockets.remove(ws)
            await self.notify()
            return ws  # type: ignore[return-value]

        return await self._with_faults("link", request, hold)

    async def _from_socket(self, envelope: dict[str, Any]) -> None:
        """Take an acknowledgement from the socket."""
        delivery = self.deliveries.get(envelope.get("envelope_id", ""))
        if delivery is None:
            self.problems.append(f"an acknowledgement of nothing: {envelope}")
            return
        await self._acknowledged(delivery, envelope.get("payload") or {})
