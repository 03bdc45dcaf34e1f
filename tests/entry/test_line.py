"""A typed line is read whole: by names, by form, in any order; a word without a place is named."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.chat.request import REST, Call
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.domain.calendar import Period
from bot.domain.errors import (
    BadArgument,
    Misunderstood,
    PassedOver,
    UnknownChoice,
    UnknownNumber,
    UnknownTime,
    UnknownWeekdays,
    UnknownZone,
)
from bot.entry.arguments import bind
from bot.entry.suggest import Suggest
from bot.features.practice.topics import Topics

Read = Callable[..., dict[str, object]]

UTC = ZoneInfo("UTC")
MON_TO_FRI = frozenset(range(1, 6))
ALL = {"time": time(9), "zone": UTC, "days": MON_TO_FRI, "topic": "aif-c01", "language": "en", "closes": 12}
ENGLISH = ("time 09:00", "zone UTC", "days mon-fri", "topic aif-c01", "language en", "closes 12")
PORTUGUESE = ("hora 9h", "fuso UTC", "dias seg a sex", "tema aif-c01", "idioma inglês", "fecha 12")
SIGNED = ("hora: 9", "zone=UTC", "dias:mon-fri", "topic = aif-c01", "idioma:English", "closes: 12h")


@pytest.fixture(scope="module")
def read(bank: Bank, topics: Topics, index: Index) -> Read:
    """The reader of a line, beside a bank whose topics it knows."""
    suggest = Suggest(bank, topics, index)
    return lambda line, intent="daily set": bind(Call(intent, {REST: line}), suggest.names_topic)


@pytest.mark.parametrize("pairs", [ENGLISH, PORTUGUESE, SIGNED], ids=["english", "portuguese", "signed"])
def test_every_name_and_value_is_understood_in_any_order(read: Read, pairs: tuple[str, ...]) -> None:
    for order in itertools.permutations(pairs):
        assert read(" ".join(order)) == ALL, order


@pytest.mark.parametrize(
    ("line", "bound"),
    [
        ("09:00 UTC mon-fri aif-c01 en 12", ALL),
        ("09:00 UTC mon-fri aif-c01 en 12h", ALL),
        ("9 UTC mon-fri aif-c01 en 12", ALL),
        ("en UTC 9h closes after 12 hours mon-fri aif-c01", ALL),
        ("09:00 UTC mon-fri language pt-BR", {"time": time(9), "zone": UTC, "days": MON_TO_FRI, "language": "pt-BR"}),
        ("9h clarify 12", {"time": time(9), "topic": "clarify", "closes": 12}),
        ("9h domain 4", {"time": time(9), "topic": "domain 4"}),
        ("9h domain 4 12", {"time": time(9), "topic": "domain 4", "closes": 12}),
        ("9 clarify", {"time": time(9), "topic": "clarify"}),
        ("9h todos os temas", {"time": time(9), "topic": "todos os temas"}),
        ("9h topic all", {"time": time(9), "topic": "all"}),
        ("todos os dias úteis 9h", {"time": time(9), "days": MON_TO_FRI}),
        ("9 horas fecha após 3 horas", {"time": time(9), "closes": 3}),
        ('topic:"model monitor" 9h', {"time": time(9), "topic": "model monitor"}),
        ("9h language Brazilian Portuguese", {"time": time(9), "language": "pt-BR"}),
        ("9h idioma português do Brasil", {"time": time(9), "language": "pt-BR"}),
    ],
)
def test_a_schedule_is_read_without_names_too(read: Read, line: str, bound: dict[str, object]) -> None:
    assert read(line) == bound


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("9h language klingon", UnknownChoice),
        ("9h zone Klingon", UnknownZone),
        ("9h days never", UnknownWeekdays),
        ("9h closes soon", UnknownNumber),
        ("time soon", UnknownTime),
    ],
)
def test_a_name_with_another_value_behind_it_is_refused_and_told(
    read: Read, line: str, refusal: type[Misunderstood]
) -> None:
    with pytest.raises(refusal) as refused:
        read(line)
    assert line.rsplit(maxsplit=1)[-1] in refused.value.data.values()


def test_a_word_beside_what_is_understood_is_named_and_refused(read: Read) -> None:
    with pytest.raises(PassedOver) as refused:
        read("please 9h clarify")
    assert refused.value.data == {"command": "daily set", "words": "please"}


@pytest.mark.parametrize(
    ("intent", "line", "bound"),
    [
        ("quiz", "topic drift level hard", {"topic": "drift", "level": "hard"}),
        ("quiz", "nível difícil tema drift", {"topic": "drift", "level": "hard"}),
        ("quiz", "the level of noise", {"topic": "the level of noise"}),
        ("compare", "first neo second clarify", {"first": "neo", "second": "clarify"}),
        ("compare", "neo second:model monitor", {"first": "neo", "second": "model monitor"}),
        ("compare", "what comes first", {"first": "what comes first"}),
        ("leaderboard", "period month", {"period": Period.MONTH}),
        ("leaderboard", "período: mês", {"period": Period.MONTH}),
        ("settings zone", "fuso:UTC", {"zone": UTC}),
        ("settings board", "show off", {"show": False}),
        ("settings board", "show", {"show": True}),
        ("reports", "skip 5", {"skip": 5}),
        ("which", "about: drift", {"about": "about: drift"}),
    ],
)
def test_names_are_understood_in_every_command(read: Read, intent: str, line: str, bound: dict[str, object]) -> None:
    assert read(line, intent) == bound


def test_a_command_without_parameters_takes_no_word(read: Read) -> None:
    with pytest.raises(BadArgument):
        read("please", "me")
