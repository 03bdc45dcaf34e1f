"""Completion offers commands and values that the bot takes, in the language of the moment."""

from __future__ import annotations

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.chat.wording import VOICES
from bot.platforms.terminal.complete import CommandCompleter
from tests.conftest import House


def offered(house: House, typed: str, language: str) -> list[str]:
    voice = VOICES["en" if language == "en" else "pt-BR"]
    completer = CommandCompleter(house.dispatcher, lambda: voice)
    return [one.text for one in completer.get_completions(Document(typed), CompleteEvent())]


@pytest.mark.parametrize(
    ("typed", "language", "wanted"),
    [
        ("/le", "en", "/leaderboard"),
        ("/pl", "pt-BR", "/placar"),
        ("/settings z", "en", "/settings zone"),
        ("/leaderboard mon", "en", "month"),
        ("/placar mê", "pt-BR", "mês"),
        ("/quiz monit", "en", "Monitoring"),
        ("/quiz monit", "pt-BR", "Monitoramento"),
        ("/settings zone sao", "en", "America/Sao_Paulo"),
        ("/which model mon", "en", "Model Monitor"),
    ],
)
async def test_what_was_begun_is_completed(house: House, typed: str, language: str, wanted: str) -> None:
    assert wanted in offered(house, typed, language)


@pytest.mark.parametrize("typed", ["", "A", "drift", "/help ", "/unknown x"])
async def test_nothing_is_offered_where_nothing_fits(house: House, typed: str) -> None:
    assert offered(house, typed, "en") == []


async def test_there_are_never_more_than_the_platforms_take(house: House) -> None:
    for intent, param in (("which", "about"), ("quiz", "topic"), ("settings zone", "zone")):
        assert len(house.dispatcher.suggest.values(intent, param, "a", VOICES["en"])) <= 25
