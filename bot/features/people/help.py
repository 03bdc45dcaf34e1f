"""`/help`, and the replies to lines and buttons without a meaning here."""

from __future__ import annotations

import difflib

from bot.chat.intent import Intent, Who
from bot.chat.intents import commands
from bot.chat.markup import plain
from bot.chat.reply import Button, Fact, Facts, Note, Reply, Tone
from bot.chat.request import Actor, Call
from bot.chat.wording import VOICES, Voice
from bot.domain.errors import StaleButton
from bot.domain.text import fold, short
from bot.features.asker import Asker


class Help:
    """Lists the commands, and answers lines and buttons that are none."""

    def __init__(self, *, boards: bool = True) -> None:
        """Build the pages; without *boards*, they name none."""
        self._commands = [intent for intent in commands() if boards or intent.name != "leaderboard"]

    async def show(self, asker: Asker, *, command: str = "") -> Reply:
        """List the commands that the asker may use, or those alone that *command* names, where it names any."""
        voice = await asker.voice()
        allowed = [intent for intent in self._commands if intent.who is Who.ANYONE or asker.actor.admin]
        named = [intent for intent in allowed if _is_named(intent, fold(command.removeprefix("/")))]
        rows = [Fact(usage(intent, voice), plain(voice.say(intent.description))) for intent in named or allowed]
        return Reply(
            voice.say("What you can ask"),
            (
                Facts(tuple(rows)),
                Note(plain(voice.say("Your first answer to a question counts. Names work in English and Portuguese."))),
            ),
        )

    async def unknown(self, asker: Asker, *, line: str = "") -> Reply:
        """Answer a line that was not understood with the command that it may have been meant for."""
        voice = await asker.voice()
        near = nearest(line)
        if near:
            name = voice.name(near)
            title = voice.say("I do not know “{line}”. Did you mean /{command}?", line=short(line), command=name)
            return Reply(title, buttons=(Button(voice.command(near), Call(near)),), tone=Tone.MISUNDERSTOOD)
        title = voice.say("I do not understand that. /help lists what you can ask; /which takes any phrase.")
        return Reply(title, tone=Tone.MISUNDERSTOOD)

    async def stale(self, asker: Asker) -> Reply:
        """Refuse a button that is not of this version."""
        raise StaleButton


def _is_named(intent: Intent, words: str) -> bool:
    """Return whether folded *words* name a command, or the one that it belongs to, in either language."""
    names = (fold(" ".join(map(voice.name, intent.name.split()))) for voice in VOICES.values())
    return any(name == words or name.startswith(f"{words} ") for name in names)


def usage(intent: Intent, voice: Voice) -> str:
    """Return the usage of a command: `/which <about>`, `/quiz [topic] [level]`."""
    words = [voice.command(intent.name)]
    for param in intent.params:
        name = voice.name(param.name)
        words.append(f"<{name}>" if param.required else f"[{name}]")
    return " ".join(words)


def ways(intent: Intent, actor: Actor, voice: Voice) -> str:
    """Return the usage of a command, and of those below it that the actor may use."""
    below = [
        voice.command(other.name)
        for other in commands()
        if other.name.startswith(f"{intent.name} ") and (other.who is Who.ANYONE or actor.admin)
    ]
    return ", ".join((usage(intent, voice), *below))


def nearest(line: str) -> str | None:
    """Return the command whose name is nearest to the first word of *line*, or None."""
    first = line.removeprefix("/").split()[:1]
    single = [intent.name for intent in commands() if " " not in intent.name]
    names = {voice.name(name): name for name in single for voice in VOICES.values()}
    close = difflib.get_close_matches(first[0].casefold(), names, n=1, cutoff=0.7) if first else []
    return names[close[0]] if close else None
