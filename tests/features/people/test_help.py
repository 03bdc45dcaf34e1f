"""Help lists what one may use, and guesses a command that is near to what was typed."""

from __future__ import annotations

import pytest

from bot.chat.button_ids import button_id
from bot.chat.intent import Who
from bot.chat.intents import CATALOGUE, commands
from bot.chat.plain import plain_text
from bot.chat.reply import Button, Facts, Reply, Tone
from bot.chat.request import Call
from bot.chat.wording import VOICES
from bot.domain.errors import StaleButton
from bot.domain.text import fold
from bot.features.people.guesses import OTHER_WORDS
from bot.features.people.help import Help, examples, usage, ways
from tests.conftest import House
from tests.support.askers import asker_of

EN, PT = VOICES["en"], VOICES["pt-BR"]


def listed(reply: Reply) -> list[str]:
    """Return the commands of a page as they are typed."""
    return [row.label for block in reply.blocks if isinstance(block, Facts) for row in block.rows]


async def test_help_lists_what_a_learner_needs_with_an_example_each() -> None:
    """It is as short for an admin, whose commands are behind a button."""
    for voice in (EN, PT):
        for admin in (False, True):
            reply = await Help().show(asker_of(admin=admin, locale=voice.language))
            typed = listed(reply)
            own = [one for one in commands() if one.who is Who.ANYONE and " " not in one.name and one.name != "help"]
            assert [line.split()[0] for line in typed] == [voice.command(one.name) for one in own]
            assert len(plain_text(reply).splitlines()) <= 14
            assert [button.call for button in reply.buttons] == [Call("help", {"command": "admins"})]


async def test_every_example_is_understood_as_its_command_and_values(house: House) -> None:
    for voice in VOICES.values():
        session = house.session(locale=voice.language)
        for line in (line for intent in commands() for line in examples(intent, voice)):
            assert (await session.hear(line)).tone in (Tone.PLAIN, Tone.REFUSED), line


async def test_the_commands_of_admins_are_behind_a_button_for_everybody() -> None:
    """Slack does not tell of everybody who lists commands whether they are an admin."""
    typed = listed(await Help().show(asker_of(), command="admins"))
    assert typed == [usage(intent, EN) for intent in commands() if intent.who is not Who.ANYONE]


@pytest.mark.parametrize(
    ("words", "locale", "titled"),
    [
        ("quiz", "en", "/quiz [topic] [level]"),
        ("/quiz", "en", "/quiz [topic] [level]"),
        ("QUIZ", "pt-BR", "/quiz [tema] [nível]"),
        ("leaderboard", "pt-BR", "/placar [período]"),
        ("placar", "en", "/leaderboard [period]"),
        ("stats", "en", "/me"),
        ("estatísticas", "pt-BR", "/eu"),
        ("daily set", "en", "/daily set [time] [zone] [days] [topic] [language] [closes]"),
        ("diaria definir", "pt-BR", "/diaria definir [hora] [fuso] [dias] [tema] [idioma] [fecha]"),
    ],
)
async def test_one_command_is_explained_by_any_name(words: str, locale: str, titled: str) -> None:
    reply = await Help().show(asker_of(locale=locale), command=words)
    assert reply.title == titled
    assert reply.tone is Tone.PLAIN


async def test_an_explanation_has_parameters_examples_and_the_commands_below() -> None:
    quiz = plain_text(await Help().show(asker_of(), command="quiz"))
    assert "- level: How hard it should be: easy, medium or hard" in quiz
    assert "Try it like this: /quiz monitoring, /quiz overfitting hard" in quiz
    settings = await Help().show(asker_of(), command="settings")
    assert listed(settings) == [usage(one, EN) for one in commands() if one.name.startswith("settings ")]


@pytest.mark.parametrize("words", ["banana", "me please", "x" * 80])
async def test_help_on_no_command_says_so_and_lists_what_there_is(words: str) -> None:
    reply = await Help().show(asker_of(), command=words)
    assert reply.title.startswith("I don't know the command “")
    assert reply.tone is Tone.MISUNDERSTOOD
    assert listed(reply) == listed(await Help().show(asker_of()))


@pytest.mark.parametrize("admin", [False, True])
async def test_without_boards_none_is_named(admin: bool) -> None:
    asker = asker_of(admin=admin)
    with_boards, without = listed(await Help().show(asker)), listed(await Help(boards=False).show(asker))
    assert [one for one in with_boards if one not in without] == ["/leaderboard month"]
    assert "I don't know the command" in (await Help(boards=False).show(asker, command="leaderboard")).title
    assert [one.call for one in (await Help(boards=False).unknown(asker, line="/rank")).buttons] == [Call("me")]


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
        ("quizz", ["quiz"]),
        ("/quizz now", ["quiz"]),
        ("QUIZ", ["quiz"]),
        ("quizabc", ["quiz"]),  # 8 of 11 letters agree: 0.727
        ("/quizabcd", ["help"]),  # 8 of 12: 0.667
        ("ajudar", ["help"]),
        ("placar", ["leaderboard"]),
        ("/stats", ["me"]),
        ("/score", ["me"]),
        ("/rank", ["leaderboard", "me"]),
        ("/ranking", ["leaderboard"]),
        ("/next", ["quiz"]),
        ("/estatisticas", ["me"]),
        ("/Pontuação", ["me"]),
        ("/próxima", ["quiz"]),
        ("stats", ["me"]),
        ("!quiz", ["quiz"]),
        ("/delete", ["settings forget"]),
        ("/foo bar", ["help"]),
        ("x quiz", ["which", "help"]),
        ("score my model", ["which", "help"]),
        ("drift", ["which", "help"]),
        ("something about drift of data", ["which", "help"]),
        ("???", []),
        ("", ["help"]),
        ("/", ["help"]),
    ],
)
async def test_the_nearest_command_is_offered_and_a_phrase_is_looked_up(line: str, meant: list[str]) -> None:
    reply = await Help().unknown(asker_of(), line=line)
    assert reply.tone is Tone.MISUNDERSTOOD
    assert [button.call.intent for button in reply.buttons] == meant


@pytest.mark.parametrize(
    ("line", "label", "about"),
    [
        ("drift", "/which drift", "drift"),
        ("/whcih model drift", "/which model drift", "model_drift"),
        ("o que é viés?", "/which o que é viés?", "o_que_e_vies"),
        ("explain drift", "/which explain drift", "explain_drift"),
    ],
)
async def test_a_phrase_is_offered_with_its_words_on_a_button_that_carries_them(
    line: str, label: str, about: str
) -> None:
    first = (await Help().unknown(asker_of(), line=line)).buttons[0]
    assert first == Button(label, Call("which", {"about": about}))
    assert button_id(first.call)


def test_other_words_are_for_commands_and_are_no_names_of_any() -> None:
    assert set(OTHER_WORDS) <= {intent.name for intent in commands()}
    names = {fold(voice.name(intent.name)) for voice in VOICES.values() for intent in commands()}
    assert not names & {word for words in OTHER_WORDS.values() for word in fold(words).split()}


async def test_two_commands_may_be_meant() -> None:
    assert "/placar ou /eu?" in (await Help().unknown(asker_of(locale="pt-BR"), line="/rank")).title


async def test_a_greeting_is_answered_with_what_can_be_asked() -> None:
    assert (await Help().unknown(asker_of(), line="Hello!")).title == "What you can ask"


async def test_a_long_line_is_repeated_in_short() -> None:
    reply = await Help().unknown(asker_of(), line="quizz " + "x" * 900)
    assert reply.buttons
    assert len(reply.title) < 130


async def test_a_button_of_another_version_is_stale() -> None:
    with pytest.raises(StaleButton):
        await Help().stale(asker_of())
