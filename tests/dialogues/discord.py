"""Discord's driver: a script's lines as a person would do them at a Discord client."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from bot.chat.intent import Intent, Takes
from bot.chat.intents import CATALOGUE
from bot.chat.request import REST, Call
from bot.domain.calendar_input import WrittenDay
from bot.domain.errors import Misunderstood
from bot.entry.arguments import bind
from tests.loopback.discord.person import Person, answered, buttons, menus, placing, text_of
from tests.loopback.discord.server import Interaction, LoopbackDiscord

LOCALES = {"en": "en-US", "pt-BR": "pt-BR"}


class Discord:
    """Members of one guild."""

    def __init__(self, server: LoopbackDiscord, locale: str) -> None:
        """Take the server that Prova is on."""
        self._server = server
        self._locale = LOCALES[locale]
        self._people: dict[str, Person] = {}
        self._screens: dict[str, dict[str, Any]] = {}
        self._questions: dict[str, dict[str, Any]] = {}

    async def say(self, name: str, line: str) -> str | None:
        """Do what *line* says, and return what is then read; None for what a Discord client does not let one do."""
        person = self._people.setdefault(name, Person(self._server, name, self._locale, admin=True))
        interaction = await self._do(person, line)
        if interaction is None:
            return None
        message = (await answered(interaction)).message
        if message is None:
            return None
        if buttons(message) or menus(message):
            self._screens[name] = message
        if any(len(button["label"]) == 1 for button in buttons(message)) or menus(message):
            self._questions[name] = message
        return text_of(message)

    async def _do(self, person: Person, line: str) -> Interaction | None:
        """Type a command, press a button by number, label or letter, or press one of a former version."""
        screen = self._screens.get(person.name)
        if line.startswith("/"):
            return await self._command(person, line.removeprefix("/"))
        if re.match(r"x\d+:", line):
            return await person.press(screen or {}, line) if screen else None
        others = [button for button in buttons(screen) if len(button["label"]) > 1] if screen else []
        numbered = re.fullmatch(r"(\d+)(?:\s+(.*))?", line)
        if numbered:
            at = int(numbered[1]) - 1
            return await self._press(person, others[at], numbered[2] or "") if at < len(others) else None
        if re.fullmatch(r"[A-Za-z]{1,5}", line) and line.upper() == line:
            return await self._letters(person, line)
        for button in others:
            if line.startswith(button["label"]):
                return await self._press(person, button, line.removeprefix(button["label"]).strip())
        return None

    async def _press(self, person: Person, button: dict[str, Any], text: str) -> Interaction | None:
        """Press a button, and fill the form that it may open."""
        interaction = await answered(await person.press(self._screens[person.name], button["custom_id"]))
        if interaction.modal is None:
            return interaction
        return await person.submit(interaction.modal, text) if text else None

    async def _letters(self, person: Person, letters: str) -> Interaction | None:
        """Answer the question on the screen; a letter that has no button is pressed all the same, as a forger would."""
        question = self._questions.get(person.name)
        if question is None:
            return None
        if placing(question):
            return await self._place(person, question, letters)
        if menus(question):
            return await person.press(question, menus(question)[0]["custom_id"], list(letters))
        first = next(button for button in buttons(question) if len(button["label"]) == 1)
        parts = first["custom_id"].split(":")
        return await person.press(question, ":".join([*parts[:3], letters, *parts[4:]]))

    @staticmethod
    async def _place(person: Person, message: dict[str, Any], letters: str) -> Interaction:
        """Press each next step, or choose in each next menu, on the message as it then is; and send the answer."""
        for at, letter in enumerate(letters):
            chosen = menus(message)
            ways = [chosen[at]] if chosen else [one for one in placing(message) if one["label"] == letter]
            pressed = await answered(await person.press(message, ways[0]["custom_id"], [letter] if chosen else None))
            if pressed.message is None or not placing(pressed.message):
                break
            message = pressed.message
        send = [one for one in buttons(message) if one["custom_id"].startswith("x1:answer")]
        return await person.press(message, send[0]["custom_id"]) if send else pressed

    async def _command(self, person: Person, line: str) -> Interaction:
        """Type a command in either language; its options are filled from the rest of the line, as a reader would."""
        words = line.split()
        command = next((one for one in self._server.commands if words[0] in _names(one)), None)
        if command is None:
            return await person.command(words[0])
        name, words, options = command["name"], words[1:], command.get("options") or []
        if options and options[0]["type"] == 1:
            chosen = next((one for one in options if words and words[0] in _names(one)), None)
            words = words[1:] if chosen else words
            chosen = chosen or next(one for one in options if one["name"] == "show")
            name, options = f"{name} {chosen['name']}", chosen.get("options") or []
        intent = CATALOGUE.get(name)
        several = sum(not option.get("choices") for option in options) > 1
        if intent and (several or any(param.takes is Takes.ZONE for param in intent.params[:-1])):
            return await person.command(name, _sorted_out(intent, " ".join(words)) if words else {})
        return await person.command(name, _filled(options, words))


def _names(named: dict[str, Any]) -> set[str]:
    """Return what a command or option is called in any language."""
    return {named["name"], *(named.get("name_localizations") or {}).values()}


def _sorted_out(intent: Intent, line: str) -> dict[str, Any]:
    """Return the words of *line* under the options that they belong to, as a person would fill them in."""
    try:
        values = bind(Call(intent.name, {REST: line}))
    except Misunderstood as refused:
        known = {param.name for param in intent.params}
        return {name: value for name, value in refused.data.items() if name in known}
    return {name: value if isinstance(value, int) else _typed(value) for name, value in values.items()}


def _typed(value: object) -> str:
    """Return a value as a person types it."""
    match value:
        case time():
            return f"{value:%H:%M}"
        case frozenset():
            return ", ".join(["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day - 1] for day in sorted(value))
        case WrittenDay(text):
            return text
        case _:
            return str(value)


def _filled(options: list[dict[str, Any]], words: list[str]) -> dict[str, Any]:
    """Return the options' values: listed choices by their label, the rest of the words for the first other option."""
    values: dict[str, Any] = {}
    for option in options:
        for choice in option.get("choices") or []:
            for label in _names(choice):
                if label in words:
                    values[option["name"]] = choice["value"]
                    words = [word for word in words if word != label]
    if words and (free := next((one for one in options if one["name"] not in values), None)):
        values[free["name"]] = " ".join(words)
    return values
