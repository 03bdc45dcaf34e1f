"""Interactions come in and replies go out, in one round trip where that is quick enough."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import pytest

from bot.chat.markup import plain
from bot.chat.reply import Document, Note, Reply, Text
from bot.chat.request import Request
from bot.features.asker import Asker
from bot.platforms import in_time
from tests.dialogues.test_dialogues import letters, question_shown
from tests.loopback.discord.person import Person, answered, buttons, is_private, markup_of, menus, text_of
from tests.loopback.discord.server import Interaction
from tests.loopback.discord.stage import Stage


class Slow:
    """A feature that waits until it is let go."""

    def __init__(self, stage: Stage, intent: str) -> None:
        """Take the place of an intent's feature."""
        self.may_go = asyncio.Event()
        self.asked: list[Request] = []
        self._handler = stage.house.dispatcher._handlers[intent]
        stage.house.dispatcher._handlers[intent] = self  # type: ignore[index]

    async def __call__(self, asker: Asker, **args: object) -> Reply:
        self.asked.append(asker.request)
        await self.may_go.wait()
        return await self._handler(asker, **args)


async def asked(stage: Stage, intent: str, options: Mapping[str, Any], person: Person) -> Request:
    """Return the request that a command becomes."""
    feature = Slow(stage, intent)
    feature.may_go.set()
    await answered(await person.command(intent, dict(options)))
    return feature.asked[0]


async def message_of(interaction: Interaction) -> dict[str, Any]:
    """Return what the person sees in the end."""
    message = (await answered(interaction)).message
    assert message is not None
    return message


async def test_a_command_is_answered_privately_in_one_round_trip(stage: Stage) -> None:
    told = await answered(await stage.person().command("which", {"about": "drift"}))
    assert "Model Monitor" in text_of(told.message or {})
    assert is_private(told)
    assert [(one.method, one.body["type"]) for one in stage.server.requests("POST", "callback")] == [("POST", 4)]
    assert stage.server.requests("PATCH", "") == []


async def test_a_public_intent_is_answered_for_all(stage: Stage) -> None:
    assert not is_private(await answered(await stage.person().command("leaderboard")))


async def test_sharing_a_private_card_makes_a_public_one(stage: Stage) -> None:
    person = stage.person("Ana **Bold** @everyone")
    card = await message_of(await person.command("which", {"about": "drift"}))
    share = next(button for button in buttons(card) if button["label"] == "Share")
    told = await answered(await person.press(card, share["custom_id"]))
    assert not is_private(told)
    assert told.message is not None
    assert "Shared by Ana **Bold** @everyone" in text_of(told.message)
    assert r"Ana \*\*Bold\*\* \@everyone" in markup_of(told.message)
    assert told.message["allowed_mentions"] == {"parse": []}


async def test_slower_work_is_acknowledged_by_the_intents_delivery_and_edited_in(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    for intent, options, private in (("which", {"about": "drift"}, True), ("leaderboard", {}, False)):
        feature = Slow(stage, intent)
        interaction = await stage.person().command(intent, options)
        await stage.server.until(lambda: interaction.acknowledged is not None)  # noqa: B023 - awaited at once
        assert (interaction.acknowledged, interaction.thinking, interaction.ephemeral) == (5, True, private)
        feature.may_go.set()
        assert text_of(await message_of(interaction))
        assert is_private(interaction) == private


@pytest.mark.parametrize("patience", [0.0, 5.0])
async def test_the_seconds_to_the_first_response_are_measured_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", patience)
    seen: asyncio.Queue[str] = asyncio.Queue()
    meter = type(stage.house.dispatcher.meter)
    monkeypatch.setattr(meter, "observe_acknowledgement", lambda _meter, platform, _seconds: seen.put_nowait(platform))
    person = stage.person()
    await answered(await person.command("help"))
    assert await seen.get() == "discord"
    await answered(await person.command("me"))
    assert await seen.get() == "discord"
    assert seen.empty()


async def test_slower_work_behind_a_button_in_place_is_acknowledged_without_a_new_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = stage.person()
    page = await message_of(await person.command("settings show"))
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    feature = Slow(stage, "settings language")
    interaction = await person.press(page, buttons(page)[0]["custom_id"])
    await stage.server.until(lambda: interaction.acknowledged is not None)
    assert interaction.acknowledged == 6
    feature.may_go.set()
    changed = await message_of(interaction)
    assert changed["id"] == page["id"]
    assert "Português (Brasil)" in text_of(changed)


async def test_a_button_in_place_changes_its_own_message(stage: Stage) -> None:
    person = stage.person()
    page = await message_of(await person.command("settings show"))
    interaction = await answered(await person.press(page, buttons(page)[0]["custom_id"]))
    assert interaction.acknowledged == 7
    assert interaction.message is not None
    assert interaction.message["id"] == page["id"]
    assert "Idioma: Português (Brasil)" in text_of(interaction.message)


async def test_another_period_of_a_public_board_is_shown_to_the_one_who_presses(stage: Stage) -> None:
    board = await message_of(await stage.person("ana").command("leaderboard"))
    told = await answered(await stage.person("bia").press(board, buttons(board)[0]["custom_id"]))
    assert is_private(told)
    assert "This month's leaderboard" in text_of(told.message or {})


async def test_an_answer_counts_once_however_often_and_fast_the_button_is_pressed(stage: Stage) -> None:
    person = stage.person()
    card = await message_of(await person.command("quiz"))
    letter = buttons(card)[0]["custom_id"]
    presses = await asyncio.gather(*(person.press(card, letter) for _ in range(5)))
    texts = [text_of(await message_of(press)) for press in presses]
    assert sum("You've answered this one before" in text for text in texts) == 4
    progress = await stage.house.store.progress(f"discord:{person.guild}", stored(person))
    assert progress.standing is not None
    assert progress.standing.answers == 1
    export: Any = await stage.house.store.export(stored(person))
    assert len(export["answers"]) == 1


def stored(person: Person) -> Any:
    """Return who somebody is to the store."""
    from bot.domain.records import Person as Stored

    return Stored("discord", person.id)


@pytest.mark.parametrize(("right", "verdict"), [(True, "✓ Right"), (False, "✗ Not this time")])
async def test_two_answers_are_chosen_from_a_menu(stage: Stage, right: bool, verdict: str) -> None:
    """Both are read: one right and one wrong letter are no right answer."""
    person = stage.person()
    for _ in range(60):
        card = await message_of(await person.command("quiz", {"level": "hard"}))
        if menus(card):
            break
    (menu,) = menus(card)
    shown = question_shown(stage.house.bank, text_of(card))
    assert shown is not None
    chosen = letters(*shown, right=right)
    assert len(chosen) == 2
    for values in (list(chosen), list(reversed(chosen))):
        assert verdict in text_of(await message_of(await person.press(card, menu["custom_id"], values)))


async def test_a_report_is_written_in_a_form(stage: Stage) -> None:
    person = stage.person(admin=True)
    card = await message_of(await person.command("quiz"))
    report = next(button for button in buttons(card) if button["label"] == "Report")
    modal = (await answered(await person.press(card, report["custom_id"]))).modal
    assert modal is not None
    assert modal["title"] == "What is wrong with this question?"
    assert modal["components"][0]["component"]["max_length"] == 500
    assert "Your report has been saved" in text_of(await message_of(await person.submit(modal, "The *source* moved.")))
    assert "The *source* moved." in text_of(await message_of(await person.command("reports")))


async def test_reports_of_another_guild_are_not_shown(stage: Stage) -> None:
    ana = stage.person("ana")
    card = await message_of(await ana.command("quiz"))
    report = next(button for button in buttons(card) if button["label"] == "Report")
    modal = (await answered(await ana.press(card, report["custom_id"]))).modal
    await answered(await ana.submit(modal or {}, "mine"))
    other = stage.person("bia", guild=str(9 << 22), admin=True)
    assert "No reports yet." in text_of(await message_of(await other.command("reports")))


async def test_reports_are_for_admins(stage: Stage) -> None:
    assert "Only admins can do that here" in text_of(await message_of(await stage.person().command("reports")))


async def test_a_number_that_is_none_is_refused(stage: Stage) -> None:
    told = await message_of(await stage.person(admin=True).command("reports", {"skip": "-3"}))
    assert "“-3” isn't a number." in text_of(told)


async def test_reports_come_a_page_at_a_time(stage: Stage) -> None:
    person = stage.person(admin=True)
    for number in range(6):
        card = await message_of(await person.command("quiz"))
        report = next(button for button in buttons(card) if button["label"] == "Report")
        modal = (await answered(await person.press(card, report["custom_id"]))).modal
        await answered(await person.submit(modal or {}, f"*{number}*" * 160))
        stage.house.clock.forward(minutes=1)
    page = await message_of(await person.command("reports"))
    assert [f"*{number}*" in text_of(page) for number in range(6)] == [False, False, True, True, True, True]
    older = await message_of(await person.press(page, buttons(page)[0]["custom_id"]))
    assert [f"*{number}*" in text_of(older) for number in range(6)] == [True, True, False, False, False, False]
    assert buttons(older) == []


async def test_an_export_is_a_file_and_private(stage: Stage) -> None:
    person = stage.person()
    await answered(await person.command("settings language", {"language": "en"}))
    told = await answered(await person.command("settings export"))
    assert is_private(told)
    assert f'"user_id": "{person.id}"' in text_of(told.message or {})


@pytest.mark.parametrize(
    ("intent", "option", "typed", "offered"),
    [
        ("which", "about", "", "Clarify"),
        ("which", "about", "drif", "drift"),
        ("quiz", "topic", "monit", "Monitoring"),
        ("settings zone", "zone", "sao_p", "America/Sao_Paulo"),
        ("which", "about", "zzzzzz", None),
        ("which", "gone", "x", None),
        ("gone", "about", "x", None),
    ],
)
async def test_options_are_completed_as_one_types(
    stage: Stage, intent: str, option: str, typed: str, offered: str | None
) -> None:
    values = await stage.person().type(intent, option, typed)
    assert len(values) <= 25
    assert offered in values if offered else values == []


async def test_a_value_that_discord_would_not_take_is_not_offered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = ["x" * 100, "y" * 101]
    monkeypatch.setattr(type(stage.house.dispatcher.suggest), "values", lambda *_: values)
    assert await stage.person().type("which", "about", "x") == values[:1]


async def test_completion_speaks_the_persons_language(stage: Stage) -> None:
    assert "Monitoramento" in await stage.person(locale="pt-BR").type("quiz", "topic", "monit")


@pytest.mark.parametrize(
    ("locale", "guild_locale", "language"),
    [
        ("pt-BR", "en-US", "pt-BR"),
        ("en-GB", "pt-BR", "en"),
        ("de", "pt-BR", "pt-BR"),
        ("xx-invented", "fr", "en"),
        ("ja", "en-US", "en"),
    ],
)
async def test_the_language_is_the_persons_then_the_guilds_then_english(
    stage: Stage, locale: str, guild_locale: str, language: str
) -> None:
    person = stage.person(locale=locale, guild_locale=guild_locale)
    told = text_of(await message_of(await person.command("settings show")))
    assert ("Seus ajustes" if language == "pt-BR" else "Your settings") in told


async def test_a_guild_is_a_space_and_its_channel_a_place(stage: Stage) -> None:
    person = stage.person(admin=True)
    request = await asked(stage, "me", {}, person)
    assert request.address.space == f"discord:{person.guild}"
    assert request.address.channel == str(int(person.guild or 0) + 1)
    assert (request.actor.platform, request.actor.user_id, request.actor.admin) == ("discord", person.id, True)


async def test_a_conversation_outside_of_guilds_is_a_space_of_its_own(stage: Stage) -> None:
    request = await asked(stage, "me", {}, stage.person(guild=None))
    assert request.address.space.startswith("discord:dm-")
    assert not request.actor.admin


@pytest.mark.parametrize(
    ("shown", "name"),
    [("\u200b\u200d\u2060", "somebody"), ("\u202eana", "ana"), (" Ana\n", "Ana"), ("@everyone", "@everyone")],
)
async def test_a_name_that_shows_nothing_gives_way_to_the_accounts(stage: Stage, shown: str, name: str) -> None:
    assert (await asked(stage, "me", {}, stage.person(shown))).actor.name == name


async def test_options_of_the_wrong_type_are_taken_as_text(stage: Stage) -> None:
    assert "No service here fits that." in text_of(
        await message_of(await stage.person().command("which", {"about": 42}))
    )
    told = await message_of(await stage.person().command("quiz", {"topic": ["a"], "level": {"b": 1}}))
    assert "Practice" in text_of(told)
    told = await message_of(await stage.person().command("leaderboard", {"period": True, "extra": "x"}))
    assert "“True” isn't one of the choices here." in text_of(told)


async def test_a_text_of_ten_thousand_characters_is_refused_in_one_sentence(stage: Stage) -> None:
    told = await message_of(await stage.person().command("which", {"about": "*" * 10_000}))
    assert "Say it in 4000 characters or fewer." in text_of(told)
    told = await message_of(await stage.person().command("quiz", {"topic": "*" * 3_900}))
    assert "I don't know the topic" in text_of(told)


async def test_a_command_that_is_no_longer_ours_is_explained(stage: Stage) -> None:
    assert "Did you mean /quiz?" in text_of(await message_of(await stage.person().command("quizz", {"a": "b"})))


@pytest.mark.parametrize(
    "custom_id",
    [
        "x0:answer:1:A",
        "x2:quiz",
        "x1:nothing",
        "x1:answer:" + "9" * 95,
        "x1:answer:abc:A",
        "x1:answer:1:A:t:easy:more",
        "x1:service:../../etc",
        "x1:share:<@1>",
        "'; DROP TABLE answer; --",
        "",
        "x1:stale",
        "x1:answer:7",
        "x1:report",
    ],
)
async def test_a_forged_button_gets_one_private_sentence(stage: Stage, custom_id: str) -> None:
    told = await answered(
        await stage.person().press({**await message_of(await stage.person().command("help"))}, custom_id)
    )
    assert is_private(told)
    assert told.message is not None
    assert 20 < len(text_of(told.message).strip()) < 200


async def test_a_forged_form_gets_a_sentence(stage: Stage) -> None:
    for modal in (
        {"custom_id": "x1:report:abc", "components": []},
        {
            "custom_id": "x1:report:7",
            "components": [{"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "x"}]}],
        },
        {
            "custom_id": "x9:report:7",
            "components": [{"type": 18, "component": {"type": 4, "custom_id": "text", "value": "x"}}],
        },
    ):
        interaction = await stage.server.interact(stage.person().payload(5, modal))
        assert text_of(await message_of(interaction)).strip()


async def test_an_error_nobody_foresaw_reaches_the_person_with_a_code(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(asker: Asker, **args: object) -> Reply:
        raise RuntimeError("secret detail")

    stage.house.dispatcher._handlers["me"] = broken  # type: ignore[index]
    interaction = await stage.person().command("me")
    told = text_of(await message_of(interaction))
    assert f"report the code {interaction.id}" in told
    assert "secret detail" not in told


async def test_an_error_after_the_acknowledgement_still_reaches_the_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    go = asyncio.Event()

    async def broken(asker: Asker, **args: object) -> Reply:
        await go.wait()
        raise RuntimeError("late")

    stage.house.dispatcher._handlers["me"] = broken  # type: ignore[index]
    interaction = await stage.person().command("me")
    await stage.server.until(lambda: interaction.acknowledged == 5)
    go.set()
    assert "Something went wrong on my side" in text_of(await message_of(interaction))


@pytest.mark.parametrize("patience", [0.0, 5.0])
async def test_a_reply_that_does_not_fit_is_told_like_any_other_error(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", patience)

    async def endless(asker: Asker, **args: object) -> Reply:
        return Reply("t", (Text(plain("x" * 5_000)),))

    stage.house.dispatcher._handlers["me"] = endless  # type: ignore[index]
    assert "Something went wrong on my side" in text_of(await message_of(await stage.person().command("me")))


async def test_a_reply_that_discord_refuses_is_told_like_any_other_error(stage: Stage) -> None:
    async def nameless(asker: Asker, **args: object) -> Reply:
        return Reply("t", (Note(plain("")), Document("", "x")))

    stage.house.dispatcher._handlers["me"] = nameless  # type: ignore[index]
    assert "Something went wrong on my side" in text_of(await message_of(await stage.person().command("me")))
    assert stage.server.problems
    stage.server.problems.clear()


async def test_hundreds_of_people_at_once_are_all_answered(stage: Stage) -> None:
    """Each person presses a button of a question of their own at once; nothing is lost and none counted twice."""
    stage.server.validate = False  # it takes longer than the bot, in the same process
    people = [stage.person(f"learner {number}", id=str(3 * 10**17 + number)) for number in range(300)]
    cards = [await message_of(await person.command("quiz")) for person in people]
    presses = [
        await person.press(card, (menus(card) or buttons(card))[0]["custom_id"], ["A", "B"] if menus(card) else None)
        for person, card in zip(people, cards, strict=True)
    ]
    for press in presses:
        assert re.search(r"✓ Right|✗ Not this time", text_of(await message_of(press)))
    board = await stage.house.store.board(f"discord:{people[0].guild}", "all", stored(people[0]), 10)
    assert board.members == 300


@pytest.mark.parametrize(("command", "options"), [("daily set", {"time": "9h"}), ("daily", {}), ("daily now", {})])
async def test_a_direct_conversation_is_told_that_the_daily_question_is_for_channels(
    stage: Stage, command: str, options: dict[str, Any]
) -> None:
    told = await message_of(await stage.person(guild=None).command(command, options))
    assert "That works in channels, not in direct messages." in text_of(told)


async def test_a_server_without_the_bot_gets_its_invitation_and_no_schedule(stage: Stage) -> None:
    """A user install, or an application that was authorized for its commands only."""
    admin = stage.person(admin=True, guild=str(9 << 22))
    told = text_of(await message_of(await admin.command("daily set", {"time": "9h"})))
    assert "I'm not a member of this server, so I can't post here." in told
    assert "https://discord.com/oauth2/authorize?client_id=" in told.replace("\\", "")
    assert await stage.house.store.schedules() == []


@pytest.mark.parametrize("slow", [False, True], ids=["at once", "late"])
async def test_the_error_of_a_public_command_goes_to_the_person_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, *, slow: bool
) -> None:
    if slow:
        monkeypatch.setattr(in_time, "PATIENCE", 0.0)
    person = stage.person()
    refused = await answered(await person.command("leaderboard", {"period": "century"}))
    assert "isn't one of the choices" in text_of(refused.message or {})
    assert is_private(refused)
    assert not is_private(await answered(await person.command("leaderboard", {"period": "week"})))
