"""Help lists what one may use, and guesses a command that is near to what was typed."""

from __future__ import annotations

import pytest

from bot.chat.intent import Who
from bot.chat.intents import CATALOGUE, commands
from bot.chat.reply import Facts, Reply, Tone
from bot.chat.wording import VOICES
from bot.domain.errors import StaleButton
from bot.features.people.help import Help, usage, ways
from tests.support.askers import asker_of

EN, PT = VOICES["en"], VOICES["pt-BR"]


def listed(reply: Reply) -> list[str]:
    """Return the commands of a page as they are typed."""
    return [row.label for block in reply.blocks if isinstance(block, Facts) for row in block.rows]


async def test_an_admin_is_shown_every_command_and_others_those_for_anyone() -> None:
    assert listed(await Help().show(asker_of(admin=True))) == [usage(intent, EN) for intent in commands()]
    assert listed(await Help().show(asker_of())) == [
        usage(intent, EN) for intent in commands() if intent.who is Who.ANYONE
    ]


@pytest.mark.parametrize("admin", [False, True])
async def test_without_boards_none_is_named(admin: bool) -> None:
    asker = asker_of(admin=admin)
    with_boards, without = listed(await Help().show(asker)), listed(await Help(boards=False).show(asker))
    assert [one for one in with_boards if one not in without] == ["/leaderboard [period]"]


def test_a_usage_tells_required_from_optional_and_is_in_the_persons_language() -> None:
    assert usage(CATALOGUE["compare"], EN) == "/compare <first> [second]"
    assert usage(CATALOGUE["compare"], PT) == "/comparar <primeiro> [segundo]"


def test_the_ways_of_a_command_are_its_own_and_those_below_that_one_may_use() -> None:
    assert ways(CATALOGUE["daily"], asker_of().actor, EN) == "/daily"
    below = ways(CATALOGUE["daily"], asker_of(admin=True).actor, EN).split(", ")
    assert below == ["/daily", *(f"/{one.name}" for one in commands() if one.name.startswith("daily "))]
    assert len(ways(CATALOGUE["settings"], asker_of().actor, EN).split(", ")) == 7


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("quizz", "quiz"),
        ("/quizz now", "quiz"),
        ("QUIZ", "quiz"),
        ("quizabc", "quiz"),  # 8 of 11 letters agree: 0.727
        ("quizabcd", None),  # 8 of 12: 0.667
        ("ajudar", "help"),
        ("placar", "leaderboard"),
        ("x quiz", None),
        ("", None),
        ("/", None),
    ],
)
async def test_the_first_word_is_compared_with_commands_in_both_languages(line: str, meant: str | None) -> None:
    reply = await Help().unknown(asker_of(), line=line)
    assert reply.tone is Tone.MISUNDERSTOOD
    assert [button.call.intent for button in reply.buttons] == ([meant] if meant else [])


async def test_a_long_line_is_repeated_in_short() -> None:
    reply = await Help().unknown(asker_of(), line="quizz " + "x" * 900)
    assert reply.buttons
    assert len(reply.title) < 130


async def test_a_button_of_another_version_is_stale() -> None:
    with pytest.raises(StaleButton):
        await Help().stale(asker_of())
