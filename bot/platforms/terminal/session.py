"""The session of one person at one terminal: their screen decides the meaning of a letter or a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.chat.button_ids import pressed
from bot.chat.parse import pairs_in, parse
from bot.chat.reply import Button, Choice, Reply, Tone
from bot.chat.request import CURRENT, Actor, Address, Call, Request
from bot.chat.wording import N_
from bot.entry.dispatch import Dispatcher

PLATFORM = "terminal"
ROOM = Address("terminal:room", "room", alone=True)
"""The terminal has one space with one channel, shared by all people on its database."""

LONGEST_NAME = 40

_SEPARATORS = re.compile(r"[\s,;+&/.()>→–—-]+")
_AND = frozenset({"e", "and"})
"""The words between two letters, in both languages."""
_NUMBERED = re.compile(r"(\d{1,2})(?:[\s.:)]+(.*))?", re.DOTALL)
_ANY_BUTTON = re.compile(r"x\d+:")


class BadName(ValueError):
    """A name that cannot be used; the message is one sentence with the remedy."""


def actor_named(name: str, locale: str) -> Actor:
    """Return the person of that name; its letters' case and composition do not matter.

    The person at the terminal owns the database, and so is an admin. Raises BadName.
    """
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if not shown or not shown.isprintable() or len(shown) > LONGEST_NAME:
        raise BadName(f"--as wants a name of 1 to {LONGEST_NAME} printable characters, such as --as ana.")
    return Actor(PLATFORM, shown.casefold(), shown, locale, admin=True)


@dataclass
class Session:
    """Hears lines and answers them.

    The screen alone is kept: the buttons last shown, and the question last asked, so that a second answer to it
    reaches the same posting. Everything else lives in the database.
    """

    dispatcher: Dispatcher
    actor: Actor
    new_id: Callable[[], str]
    choice: Choice | None = None
    buttons: tuple[Button, ...] = field(default=())
    erased: bool = False
    """The last line erased all that is stored about the person."""

    async def hear(self, line: str) -> Reply:
        """Return the reply to one line; the screen then shows it."""
        decoded = await self._decode(line.strip())
        self.erased = False
        return decoded if isinstance(decoded, Reply) else await self.ask(decoded)

    async def go_on(self) -> Reply | None:
        """Press the button that leads on, as an empty line does; return None where the screen has none."""
        onward = next((button for button in self.buttons if button.onward), None)
        return await self.ask(onward.call) if onward else None

    async def ask(self, call: Call) -> Reply:
        """Hand a call to the bot and keep the reply's buttons."""
        request = Request(self.new_id(), self.actor, ROOM, call)
        CURRENT.set(request.id)
        reply = await self.dispatcher.handle(request)
        self.erased = call.intent == "settings forget" and not (reply.failed or reply.buttons)
        self.see(reply)
        return reply

    def see(self, reply: Reply) -> None:
        """Keep the screen's buttons and question."""
        self.choice = reply.choice or self.choice
        if reply.buttons or reply.tone in (Tone.PLAIN, Tone.RIGHT, Tone.WRONG):
            self.buttons = reply.buttons

    async def _decode(self, line: str) -> Call | Reply:
        """Return the call that *line* makes with this screen, or a hint on the right line."""
        if line.startswith("/"):
            return parse(line)
        if _ANY_BUTTON.match(line):
            return pressed(line)
        placed = self._placed(line)
        numbered = None if placed else _NUMBERED.fullmatch(line)
        if numbered:
            return await self._numbered(int(numbered[1]), (numbered[2] or "").strip())
        if letters := placed or self._letters(line):
            return await self._lettered(letters)
        for button in self.buttons:
            if line.casefold().startswith(button.label.casefold()):
                return await self._press(button, line[len(button.label) :].strip(" :"))
        return parse(line)

    def _placed(self, line: str) -> str | None:
        """Return the pairs of numbers and letters that a line names, where the question on the screen has places."""
        return pairs_in(line) if self.choice and self.choice.places else None

    def _letters(self, line: str) -> str:
        """Return the letters that a line names, or none for one that says something else.

        A word between two letters joins them, as in `b and d`; in `B e D` it is a letter only if three are wanted.
        Where letters are arranged, one that the question does not have is told to the person who wrote it.
        """
        words = _SEPARATORS.sub(" ", line).upper().split()
        if len(words) == 1 and len(words[0]) == 1 and words[0].isalpha():
            return words[0]
        inner = [word for word in words[1:-1] if word.casefold() not in _AND]
        ways = ("".join([*words[:1], *inner, *words[1:][-1:]]), "".join(words))
        known = set(self.choice.letters) if self.choice else set()
        possible = [letters for letters in ways if letters and set(letters) <= known]
        pick = self.choice.pick if self.choice else 0
        whole = next((letters for letters in possible if len(letters) == pick), next(iter(possible), ""))
        if self.choice is None or self.choice.places is None or len(whole) == pick:
            return whole
        return "".join(words) if len(words) > 1 and all(len(one) == 1 and one.isalpha() for one in words) else whole

    async def _lettered(self, letters: str) -> Call | Reply:
        """Answer the question on the screen."""
        if self.choice is None:
            return await self._hint(N_("There's no question on the screen. Type /quiz for one."))
        choice = self.choice
        return Call(choice.call.intent, {**choice.call.args, choice.field: letters})

    async def _numbered(self, number: int, text: str) -> Call | Reply:
        """Press a button by its number."""
        if not 1 <= number <= len(self.buttons):
            missing = N_("There's no [{number}] on the screen. /help lists what you can ask.")
            return await self._hint(missing, number=number)
        return await self._press(self.buttons[number - 1], text)

    async def _press(self, button: Button, text: str) -> Call | Reply:
        """Press a button, with the text it asks for."""
        if not button.asks:
            return button.call
        if not text:
            number = self.buttons.index(button) + 1
            return await self._hint(N_("Say what's wrong after the number: {number} your words"), number=number)
        return Call(button.call.intent, {**button.call.args, button.asks: text})

    async def _hint(self, message: str, **values: object) -> Reply:
        """Return a hint on the right line, in the person's language."""
        voice = await self.dispatcher.voice(self.actor)
        return Reply(voice.say(message, **values), tone=Tone.MISUNDERSTOOD)
