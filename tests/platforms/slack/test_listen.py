"""What is typed, pressed and written on Slack is answered, acknowledged in time, by either way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.markup import plain
from bot.chat.reply import Note, Reply, Text
from bot.chat.request import Request
from bot.domain.records import Person as Stored
from bot.features.asker import Asker
from bot.platforms import in_time
from bot.platforms.slack import listen
from bot.platforms.slack.decode import command_call, line_call
from tests.conftest import House
from tests.dialogues.test_dialogues import letters, question_shown
from tests.loopback.slack.person import Person, answered, boxes, buttons, elements, label, text_of
from tests.loopback.slack.server import BOT_USER, TEAM, Delivery, Fault, LoopbackSlack
from tests.loopback.slack.stage import SOCKET, Stage, connected


class Slow:
    """A feature that waits until it is let go."""

    def __init__(self, stage: Stage, intent: str) -> None:
        """Take the place of an intent's feature."""
        self.begun = asyncio.Event()
        self.may_go = asyncio.Event()
        self.asked: list[Request] = []
        self._handler = stage.house.dispatcher._handlers[intent]
        stage.house.dispatcher._handlers[intent] = self  # type: ignore[index]

    async def __call__(self, asker: Asker, **args: object) -> Reply:
        self.asked.append(asker.request)
        self.begun.set()
        await self.may_go.wait()
        return await self._handler(asker, **args)


async def message_of(delivery: Delivery) -> dict[str, Any]:
    """Return what the person sees in the end."""
    message = (await answered(delivery)).message
    assert message is not None
    return message


async def view_of(delivery: Delivery) -> dict[str, Any]:
    """Return the window that the person sees in the end."""
    view = (await answered(delivery)).view
    assert view is not None
    return view


async def asked(stage: Stage, person: Person, intent: str = "me", text: str = "") -> Request:
    """Return the request that a command becomes."""
    feature = Slow(stage, intent)
    feature.may_go.set()
    await answered(await person.command(intent, text))
    return feature.asked[0]


def stored(person: Person) -> Stored:
    """Return who somebody is to the store."""
    return Stored("slack", f"{person.team}.{person.id}")


def named(screen: Mapping[str, Any], text: str) -> str:
    """Return the id of the button with that label."""
    return str(next(one["action_id"] for one in buttons(dict(screen)) if label(one) == text))


# --- commands ---


async def test_a_command_is_answered_privately_in_its_acknowledgement(either: Stage) -> None:
    """One round trip, whatever way it came; for the person alone."""
    delivery = await answered(await either.person().command("which", "drift"))
    message = delivery.message or {}
    assert "Model Monitor" in text_of(message)
    assert message["ephemeral_to"] == either.person().id
    assert delivery.ack
    assert either.server.requests("respond|chat") == []


async def test_an_acknowledgement_that_takes_no_answer_is_followed_by_one(stage: Stage) -> None:
    stage.server.answers_in_ack = False
    delivery = await answered(await stage.person().command("which", "drift"))
    assert delivery.ack == {}
    assert "Model Monitor" in text_of(delivery.message or {})
    assert len(stage.server.requests("respond")) == 1


async def test_a_public_intent_is_answered_for_all(either: Stage) -> None:
    assert (await message_of(await either.person().command("leaderboard")))["ephemeral_to"] is None


@pytest.mark.parametrize(("name", "private"), [("which", True), ("leaderboard", False)])
async def test_slower_work_is_acknowledged_in_time_and_shown_when_it_is_done(
    either: Stage, monkeypatch: pytest.MonkeyPatch, name: str, private: bool
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    feature, person = Slow(either, name), either.person()
    delivery = await person.command(name, "drift" if name == "which" else "")
    await delivery.acked.wait()
    assert delivery.ack == {}
    assert not delivery.answered.is_set()
    feature.may_go.set()
    message = await message_of(delivery)
    assert (message["ephemeral_to"] == person.id) == private
    assert len(either.server.requests("respond")) == 1


@pytest.mark.parametrize(
    ("command", "text", "intent", "rest"),
    [
        ("/quiz", "drift easy", "quiz", "drift easy"),
        ("/prova", "quiz drift", "quiz", "drift"),
        ("/prova", "/quiz", "quiz", ""),
        ("/prova", "  WHICH   a &amp; b ", "which", "a & b"),
        ("/prova", "qual viés", "which", "viés"),
        ("/study-which", "drift", "which", "drift"),
        ("/study-prova", "eu", "me", ""),
        ("/prova", "settings zone Asia/Tokyo", "settings zone", "Asia/Tokyo"),
        ("/settings", "language pt-BR", "settings language", "pt-BR"),
        ("/settings", "", "settings", ""),
        ("/prova", "", "help", ""),
        ("/prova", "   ", "help", ""),
        ("/gone", "x", "unknown", None),
        ("", "", "unknown", None),
    ],
)
def test_one_parser_reads_all_ways_to_ask(command: str, text: str, intent: str, rest: str | None) -> None:
    call = command_call(command, text)
    assert call.intent == intent
    if rest is not None:
        assert " ".join(call.args.values()) == rest


def test_a_line_without_words_asks_for_help() -> None:
    assert line_call(" \n").intent == "help"


@pytest.mark.parametrize("text", ["\u0000", "*" * 9_000, "<@U1|x> &lt;", "topic:\u202e", "'; DROP TABLE answer; --"])
async def test_any_text_gets_one_sentence(stage: Stage, text: str) -> None:
    told = text_of(await message_of(await stage.person().command("quiz", text)))
    assert told.strip()
    assert "Something went wrong" not in told


async def test_a_phrase_behind_the_command_is_looked_up_by_a_press(stage: Stage) -> None:
    offered = await message_of(await stage.person().command("prova", "o que é viés?"))
    assert "[1] /prova which o que é viés?" in text_of(offered)
    assert "Clarify" in text_of(await message_of(await stage.person().press(offered, "x1:which:o_que_e_vies")))


async def test_a_command_that_is_no_longer_ours_is_explained(stage: Stage) -> None:
    assert "Did you mean /prova quiz?" in text_of(await message_of(await stage.person().command("quizz", "x")))


async def handled(*requests: tuple[dict[str, Any], str, dict[str, Any]]) -> int:
    """Return how many of these bodies, raw bodies and headers are handled."""
    listener, times = listen.SlackListener(None, None, None), 0  # type: ignore[arg-type] # nothing is answered

    async def count() -> Any:
        nonlocal times
        times += 1

    for body, raw, headers in requests:
        request: Any = SimpleNamespace(body=body, raw_body=raw, headers=headers, context={})
        await listener.handle_once(request, count)
    return times


@pytest.mark.parametrize(
    ("request_", "times"),
    [
        (({"event_id": "Ev1"}, "a", {}), 1),
        (({}, "a", {"x-slack-retry-num": ["1"]}), 1),
        (({}, "a", {}), 2),
        (({}, "", {"x-slack-retry-num": ["1"]}), 2),
    ],
    ids=["an event", "marked", "not marked", "through a socket"],
)
async def test_what_comes_again_is_handled_once_if_it_is_marked_as_such(
    request_: tuple[dict[str, Any], str, dict[str, Any]], times: int
) -> None:
    assert await handled(request_, request_) == times


# --- lines ---


async def test_a_direct_message_is_answered_there(either: Stage) -> None:
    person = either.person(channel="D1ANA")
    message = await message_of(await person.say("which drift"))
    assert "Model Monitor" in text_of(message)
    assert (message["channel"], message["ephemeral_to"]) == ("D1ANA", None)


@pytest.mark.parametrize(
    "text",
    [
        "which drift",
        "/which drift",
        "qual drift",
        "/prova which drift",
        "prova which drift",
        "/acme-prova qual drift",
        "what is drift?",
        "o que é drift?",
        "prova what is drift?",
    ],
)
async def test_a_mention_is_answered_privately_in_its_channel(either: Stage, text: str) -> None:
    person = either.person()
    message = await message_of(await person.say(text))
    assert "Model Monitor" in text_of(message)
    assert (message["channel"], message["ephemeral_to"]) == (person.channel, person.id)


@pytest.mark.parametrize("text", ["prova quiz", "/prova quiz", "Prova quiz"])
async def test_a_direct_message_may_begin_with_the_name_of_the_bot(stage: Stage, text: str) -> None:
    assert "Practice" in text_of(await message_of(await stage.person(channel="D1ANA").say(text)))


@pytest.mark.parametrize(("text", "told"), [("prova help quiz", "/prova quiz [topic]"), ("oi", "What you can ask")])
async def test_help_and_small_talk_are_understood(stage: Stage, text: str, told: str) -> None:
    said = text_of(await message_of(await stage.person(channel="D1ANA").say(text)))
    assert told in said
    assert ("/prova leaderboard" in said) == (text == "oi")


async def test_a_letter_in_a_direct_message_answers_the_open_question(stage: Stage) -> None:
    person = stage.person(channel="D1ANA")
    assert "no open question" in text_of(await message_of(await person.say("b")))
    for _ in range(40):
        card = await message_of(await person.say("quiz easy"))
        if not boxes(card):
            break
    assert "Right" in (told := text_of(await message_of(await person.say("B)")))) or "Not this time" in told
    assert "You've answered this one before" in text_of(await message_of(await person.say("c")))
    assert "none" not in told


async def test_a_mention_in_a_thread_is_answered_in_the_thread(stage: Stage) -> None:
    message = await message_of(await stage.person().say("leaderboard", thread="1700000000.000100"))
    assert message["thread_ts"] == "1700000000.000100"
    assert message["ephemeral_to"] is None


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "text": f"<@{BOT_USER}> which drift"},
        {"type": "message", "channel_type": "im", "text": "which drift", "subtype": "file_share", "files": [{}]},
        {"type": "app_mention", "text": f"<@{BOT_USER}> which drift for <@U9|ana> in production"},
        {"type": "app_mention", "text": f"<@{BOT_USER}|prova> which drift"},
    ],
    ids=["named in a direct message", "with a file", "somebody else named", "with a label"],
)
async def test_only_the_bots_own_name_is_left_out_of_a_line(stage: Stage, event: dict[str, Any]) -> None:
    person = stage.person()
    more = {"user": person.id, "channel": "D1ANA" if event["type"] == "message" else person.channel, "ts": "1.1"}
    delivery = await stage.server.deliver("events_api", person._event({**event, **more}, 55))
    assert "Model Monitor" in text_of(await message_of(delivery))


async def test_a_mention_behind_the_words_is_heard_too(stage: Stage) -> None:
    person = stage.person()
    event = {"type": "app_mention", "user": person.id, "channel": person.channel, "ts": "1.1"}
    payload = person._event({**event, "text": f"which drift <@{BOT_USER}>"}, 77)
    assert "Model Monitor" in text_of(await message_of(await stage.server.deliver("events_api", payload)))


@pytest.mark.parametrize(
    "more",
    [{"bot_id": "B2"}, {"subtype": "message_changed"}, {"subtype": "channel_join"}, {"channel_type": "channel"}],
    ids=["a bot", "an edit", "a join", "another channel"],
)
async def test_what_nobody_wrote_to_the_bot_is_passed_over(stage: Stage, more: dict[str, Any]) -> None:
    """No bot answers a bot; what comes next is answered as ever."""
    person = stage.person(channel="D1ANA")
    await (await person.say("help", **more)).acked.wait()
    await answered(await person.say("which drift"))
    assert len(stage.server.messages) == 1


# --- presses ---


async def test_an_answer_is_shown_to_the_one_who_pressed(either: Stage) -> None:
    person = either.person()
    card = await message_of(await person.command("quiz", "clarify easy"))
    delivery = await answered(await person.press(card, buttons(card)[0]["action_id"]))
    assert delivery.ack == {}
    assert re.search("Right|Not this time", text_of(delivery.message or {}))
    assert (delivery.message or {})["ephemeral_to"] == person.id


async def test_an_answer_counts_once_however_often_and_fast_the_button_is_pressed(either: Stage) -> None:
    person = either.person()
    card = await message_of(await person.command("quiz", "clarify easy"))
    letter = buttons(card)[0]["action_id"]
    presses = await asyncio.gather(*(person.press(card, letter) for _ in range(5)))
    texts = [text_of(await message_of(press)) for press in presses]
    assert sum("You've answered this one before" in text for text in texts) == 4
    export = await either.house.store.export(stored(person))
    assert len(export["answers"]) == 1  # type: ignore[arg-type]


async def test_a_button_in_place_changes_its_own_message(either: Stage) -> None:
    person = either.person()
    page = await message_of(await person.command("settings"))
    changed = await message_of(await person.press(page, buttons(page)[0]["action_id"]))
    assert changed is page
    assert "Idioma: Português (Brasil)" in text_of(changed)


async def test_sharing_a_private_card_makes_a_public_one(either: Stage) -> None:
    person = either.person("Ana *Bold* <!channel>")
    card = await message_of(await person.command("which", "drift"))
    shared = await message_of(await person.press(card, named(card, "Share")))
    assert shared["ephemeral_to"] is None
    assert "Shared by Ana *Bold* <!channel>" in text_of(shared)


async def several(stage: Stage, person: Person) -> dict[str, Any]:
    """Return a question that wants two answers."""
    for _ in range(60):
        card = await message_of(await person.command("quiz", "hard"))
        if boxes(card):
            return card
    raise AssertionError("no question with boxes came")


@pytest.mark.parametrize(("right", "verdict"), [(True, "✓ Right"), (False, "✗ Not this time")])
async def test_two_answers_are_ticked_and_sent(either: Stage, right: bool, verdict: str) -> None:
    """Both are read: one right and one wrong letter are no right answer."""
    person = either.person()
    card = await several(either, person)
    shown = question_shown(either.house.bank, text_of(card))
    assert shown is not None
    chosen = letters(*shown, right=right)
    assert len(chosen) == 2
    assert verdict in text_of(await message_of(await press_answer(person, card, chosen)))


@pytest.mark.parametrize("ticked", ["", "A", "ABC"])
async def test_ticking_too_few_or_too_many_is_told_and_costs_nothing(stage: Stage, ticked: str) -> None:
    person = stage.person()
    card = await several(stage, person)
    assert "This question wants 2 of" in text_of(await message_of(await press_answer(person, card, ticked)))
    assert re.search("Right|Not this time", text_of(await message_of(await press_answer(person, card, "AB"))))


async def press_answer(person: Person, card: dict[str, Any], ticked: str) -> Delivery:
    """Tick boxes and press Answer."""
    return await person.press(card, named(card, "Answer"), ticked)


async def test_ticking_a_box_alone_is_acknowledged_and_says_nothing(stage: Stage) -> None:
    person = stage.person()
    card = await several(stage, person)
    before = len(stage.server.messages)
    delivery = await person.press(card, "letters", "A", kind="checkboxes")
    await delivery.acked.wait()
    await answered(await person.command("help"))
    assert not delivery.answered.is_set()
    assert len(stage.server.messages) == before + 1


async def test_in_a_thread_the_answer_comes_in_the_thread(stage: Stage) -> None:
    person = stage.person()
    card = await message_of(await person.command("quiz", "clarify easy"))
    delivery = await answered(await person.press({**card, "thread_ts": "5.5"}, buttons(card)[0]["action_id"]))
    assert (delivery.message or {})["thread_ts"] == "5.5"


@pytest.mark.parametrize(
    "action_id",
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
        "\u0000",
        "x" * 255,
    ],
)
async def test_a_forged_or_former_button_gets_one_private_sentence(stage: Stage, action_id: str) -> None:
    person = stage.person()
    told = await message_of(await person.press(await message_of(await person.command("help")), action_id))
    assert told["ephemeral_to"] == person.id
    assert 20 < len(text_of(told).strip()) < 200


@pytest.mark.parametrize(
    "actions",
    [[], [{"type": "static_select", "action_id": "x1:me"}], [{"type": "button"}], ["x"], None],
    ids=["none", "menu", "bare", "text", "null"],
)
async def test_a_press_of_nothing_is_acknowledged(stage: Stage, actions: list[dict[str, Any]]) -> None:
    person = stage.person()
    card = await message_of(await person.command("help"))
    delivery = await person.press(card, "x1:me")
    await answered(delivery)
    payload = {**delivery.payload, "actions": actions, "trigger_id": "T9"}
    payload.pop("response_url")
    odd = await stage.server.deliver("interactive", payload)
    await odd.acked.wait()


# --- forms and windows ---


async def test_a_report_is_written_in_a_form(either: Stage) -> None:
    person = either.person(admin=True)
    card = await message_of(await person.command("quiz", "easy"))
    form = await view_of(await person.press(card, named(card, "Report")))
    assert form["title"]["text"] == "Prova"
    (field,) = [block for block in form["blocks"] if block["type"] == "input"]
    assert field["element"]["max_length"] == 500
    delivery = await person.submit(form, "The *source* moved. <b>")
    told = await view_of(delivery)
    assert "Your report has been saved" in text_of(told)
    assert (delivery.ack or {})["response_action"] == "update"
    assert "The *source* moved. <b>" in text_of(await message_of(await person.command("reports")))


async def test_a_slow_report_is_acknowledged_with_a_word_and_shown_when_it_is_kept(
    either: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = either.person()
    card = await message_of(await person.command("quiz", "easy"))
    form = await view_of(await person.press(card, named(card, "Report")))
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    feature = Slow(either, "report")
    delivery = await person.submit(form, "late")
    await delivery.acked.wait()
    waiting = delivery.view or {}
    assert "One moment" in text_of(waiting)
    feature.may_go.set()
    await either.server.until(lambda: bool(either.server.requests("views.update")))
    await either.server.until(lambda: "Your report has been saved" in text_of(either.server.views[form["id"]]))


async def test_reports_are_for_those_who_run_the_workspace(stage: Stage) -> None:
    assert "Only admins can do that here" in text_of(await message_of(await stage.person().command("reports")))
    assert "No reports" in text_of(await message_of(await stage.person("bia", admin=True).command("reports")))


async def test_an_export_is_a_file_in_the_persons_own_conversation(either: Stage) -> None:
    person = either.person()
    await answered(await person.command("settings", "language en"))
    told = await message_of(await person.command("settings", "export"))
    assert told["ephemeral_to"] == person.id
    await either.server.until(lambda: any(file.get("channel") for file in either.server.files.values()))
    (file,) = either.server.files.values()
    assert (file["channel"], f'"user_id": "{TEAM}.{person.id}"' in file["text"]) == ("D" + person.id, True)


@pytest.mark.parametrize(
    "more",
    [
        {"callback_id": "x1:report:abc"},
        {"callback_id": "x9:report:7"},
        {"callback_id": ""},
        {"private_metadata": "no json"},
        {"private_metadata": "[1]"},
        {"callback_id": "x1:quiz", "private_metadata": "{"},
    ],
)
async def test_a_forged_form_gets_a_sentence(stage: Stage, more: dict[str, Any]) -> None:
    person = stage.person()
    card = await message_of(await person.command("quiz", "easy"))
    form = await view_of(await person.press(card, named(card, "Report")))
    assert text_of(await view_of(await person.submit({**form, **more}, "x"))).strip()


@pytest.mark.parametrize("who", ["nobody", "creator", "listed", "admin", "alone"])
async def test_a_channels_daily_question_is_for_its_hosts_to_set(server: LoopbackSlack, house: House, who: str) -> None:
    person = Person(server, admin=who == "admin", channel="D1ANA" if who == "alone" else "C1STUDY")
    server.creators["C1STUDY"] = person.id if who == "creator" else "UOTHER"
    async with connected(server, house, replace(SOCKET, admins=frozenset({person.id} if who == "listed" else ()))):
        told = text_of(await message_of(await person.command("daily", "resume")))
    assert ("Only admins can do that here" in told) == (who == "nobody")


async def test_whoever_may_run_a_channels_daily_question_sees_the_buttons_for_it(
    server: LoopbackSlack, house: House
) -> None:
    host, other = Person(server, channel="C1STUDY"), Person(server, "U2OTHER", channel="C1STUDY")
    server.creators["C1STUDY"] = host.id
    async with connected(server, house, SOCKET):
        await answered(await host.command("daily", "set 09:00"))
        shown = {label(one) for one in buttons(await message_of(await host.command("daily", "")))}
        hidden = {label(one) for one in buttons(await message_of(await other.command("daily", "")))}
    assert {"Post now", "Skip the next one", "Pause"} <= shown
    assert not {"Post now", "Skip the next one", "Pause"} & hidden


# --- the home tab ---


async def test_the_home_tab_welcomes_and_then_shows_how_one_stands(either: Stage) -> None:
    person = either.person()
    first = await view_of(await person.open_home())
    assert first["type"] == "home"
    assert "Your first one is a click away" in text_of(first)
    question = await view_of(await person.press(first, named(first, "Practice")))
    assert question["type"] == "modal"
    letter = (boxes(question) and named(question, "Answer")) or buttons(question)[0]["action_id"]
    await answered(await person.press(question, letter, "AB" if boxes(question) else ""))
    assert re.search("Right|Not this time", text_of(either.server.views[question["id"]]))
    again = await view_of(await person.open_home())
    assert "Streak" in text_of(again)
    assert "Your first one" not in text_of(again)


async def test_todays_question_keeps_its_heading_and_leaves_the_home_tab_with_its_answer(
    stage: Stage, house: House
) -> None:
    await answered(await stage.person("ana", admin=True).command("daily", "set 13h UTC"))
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    caio = stage.person("caio")
    home = (await answered(await caio.open_home())).view or {}
    (way,) = [one["action_id"] for one in buttons(home) if label(one) == "Today's question"]
    window = (await answered(await caio.press(home, way))).view or {}
    assert text_of(window).startswith("Question of the day ·")
    letter = next(one["action_id"] for one in buttons(window) if one["action_id"].startswith("x1:answer"))
    before = len(stage.server.requests("views.publish"))
    await answered(await caio.press(window, letter, "AB" if boxes(window) else ""))
    await stage.server.until(lambda: len(stage.server.requests("views.publish")) > before)
    assert "Today's question" not in text_of(stage.server.homes[caio.id])


async def test_the_home_tab_speaks_portuguese(stage: Stage) -> None:
    home = await view_of(await stage.person(locale="pt-BR").open_home())
    assert "boas-vindas" in text_of(home).casefold()
    assert {"Prática", "Ajustes"} <= {label(one) for one in buttons(home)}


async def test_the_messages_tab_is_no_home(stage: Stage) -> None:
    person = stage.person()
    event = {"type": "app_home_opened", "user": person.id, "channel": "D1", "tab": "messages"}
    delivery = await stage.server.deliver("events_api", person._event(event, 5))
    await delivery.acked.wait()
    await answered(await person.command("help"))
    assert stage.server.homes == {}


async def test_settings_in_a_window_change_in_that_window(stage: Stage) -> None:
    person = stage.person()
    home = await view_of(await person.open_home())
    page = await view_of(await person.press(home, named(home, "Settings")))
    await answered(await person.press(page, named(page, "Português (Brasil)")))
    assert "Idioma: Português (Brasil)" in text_of(stage.server.views[page["id"]])


async def test_a_report_from_a_window_opens_above_it(stage: Stage) -> None:
    person = stage.person()
    home = await view_of(await person.open_home())
    question = await view_of(await person.press(home, named(home, "Practice")))
    form = await view_of(await person.press(question, named(question, "Report")))
    assert len(stage.server.requests("views.push")) == 1
    assert "Your report has been saved" in text_of(await view_of(await person.submit(form, "wrong")))


async def test_what_is_shared_from_a_window_is_seen_where_the_window_was_opened(stage: Stage) -> None:
    person = stage.person()
    page = await message_of(await person.command("which", "drift"))
    form = {"type": "modal", "id": "V9", "private_metadata": '{"channel": "C1STUDY", "thread": "5.5"}'}
    await person.press({**form, "blocks": page["blocks"]}, named(page, "Share"))
    await stage.server.until(lambda: len(stage.server.messages) == 2)
    shared = stage.server.messages[-1]
    assert (shared["channel"], shared["ephemeral_to"], shared["thread_ts"]) == ("C1STUDY", None, "5.5")
    assert "Shared by ana" in text_of(shared)


# --- who ---


async def test_language_zone_and_name_are_what_slack_knows(either: Stage) -> None:
    request = await asked(either, either.person("Ana", locale="pt-BR", zone="America/Manaus", admin=True))
    assert (request.actor.name, request.actor.locale, request.actor.zone) == ("Ana", "pt-BR", "America/Manaus")
    assert request.actor.user_id == f"{TEAM}.{either.person('Ana').id}"
    assert request.address.space == f"slack:{TEAM}"


async def test_slack_is_asked_once_for_a_person(stage: Stage) -> None:
    person = stage.person()
    for _ in range(5):
        await answered(await person.command("me"))
    assert len(stage.server.requests("users.info")) == 1


async def test_what_slack_said_of_a_learner_is_still_known_after_a_restart(stage: Stage) -> None:
    """Nobody is asked about again, and an answer does not wait for Slack."""
    person = stage.person(locale="pt-BR", zone="America/Manaus")
    card = await message_of(await person.command("quiz", "clarify easy"))
    await answered(await person.press(card, buttons(card)[0]["action_id"]))
    for asked_before in (1, 2):
        assert len(stage.server.requests("users.info")) == asked_before
        assert stage.prova._listener
        stage.prova._listener._profiles._known.clear()  # as a restart does
        request = await asked(stage, person)
        assert (request.actor.locale, request.actor.zone) == ("pt-BR", "America/Manaus")
    assert len(stage.server.requests("users.info")) == 2


@pytest.mark.parametrize(
    ("locale", "zone", "expected"),
    [("de-DE", "Mars/Base", ("de-DE", None)), ("", "", ("en", None)), ("pt-PT", "../x", ("pt-PT", None))],
)
async def test_an_unknown_locale_or_zone_does_no_harm(
    stage: Stage, locale: str, zone: str, expected: tuple[str, None]
) -> None:
    request = await asked(stage, stage.person("x", locale=locale, zone=zone))
    assert (request.actor.locale, request.actor.zone) == expected


@pytest.mark.parametrize(("shown", "name"), [("\u200b\u2060", "ana"), ("\u202eana", "ana"), (" Ana\n", "Ana")])
async def test_a_name_that_shows_nothing_gives_way(stage: Stage, shown: str, name: str) -> None:
    person = stage.person("ana")
    stage.server.people[person.id]["profile"] = {"display_name": shown, "real_name": ""}
    assert (await asked(stage, person)).actor.name == name


async def test_somebody_slack_does_not_know_is_answered_all_the_same(stage: Stage) -> None:
    person = stage.person()
    stage.server.people.clear()
    assert "Model Monitor" in text_of(await message_of(await person.command("which", "drift")))


# --- what goes wrong inside ---


async def broken(asker: Asker, **args: object) -> Reply:
    raise RuntimeError("secret detail")


async def endless(asker: Asker, **args: object) -> Reply:
    return Reply("t", (Text(plain("x" * 5_000)),))


async def crowded(asker: Asker, **args: object) -> Reply:
    return Reply("t", tuple(Note(plain("x")) for _ in range(120)))


@pytest.mark.parametrize("patience", [0.0, 5.0])
@pytest.mark.parametrize("feature", [broken, endless, crowded])
async def test_what_goes_wrong_reaches_the_person_with_a_code(
    either: Stage, monkeypatch: pytest.MonkeyPatch, feature: Any, patience: float
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", patience)
    either.house.dispatcher._handlers["me"] = feature  # type: ignore[index]
    told = text_of(await message_of(await either.person().command("me")))
    assert "report the code" in told
    assert "secret detail" not in told


async def test_what_goes_wrong_in_a_window_is_told_in_it(stage: Stage) -> None:
    person = stage.person()
    home = await view_of(await person.open_home())
    stage.house.dispatcher._handlers["me"] = crowded  # type: ignore[index]
    assert "report the code" in text_of(await view_of(await person.press(home, named(home, "My progress"))))


async def test_hundreds_of_people_at_once_are_all_answered(either: Stage) -> None:
    """Each presses a button of a question of their own at once; nothing is lost and none counted twice."""
    either.server.validate = False  # it takes longer than the bot, in the same process
    people = [either.person(f"learner {number}", id=f"U{number}") for number in range(300)]
    cards = [await message_of(await person.command("quiz", "easy")) for person in people]
    presses = []
    for person, card in zip(people, cards, strict=True):
        way = named(card, "Answer") if boxes(card) else buttons(card)[0]["action_id"]
        presses.append(await person.press(card, way, "AB"))
    for press in presses:
        assert re.search("Right|Not this time", text_of(await message_of(press)))
        assert press.acked.is_set()
    board = await either.house.store.board(f"slack:{TEAM}", "all", stored(people[0]), 10)
    assert board.members == 300


def test_what_can_be_pressed_is_found() -> None:
    """The helpers that these tests rely on see buttons and boxes."""
    part = {"type": "button", "text": {"text": "A"}, "action_id": "x"}
    assert elements({"blocks": [{"type": "actions", "elements": [part]}]}) == [part]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "shortcut", "callback_id": "x"},
        {"type": "message_action", "callback_id": "x", "channel": {"id": "C1"}, "message": {"ts": "1.1"}},
        {"type": "view_closed", "view": {"id": "V1", "callback_id": "x1:quiz", "type": "modal"}, "is_cleared": False},
        {"type": "block_suggestion", "action_id": "x", "value": "d"},
        {"type": "view_submission"},
        {"type": "new"},
        {},
    ],
    ids=["shortcut", "message action", "closed", "suggestion", "no view", "new", "nothing"],
)
async def test_what_is_nothing_to_us_is_acknowledged_and_said_nothing_to(
    either: Stage, payload: dict[str, Any]
) -> None:
    person = either.person()
    common = {"user": {"id": person.id}, "team": {"id": TEAM}, "api_app_id": "A1", "trigger_id": "1.1"}
    delivery = await either.server.deliver("interactive", {**common, **payload})
    await delivery.acked.wait()
    await answered(await person.command("help"))
    assert len(either.server.messages) == 1


async def test_a_press_in_a_workspace_of_an_organization_is_the_organizations_person(either: Stage) -> None:
    """The same person in two workspaces of one organization is one learner."""
    types = either.person(extra={"enterprise_id": "E1", "enterprise_name": "x"})
    request = await asked(either, types)
    assert request.actor.user_id == f"E1.{types.id}"
    card = await message_of(await types.command("quiz", "clarify easy"))
    presses = either.person(extra={"enterprise": {"id": "E1"}, "is_enterprise_install": False})
    told = await message_of(await presses.press(card, buttons(card)[0]["action_id"]))
    assert re.search("Right|Not this time", text_of(told))


async def test_a_message_in_a_workspace_of_an_organization_is_the_organizations_persons_too(either: Stage) -> None:
    """Of an event, Slack tells the organization only where it says for whom it is delivered."""
    types = either.person(extra={"enterprise_id": "E1"})
    await answered(await types.command("settings", "board on"))
    writes = either.person(channel="D1ANA", authorized={"enterprise_id": "E1"})
    feature = Slow(either, "me")
    feature.may_go.set()
    await answered(await writes.say("me"))
    assert feature.asked[0].actor.user_id == f"E1.{types.id}"


@pytest.mark.parametrize("event", ["team_join", "message.channels", "app_rate_limited", "link_shared"])
async def test_events_that_are_nothing_to_us_are_acknowledged(either: Stage, event: str) -> None:
    person = either.person()
    payload = person._event({"type": event, "user": {"id": person.id}}, 4)
    delivery = await either.server.deliver("events_api", payload)
    await delivery.acked.wait()


async def test_an_admin_of_whom_slack_does_not_tell_is_told_so_and_nothing_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "LONG_PATIENCE", 0.1)
    stage.server.faults.append(Fault("users.info", error="internal_error", times=99))
    told = text_of(await message_of(await stage.person(admin=True).command("daily", "set 13h UTC")))
    assert "couldn't check whether you're an admin here, so nothing was changed" in told


@pytest.mark.parametrize("line", ["set 13h UTC", "set", "now", ""])
async def test_a_conversation_between_two_people_has_no_daily_question(stage: Stage, line: str) -> None:
    person = stage.person(channel="D1BOTH", admin=True)
    stage.server.gone.add("D1BOTH")
    assert "That works in channels" in text_of(await message_of(await person.command("daily", line)))


async def test_a_slow_private_reply_between_two_people_is_for_the_person_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 0.01)
    stage.server.gone.add("D1BOTH")
    person = stage.person(channel="D1BOTH")
    feature = Slow(stage, "quiz")
    delivery = await person.command("quiz", "easy")
    await delivery.acked.wait()
    feature.may_go.set()
    assert (await message_of(delivery))["ephemeral_to"] == person.id


@pytest.mark.parametrize("slow", [False, True], ids=["at once", "late"])
async def test_the_error_of_a_public_command_goes_to_the_person_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, *, slow: bool
) -> None:
    if slow:
        monkeypatch.setattr(in_time, "PATIENCE", 0.0)
    person = stage.person()
    told = await message_of(await person.command("leaderboard", "century"))
    assert "isn't one of the choices" in text_of(told)
    assert told["ephemeral_to"] == person.id
    assert (await message_of(await person.command("leaderboard", "week")))["ephemeral_to"] is None
