"""The operator's and author's verbs: `prova play`, `which`, `content ...`, `db ...`.

Heavy parts are imported by the verb that uses them, so that a small verb starts fast.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from bot import config
from bot.chat.wording import ERRORS, VOICES, Language, language_of
from bot.config import ConfigInvalid
from bot.domain.errors import DatabaseUnusable, StoreUnavailable

if TYPE_CHECKING:
    from bot.chat.reply import Reply
    from bot.content.lookup import Index
    from bot.store.store import SqlStore

Result = TypeVar("Result")

UNUSABLE = 2
"""Exit status when Prova cannot start, or was called wrongly."""

app = typer.Typer(
    help="Prova: practise for the AWS AI and ML certificates, in English or Portuguese.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
content_app = typer.Typer(help="Look at the question bank and check it.", no_args_is_help=True, rich_markup_mode=None)
db_app = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(content_app, name="content")
app.add_typer(db_app, name="db")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="prova")


def _language(value: str | None) -> Language | None:
    """Return the language that `--lang` names."""
    if value is None:
        return None
    if value.lower().replace("_", "-") not in ("en", "en-us", "pt", "pt-br"):
        raise typer.BadParameter("choose en or pt-BR.")
    return language_of(value)


LanguageOption = Annotated[str | None, typer.Option("--lang", metavar="en|pt-BR", help="English or Portuguese.")]


def _locale() -> str:
    """Return what the environment says of the person's language."""
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")


def _fail(message: str, status: int = UNUSABLE) -> NoReturn:
    """Say why on standard error and leave."""
    print(message, file=sys.stderr)
    raise typer.Exit(status)


def _sentence(error: Exception) -> str:
    """Return what the operator is told; a store that failed has its sentence in the catalogue."""
    if isinstance(error, StoreUnavailable):
        return VOICES[language_of(_locale())].say(ERRORS[error.code])
    return str(error)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what keeps Prova from starting into sentences and a status."""
    from bot.content.problem import BankInvalid

    try:
        yield
    except (ConfigInvalid, BankInvalid, DatabaseUnusable, StoreUnavailable) as error:
        _fail(_sentence(error))


@app.command()
def play(
    name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who you are; several people may.")] = None,
    lang: LanguageOption = None,
) -> None:
    """Open Prova in this terminal: /quiz, /which drift, /leaderboard, /help.

    Scores are kept in the database, also when Prova is closed. When input or output is no terminal, it reads a command
    a line from standard input, answers in plain text, and ends with status 1 if a line could not be understood.
    """
    language = _language(lang)
    with _told():
        raise typer.Exit(asyncio.run(_play(name, language)))


async def _play(name: str | None, language: Language | None) -> int:
    """Open the app, put one person before it, and return the exit status."""
    import logging
    import uuid

    from bot.app import running
    from bot.chat.request import Call
    from bot.platforms.terminal import listen
    from bot.platforms.terminal.session import BadName, Session, actor_named

    settings = config.from_environment()
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    try:
        actor = actor_named(_own_name() if name is None else name, language or _locale())
    except BadName as error:
        _fail(str(error))
    async with running(settings) as dispatcher:
        session = Session(dispatcher, actor, lambda: uuid.uuid4().hex[:8])
        if language:
            await session.ask(Call("settings language", {"language": language}))
        if listen.is_interactive():
            return await listen.prompt(session)
        return await listen.pipe(session, _stdin_lines(), sys.stdout)


def _own_name() -> str:
    """Return the name of the system's user, or a word where a container has none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "learner"


@app.command()
def which(
    phrase: Annotated[list[str] | None, typer.Argument(metavar="PHRASE...", help="The need, in your words.")] = None,
    lang: LanguageOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    stdin: Annotated[bool, typer.Option("--stdin", help="One phrase a line from standard input.")] = False,
) -> None:
    """Say which AWS service fits a need, as /which does.

    With --json: query, services (ids, best first; none when nothing fits), confident, us (microseconds taken).
    """
    from bot.features.which import answer

    language = _language(lang) or language_of(_locale())
    if stdin == bool(phrase):
        _fail("Give a phrase, such as: prova which drift; or --stdin to read one a line.")
    with _told():
        from bot.content.load import load_services
        from bot.content.lookup import Index

        bank = load_services(config.from_environment().content)
        index = Index(bank.services)
        for line in _stdin_lines() if stdin else [" ".join(phrase or ())]:
            if as_json:
                print(json.dumps(_timed(index, line), ensure_ascii=False), flush=True)
            else:
                _show(answer(bank, index.find(line), VOICES[language]))


def _stdin_lines() -> Iterator[str]:
    """Yield the lines of standard input, whatever bytes they hold."""
    if sys.stdin is None:  # closed by whoever started us
        return iter(())
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
    return (line.rstrip("\r\n") for line in sys.stdin)


def _timed(index: Index, phrase: str) -> dict[str, object]:
    """Return what a lookup finds, and how long it took."""
    start = time.perf_counter()
    found = index.find(phrase)
    took = (time.perf_counter() - start) * 1e6
    return {"query": phrase, "services": found.services, "confident": found.confident, "us": round(took, 1)}


def _show(reply: Reply) -> None:
    """Print a reply without its buttons: a card on a terminal, plain text elsewhere."""
    bare = replace(reply, buttons=())
    if sys.stdout.isatty():
        from rich.console import Console

        from bot.platforms.terminal.render import WIDEST, card

        console = Console(highlight=False)
        console.print(card(bare), width=min(console.width, WIDEST))
    else:
        from bot.chat.plain import plain_text

        print(plain_text(bare), end="\n\n", flush=True)


DirectoryArgument = Annotated[Path | None, typer.Argument(metavar="DIR", help="The bank; Prova's own if left out.")]


def _directory(given: Path | None) -> Path:
    """Return the folder of the bank to look at."""
    return given or config.from_environment().content


@content_app.command("check")
def content_check(directory: DirectoryArgument = None) -> None:
    """Check every file: structure, references and the rules for writing questions.

    Every problem is named as path:line: id: what is wrong and how to mend it. Errors end with status 1; warnings are
    counted and shown.
    """
    from bot.content.lint import lint
    from bot.content.load import BankInvalid, load_with_places

    with _told():
        folder = _directory(directory)
    try:
        loaded = load_with_places(folder)
    except BankInvalid as invalid:
        print(invalid)
        _fail(f"To mend: {len(invalid.problems)}.", status=1)
    findings = lint(loaded.bank, datetime.now(UTC).date(), loaded.where)
    for finding in findings:
        print(finding)
    errors = sum(finding.level == "error" for finding in findings)
    print(f"Errors: {errors}. Warnings: {len(findings) - errors}.")
    raise typer.Exit(1 if errors else 0)


@content_app.command("stats")
def content_stats(
    directory: DirectoryArgument = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Count what the bank holds: questions by service, domain, level and kind, cues, and how keys lie."""
    from bot.content.load import load
    from bot.content.stats import stats

    with _told():
        numbers = stats(load(_directory(directory)))
    if as_json:
        print(json.dumps(numbers, ensure_ascii=False, indent=2))
    else:
        _print_tree(numbers)


def _print_tree(numbers: Mapping[str, object], indent: str = "") -> None:
    """Print nested counts, a line each."""
    for name, value in numbers.items():
        if isinstance(value, Mapping):
            print(f"{indent}{name}:")
            _print_tree(value, indent + "  ")
        else:
            print(f"{indent}{name}: {value}")


class Format(StrEnum):
    """What an export may look like."""

    JSONL = "jsonl"


@content_app.command("export")
def content_export(
    directory: DirectoryArgument = None,
    form: Annotated[Format, typer.Option("--format", help="A question a line, as JSON.")] = Format.JSONL,
) -> None:
    """Print every question with its options, reasons, key and source, in both languages."""
    from bot.content.export import as_json
    from bot.content.load import load

    with _told():
        bank = load(_directory(directory))
    match form:
        case Format.JSONL:
            for question in bank.questions.values():
                print(json.dumps(as_json(question), ensure_ascii=False))


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database up to date; safe to repeat, and done by itself when Prova starts."""
    with _told():
        applied = asyncio.run(_with_store(lambda store: store.upgrade()))
    print(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


@db_app.command("rebuild")
def db_rebuild() -> None:
    """Count all boards anew from the answers."""
    with _told():
        asyncio.run(_with_store(_rebuilt))
    print("All boards have been counted anew from the answers.")


async def _rebuilt(store: SqlStore) -> None:
    """Rebuild the boards of a database that is up to date."""
    await store.upgrade()
    await store.rebuild()


async def _with_store(work: Callable[[SqlStore], Awaitable[Result]]) -> Result:
    """Open the configured database, do *work* on it, and close it."""
    from bot.store.store import SqlStore

    store = await SqlStore.open(config.from_environment().database_url)
    try:
        return await work(store)
    finally:
        await store.close()
