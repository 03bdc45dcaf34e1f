"""Prova on Slack: who we are there, by which way Slack reaches us, and the end of it."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.wording import N_, VOICES
from bot.features.dispatch import Dispatcher
from bot.features.ports import Clock, Memos, PlatformUnusable
from bot.platforms.slack.channels import Find, SlackChannels
from bot.platforms.slack.installations import STATE_SECONDS, Authorize, Installations, States
from bot.platforms.slack.listen import ANSWERS_IN_ACK, Listener
from bot.platforms.slack.manifest import ESSENTIAL, EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, SCOPES
from bot.platforms.slack.people import PLATFORM, Profiles
from bot.platforms.slack.socket import Line
from bot.platforms.slack.speak import TIMEOUT, UNUSABLE, Speaker, code_of, plain_client, web_client

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between the tries to introduce ourselves: doubled each time, with jitter."""

NOT_INSTALLED = N_("Prova is not installed in this workspace any more. Ask an admin to install it again.")
BOT_REFUSED = (
    "Slack refuses SLACK_BOT_TOKEN ({error}): copy the Bot User OAuth Token of your app again "
    "(OAuth & Permissions) and set it."
)
SCOPE_MISSING = (
    "Slack has not given SLACK_BOT_TOKEN the scope {scopes}: add it to the app (OAuth & Permissions, or the manifest "
    "that `prova slack manifest` prints), install the app again and set the new token."
)
REVOKED_NOW = "Slack has taken SLACK_BOT_TOKEN back: install the app into the workspace again and set the new token."

_log = logging.getLogger(__name__)
_bolt_log = logging.getLogger(f"{__name__}.bolt")
_bolt_log.setLevel(logging.ERROR)  # below it, Bolt writes what people say


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the operator got from Slack. With an app token Slack is reached through a socket, else it reaches us."""

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)


class Slack:
    """Prova on Slack. `run` returns after `stop`, or raises PlatformUnusable."""

    name = PLATFORM

    def __init__(
        self, dispatcher: Dispatcher, memos: Memos, credentials: Credentials, clock: Clock, rng: random.Random
    ) -> None:
        """Take the parts."""
        self._dispatcher = dispatcher
        self._memos = memos
        self._credentials = credentials
        self._clock = clock
        self._rng = rng
        self.channels = SlackChannels()
        self._app: AsyncApp | None = None
        self._listener: Listener | None = None
        self.ready = asyncio.Event()
        self._stopping = asyncio.Event()
        self._revoked = False

    def routes(self) -> Iterator[web.RouteDef]:
        """Yield what has to be reachable over HTTP."""
        if self._credentials.signing_secret and not self._credentials.app_token:
            yield web.post(EVENTS_PATH, self._posted)
        if self._credentials.client_id:
            yield web.get(INSTALL_PATH, self._installing)
            yield web.get(REDIRECT_PATH, self._installed)

    async def run(self) -> None:
        """Serve until `stop`. Raises PlatformUnusable when trying again would be useless."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
            client = web_client(session)
            home = await self._introduced(client) if self._credentials.bot_token else None
            if self._stopping.is_set():
                return
            self._listener = Listener(
                self._dispatcher,
                Speaker(client, session),
                Profiles(web_client(session, patient=False), self._dispatcher),
            )
            self._app = self._built(client, home)
            self.channels.connect(plain_client(session), self._tokens(home))
            self._listener.attach(self._app)
            self.ready.set()
            if self._credentials.app_token:
                await Line(client, self._credentials.app_token, self._heard, self._rng).keep(self._stopping)
            else:
                _log.info("slack: ready, waiting for requests")
                await self._stopping.wait()
            self._listener.cut()
        if self._revoked:
            raise PlatformUnusable(REVOKED_NOW)

    async def stop(self, seconds: float) -> None:
        """Finish what is under way, for at most so long, and close."""
        if self._listener:
            await self._listener.drain(seconds)
        self._stopping.set()

    async def _introduced(self, client: AsyncWebClient) -> AuthorizeResult | None:
        """Ask Slack who we are, until it answers. Raises PlatformUnusable; None when it is time to stop."""
        pause = FIRST_PAUSE
        token = self._credentials.bot_token
        while not self._stopping.is_set():
            try:
                told = await client.auth_test(token=token)
            except SlackApiError as error:
                code = code_of(error)
                if code in UNUSABLE:
                    raise PlatformUnusable(BOT_REFUSED.format(error=code)) from error
                _log.warning("slack: cannot be reached (%s); trying again", code)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                _log.warning("slack: cannot be reached (%s); trying again", type(error).__name__)
            else:
                _check_scopes(told.headers)
                return AuthorizeResult(
                    enterprise_id=told.get("enterprise_id"),
                    team_id=told.get("team_id"),
                    bot_user_id=told.get("user_id"),
                    bot_id=told.get("bot_id"),
                    bot_token=token,
                )
            try:
                await asyncio.wait_for(self._stopping.wait(), pause * self._rng.uniform(0.5, 1.0))
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE)
        return None

    def _built(self, client: AsyncWebClient, home: AuthorizeResult | None) -> AsyncApp:
        """Return the Bolt app that decodes, verifies and authorizes."""
        own = self._credentials
        installations = Installations(self._memos) if own.client_id else None
        flow = (
            AsyncOAuthSettings(
                client_id=own.client_id,
                client_secret=own.client_secret,
                scopes=list(SCOPES),
                user_scopes=[],
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                installation_store=installations,
                installation_store_bot_only=True,
                state_store=States(self._memos, self._clock),
                state_expiration_seconds=STATE_SECONDS,
                logger=_bolt_log,
            )
            if installations
            else None
        )
        app = AsyncApp(
            logger=_bolt_log,
            name=PLATFORM,
            client=client,
            signing_secret=own.signing_secret or "",
            request_verification_enabled=False,  # done at the door, before anything is read
            authorize=Authorize(home, installations),  # type: ignore[arg-type]  # Bolt takes one, and says so elsewhere
            oauth_settings=flow,
            process_before_response=True,
            user_facing_authorize_error_message="\n".join(voice.say(NOT_INSTALLED) for voice in VOICES.values()),
        )
        if installations:
            app.enable_token_revocation_listeners()
        else:
            app.event("app_uninstalled")(self._lost)
            app.event("tokens_revoked")(self._lost)
        return app

    def _tokens(self, home: AuthorizeResult | None) -> Find:
        """Return what finds the token that speaks for a workspace."""
        installations = Installations(self._memos) if self._credentials.client_id else None

        async def token(team: str) -> str | None:
            if home and home.team_id == team:
                return home.bot_token
            return await installations.token(team) if installations else None

        return token

    async def _lost(self, body: Mapping[str, Any]) -> None:
        """End when the one workspace takes its token back; those of single users are none of ours."""
        event = body.get("event") or {}
        if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return
        self._revoked = True
        self._stopping.set()

    async def _heard(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Hand over what came through the socket, and send the acknowledgement back."""
        if self._app is None or self._listener is None or self._stopping.is_set():
            return  # not acknowledged: Slack delivers it again, to the next process
        self._listener.hold()
        again = self._listener.again(request.envelope_id)
        payload: Mapping[str, Any] = request.payload if isinstance(request.payload, dict) else {}
        retried: dict[str, str | Sequence[str]] = {"x-slack-retry-num": [str(request.retry_attempt)]}
        if not request.retry_attempt:
            retried = {}
        bolt_request = AsyncBoltRequest(
            mode="socket_mode",
            body=dict(payload),
            headers=retried,
            context={ANSWERS_IN_ACK: bool(request.accepts_response_payload)},
        )
        if again:
            await client.send_socket_mode_response({"envelope_id": request.envelope_id})
            return
        response = await _dispatched(self._app, bolt_request)
        if response.status != HTTPStatus.OK:
            self._listener.forget(request.envelope_id)
        try:
            await send_async_response(client, request, response, 0.0)
        except (aiohttp.ClientError, OSError) as error:
            _log.warning("slack: an acknowledgement could not be sent (%s)", type(error).__name__)
            if response.body:
                await self._listener.unacknowledged(payload, json.loads(response.body))

    async def _posted(self, request: web.Request) -> web.Response:
        """Take a request of Slack's; one that is not signed by it is refused."""
        if self._app is None or self._stopping.is_set():
            return web.Response(status=503, text="Prova is starting or stopping: try again in a moment.")
        if not _genuine(await request.read(), request.headers, self._credentials.signing_secret or ""):
            return web.Response(status=401, text="Prova takes what Slack has signed with its signing secret.")
        try:
            bolt_request = await to_bolt_request(request)
        except (LookupError, TypeError, AttributeError, ValueError):
            return web.Response(status=400, text="This is no request of Slack's.")
        return await to_aiohttp_response(await _dispatched(self._app, bolt_request))

    async def _installing(self, request: web.Request) -> web.Response:
        """Show the page that leads an admin to Slack."""
        if self._app is None or self._app.oauth_flow is None:
            return web.Response(status=503, text="Prova is starting: try again in a moment.")
        return await to_aiohttp_response(await self._app.oauth_flow.handle_installation(await to_bolt_request(request)))

    async def _installed(self, request: web.Request) -> web.Response:
        """Finish an installation."""
        if self._app is None or self._app.oauth_flow is None:
            return web.Response(status=503, text="Prova is starting: try again in a moment.")
        return await to_aiohttp_response(await self._app.oauth_flow.handle_callback(await to_bolt_request(request)))


def _genuine(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Tell whether Slack has signed *body*, in the last five minutes."""
    try:
        return SignatureVerifier(secret).is_valid_request(body, dict(headers))
    except (ValueError, TypeError):  # a time that is no number, a signature that is no ASCII
        return False


async def _dispatched(app: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Hand a request to the app, and return the acknowledgement.

    What is nothing to us, or has no shape of Slack's, is acknowledged, so that it does not come again; what could not
    be handled just now is not.
    """
    try:
        response = await app.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - it is told by its kind
        _log.exception("slack: a delivery could not be handled")
        malformed = isinstance(error, LookupError | TypeError | AttributeError | ValueError)
        return BoltResponse(status=HTTPStatus.OK if malformed else HTTPStatus.SERVICE_UNAVAILABLE, body="")
    return BoltResponse(status=HTTPStatus.OK, body="") if response.status == HTTPStatus.NOT_FOUND else response


def _check_scopes(headers: Mapping[str, str]) -> None:
    """Log which scopes are missing, where Slack tells; raises PlatformUnusable for those nothing works without."""
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    if told is None:
        return
    granted = {scope.strip() for scope in told.split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if essential := [scope for scope in missing if scope in ESSENTIAL]:
        raise PlatformUnusable(SCOPE_MISSING.format(scopes=", ".join(essential)))
    for scope in missing:
        _log.warning("slack: %s", SCOPE_MISSING.format(scopes=f"{scope} ({SCOPES[scope]})"))
