"""`/help`, and the replies to lines and buttons without a meaning here."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.intent import Intent, Who
from bot.chat.intents import commands
from bot.chat.markup import plain
from bot.chat.reply import Block, Button, Fact, Facts, Note, Reply, Text, Tone
from bot.chat.request import Actor, Call
from bot.chat.wording import Voice
from bot.domain.errors import StaleButton
from bot.domain.text import carried, fold, short
from bot.features.asker import Asker
from bot.features.people.guesses import command_named, is_small_talk, nearest

_LONGEST_LABEL = 50
"""Characters of a person's words on a button."""
_READY = ("quiz", "review", "daily", "me", "settings")
"""Commands that do something useful without values, for nobody but the person who presses them."""
ADMINS = "admins"
"""The word for the page of admins' commands, which a button carries."""


class Help:
    """Lists the commands, explains one of them, and answers lines and buttons that are none."""

    def __init__(self, *, boards: bool = True) -> None:
        """Build the pages; without *boards*, they name none."""
        self._commands = [intent for intent in commands() if boards or intent.name != "leaderboard"]

    async def show(self, asker: Asker, *, command: str = "") -> Reply:
        """List the commands that a learner needs, explain the one *command* that is named, or list those of admins."""
        voice = await asker.voice()
        if fold(command) == ADMINS:
            return self._for_admins(voice)
        named = command_named(command) if command else None
        if named is not None and named in self._commands:
            return self._explanation(named, voice)
        title = voice.say("What you can ask")
        if command:
            title = voice.say("I don't know the command “{command}”. Here's what you can ask:", command=short(command))
        rows = (
            Fact(next(iter(examples(intent, voice)), voice.command(intent.name)), plain(voice.say(intent.description)))
            for intent in self._commands
            if intent.who is Who.ANYONE and " " not in intent.name and intent.name != "help"
        )
        more = voice.say("Your first answer to a question counts. More on a command: /help quiz")
        return Reply(
            title,
            (Facts(tuple(rows)), Note(plain(more))),
            buttons=(Button(voice.say("For admins"), Call("help", {"command": ADMINS})),),
            tone=Tone.MISUNDERSTOOD if command else Tone.PLAIN,
        )

    def _for_admins(self, voice: Voice) -> Reply:
        """List the commands of admins and hosts."""
        own = (intent for intent in self._commands if intent.who is not Who.ANYONE)
        note = voice.say("Only admins can use these in a channel; in a direct message, you can.")
        return Reply(voice.say("For admins"), (_usages(own, voice), Note(plain(note))))

    def _explanation(self, intent: Intent, voice: Voice) -> Reply:
        """Explain a command: its purpose, its parameters, an example, and the commands below it."""
        blocks: list[Block] = [Text(plain(voice.say(intent.description)))]
        if intent.params:
            rows = (Fact(voice.name(one.name), plain(voice.say(one.description))) for one in intent.params)
            blocks.append(Facts(tuple(rows)))
        if tries := ", ".join(examples(intent, voice)):
            blocks.append(Text(plain(voice.say("Try it like this: {example}", example=tries))))
        if below := [one for one in self._commands if one.name.startswith(f"{intent.name} ")]:
            blocks.append(_usages(below, voice))
        if intent.who is not Who.ANYONE:
            blocks.append(Note(plain(voice.say("For admins"))))
        buttons = (_bare(intent.name, voice),) if intent.name in _READY else ()
        return Reply(usage(intent, voice), tuple(blocks), buttons=buttons)

    async def unknown(self, asker: Asker, *, line: str = "") -> Reply:
        """Answer a line that was not understood with the command that it may have been meant for, or a look-up."""
        if is_small_talk(line):
            return await self.show(asker)
        voice = await asker.voice()
        rest = " ".join(line.split()[1:])
        near = [name for name in nearest(line) if any(intent.name == name for intent in self._commands)]
        if near:
            return _did_you_mean(near, line, rest, voice)
        if line.startswith("/") or not line:
            title = voice.say("I don't know “{line}”. /help lists what you can ask.", line=short(line))
            return Reply(title, buttons=(Button(voice.command("help"), Call("help")),), tone=Tone.MISUNDERSTOOD)
        offered = _with_words("which", line, voice)
        if offered is None:
            title = voice.say("I don't understand that. /help lists what you can ask; /which takes any phrase.")
            return Reply(title, tone=Tone.MISUNDERSTOOD)
        title = voice.say("I don't understand that. Do you want me to look up “{line}”?", line=short(line))
        return Reply(title, buttons=(offered, Button(voice.command("help"), Call("help"))), tone=Tone.MISUNDERSTOOD)

    async def stale(self, asker: Asker) -> Reply:
        """Refuse a button that is not of this version."""
        raise StaleButton


def _usages(intents: Iterable[Intent], voice: Voice) -> Facts:
    """Return a row for each command, with its usage."""
    return Facts(tuple(Fact(usage(one, voice), plain(voice.say(one.description))) for one in intents))


def _did_you_mean(near: list[str], line: str, rest: str, voice: Voice) -> Reply:
    """Return the question for the commands that a line may have been meant for; a look-up keeps the *rest* of it."""
    typed = [" ".join(map(voice.name, name.split())) for name in near]
    if len(near) > 1:
        title = voice.say(
            "I don't know “{line}”. Did you mean /{command} or /{other}?",
            line=short(line),
            command=typed[0],
            other=typed[1],
        )
    else:
        title = voice.say("I don't know “{line}”. Did you mean /{command}?", line=short(line), command=typed[0])
    buttons = ((_with_words(name, rest, voice) if rest else None) or _bare(name, voice) for name in near)
    return Reply(title, buttons=tuple(buttons), tone=Tone.MISUNDERSTOOD)


def _bare(name: str, voice: Voice) -> Button:
    """Return the button of a command without values."""
    return Button(voice.command(name), Call(name))


def _with_words(name: str, words: str, voice: Voice) -> Button | None:
    """Return the button of `/which` with a person's words, or None where it cannot carry them, or is not meant."""
    about = carried(words)
    if name != "which" or not about or len(words) > _LONGEST_LABEL:
        return None
    return Button(f"{voice.command(name)} {words}", Call(name, {"about": about}))


def examples(intent: Intent, voice: Voice) -> list[str]:
    """Return a command as it may be typed: `/which drift`."""
    return [f"{voice.command(intent.name)} {voice.say(one)}" for one in intent.examples]


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
