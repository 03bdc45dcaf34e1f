"""The listener at a terminal: a prompt for a person, plain text for a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from bot.chat.markup import plain
from bot.chat.plain import plain_text
from bot.chat.reply import Fact, Facts, Reply, Tone
from bot.chat.wording import Voice
from bot.platforms.terminal.channels import TerminalChannels
from bot.platforms.terminal.session import Session
from bot.ports.platform import Rounds

LEAVE = frozenset({"exit", "quit", "sair", "/exit", "/quit", "/sair", ":q"})
FAILED = (Tone.MISUNDERSTOOD, Tone.TROUBLE)
"""Replies that make a pipe end with status 1."""


async def pipe(session: Session, lines: Iterable[str], out: TextIO, room: TerminalChannels, rounds: Rounds) -> int:
    """Answer each line of *lines* in plain text, and return the exit status: 1 if any line could not be carried out.

    Each reply is flushed before the next line is read: its work has been committed. A daily question that is
    due is shown between the lines.
    """
    status = 0

    def show(reply: Reply) -> None:
        session.see(reply)
        print(plain_text(reply), file=out, end="\n\n", flush=True)

    room.connect(show)
    for line in lines:
        if not line.strip():
            continue
        if line.strip().casefold() in LEAVE:
            break
        reply = await session.hear(line)
        print(plain_text(reply), file=out, end="\n\n", flush=True)
        if reply.tone in FAILED:
            status = 1
        await rounds.run()
    return status


async def prompt(session: Session, room: TerminalChannels, folder: Path | None) -> int:
    """Answer a person at a terminal until they leave; a daily question appears above the line that is being typed.

    An empty line leads on. Typed lines are kept in *folder* for the next time, until the person is forgotten.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.patch_stdout import patch_stdout
    from rich.console import Console

    from bot.platforms.terminal.complete import CommandCompleter
    from bot.platforms.terminal.files import saved
    from bot.platforms.terminal.history import KeptHistory, history_of
    from bot.platforms.terminal.screen import Screen

    console, before = Console(highlight=False), f"{session.actor.name}> "
    voice = await session.dispatcher.voice(session.actor)
    history = history_of(session.actor.user_id, folder)
    completer = CommandCompleter(session.dispatcher, lambda: voice)
    line_in: PromptSession[str] = PromptSession(
        history=history, completer=completer, complete_while_typing=True, reserve_space_for_menu=0
    )
    screen = Screen(console, before)
    screen.follow(line_in)
    screen.show(welcome(session.actor.name, voice))

    def show(reply: Reply) -> None:
        session.see(reply)
        screen.show(reply)

    room.connect(show)
    while True:
        try:
            with patch_stdout(raw=True):
                line = await line_in.prompt_async(before)
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        if line.strip().casefold() in LEAVE:
            break
        reply = await (session.hear(line) if line.strip() else session.go_on())
        if reply is None:
            continue
        if session.erased and isinstance(history, KeptHistory):
            history.forget()
        voice = await session.dispatcher.voice(session.actor)
        screen.show(saved(reply, voice), line)
    console.print(voice.say("See you, {name}.", name=session.actor.name))
    return 0


def welcome(name: str, voice: Voice) -> Reply:
    """Return the first card."""
    rows = (
        Fact("/quiz", plain(voice.say("a scenario question; answer with its letter"))),
        Fact(f"/{voice.name('which')} drift", plain(voice.say("which AWS service fits, in your own words"))),
        Fact(f"/{voice.name('leaderboard')}", plain(voice.say("who is ahead"))),
        Fact(f"/{voice.name('help')}", plain(voice.say("everything else; “exit” leaves"))),
    )
    return Reply(voice.say("Prova · welcome, {name}", name=name), (Facts(rows),))


def is_interactive() -> bool:
    """Return whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
