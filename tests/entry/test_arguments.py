"""Raw values become arguments; what cannot be read is refused with what to type instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.intents import CATALOGUE
from bot.chat.request import REST, Call
from bot.domain.errors import BadArgument, Misunderstood, TooLong, UnknownChoice
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
    assert bind(Call("leaderboard", {"period": "Mês"})) == {"period": "month"}
    with pytest.raises(UnknownChoice):
        bind(Call("leaderboard", {"period": "century"}))


@pytest.mark.parametrize("call", [Call("which"), Call("which", {REST: "   "}), Call("help", {REST: "me please"})])
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
    assert bind(Call("reports", {"skip": " 12 "})) == {"skip": "12"}
    with pytest.raises(Misunderstood):
        bind(Call("reports", {"skip": value}))


@given(st.sampled_from(sorted(CATALOGUE)), st.text())
def test_any_text_is_bound_or_refused_in_a_sentence(intent: str, rest: str) -> None:
    try:
        assert set(bind(Call(intent, {REST: rest}))) <= {param.name for param in CATALOGUE[intent].params}
    except Misunderstood as refused:
        assert refused.code  # noqa: PT017 - either outcome is fine, a crash is not


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("9h", {"time": "9h"}),
        ("09:00 America/Sao_Paulo mon-fri", {"time": "09:00", "zone": "America/Sao_Paulo", "days": "mon-fri"}),
        ("mon-fri 9:00 pm São Paulo", {"time": "9:00 pm", "zone": "São Paulo", "days": "mon-fri"}),
        ("9h30 seg a sex clarify pt", {"time": "9h30", "days": "seg a sex", "topic": "clarify", "language": "pt-BR"}),
        ("9h domain 4", {"time": "9h", "topic": "domain 4"}),
        ("9h closes:12 aif-c01", {"time": "9h", "closes": "12", "topic": "aif-c01"}),
        ("9h EST", {"time": "9h", "zone": "EST"}),
        ("9h Mars/Base", {"time": "9h", "zone": "Mars/Base"}),
        ("25:00", {"time": "25:00"}),
        ("21", {"time": "21"}),
        ("hora:9h fuso:UTC dias:weekdays", {"time": "9h", "zone": "UTC", "days": "weekdays"}),
        (
            "sat, sun 10am UTC everything else",
            {"time": "10am", "zone": "UTC", "days": "sat, sun", "topic": "everything else"},
        ),
    ],
)
def test_a_schedule_is_read_in_any_order(line: str, values: dict[str, str]) -> None:
    assert bind(Call("daily set", {REST: line})) == values


@pytest.mark.parametrize("rest", ["9h closes:12", "9h closes 12", "closes 12h 9h", "9h fecha:12h", "9h fecha 12"])
def test_a_number_of_hours_is_read_as_people_write_it(rest: str) -> None:
    assert bind(Call("daily set", {REST: rest})) == {"time": "9h", "closes": "12"}
