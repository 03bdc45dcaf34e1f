"""The common parts of the verbs: languages, failing with one sentence, and reading standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn, TypeVar

from bot import config
from bot.chat.language import Language, language_of
from bot.chat.wording import ERRORS, VOICES
from bot.cli.verbs import UNUSABLE, argument
from bot.config import ConfigInvalid
from bot.domain.errors import DatabaseUnusable, StoreUnavailable
from bot.ports.platform import PlatformUnusable

if TYPE_CHECKING:
    from bot.chat.reply import Reply
    from bot.store.store import SqlStore

Result = TypeVar("Result")

LANGUAGE = argument("--lang", metavar="en|pt-BR", help="English or Portuguese.")


def language_named(value: str | None) -> Language | None:
    """Return the language that `--lang` names."""
    if value is None:
        return None
    if value.lower().replace("_", "-") not in ("en", "en-us", "pt", "pt-br"):
        fail("--lang: choose en or pt-BR.")
    return language_of(value)


def environment_locale() -> str:
    """Return the locale of the person's environment, English without one."""
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")


def fail(message: str, status: int = UNUSABLE) -> NoReturn:
    """Print the reason on standard error and exit."""
    print(message, file=sys.stderr)
    raise SystemExit(status)


@contextmanager
def errors_explained() -> Iterator[None]:
    """Turn errors that keep Prova from starting into sentences and an exit status."""
    from bot.content.reading.problem import BankInvalid

    try:
        yield
    except (ConfigInvalid, BankInvalid, DatabaseUnusable, PlatformUnusable, StoreUnavailable) as error:
        fail(_explanation(error))


def _explanation(error: Exception) -> str:
    """Return an error's sentence for the operator; a failed store has its own in the catalogue."""
    if isinstance(error, StoreUnavailable):
        return VOICES[language_of(environment_locale())].say(ERRORS[error.code])
    return str(error)


def stdin_lines() -> Iterator[str]:
    """Yield the lines of standard input, with any bytes in them."""
    if sys.stdin is None:  # None when the caller has closed it
        return iter(())
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
    return (line.rstrip("\r\n") for line in sys.stdin)


def print_reply(reply: Reply) -> None:
    """Print a reply without its buttons: a card on a terminal, plain text elsewhere."""
    bare = replace(reply, buttons=())
    if sys.stdout.isatty():
        from rich.console import Console

        from bot.platforms.terminal.render import draw

        draw(bare, Console(highlight=False))
    else:
        from bot.chat.plain import plain_text

        print(plain_text(bare), end="\n\n", flush=True)


async def with_store(work: Callable[[SqlStore], Awaitable[Result]], *, make: bool = False) -> Result:
    """Open the configured database, do *work* on it, and close it; a missing one is made only with *make*."""
    from bot.store.sqlite import SCHEME, path_of
    from bot.store.store import SqlStore

    url = config.from_environment().database_url
    if not make and url.startswith(SCHEME) and not path_of(url).exists():
        fail(f"There is no database {path_of(url)} yet: Prova makes it when it starts.")
    store = await SqlStore.open(url)
    try:
        return await work(store)
    finally:
        await store.close()
