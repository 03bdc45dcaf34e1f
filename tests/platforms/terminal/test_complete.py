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


@pytest.mark.parametrize("typed", ["", "A", "drift", "/help", "/help ", "/unknown x"])
async def test_nothing_is_offered_where_nothing_fits(house: House, typed: str) -> None:
    assert offered(house, typed, "en") == []


@pytest.mark.parametrize(
    ("typed", "language", "wanted"),
    [("clarfy", "en", "Clarify"), ("modelo piorou", "en", "Model Monitor"), ("grond truht", "pt-BR", "Ground Truth")],
)
async def test_what_is_misspelt_or_in_the_other_language_is_completed_by_what_it_may_mean(
    house: House, typed: str, language: str, wanted: str
) -> None:
    assert wanted in offered(house, f"/which {typed}", language)[:3]


async def test_what_begins_so_comes_before_what_has_a_word_that_does(house: House) -> None:
    found = offered(house, "/which drift", "en")
    ranks = [0 if one.startswith("drift") else 1 if " drift" in one else 2 for one in found]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


async def test_there_are_never_more_than_the_platforms_take(house: House) -> None:
    for intent, param in (("which", "about"), ("quiz", "topic"), ("settings zone", "zone")):
        assert len(house.dispatcher.suggest.values(intent, param, "a", VOICES["en"])) <= 25
