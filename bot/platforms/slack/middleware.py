"""A middleware of Bolt's that costs little."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

Next = Callable[[], Awaitable[BoltResponse]]


class Middleware(AsyncMiddleware):
    """Hands each request and the way on to a method; for a bare function Bolt gathers all that one may ask for."""

    def __init__(self, handle: Callable[[AsyncBoltRequest, Next], Awaitable[BoltResponse | None]]) -> None:
        """Take the method."""
        self._handle = handle

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse | None:
        """Hand a request over."""
        return await self._handle(req, next)
