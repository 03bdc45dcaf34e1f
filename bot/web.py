"""What Prova answers over HTTP: one port for all parts that have something to say there."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from aiohttp import web

from bot.features.ports import PlatformUnusable

DRAIN = 2.0
"""Seconds that requests under way may take when it is time to stop."""
LARGEST = 1024 * 1024
"""Bytes of a request."""

_log = logging.getLogger(__name__)


class Web:
    """An HTTP server on one address."""

    def __init__(self, host: str, port: int, routes: Iterable[web.RouteDef]) -> None:
        """Take where to listen, and for what."""
        app = web.Application(client_max_size=LARGEST)
        app.add_routes(routes)
        self._host = host
        self._port = port
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN)

    @property
    def url(self) -> str:
        """Return the address it is reached at from this machine."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Begin to listen. Raises PlatformUnusable when the port cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = error.strerror or type(error).__name__
            raise PlatformUnusable(
                f"PROVA_HTTP_PORT: {self._host}:{self._port} cannot be listened on ({reason}): set another port."
            ) from error
        _log.info("http: listening on %s:%s", self._host, self._port)

    async def stop(self) -> None:
        """Finish the requests under way, and close."""
        await self._runner.cleanup()
