"""A proxy on loopback before a server, as a network that swallows what it should carry, or cuts a connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_PIECE = 65_536


class Proxy:
    """Carries bytes to and fro, until it is made to hang, or to lose an answer."""

    def __init__(self, port: int) -> None:
        """Stand before the server at *port*."""
        self.port = 0
        self.hangs = False
        self.loses: bytes | None = None
        self.hangs_then = False
        self.lost = 0
        self._before = port
        self._writers: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry the bytes of one connection."""
        with suppress(OSError):
            answers, requests = await asyncio.open_connection("127.0.0.1", self._before)
            self._writers |= {writer, requests}
            await asyncio.gather(self._carry(reader, requests), self._carry(answers, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes one way; what comes while the proxy hangs is gone, and so is an answer that is to be lost."""
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                if self.loses and self.loses in piece:
                    self.loses, self.hangs = None, self.hangs_then
                    self.lost += 1
                    self.cut()
                elif not self.hangs:
                    writer.write(piece)
        writer.close()

    def cut(self) -> None:
        """Cut all connections."""
        while self._writers:
            self._writers.pop().transport.abort()


@asynccontextmanager
async def proxy_before(port: int) -> AsyncIterator[Proxy]:
    """Run a proxy before the server at *port*."""
    proxy = Proxy(port)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
        await server.wait_closed()
