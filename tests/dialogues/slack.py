"""Slack's driver: a script's lines as a person would do them at a Slack client.

Where a script says `/quiz`, a person at Slack types, and reads, `/prova quiz`.
"""

from __future__ import annotations

import re
from typing import Any

from tests.loopback.slack.person import Person, answered, boxes, buttons, elements, label, menus, others, text_of
from tests.loopback.slack.server import Delivery, LoopbackSlack

LOCALES = {"en": "en-US", "pt-BR": "pt-BR"}


class Slack:
    """Members of one workspace, in one channel."""

    def __init__(self, server: LoopbackSlack, locale: str) -> None:
        """Take the server that Prova is on."""
        self._server = server
        self._locale = LOCALES[locale]
        self._people: dict[str, Person] = {}
        self._screens: dict[str, dict[str, Any]] = {}
        self._questions: dict[str, dict[str, Any]] = {}

    async def say(self, name: str, line: str) -> str | None:
        """Do what *line* says, and return what is then read; None for what a Slack client does not let one do."""
        person = self._people.get(name)
        if person is None:
            person = self._people[name] = Person(self._server, name, self._locale, zone="UTC", admin=True)
        delivery = await self._do(person, line)
        if delivery is None:
            return None
        screen = (await answered(delivery)).message or delivery.view
        if screen is None or any(block["type"] == "input" for block in screen["blocks"]):
            return None  # a window to fill in stands in for a sentence on how to type
        if buttons(screen):
            self._screens[name] = screen
        if boxes(screen) or menus(screen) or any(len(label(button)) == 1 for button in buttons(screen)):
            self._questions[name] = screen
        files = await self._files(person, screen)
        return "\n".join([text_of(screen).replace("/prova ", "/"), *files])

    async def _do(self, person: Person, line: str) -> Delivery | None:
        """Type a command, press a button by number, label or letter, or press one of a former version."""
        screen = self._screens.get(person.name)
        if line.startswith("/"):
            name, _, rest = line.removeprefix("/").partition(" ")
            return await person.command("prova", f"{name} {rest}")
        if re.match(r"x\d+:", line):
            return await person.press(screen, line) if screen else None
        ways = others(screen) if screen else []
        numbered = re.fullmatch(r"(\d+)(?:\s+(.*))?", line)
        if numbered:
            at = int(numbered[1]) - 1
            return await self._press(person, ways[at], numbered[2] or "") if at < len(ways) else None
        if re.fullmatch(r"[A-Za-z]{1,5}", line) and line.upper() == line:
            return await self._letters(person, line)
        for button in ways:
            if line.startswith(label(button)):
                return await self._press(person, button, line.removeprefix(label(button)).strip())
        return None

    async def _press(self, person: Person, button: dict[str, Any], text: str) -> Delivery | None:
        """Press a button, and fill the form that it may open."""
        delivery = await answered(await person.press(self._screens[person.name], button["action_id"]))
        if delivery.view is None or delivery.message is not None:
            return delivery
        return await person.submit(delivery.view, text) if text else None

    async def _letters(self, person: Person, letters: str) -> Delivery | None:
        """Answer the question on the screen; a letter that has no button is pressed all the same, as a forger would."""
        question = self._questions.get(person.name)
        if question is None:
            return None
        if boxes(question) or menus(question):
            (submit,) = [one for one in elements(question) if one.get("style") == "primary"]
            if boxes(question) and not set(letters) <= set(boxes(question)):
                return None
            return await person.press(question, submit["action_id"], letters)
        first = next(button for button in buttons(question) if len(label(button)) == 1)
        parts = first["action_id"].split(":")
        return await person.press(question, ":".join([*parts[:3], letters, *parts[4:]]))

    async def _files(self, person: Person, screen: dict[str, Any]) -> list[str]:
        """Return the files that came with a message; they lie in the person's conversation with the bot."""
        named = [
            element["text"]
            for block in screen["blocks"]
            if block["type"] == "context"
            for element in block["elements"]
            if element["text"].endswith(".json")
        ]
        if named:
            await self._server.until(lambda: any(file.get("channel") for file in self._server.files.values()))
        return [f"{file['name']}:\n{file['text']}" for file in self._server.files.values() if file["name"] in named]
