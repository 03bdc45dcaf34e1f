"""What Prova answers over HTTP: one port for all parts that have something to say there."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import Iterable
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

from bot.health import Health
from bot.metrics import CONTENT_TYPE, Metrics
from bot.ports.platform import PlatformUnusable

DRAIN = 2.0
"""Seconds that requests under way may take when it is time to stop."""
LARGEST = 1024 * 1024
"""Bytes of a request."""

PATIENCE = 5.0
"""Seconds in which a request has to come, and its body after it."""
CONNECTIONS = 4_000
ABOUT = frozenset({"/healthz", "/readyz", "/metrics"})
"""The paths that tell how we are."""
AT_ONCE = 2_000
"""Requests that are taken in at the same time: a burst of clicks, and not what only fills the memory."""

_log = logging.getLogger(__name__)


def _was_a_request(record: logging.LogRecord) -> bool:
    """Tell whether what went wrong was ours: anybody can send what is no HTTP, and is answered 400 without a word."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def about(health: Health, metrics: Metrics) -> list[web.RouteDef]:
    """Return the routes that tell how we are: `/healthz` alive, `/readyz` serving people, `/metrics` in figures."""

    async def ready(_request: web.Request) -> web.Response:
        state = await health.state()
        parts = {
            **{name: "connected" if connected else "not connected" for name, connected in state.platforms.items()},
            "database": "writable" if state.database else "not writable",
            "tick": "fresh" if state.ticking else "late",
        }
        return web.json_response({"ready": state.ready, **parts}, status=200 if state.ready else 503)

    async def page(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.page(await health.state()), headers={"Content-Type": CONTENT_TYPE})

    return [web.get("/healthz", _alive), web.get("/readyz", ready), web.get("/metrics", page)]


async def _alive(_request: web.Request) -> web.Response:
    """Say that the process works."""
    return web.Response(text="ok\n")


def _bounded() -> Middleware:
    """Return what turns requests away while too many are under way, or whose body does not come.

    Who asks is told when to come again. How we are is told in any case: it costs nothing, and is asked for just then.
    """
    under_way = 0

    @web.middleware
    async def bounded(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal under_way
        if request.path in ABOUT:
            return await handler(request)
        if under_way >= AT_ONCE:
            return web.Response(status=503, headers={"Retry-After": "1"}, text="Too much at once: try again.\n")
        under_way += 1
        try:
            return await _refused(request) or await handler(request)
        finally:
            under_way -= 1

    return bounded


async def _refused(request: web.Request) -> web.Response | None:
    """Take in a request's body, and return what to answer when it does not come, or is none."""
    try:
        async with asyncio.timeout(PATIENCE):
            await request.read()
    except TimeoutError:
        return web.Response(status=408, text="The request did not come to its end.\n")
    except web.RequestPayloadError:
        return web.Response(status=400, text="The request's body cannot be read.\n")
    return None


class _TurnedAway(asyncio.Protocol):
    """A connection that is one too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say so, and close."""
        both = cast("asyncio.Transport", transport)
        both.write(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
        both.close()


class Web:
    """An HTTP server on one address.

    It takes no more connections than half of what the process may have open, and none that says nothing: beyond the
    limit nothing else could be opened either, the database among it.
    """

    def __init__(self, host: str, port: int, routes: Iterable[web.RouteDef]) -> None:
        """Take where to listen, and for what."""
        self._silent: dict[asyncio.BaseProtocol, asyncio.TimerHandle] = {}
        self._most = min(CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
        self._server: asyncio.Server | None = None
        app = web.Application(client_max_size=LARGEST, middlewares=[self._heard, _bounded()])
        app.add_routes(routes)
        self._host = host
        self._port = port
        log = _log.getChild("requests")
        log.addFilter(_was_a_request)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN, logger=log)

    @property
    def url(self) -> str:
        """Return the address it is reached at from this machine."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Begin to listen. Raises PlatformUnusable when the port cannot be had."""
        await self._runner.setup()
        try:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._connected, self._host, self._port)
        except (OSError, UnicodeError) as error:
            await self._runner.cleanup()
            reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
            raise PlatformUnusable(
                f"PROVA_HTTP_PORT: {self._host}:{self._port} cannot be listened on ({reason}): set another port, "
                "or another address in PROVA_HTTP_HOST."
            ) from error
        _log.info("http: listening on %s:%s", self._host, self._port)

    async def stop(self) -> None:
        """Finish the requests under way, and close."""
        if self._server:
            self._server.close()
        for timer in self._silent.values():
            timer.cancel()
        await self._runner.cleanup()

    def _connected(self) -> asyncio.BaseProtocol:
        """Take in a connection, unless there are too many."""
        server = self._runner.server
        if server is None or len(server.connections) >= self._most:
            return _TurnedAway()
        handler = server()
        self._silent[handler] = asyncio.get_running_loop().call_later(PATIENCE, self._hang_up, handler)
        return handler

    def _hang_up(self, handler: web.RequestHandler) -> None:
        """Close a connection that has not come to a request."""
        del self._silent[handler]
        if handler.transport:
            handler.transport.close()

    @web.middleware
    async def _heard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note that a connection has come to a request."""
        if timer := self._silent.pop(request.protocol, None):
            timer.cancel()
        return await handler(request)
