"""A thread in which the work on a SQLite connection is done, one piece after the other."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeAlias, TypeVar

Result = TypeVar("Result")
_Piece: TypeAlias = tuple["asyncio.Future[Any]", Callable[..., Any], tuple[Any, ...]]


class SqliteThread:
    """Runs functions in a thread of its own, in the order in which they come; a call is one hop there and back."""

    def __init__(self) -> None:
        """Start the thread. It keeps no process alive: a transaction that is open at the end is rolled back."""
        self._pieces: SimpleQueue[_Piece | None] = SimpleQueue()
        self._ended = False
        threading.Thread(target=self._serve, name="sqlite", daemon=True).start()

    def run(self, function: Callable[..., Result], *values: object) -> asyncio.Future[Result]:
        """Run a function, also if nobody waits for it any more. Raises ValueError once the thread has ended."""
        if self._ended:
            raise ValueError
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._pieces.put((future, function, values))
        return future

    def end(self) -> None:
        """End the thread after the pieces before; ending twice is fine."""
        self._ended = True
        self._pieces.put(None)

    def _serve(self) -> None:
        """Do one piece after the other."""
        while piece := self._pieces.get():
            _do(*piece)
            del piece


def _do(future: asyncio.Future[Result], function: Callable[..., Result], values: tuple[Any, ...]) -> None:
    """Do a piece, and tell its waiter, if the loop still runs."""
    try:
        settle = partial(_finish, future, function(*values))
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the waiter
        settle = partial(_fail, future, error)
    with contextlib.suppress(RuntimeError):
        future.get_loop().call_soon_threadsafe(settle)


def _finish(future: asyncio.Future[Result], result: Result) -> None:
    """Hand a result to a waiter who is still there."""
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Result], error: BaseException) -> None:
    """Hand an error to a waiter who is still there."""
    if not future.done():
        future.set_exception(error)
