"""A Discord on loopback: REST v10 and gateway v10 over real sockets, for the real client, with faults on demand.

It does what a bot can see of Discord: sessions with sequence numbers that can be resumed, interactions whose token
takes one first response within three seconds, messages that only one person sees. What it is sent is held against
Discord's own description; what would be refused is refused, and kept in `problems`.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback.discord import schema
from tests.loopback.discord.schema import EPHEMERAL

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.loopback.not-a-secret"  # noqa: S105 - the loopback server's own
APPLICATION = 100000000000000001
EPOCH_MS = 1420070400000
FIRST_RESPONSE_SECONDS = 3.0
BODY: web.RequestKey[Any] = web.RequestKey("body", object)
EVERYONE = 1 << 10 | 1 << 11 | 1 << 16 | 1 << 38
"""View Channel, Send Messages, Read Message History, Send Messages in Threads."""
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15


@dataclass
class Fault:
    """Something that goes wrong with the next requests that match: `status` is answered, or the line is cut.

    `done` says whether the request is carried out before.
    """

    method: str
    path: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    done: bool = False
    delay: float = 0.0
    times: int = 1


@dataclass
class Received:
    """A request as it came."""

    method: str
    path: str
    body: Any
    at: float


@dataclass
class Session:
    """A gateway session: what was sent on it can be sent again."""

    id: str
    shard: tuple[int, int]
    ws: web.WebSocketResponse
    sequence: int = 0
    sent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=10_000))


@dataclass
class Interaction:
    """One interaction, and what its person sees of the answer."""

    id: str
    token: str
    created: float
    payload: dict[str, Any]
    acknowledged: int | None = None
    acknowledged_after: float = 0.0
    ephemeral: bool = False
    message: dict[str, Any] | None = None
    choices: list[dict[str, Any]] | None = None
    modal: dict[str, Any] | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def thinking(self) -> bool:
        """Tell whether the person still sees that the bot is thinking."""
        return self.acknowledged in (5, 6) and not self.answered.is_set()


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return JSON with the bare content type that Discord sends, and that discord.py looks for."""
    named = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=named)


def snowflake(number: int) -> str:
    """Return an id of this moment."""
    return str((int(time.time() * 1000) - EPOCH_MS << 22) + number % (1 << 22))


class LoopbackDiscord:
    """The server. `start` gives it a port; `redirect` tells discord.py to go there."""

    def __init__(self, *, guilds: int = 1, shards: int = 1, clock: Callable[[], float] = lambda: 0.0) -> None:
        """Prepare so many guilds; without a *clock* no first response is late, however busy the machine is."""
        self._clock = clock
        self.guilds = [str((number + 1 << 22) + 7) for number in range(guilds)]
        self.shards = shards
        self.token = TOKEN
        self.problems: list[str] = []
        self.received: list[Received] = []
        self.faults: list[Fault] = []
        self.interactions: dict[str, Interaction] = {}
        self.posted: list[dict[str, Any]] = []
        self.nonces: dict[tuple[str, str], dict[str, Any]] = {}
        self.gone: set[str] = set()
        self.forbidden: set[str] = set()
        self.archived: set[str] = set()
        self.locked: set[str] = set()
        """Threads that an archive was put on, and those that only a moderator may open again."""
        self.messages: dict[str, dict[str, Any]] = {}
        self.commands: list[dict[str, Any]] = []
        self.sessions: dict[str, Session] = {}
        self.identifies: list[dict[str, Any]] = []
        self.resumes = 0
        self.refuse_intents = False
        self.permissions = str((1 << 10) | (1 << 11) | (1 << 16) | (1 << 38))
        """View Channel, Send Messages, Read Message History, Send Messages in Threads."""
        self.down = False
        self.validate = True
        self._numbers = iter(range(1, 1 << 62))
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self.port = 0

    # --- life ---

    async def start(self, port: int = 0) -> None:
        """Listen on a port of loopback."""
        app = web.Application(middlewares=[self._faulty])
        api = "/api/v10"
        app.add_routes(
            [
                web.get("/gateway/", self._gateway),
                web.get(f"{api}/users/@me", self._me),
                web.get(f"{api}/oauth2/applications/@me", self._application),
                web.get(f"{api}/gateway/bot", self._gateway_bot),
                web.put(f"{api}/applications/{{app}}/commands", self._put_commands),
                web.get(f"{api}/applications/{{app}}/commands", self._known_commands),
                web.get(f"{api}/users/@me/guilds", self._joined),
                web.post(f"{api}/interactions/{{id}}/{{token}}/callback", self._callback),
                web.patch(f"{api}/webhooks/{{app}}/{{token}}/messages/@original", self._edit),
                web.get(f"{api}/webhooks/{{app}}/{{token}}/messages/@original", self._original),
                web.delete(f"{api}/webhooks/{{app}}/{{token}}/messages/@original", self._withdrawn),
                web.post(f"{api}/webhooks/{{app}}/{{token}}", self._followup),
                web.post(f"{api}/channels/{{channel}}/messages", self._sent),
                web.get(f"{api}/channels/{{channel}}/messages", self._history),
                web.patch(f"{api}/channels/{{channel}}", self._channel_changed),
                web.patch(f"{api}/channels/{{channel}}/messages/{{message}}", self._edited),
                web.delete(f"{api}/channels/{{channel}}/messages/{{message}}", self._deleted),
                web.post(f"{api}/users/@me/channels", self._direct),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        """Close every connection and the port."""
        for session in self.sessions.values():
            if not session.ws.closed and session.ws._req and session.ws._req.transport:
                session.ws._req.transport.abort()
        if self._runner:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        """Return the address of the REST API."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        """Return the address of the gateway."""
        return f"ws://127.0.0.1:{self.port}/gateway/"

    async def until(self, condition: Callable[[], bool], seconds: float | None = None) -> None:
        """Wait for the event that makes *condition* true."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(condition), seconds)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def requests(self, method: str, path: str) -> list[Received]:
        """Return the requests so far that match."""
        return [one for one in self.received if one.method == method and re.search(path, one.path)]

    # --- gateway ---

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        if self.down and request.transport:
            request.transport.abort()
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        await ws.send_json({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                continue
            data = json.loads(message.data)
            if data["op"] == 1:
                await ws.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif data["op"] == 2:
                await self._identify(ws, data["d"])
            elif data["op"] == 6:
                await self._resume(ws, data["d"])
        await self._notify()
        return ws

    async def _identify(self, ws: web.WebSocketResponse, data: dict[str, Any]) -> None:
        self.identifies.append(data)
        if data["token"] != self.token:
            await ws.close(code=4004, message=b"Authentication failed.")
            return
        if self.refuse_intents or data["intents"] & PRIVILEGED:
            await ws.close(code=4014, message=b"Disallowed intent(s).")
            return
        number, count = data.get("shard") or (0, 1)
        session = Session(f"session{next(self._numbers)}", (number, count), ws)
        self.sessions[session.id] = session
        mine = [guild for guild in self.guilds if (int(guild) >> 22) % count == number]
        await self._dispatch(
            session,
            "READY",
            {
                "v": 10,
                "user": self._bot(),
                "guilds": [{"id": guild, "unavailable": True} for guild in mine],
                "session_id": session.id,
                "resume_gateway_url": self.gateway,
                "shard": [number, count],
                "application": {"id": str(APPLICATION), "flags": 0},
            },
        )
        for guild in mine:
            await self._dispatch(session, "GUILD_CREATE", guild_payload(guild))
        await self._notify()

    async def _resume(self, ws: web.WebSocketResponse, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None:
            await ws.send_json({"op": 9, "d": False, "s": None, "t": None})
            return
        session.ws = ws
        for event in list(session.sent):
            if event["s"] > data["seq"]:
                await ws.send_json(event)
        self.resumes += 1
        await self._dispatch(session, "RESUMED", {})
        await self._notify()

    async def _dispatch(self, session: Session, event: str, data: dict[str, Any]) -> None:
        session.sequence += 1
        payload = {"op": 0, "t": event, "s": session.sequence, "d": data}
        session.sent.append(payload)
        if not session.ws.closed:
            with suppress(ConnectionError):  # cut a moment ago; it is sent again when the session is resumed
                await session.ws.send_json(payload)

    def session_of(self, guild: str | None) -> Session:
        """Return the newest session of the shard that a guild belongs to; direct messages come on shard 0."""
        found = [
            session
            for session in self.sessions.values()
            if session.shard[0] == ((int(guild) >> 22) % session.shard[1] if guild else 0)
        ]
        return found[-1]

    async def emit(self, event: str, data: dict[str, Any], guild: str | None = None) -> None:
        """Send an event to the bot, now or when it resumes."""
        await self._dispatch(self.session_of(guild), event, data)

    async def op(self, op: int, data: Any = None) -> None:
        """Send a bare operation to every session: 7 asks to reconnect, 9 tells that the session is invalid."""
        for session in self.sessions.values():
            if not session.ws.closed:
                await session.ws.send_json({"op": op, "d": data, "s": None, "t": None})

    def cut(self) -> None:
        """Cut every gateway connection without a word."""
        for session in self.sessions.values():
            if session.ws._req and session.ws._req.transport:
                session.ws._req.transport.abort()

    def forget_sessions(self) -> None:
        """Lose every session, so that none can be resumed."""
        self.sessions.clear()

    # --- REST ---

    @web.middleware
    async def _faulty(self, request: web.Request, handler: Any) -> web.StreamResponse:
        body = await self._body(request) if request.method in ("POST", "PUT", "PATCH") else None
        request[BODY] = body
        if request.path.startswith("/gateway"):
            return await handler(request)  # type: ignore[no-any-return]
        self.received.append(Received(request.method, request.path, body, time.monotonic()))
        if self.down:
            await self._notify()
            return self._cut(request)
        bot = request.headers.get("Authorization")
        if not re.search(r"/(interactions|webhooks)/", request.path) and bot != f"Bot {self.token}":
            return self._error(401, 0, "401: Unauthorized")
        found = next(
            (one for one in self.faults if one.method == request.method and re.search(one.path, request.path)), None
        )
        response: web.StreamResponse | None = None
        if found:
            found.times -= 1
            if not found.times:
                self.faults.remove(found)
            if found.done:
                response = await handler(request)
            if found.delay:
                await asyncio.sleep(found.delay)
            if response is None and found.status is None and found.delay:
                response = await handler(request)
            await self._notify()
            if found.status is not None:
                return answer(found.body, status=found.status, headers=found.headers)
            if not found.delay:
                return self._cut(request)
        response = response or await handler(request)
        await self._notify()
        return response

    @staticmethod
    def _cut(request: web.Request) -> web.Response:
        if request.transport:
            request.transport.abort()
        return web.Response()

    @staticmethod
    async def _body(request: web.Request) -> Any:
        if not request.content_type.startswith("multipart/"):
            return await request.json() if request.can_read_body else None
        body: dict[str, Any] = {}
        files: dict[str, str] = {}
        async for part in await request.multipart():
            name = str(part.name)  # type: ignore[union-attr]
            if name == "payload_json":
                body = await part.json()  # type: ignore[union-attr,assignment]
            else:
                files[name.removeprefix("files[").removesuffix("]")] = (await part.read()).decode()  # type: ignore[union-attr]
        body["_files"] = files
        return body

    def _refused(self, judge: Callable[..., list[str]], *values: Any) -> web.Response | None:
        found = judge(*values) if self.validate else []
        if not found:
            return None
        self.problems.extend(found)
        return self._error(400, 50035, "Invalid Form Body")

    @staticmethod
    def _error(status: int, code: int, message: str) -> web.Response:
        return answer({"code": code, "message": message}, status=status)

    async def _me(self, request: web.Request) -> web.Response:
        return answer({**self._bot(), "verified": True, "mfa_enabled": False, "flags": 0})

    async def _application(self, request: web.Request) -> web.Response:
        owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
        return answer(
            {
                "id": str(APPLICATION),
                "name": "Prova",
                "icon": None,
                "description": "",
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "",
                "owner": owner,
                "team": None,
                "flags": 0,
                "rpc_origins": [],
            }
        )

    async def _gateway_bot(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": self.gateway, "shards": self.shards, "session_start_limit": limit})

    async def _put_commands(self, request: web.Request) -> web.Response:
        if refused := self._refused(schema.problems, "put /applications/{application_id}/commands", request[BODY]):
            return refused
        self.commands = request[BODY]
        return answer([self._known(one, localized=True) for one in self.commands])

    async def _known_commands(self, request: web.Request) -> web.Response:
        localized = request.query.get("with_localizations") == "true"
        return answer([self._known(one, localized=localized) for one in self.commands])

    def _known(self, command: dict[str, Any], *, localized: bool) -> dict[str, Any]:
        """Return a command as Discord tells of it: with fields of its own, and without what says nothing."""
        permissions = command.get("default_member_permissions")
        return {
            **_without_nothing(command, localized=localized),
            "id": snowflake(next(self._numbers)),
            "application_id": str(APPLICATION),
            "version": "1",
            "dm_permission": True,
            "default_member_permissions": None if permissions is None else str(permissions),
            "nsfw": False,
        }

    async def _joined(self, request: web.Request) -> web.Response:
        return answer([{"id": guild, "name": "A guild", "permissions": self.permissions} for guild in self.guilds])

    async def _callback(self, request: web.Request) -> web.Response:
        interaction = self.interactions.get(request.match_info["token"])
        waited = self._clock() - interaction.created if interaction else 0.0
        if interaction is None or (interaction.acknowledged is None and waited > FIRST_RESPONSE_SECONDS):
            return self._error(404, 10062, "Unknown interaction")
        if interaction.acknowledged is not None:
            return self._error(400, 40060, "Interaction has already been acknowledged.")
        body = {key: value for key, value in request[BODY].items() if key != "_files"}
        if refused := self._refused(schema.callback_problems, body):
            return refused
        kind, data = body["type"], body.get("data") or {}
        interaction.acknowledged, interaction.acknowledged_after = kind, waited
        interaction.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        files = request[BODY].get("_files", {})
        if kind == 4:
            interaction.message = self._message(interaction, data, files)
        elif kind == 7:
            interaction.message = self._changed_message(interaction.payload["message"], data, files)
        elif kind == 8:
            interaction.choices = data["choices"]
        elif kind == 9:
            interaction.modal = data
        if kind not in (5, 6):
            interaction.answered.set()
        if "with_response" not in request.query:
            return web.Response(status=204)
        resource = {"type": kind, "message": interaction.message} if interaction.message else None
        return answer(
            {
                "interaction": {
                    "id": interaction.id,
                    "type": interaction.payload["type"],
                    "response_message_loading": kind in (5, 6),
                    "response_message_ephemeral": interaction.ephemeral,
                },
                **({"resource": resource} if resource else {}),
            }
        )

    async def _edit(self, request: web.Request) -> web.Response:
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or interaction.acknowledged is None:
            return self._error(404, 10015, "Unknown Webhook")
        body = {key: value for key, value in request[BODY].items() if key != "_files"}
        path = "patch /webhooks/{webhook_id}/{webhook_token}/messages/@original"
        if refused := self._refused(schema.problems, path, body):
            return refused
        files = request[BODY].get("_files", {})
        if interaction.acknowledged in (6, 7):
            interaction.message = self._changed_message(interaction.payload["message"], body, files)
        else:
            interaction.message = self._message(interaction, body, files)
        interaction.answered.set()
        return answer(interaction.message)

    async def _original(self, request: web.Request) -> web.Response:
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or interaction.message is None:
            return self._error(404, 10008, "Unknown Message")
        return answer(interaction.message)

    async def _followup(self, request: web.Request) -> web.Response:
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or interaction.acknowledged is None:
            return self._error(404, 10015, "Unknown Webhook")
        if refused := self._refused(schema.problems, "post /webhooks/{webhook_id}/{webhook_token}", request[BODY]):
            return refused
        message = self._message(interaction, request[BODY], {})
        if interaction.message is None:
            interaction.message = message
            interaction.answered.set()
        return answer(message)

    async def _withdrawn(self, request: web.Request) -> web.Response:
        """Take an acknowledgement away."""
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or interaction.acknowledged is None:
            return self._error(404, 10015, "Unknown Webhook")
        interaction.message = None
        return web.Response(status=204)

    # --- channels ---

    def _unwritable(self, channel: str) -> web.Response | None:
        """Refuse a channel that is not there, or that the bot may not write in."""
        if channel in self.gone:
            return self._error(404, 10003, "Unknown Channel")
        return self._error(403, 50013, "Missing Permissions") if channel in self.forbidden else None

    async def _channel_changed(self, request: web.Request) -> web.Response:
        """Open a thread again, unless it is locked."""
        channel = request.match_info["channel"]
        if refused := self._unwritable(channel):
            return refused
        if channel in self.locked:
            return self._error(403, 50013, "Missing Permissions")
        if request[BODY] == {"archived": False}:
            self.archived.discard(channel)
        return answer({"id": channel, "type": 11})

    async def _sent(self, request: web.Request) -> web.Response:
        """Take a message; one with a nonce that is known is the message that was sent with it.

        One in an archived thread opens it again.
        """
        channel, body = request.match_info["channel"], request[BODY]
        if refused := self._unwritable(channel):
            return refused
        if channel in self.locked:
            return self._error(403, 50013, "Missing Permissions")
        self.archived.discard(channel)
        if refused := self._refused(schema.problems, "post /channels/{channel_id}/messages", body):
            return refused
        nonce = (channel, str(body.get("nonce")))
        if body.get("enforce_nonce") and nonce in self.nonces:
            return answer(self.nonces[nonce])
        message = self._changed_message(self._empty(channel), body, {})
        message |= {"flags": body.get("flags") or 0, "type": 0, "nonce": body.get("nonce")}
        self.nonces[nonce] = message
        self.posted.append(message)
        return answer(message)

    async def _history(self, request: web.Request) -> web.Response:
        """Return a channel's messages before one, the newest first."""
        channel = request.match_info["channel"]
        if refused := self._unwritable(channel):
            return refused
        before, limit = int(request.query.get("before", 1 << 63)), int(request.query.get("limit", 50))
        found = [one for one in self.posted if one["channel_id"] == channel and int(one["id"]) < before]
        return answer(found[-limit:][::-1])

    async def _deleted(self, request: web.Request) -> web.Response:
        """Take a message away."""
        there = [one for one in self.posted if one["id"] == request.match_info["message"]]
        for one in there:
            self.posted.remove(one)
        return web.Response(status=204) if there else self._error(404, 10008, "Unknown Message")

    async def _edited(self, request: web.Request) -> web.Response:
        """Change a message."""
        if refused := self._unwritable(request.match_info["channel"]):
            return refused
        path = "patch /channels/{channel_id}/messages/{message_id}"
        if refused := self._refused(schema.problems, path, request[BODY]):
            return refused
        message = self.messages.get(request.match_info["message"])
        if message is None:
            return self._error(404, 10008, "Unknown Message")
        if request.match_info["channel"] in self.archived:
            return self._error(400, 50083, "Thread is archived")
        self._changed_message(message, request[BODY], {})
        message["edits"] = message.get("edits", 0) + 1
        return answer({key: value for key, value in message.items() if key != "edits"})

    async def _direct(self, request: web.Request) -> web.Response:
        """Open the conversation with a person."""
        person = request[BODY]["recipient_id"]
        user = {"id": person, "username": "somebody", "discriminator": "0", "avatar": None}
        return answer({"id": f"9{person}", "type": 1, "recipients": [user], "last_message_id": None})

    # --- what people see ---

    def _message(self, interaction: Interaction, data: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
        number = interaction.message["id"] if interaction.message else None
        message = self._empty(interaction.payload["channel_id"], number)
        return self._changed_message(message, data, files) | {
            "flags": (data.get("flags") or 0) | (EPHEMERAL if interaction.ephemeral else 0)
        }

    def _empty(self, channel: str, number: str | None = None) -> dict[str, Any]:
        """Return a message that says nothing yet."""
        message: dict[str, Any] = {
            "id": number or snowflake(next(self._numbers)),
            "type": 20,
            "channel_id": channel,
            "author": self._bot(),
            "content": "",
            "timestamp": "2026-11-23T12:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "flags": 0,
            "components": [],
        }
        self.messages[message["id"]] = message
        return message

    def _changed_message(self, message: dict[str, Any], data: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
        message |= {key: data[key] for key in ("content", "embeds", "components", "allowed_mentions") if key in data}
        if "attachments" in data:
            message["attachments"] = [
                {
                    "id": str(one["id"]),
                    "filename": one["filename"],
                    "size": len(files.get(str(one["id"]), "")),
                    "url": "https://cdn.invalid/x",
                    "proxy_url": "https://cdn.invalid/x",
                    "text": files.get(str(one["id"]), ""),
                }
                for one in data["attachments"]
            ]
        for number, part in enumerate(schema.walk(message["components"]), start=1):
            part["id"] = number
            if part["type"] == 13:
                part["file"] |= {"proxy_url": "https://cdn.invalid/x"}
                part |= {"name": "x", "size": 1}
        return message

    @staticmethod
    def _bot() -> dict[str, Any]:
        return {"id": str(APPLICATION), "username": "Prova", "discriminator": "0", "avatar": None, "bot": True}

    async def interact(self, payload: dict[str, Any], *, alive: bool = True) -> Interaction:
        """Send an interaction to the bot and return it; with `alive=False` its token is unknown already."""
        number = snowflake(next(self._numbers))
        interaction = Interaction(number, f"token-{number}", self._clock(), payload)
        payload |= {
            "id": number,
            "token": interaction.token,
            "application_id": str(APPLICATION),
            "version": 1,
            "attachment_size_limit": 10_485_760,
            "entitlements": [],
        }
        if alive:
            self.interactions[interaction.token] = interaction
        await self.emit("INTERACTION_CREATE", payload, payload.get("guild_id"))
        return interaction


def _without_nothing(part: Any, *, localized: bool) -> Any:
    """Return a part of a command without its empty lists, what is false, and the translations unless *localized*."""
    if isinstance(part, list):
        return [_without_nothing(one, localized=localized) for one in part]
    if not isinstance(part, dict):
        return part
    told = {name: _without_nothing(one, localized=localized) for name, one in part.items() if one not in ([], False)}
    return told if localized else {name: one for name, one in told.items() if not name.endswith("_localizations")}


def guild_payload(guild: str) -> dict[str, Any]:
    """Return a small guild: one role, one channel, and of its members the bot alone, as Discord tells of them."""
    bot = {
        "user": LoopbackDiscord._bot(), "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False,
        "mute": False, "flags": 0,
    }  # fmt: skip
    everyone = {
        "id": guild, "name": "@everyone", "permissions": str(EVERYONE), "position": 0, "color": 0, "hoist": False,
        "managed": False, "mentionable": False, "flags": 0, "colors": {"primary_color": 0},
    }  # fmt: skip
    channel = {
        "id": str(int(guild) + 1), "type": 0, "name": "study", "position": 0, "permission_overwrites": [],
        "nsfw": False, "parent_id": None, "topic": None, "rate_limit_per_user": 0,
    }  # fmt: skip
    return {
        "id": guild, "name": "Study group", "owner_id": "1", "roles": [everyone], "channels": [channel],
        "members": [bot],
        "member_count": 5, "emojis": [], "stickers": [], "threads": [], "voice_states": [], "presences": [],
        "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [], "features": [],
        "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
        "nsfw_level": 0, "premium_tier": 0, "preferred_locale": "en-US", "afk_timeout": 0, "system_channel_flags": 0,
        "icon": None, "large": False, "unavailable": False, "premium_subscription_count": 0, "max_members": 100,
    }  # fmt: skip
