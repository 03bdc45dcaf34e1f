"""The HTTP server of Prova: one port for the routes of all parts."""

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
"""Seconds that requests under way get when the server stops."""
MAX_REQUEST_BYTES = 1024 * 1024
"""The largest request, in bytes."""

REQUEST_TIMEOUT = 5.0
"""Seconds in which a request's head has to arrive, and then its body."""
MAX_CONNECTIONS = 4_000
STATUS_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
"""The paths of the routes for health and metrics."""
MAX_REQUESTS = 2_000
"""Requests under way at once: enough for a burst of clicks, and too few to fill the memory."""

_log = logging.getLogger(__name__)


def _is_our_fault(record: logging.LogRecord) -> bool:
    """Return whether an error is ours and to be logged: bytes that are no HTTP get a 400 and no line in the log."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def status_routes(health: Health, metrics: Metrics) -> list[web.RouteDef]:
    """Return the routes for health and metrics: `/healthz` alive, `/readyz` serving people, `/metrics` in figures."""

    async def ready(_request: web.Request) -> web.Response:
        state = await health.state()
        parts = {
            **{name: "connected" if connected else "not connected" for name, connected in state.platforms.items()},
            "database": "writable" if state.database else "not writable",
            "tick": "fresh" if state.ticking else "late",
        }
        return web.json_response({"ready": state.ready, **parts}, status=200 if state.ready else 503)

    async def page(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.exposition(await health.state()), headers={"Content-Type": CONTENT_TYPE})

    return [web.get("/healthz", _alive), web.get("/readyz", ready), web.get("/metrics", page)]


async def _alive(_request: web.Request) -> web.Response:
    """Return 200 while the process works."""
    return web.Response(text="ok\n")


def _request_limiter() -> Middleware:
    """Return the middleware that refuses requests while too many are under way, or if their body does not arrive.

    A 503 names the seconds to wait. STATUS_PATHS are served in any case: they cost nothing, and are asked for just
    then.
    """
    under_way = 0

    @web.middleware
    async def bounded(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal under_way
        if request.path in STATUS_PATHS:
            return await handler(request)
        if under_way >= MAX_REQUESTS:
            return web.Response(status=503, headers={"Retry-After": "1"}, text="Too much at once: try again.\n")
        under_way += 1
        try:
            return await _body_refusal(request) or await handler(request)
        finally:
            under_way -= 1

    return bounded


async def _body_refusal(request: web.Request) -> web.Response | None:
    """Read a request's body, and return the refusal of one that does not arrive or cannot be read."""
    try:
        async with asyncio.timeout(REQUEST_TIMEOUT):
            await request.read()
    except TimeoutError:
        return web.Response(status=408, text="The request did not come to its end.\n")
    except web.RequestPayloadError:
        return web.Response(status=400, text="The request's body cannot be read.\n")
    return None


class _RefusedConnection(asyncio.Protocol):
    """The protocol of a connection that is one too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send a 503, and close the connection."""
        both = cast("asyncio.Transport", transport)
        both.write(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
        both.close()


class Web:
    """An HTTP server on one address.

    It accepts no more connections than half of the files that the process may open, and closes silent ones: beyond
    the limit nothing else could be opened either, the database among it.
    """

    def __init__(self, host: str, port: int, routes: Iterable[web.RouteDef]) -> None:
        """Build a server for *routes* at an address; it listens after `start`."""
        self._silent: dict[asyncio.BaseProtocol, asyncio.TimerHandle] = {}
        self._max_connections = min(MAX_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
        self._server: asyncio.Server | None = None
        app = web.Application(client_max_size=MAX_REQUEST_BYTES, middlewares=[self._note_request, _request_limiter()])
        app.add_routes(routes)
        self._host = host
        self._port = port
        log = _log.getChild("requests")
        log.addFilter(_is_our_fault)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN, logger=log)

    @property
    def url(self) -> str:
        """Return the server's address on this machine."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen on the port. Raises PlatformUnusable when it cannot be bound."""
        await self._runner.setup()
        try:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._accept, self._host, self._port)
        except (OSError, UnicodeError) as error:
            await self._runner.cleanup()
            reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
            raise PlatformUnusable(
                f"PROVA_HTTP_PORT: {self._host}:{self._port} cannot be listened on ({reason}): set another port, "
                "or another address in PROVA_HTTP_HOST."
            ) from error
        _log.info("http: listening on %s:%s", self._host, self._port)

    async def stop(self) -> None:
        """Finish the requests under way, and close the server."""
        if self._server:
            self._server.close()
        for timer in self._silent.values():
            timer.cancel()
        await self._runner.cleanup()

    def _accept(self) -> asyncio.BaseProtocol:
        """Return the protocol for a new connection; it refuses one too many."""
        server = self._runner.server
        if server is None or len(server.connections) >= self._max_connections:
            return _RefusedConnection()
        handler = server()
        self._silent[handler] = asyncio.get_running_loop().call_later(REQUEST_TIMEOUT, self._hang_up, handler)
        return handler

    def _hang_up(self, handler: web.RequestHandler) -> None:
        """Close a connection that has sent no request."""
        del self._silent[handler]
        if handler.transport:
            handler.transport.close()

    @web.middleware
    async def _note_request(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note that a connection has sent a request, so that it is not closed as silent."""
        if timer := self._silent.pop(request.protocol, None):
            timer.cancel()
        return await handler(request)
