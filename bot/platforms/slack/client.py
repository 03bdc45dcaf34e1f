"""Prova on Slack: the app, the way by which Slack reaches it, and its end."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.wording import N_, VOICES
from bot.entry.dispatch import Dispatcher
from bot.platforms.slack.channels import SlackChannels
from bot.platforms.slack.envelopes import Envelopes
from bot.platforms.slack.installations import STATE_SECONDS, Authorize, Installations, States
from bot.platforms.slack.introduction import introduce
from bot.platforms.slack.listen import ANSWERS_IN_ACK, DELIVERY, SlackListener
from bot.platforms.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, SCOPES
from bot.platforms.slack.origin import PLATFORM, inside
from bot.platforms.slack.profiles import ProfileCache
from bot.platforms.slack.send import TIMEOUT, Sender, plain_client, web_client
from bot.platforms.slack.socket import Line, SocketConnection
from bot.ports.clock import Clock
from bot.ports.platform import PlatformUnusable
from bot.ports.store import Memos

NOT_INSTALLED = N_("Prova isn't installed in this workspace anymore. Ask an admin to install it again.")
REVOKED_NOW = "Slack has taken SLACK_BOT_TOKEN back: install the app into the workspace again and set the new token."
UNREADABLE = (LookupError, TypeError, AttributeError, ValueError, RecursionError)
"""Errors that Bolt raises for a delivery without Slack's shape."""

REFUSED_EVERY = 60.0
"""Seconds between two words on requests that are refused."""

_log = logging.getLogger(__name__)
_bolt_log = logging.getLogger(f"{__name__}.bolt")
_bolt_log.setLevel(logging.ERROR)  # below it, Bolt writes what people say


@dataclass(frozen=True, slots=True)
class Credentials:
    """The tokens and secrets of Slack's app. With an app token Slack is reached by a socket, else it reaches us."""

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    admins: frozenset[str] = frozenset()


class Slack:
    """Prova on Slack. `run` returns after `stop`, or raises PlatformUnusable."""

    name = PLATFORM

    def __init__(
        self, dispatcher: Dispatcher, memos: Memos, credentials: Credentials, clock: Clock, rng: random.Random
    ) -> None:
        """Begin without a connection; `run` makes one."""
        self._dispatcher = dispatcher
        self._credentials = credentials
        self._rng = rng
        self._installations = Installations(memos) if credentials.client_id else None
        self._states = States(memos, clock)
        self._authorize = Authorize(None, self._installations)
        self._envelopes = Envelopes(self._dispatch_envelope, self._show_undelivered)
        self.channels = SlackChannels()
        self._app: AsyncApp | None = None
        self._listener: SlackListener | None = None
        self._line: Line | None = None
        self.ready = asyncio.Event()
        self._stopping = asyncio.Event()
        self._refused_at = -REFUSED_EVERY
        self._revoked = False

    @property
    def connected(self) -> bool:
        """Return whether people are heard just now."""
        return self._line.connected if self._line else self.ready.is_set() and not self._stopping.is_set()

    def routes(self) -> Iterator[web.RouteDef]:
        """Yield the routes that have to be reachable over HTTP."""
        if self._credentials.signing_secret and not self._credentials.app_token:
            yield web.post(EVENTS_PATH, self._handle_request)
        if self._credentials.client_id:
            yield web.get(INSTALL_PATH, self._begin_installation)
            yield web.get(REDIRECT_PATH, self._finish_installation)

    async def run(self) -> None:
        """Serve until `stop`. Raises PlatformUnusable when trying again would be useless."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
            client = web_client(session)
            token = self._credentials.bot_token
            home = await introduce(client, token, self._stopping, self._rng) if token else None
            if self._stopping.is_set():
                return
            self._authorize = Authorize(home, self._installations)
            self._listener = SlackListener(
                self._dispatcher,
                Sender(client, session),
                ProfileCache(web_client(session, patient=False), self._dispatcher, self._credentials.admins),
            )
            self._app = self._build(client)
            self.channels.connect(plain_client(session), self._authorize.token)
            self._listener.attach(self._app)
            self.ready.set()
            if self._credentials.app_token:
                self._line = Line(plain_client(session), self._credentials.app_token, self._handle_envelope, self._rng)
                await self._line.keep(self._stopping)
            else:
                _log.info("slack: ready, waiting for requests")
                await self._stopping.wait()
            self._listener.under_way.cut()
        if self._revoked:
            raise PlatformUnusable(REVOKED_NOW)

    async def stop(self, seconds: float) -> None:
        """Finish the tasks under way, for at most so long, and close."""
        if self._listener:
            await self._listener.under_way.drain(seconds)
        self._stopping.set()

    def _build(self, client: AsyncWebClient) -> AsyncApp:
        """Return the Bolt app that decodes and authorizes."""
        own = self._credentials
        flow = (
            AsyncOAuthSettings(
                client_id=own.client_id,
                client_secret=own.client_secret,
                scopes=list(SCOPES),
                user_scopes=[],
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                installation_store=self._installations,
                installation_store_bot_only=True,
                state_store=self._states,
                state_expiration_seconds=STATE_SECONDS,
                logger=_bolt_log,
            )
            if self._installations
            else None
        )
        app = AsyncApp(
            logger=_bolt_log,
            name=PLATFORM,
            client=client,
            signing_secret=own.signing_secret or "",
            request_verification_enabled=False,  # done at the door, before anything is read
            authorize=self._authorize,  # type: ignore[arg-type]  # Bolt takes one, and says so elsewhere
            oauth_settings=flow,
            process_before_response=True,
            user_facing_authorize_error_message="\n".join(voice.say(NOT_INSTALLED) for voice in VOICES.values()),
        )
        app.event("app_uninstalled")(self._leave)
        app.event("tokens_revoked")(self._leave)
        return app

    async def _leave(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Forget a workspace that takes its token back, and end when it was the only one.

        Tokens of single users are none of ours.
        """
        event = body.get("event") or {}
        if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return
        if self._installations:
            await self._installations.async_delete_all(enterprise_id=context.enterprise_id, team_id=context.team_id)
        if not self._authorize.is_home(context.team_id):
            return
        if self._installations:
            _log.error("slack: %s", REVOKED_NOW)
            self._authorize.leave_home()
            return
        self._revoked = True
        self._stopping.set()

    async def _handle_envelope(self, connection: SocketConnection, request: SocketModeRequest) -> None:
        """Handle an envelope that came through the socket."""
        if self._listener is None or self._stopping.is_set():
            return  # not acknowledged: Slack delivers it again, to the next process
        started = asyncio.get_running_loop().time()
        self._listener.under_way.hold()
        await self._envelopes.handle(connection, request)
        self._observe_acknowledgement(started)

    async def _dispatch_envelope(self, request: SocketModeRequest) -> BoltResponse:
        """Dispatch an envelope's payload, and return its acknowledgement."""
        retried: dict[str, str | Sequence[str]] = {"x-slack-retry-num": [str(request.retry_attempt)]}
        return await self._dispatch(
            AsyncBoltRequest(
                mode="socket_mode",
                body=dict(_payload(request)),
                headers=retried if request.retry_attempt else {},
                context={ANSWERS_IN_ACK: bool(request.accepts_response_payload)},
            )
        )

    async def _show_undelivered(self, request: SocketModeRequest, answer: Mapping[str, Any]) -> None:
        """Show an answer that could not be sent with its acknowledgement."""
        body = _payload(request)
        space = str(inside(body, "team").get("id") or body.get("team_id") or "")
        if self._listener:
            await self._listener.show_unacknowledged(body, await self._authorize.token(space) or "", answer)

    async def _dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """Hand a request to the app, and return the acknowledgement.

        A delivery of no use to us, or without Slack's shape, is acknowledged, so that it does not come again; one that
        could not be handled just now is not.
        """
        if self._app is None or self._listener is None:
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, body="")
        try:
            response = await self._app.async_dispatch(request)
        except Exception as error:  # noqa: BLE001 - its kind decides
            _log.exception("slack: a delivery could not be handled")
            if isinstance(error, UNREADABLE):
                return BoltResponse(status=HTTPStatus.OK, body="")
            self._listener.deliveries.forget(request.context.get(DELIVERY))
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, body="")
        return BoltResponse(status=HTTPStatus.OK, body="") if response.status == HTTPStatus.NOT_FOUND else response

    async def _handle_request(self, request: web.Request) -> web.Response:
        """Handle a request of Slack's; one that is not signed by it is refused."""
        if self._app is None or self._stopping.is_set():
            return web.Response(status=503, text="Prova is starting or stopping: try again in a moment.")
        if not _genuine(await request.read(), request.headers, self._credentials.signing_secret or ""):
            self._log_refusal()
            return web.Response(status=401, text="Prova takes what Slack has signed with its signing secret.")
        try:
            bolt_request = await to_bolt_request(request)
        except UNREADABLE:
            return web.Response(status=400, text="This is no request of Slack's.")
        started = asyncio.get_running_loop().time()
        response = await to_aiohttp_response(await self._dispatch(bolt_request))
        self._observe_acknowledgement(started)
        return response

    def _log_refusal(self) -> None:
        """Log once in a while that requests are refused: a wrong secret or clock shows itself by nothing else."""
        now = asyncio.get_running_loop().time()
        if now - self._refused_at >= REFUSED_EVERY:
            self._refused_at = now
            _log.warning(
                "slack: a request was refused, which Slack has not signed with SLACK_SIGNING_SECRET in the last five "
                "minutes; if people get no answers, look at the secret and at this machine's clock"
            )

    def _observe_acknowledgement(self, started: float) -> None:
        """Report the seconds of an acknowledgement to the meter."""
        self._dispatcher.meter.observe_acknowledgement(PLATFORM, asyncio.get_running_loop().time() - started)

    async def _begin_installation(self, request: web.Request) -> web.Response:
        """Show the page that leads an admin to Slack."""
        if self._app is None or self._app.oauth_flow is None:
            return web.Response(status=503, text="Prova is starting: try again in a moment.")
        return await to_aiohttp_response(await self._app.oauth_flow.handle_installation(await to_bolt_request(request)))

    async def _finish_installation(self, request: web.Request) -> web.Response:
        """Finish an installation."""
        if self._app is None or self._app.oauth_flow is None:
            return web.Response(status=503, text="Prova is starting: try again in a moment.")
        return await to_aiohttp_response(await self._app.oauth_flow.handle_callback(await to_bolt_request(request)))


def _genuine(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Return whether Slack has signed *body*, in the last five minutes."""
    try:
        return SignatureVerifier(secret).is_valid_request(body, dict(headers))
    except (ValueError, TypeError):  # a time that is no number, a signature that is no ASCII
        return False


def _payload(request: SocketModeRequest) -> Mapping[str, Any]:
    """Return an envelope's payload."""
    return request.payload if isinstance(request.payload, dict) else {}
