"""A command line is read by the declaration of its verb, and whatever is wrong with it is a sentence."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from bot import cli
from bot.cli.verbs import Group, Verb, argument, between, carry_out, flag, help_on

TAKEN: list[dict[str, Any]] = []


def take(**values: Any) -> None:
    """Take anything.

    And say more about it below.
    """
    TAKEN.append(values)


VERB = Verb(
    take,
    (
        argument("words", nargs="*", default=[], metavar="WORD", help="Any."),
        argument("--days", type=between(1, 30), default=7, help="How many."),
        flag("--json", "For programs."),
    ),
)


@pytest.mark.parametrize(
    ("line", "words", "json"),
    [
        ("", [], False),
        ("a b", ["a", "b"], False),
        ("a --json b", ["a", "b"], True),
        ("--json a", ["a"], True),
        ("a -- --json", ["a", "--json"], False),
        ("-- --weird b", ["--weird", "b"], False),
        ("--json -- a", ["a"], True),
        ("-5", ["-5"], False),
    ],
)
def test_options_stand_anywhere_and_after_two_dashes_all_are_words(line: str, words: list[str], *, json: bool) -> None:
    TAKEN.clear()
    carry_out("prova try", VERB, line.split())
    assert [{"words": words, "days": 7, "json": json}] == TAKEN


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--jso", "--jso"),
        ("--days 0", "choose a number from 1 to 30"),
        ("--days 31", "choose a number from 1 to 30"),
        ("--days two", "choose a number from 1 to 30"),
        ("--days", "--days"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_to_the_help(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        carry_out("prova try", VERB, line.split())
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert said in told.err.splitlines()[-1]
    assert "Try 'prova try --help' for help." in told.err


def test_the_help_on_a_group_says_all_of_each_first_line() -> None:
    shown = help_on("prova", Group("All.", {"try": VERB, "more": Group("Other verbs.", {})}), {})
    assert "  try   Take anything.\n  more  Other verbs." in shown
    assert "below" not in shown


def command_line(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["prova", *words])
    cli.main()


@pytest.mark.parametrize("words", [(), ("content",), ("content", "new")])
def test_a_group_without_a_verb_prints_its_help_and_ends_with_status_2(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line(monkeypatch, *words)
    assert ended.value.code == 2
    assert b"Commands:" in capsysbinary.readouterr().err


def test_every_verb_is_in_the_room_that_is_named_for_it() -> None:
    assert list(cli._root([]).verbs) == list(cli.ROOMS)


def test_ctrl_c_ends_with_the_status_that_shells_have_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupted)
    with pytest.raises(SystemExit) as ended:
        command_line(monkeypatch, "which", "drift")
    assert ended.value.code == 130
