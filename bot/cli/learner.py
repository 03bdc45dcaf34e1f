"""The learner's verbs: `prova play` and `prova which`."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from bot import config
from bot.chat.language import Language, language_of
from bot.chat.wording import VOICES
from bot.cli.common import (
    LANGUAGE,
    environment_locale,
    errors_explained,
    fail,
    language_named,
    print_reply,
    stdin_lines,
)
from bot.cli.verbs import Verb, argument, flag

if TYPE_CHECKING:
    from bot.content.lookup.index import Index


def play(name: str | None, lang: str | None) -> None:
    """Open Prova in this terminal: /quiz, /which drift, /leaderboard, /help.

    Scores are kept in the database, also when Prova is closed. When input or output is no terminal, it reads a command
    a line from standard input, answers in plain text, and ends with status 1 if a line could not be understood.
    """
    import asyncio  # which `which` does without

    language = language_named(lang)
    with errors_explained():
        raise SystemExit(asyncio.run(_play(name, language)))


async def _play(name: str | None, language: Language | None) -> int:
    """Run the terminal for one person, and return the exit status."""
    import uuid

    from bot import logs
    from bot.app import SHUTDOWN_GRACE, running
    from bot.chat.request import Call
    from bot.platforms.terminal import listen
    from bot.platforms.terminal.channels import TerminalChannels
    from bot.platforms.terminal.session import PLATFORM, BadName, Session, actor_named

    settings = config.from_environment()
    logs.configure(settings.log_level or "WARNING", sys.stderr)
    try:
        actor = actor_named(_system_user() if name is None else name, language or environment_locale())
    except BadName as error:
        fail(str(error))
    async with running(settings) as prova:
        session = Session(prova.dispatcher, actor, lambda: uuid.uuid4().hex[:8])
        if language:
            await session.ask(Call("settings language", {"language": language}))
        room = prova.channels[PLATFORM] = TerminalChannels()
        if not listen.is_interactive():
            return await listen.pipe(session, stdin_lines(), sys.stdout, room, prova.round)
        from bot.scheduler import Scheduler

        scheduler = Scheduler(prova.round)
        scheduler.start()
        try:
            return await listen.prompt(session, room, config.state_folder())
        finally:
            await scheduler.stop(SHUTDOWN_GRACE)


def _system_user() -> str:
    """Return the name of the system's user, or a word where a container has none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "learner"


def which(phrase: list[str], lang: str | None, *, as_json: bool, stdin: bool) -> None:
    """Say which AWS service fits a need, as /which does.

    With --json: query, services (ids, best first; none when nothing fits), confident, us (microseconds taken).
    """
    from bot.features.lookup.service_card import ServiceCards
    from bot.features.lookup.which import answer

    language = language_named(lang) or language_of(environment_locale())
    if stdin == bool(phrase):
        fail("Give a phrase, such as: prova which drift; or --stdin to read one a line.")
    with errors_explained():
        from bot.content.lookup.cache import cached_index
        from bot.content.reading.packs import load_pack_services

        cache = config.cache_folder()
        bank = load_pack_services(config.from_environment().content, cache)
        index, cards = cached_index(bank, cache), ServiceCards(bank)
        for line in stdin_lines() if stdin else [" ".join(phrase)]:
            if as_json:
                print(json.dumps(_timed_lookup(index, line), ensure_ascii=False), flush=True)
            else:
                print_reply(answer(cards, index.find(line), VOICES[language]))


def _timed_lookup(index: Index, phrase: str) -> dict[str, object]:
    """Return the result of a lookup, and its microseconds."""
    start = time.perf_counter()
    found = index.find(phrase)
    took = (time.perf_counter() - start) * 1e6
    return {"query": phrase, "services": found.services, "confident": found.confident, "us": round(took, 1)}


VERBS = {
    "play": Verb(
        play, (argument("--as", dest="name", metavar="NAME", help="Who you are; several people may."), LANGUAGE)
    ),
    "which": Verb(
        which,
        (
            argument("phrase", nargs="*", default=[], metavar="PHRASE", help="The need, in your words."),
            LANGUAGE,
            flag("--json", "One JSON object a line.", dest="as_json"),
            flag("--stdin", "One phrase a line from standard input."),
        ),
    ),
}
