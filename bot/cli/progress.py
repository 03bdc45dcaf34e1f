"""The progress of the operator's long work, and its end by Ctrl-C or an error."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from time import monotonic

from bot.cli.common import fail
from bot.domain.errors import StoreBusy, StoreFull, StoreUnavailable
from bot.ports.progress import Tell

INTERRUPTED = 130
"""Exit status of a process that Ctrl-C has ended, as shells count it."""
_EVERY = 1.0


@asynccontextmanager
async def progress() -> AsyncIterator[Tell]:
    """Show what is being done on standard error: on a terminal one line, with its seconds, which goes at the end."""
    stream, line = sys.stderr, ""
    on_terminal = stream is not None and stream.isatty()
    start = monotonic()

    def show(words: str) -> None:
        stream.write(f"\r\x1b[K{words}")
        stream.flush()

    def shown() -> str:
        took = round(monotonic() - start)
        return f"{line} ({took // 60}:{took % 60:02})" if line else ""

    def tell(words: str) -> None:
        nonlocal line
        if on_terminal:
            line = words
            show(shown())
        elif stream is not None:
            print(words, file=stream, flush=True)

    async def go_on() -> None:
        while True:
            await asyncio.sleep(_EVERY)
            show(shown())

    clock = asyncio.create_task(go_on()) if on_terminal else None
    try:
        yield tell
    finally:
        if clock:
            clock.cancel()
            with suppress(asyncio.CancelledError):
                await clock
            show("")


@contextmanager
def ends_explained(undone: str) -> Iterator[None]:
    """Say in a sentence for the operator why the work inside has ended early, and that it is *undone*."""
    try:
        yield
    except KeyboardInterrupt:
        fail(f"Stopped. {undone}", INTERRUPTED)
    except StoreBusy:
        fail(f"Another process writes to the database for longer than we wait. {undone} Stop it, or try again.")
    except StoreFull:
        fail(f"The disk of the database is full. {undone} Make room on it, then try again.")
    except StoreUnavailable as error:
        fail(f"The database has failed{_words(error)}. {undone} Look into its log, then try again.")


def _words(error: StoreUnavailable) -> str:
    """Return the words of the driver or the server for an error, in brackets, without details: they may hold rows."""
    cause = error.__cause__
    said = " ".join(str(cause.args[0]).split()) if cause and cause.args else ""
    return f" ({said.rstrip('.')})" if said else ""
