"""Raw values become arguments; what cannot be read is refused with what to type instead."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.intents import CATALOGUE
from bot.chat.request import REST, Call
from bot.content.model import Level
from bot.domain.calendar import Period
from bot.domain.errors import BadArgument, Misunderstood, StaleButton, TooLong, UnknownChoice, UnknownTime, UnknownZone
from bot.entry.arguments import bind


@pytest.mark.parametrize(
    ("rest", "bound"),
    [
        ("", {}),
        ("model monitor hard", {"topic": "model monitor", "level": "hard"}),
        ("difícil model monitor", {"topic": "model monitor", "level": "hard"}),
        ("facil", {"level": "easy"}),
        ("level:medium topic=drift", {"topic": "drift", "level": "medium"}),
        ("nível:médio", {"level": "medium"}),
        ("the hard way out", {"topic": "the hard way out"}),
    ],
)
def test_the_quiz_takes_topic_and_level_in_any_order(rest: str, bound: dict[str, str]) -> None:
    assert bind(Call("quiz", {REST: rest})) == bound


def test_which_takes_the_whole_phrase_as_it_stands() -> None:
    phrase = "latency:low — 25 MB, about=anything"
    assert bind(Call("which", {REST: phrase})) == {"about": phrase}


def test_values_given_by_name_are_checked_alike() -> None:
    assert bind(Call("leaderboard", {"period": "Mês"})) == {"period": Period.MONTH}
    with pytest.raises(UnknownChoice):
        bind(Call("leaderboard", {"period": "century"}))


@pytest.mark.parametrize("call", [Call("which"), Call("which", {REST: "   "}), Call("me", {REST: "please"})])
def test_a_missing_or_surplus_value_is_refused(call: Call) -> None:
    with pytest.raises(BadArgument):
        bind(call)


def test_a_text_over_the_limit_is_refused_and_not_cut() -> None:
    assert bind(Call("which", {REST: "a" * 4000}))
    with pytest.raises(TooLong) as refused:
        bind(Call("which", {REST: "a" * 4001}))
    assert refused.value.data == {"limit": 4000}


def test_a_parameter_may_have_a_limit_of_its_own() -> None:
    assert bind(Call("report", {"posting": "1", "text": "a" * 500}))
    with pytest.raises(TooLong) as refused:
        bind(Call("report", {"posting": "1", "text": "a" * 501}))
    assert refused.value.data == {"limit": 500}


@pytest.mark.parametrize("value", ["-1", "1.5", "three", "٣", "1234567"])
def test_a_number_has_digits_and_not_too_many(value: str) -> None:
    assert bind(Call("reports", {"skip": " 12 "})) == {"skip": 12}
    with pytest.raises(Misunderstood):
        bind(Call("reports", {"skip": value}))


@given(st.sampled_from(sorted(CATALOGUE)), st.text())
def test_any_text_is_bound_or_refused_in_a_sentence(intent: str, rest: str) -> None:
    try:
        assert set(bind(Call(intent, {REST: rest}))) <= {param.name for param in CATALOGUE[intent].params}
    except Misunderstood as refused:
        assert refused.code  # noqa: PT017 - either outcome is fine, a crash is not


MON_TO_FRI = frozenset(range(1, 6))
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("9h", {"time": time(9)}),
        ("09:00 America/Sao_Paulo mon-fri", {"time": time(9), "zone": SAO_PAULO, "days": MON_TO_FRI}),
        ("mon-fri 9:00 pm São Paulo", {"time": time(21), "zone": SAO_PAULO, "days": MON_TO_FRI}),
        (
            "9h30 seg a sex clarify pt",
            {"time": time(9, 30), "days": MON_TO_FRI, "topic": "clarify", "language": "pt-BR"},
        ),
        ("9h domain 4", {"time": time(9), "topic": "domain 4"}),
        ("9h closes:12 aif-c01", {"time": time(9), "closes": 12, "topic": "aif-c01"}),
        ("21", {"time": time(21)}),
        ("0900 UTC", {"time": time(9), "zone": ZoneInfo("UTC")}),
        ("9 da noite seg/qua/sex", {"time": time(21), "days": frozenset({1, 3, 5})}),
        ("2a a 6a 9h", {"time": time(9), "days": MON_TO_FRI}),
        ("24:00 Brasília 2ª a 6ª", {"time": time(0), "zone": SAO_PAULO, "days": MON_TO_FRI}),
        ("hora:9h fuso:UTC dias:weekdays", {"time": time(9), "zone": ZoneInfo("UTC"), "days": MON_TO_FRI}),
        (
            "sat, sun 10am UTC everything else",
            {"time": time(10), "zone": ZoneInfo("UTC"), "days": frozenset({6, 7}), "topic": "everything else"},
        ),
    ],
)
def test_a_schedule_is_read_in_any_order(line: str, values: dict[str, object]) -> None:
    read = bind(Call("daily set", {REST: line}))
    assert str(read.pop("zone", None)) == str(values.get("zone"))  # zones are compared by their object
    assert read == {name: value for name, value in values.items() if name != "zone"}


@pytest.mark.parametrize(
    ("line", "refusal"),
    [("9h EST", UnknownZone), ("9h Mars/Base", UnknownZone), ("25:00", UnknownTime), ("9h GMT+3", UnknownZone)],
)
def test_what_looks_like_a_time_or_a_zone_and_is_none_is_refused_as_such(
    line: str, refusal: type[Misunderstood]
) -> None:
    with pytest.raises(refusal):
        bind(Call("daily set", {REST: line}))


@pytest.mark.parametrize("rest", ["9h closes:12", "9h closes 12", "closes 12h 9h", "9h fecha:12h", "9h fecha 12"])
def test_a_number_of_hours_is_read_as_people_write_it(rest: str) -> None:
    assert bind(Call("daily set", {REST: rest})) == {"time": time(9), "closes": 12}


def test_what_a_button_carries_is_read_as_what_it_is_and_anything_else_is_stale() -> None:
    assert bind(Call("answer", {"posting": "12", "letters": "A", "level": "hard"})) == {
        "posting": 12,
        "letters": "A",
        "level": Level.HARD,
    }
    assert bind(Call("leave out", {"day": "2026-12-01"})) == {"day": date(2026, 12, 1)}
    for call in (Call("today", {"posting": "-1"}), Call("today", {"posting": "x"}), Call("leave out", {"day": "1/2"})):
        with pytest.raises(StaleButton):
            bind(call)


def test_a_switch_is_yes_or_no() -> None:
    assert bind(Call("settings board", {REST: "mostrar"})) == {"show": True}
    assert bind(Call("settings board", {REST: "off"})) == {"show": False}
