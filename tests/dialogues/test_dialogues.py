"""Whole conversations, as people have them; every platform must carry all of them.

A script is a text file: `> ` is what a person types, `< ` a text that must stand in the reply, `! ` one that must not,
`@name` changes who speaks, `+6h` moves the clock. `{right}` and `{wrong}` stand for the letters of the question that
was shown last, found by reading it as a person would.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from bot.content.lookup.index import Index
from bot.content.model import Bank, Question
from tests.conftest import House, opened
from tests.dialogues.discord import Discord
from tests.dialogues.slack import Slack
from tests.dialogues.terminal import Terminal
from tests.loopback.discord.stage import on_discord
from tests.loopback.slack.stage import on_slack

FOLDER = Path(__file__).parent / "scripts"
SCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}


class Platform(Protocol):
    """What a platform's driver does."""

    async def say(self, name: str, line: str) -> str | None:
        """Let somebody do what *line* says and return what they then read, or None where the platform has no way."""


@pytest.fixture
async def house(
    script: str, bank: Bank, kinds: Bank, index: Index, begun: Path, database_url: str
) -> AsyncIterator[House]:
    """A Prova with the bank, or with a few questions of the kinds that a script is about."""
    async with opened(kinds if script.startswith("arranged") else bank, index, begun, database_url) as opened_house:
        yield opened_house


@pytest.fixture(params=["terminal", "discord", "slack"])
async def platform(
    request: pytest.FixtureRequest, script: str, house: House, unhurried: None
) -> AsyncIterator[Platform]:
    """Each platform in turn, in the script's language."""
    locale = "pt-BR" if script.endswith("_pt") else "en"
    if request.param == "terminal":
        yield Terminal(house, locale)
        return
    if request.param == "discord":
        async with on_discord(house) as stage:
            yield Discord(stage.server, locale)
        return
    async with on_slack(house) as on:
        yield Slack(on.server, locale)


def question_shown(bank: Bank, reply: str) -> tuple[Question, dict[str, str]] | None:
    """Return the question a reply shows, and its option ids by letter."""
    for question in bank.questions.values():
        for stem in (question.stem.en, question.stem.pt_br):
            if " ".join(stem.replace("**", "").replace("`", "").split()) in reply:
                texts = {
                    " ".join(text.replace("**", "").replace("`", "").split()): option.id
                    for option in question.options
                    for text in (option.text.en, option.text.pt_br)
                }
                lettered = re.findall(r"^([A-J])\. (.+)$", reply, re.MULTILINE)
                return question, {letter: texts[text] for letter, text in lettered}
    return None


def letters(question: Question, shown: dict[str, str], *, right: bool) -> str:
    """Return letters that answer the question rightly or wrongly, those of arranged options in their order."""
    if question.kind.is_arranged:
        by_option = {option: letter for letter, option in shown.items()}
        ordered = "".join(by_option[option] for option in question.key)
        return ordered if right else ordered[::-1]
    key = [letter for letter, option in shown.items() if option in question.key]
    others = [letter for letter, option in shown.items() if option not in question.key]
    return "".join(key) if right else "".join([*key[1:], others[0]])


@pytest.mark.parametrize("script", SCRIPTS)
async def test_a_conversation_goes_as_written(script: str, platform: Platform, house: House) -> None:
    """What is typed gets the reply that the script promises."""
    person = "ana"
    reply: str | None = ""
    shown = None
    for number, line in enumerate(SCRIPTS[script].splitlines(), start=1):
        sign, text = line[:1], line[1:].strip()
        if sign == "@":
            person = text
        elif sign == "+":
            house.clock.forward(hours=float(text.removesuffix("h")))
        elif sign == ">":
            if shown:
                text = text.replace("{right}", letters(*shown, right=True))
                text = text.replace("{wrong}", letters(*shown, right=False))
            reply = await platform.say(person, text)
            shown = question_shown(house.bank, reply or "") or shown
        elif reply is None:
            continue  # nobody can do there what the line before says
        elif sign == "<":
            assert text in reply, f"{script}.txt:{number}"
        elif sign == "!":
            assert text not in reply, f"{script}.txt:{number}"
