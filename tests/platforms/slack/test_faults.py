"""What goes wrong on the way to Slack and back: the person is answered once, and told nothing false."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from bot.platforms import in_time
from bot.platforms.slack import profiles, send, socket
from bot.ports.platform import PlatformUnusable
from tests.conftest import House
from tests.loopback.slack.person import Person, answered, buttons, label, text_of
from tests.loopback.slack.server import BOT_TOKEN, SIGNING_SECRET, Fault, LoopbackSlack
from tests.loopback.slack.stage import HTTP, SOCKET, Stage, connected
from tests.platforms.slack.test_listen import Slow, message_of, named, stored, view_of

HANGING = 3600
"""Seconds that a call hangs or a pause lasts: longer than any test may take, so what ends has not waited for it."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pauses between tries be short."""
    monkeypatch.setattr(send, "AGAIN", (0.01, 0.02, 0.03, 0.04))


async def question(stage: Stage, person: Person) -> dict[str, Any]:
    """Return a question with letters on a screen."""
    return await message_of(await person.command("quiz", "clarify easy"))


async def press_answer(person: Person, card: dict[str, Any]) -> Any:
    return await person.press(card, buttons(card)[0]["action_id"])


async def answers(stage: Stage, person: Person) -> int:
    export: Any = await stage.house.store.export(stored(person))
    return len(export["answers"])


# --- the way out ---


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_response_that_was_not_taken_is_tried_again(either: Stage, status: int) -> None:
    person = either.person()
    card = await question(either, person)
    either.server.faults.append(Fault("respond", status=status, headers={"Retry-After": "0"}, times=2))
    told = await message_of(await press_answer(person, card))
    assert "AWS documentation" in text_of(told)
    assert len(either.server.requests("respond")) == 3
    assert len(either.server.messages) == 2
    assert await answers(either, person) == 1


async def test_retry_after_is_waited_out(stage: Stage) -> None:
    person = stage.person()
    card = await question(stage, person)
    stage.server.faults.append(Fault("respond", status=429, headers={"Retry-After": "1"}))
    await answered(await press_answer(person, card))
    first, second = stage.server.requests("respond")
    assert second.at - first.at >= 1


async def test_a_response_whose_confirmation_is_lost_is_not_posted_twice(either: Stage) -> None:
    """Slack carried it out; the line broke before it could say so."""
    person = either.person()
    card = await question(either, person)
    either.server.faults.append(Fault("respond", done=True))
    told = await message_of(await press_answer(person, card))
    assert "AWS documentation" in text_of(told)
    await answered(await person.command("help"))
    assert len(either.server.requests("respond|chat")) == 1
    assert len(either.server.messages) == 3


@pytest.mark.parametrize("status", [502, 504])
async def test_what_a_gateway_may_have_passed_on_is_not_said_twice(stage: Stage, status: int) -> None:
    person = stage.person()
    card = await question(stage, person)
    stage.server.faults.append(Fault("respond", status=status, done=True))
    await answered(await press_answer(person, card))
    stage.server.faults.append(Fault("chat.postEphemeral", status=status, done=True))
    await answered(await person.say("which drift"))
    await answered(await person.command("help"))
    assert len(stage.server.requests("respond")) == 1
    assert len(stage.server.requests("chat")) == 1


async def test_a_response_url_that_is_used_up_gives_way_to_the_web_api(either: Stage) -> None:
    person = either.person()
    card = await question(either, person)
    either.server.faults.append(Fault("respond", status=404))
    told = await message_of(await press_answer(person, card))
    assert "AWS documentation" in text_of(told)
    assert told["ephemeral_to"] == person.id
    assert len(either.server.requests("chat.postEphemeral")) == 1


async def test_a_response_url_that_does_not_answer_gives_way_too(stage: Stage) -> None:
    person = stage.person()
    card = await question(stage, person)
    stage.server.faults.append(Fault("respond", status=503, times=99))
    assert "AWS documentation" in text_of(await message_of(await press_answer(person, card)))
    assert len(stage.server.requests("respond")) == len(send.AGAIN) + 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_call_that_was_not_carried_out_is_made_again(
    stage: Stage, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = stage.person()
    stage.server.faults.append(Fault("chat.postEphemeral", status=status, headers={"Retry-After": "0"}))
    assert "Model Monitor" in text_of(await message_of(await person.say("which drift")))
    assert len(stage.server.requests("chat.postEphemeral")) == 2


async def test_a_call_whose_confirmation_is_lost_is_not_made_again(stage: Stage) -> None:
    person = stage.person()
    stage.server.faults.append(Fault("chat.postEphemeral", done=True))
    assert "Model Monitor" in text_of(await message_of(await person.say("which drift")))
    await answered(await person.command("help"))
    assert len(stage.server.requests("chat.postEphemeral")) == 1


async def test_a_home_tab_is_published_again_after_a_lost_confirmation(stage: Stage) -> None:
    stage.server.faults.append(Fault("views.publish", times=1))
    assert (await view_of(await stage.person().open_home()))["type"] == "home"
    assert len(stage.server.requests("views.publish")) == 2


@pytest.mark.parametrize("said", ["which drift", "leaderboard"])
async def test_where_the_bot_is_not_in_the_channel_the_person_is_written_to(either: Stage, said: str) -> None:
    person = either.person()
    either.server.not_in.add(person.channel)
    message = await message_of(await person.say(said))
    assert message["channel"] == "D" + person.id


async def test_an_expired_trigger_is_told_and_nothing_is_lost(stage: Stage) -> None:
    person = stage.person()
    card = await question(stage, person)
    stage.server.faults.append(Fault("views.open", error="expired_trigger_id"))
    told = await message_of(await person.press(card, named(card, "Report")))
    assert "Press the button again" in text_of(told)
    form = await view_of(await person.press(card, named(card, "Report")))
    assert "Your report has been saved" in text_of(await view_of(await person.submit(form, "wrong")))


async def test_an_expired_trigger_of_the_home_tab_is_answered_in_a_message(stage: Stage) -> None:
    person = stage.person()
    home = await view_of(await person.open_home())
    stage.server.faults.append(Fault("views.open", error="expired_trigger_id"))
    told = await message_of(await person.press(home, named(home, "Help")))
    assert told["channel"] == "D" + person.id
    assert "What you can ask" in text_of(told)


async def test_what_could_not_be_opened_in_time_is_done_once(stage: Stage) -> None:
    person = stage.person()
    home = await view_of(await person.open_home())
    stage.server.faults.append(Fault("views.open", error="expired_trigger_id"))
    feature = Slow(stage, "quiz")
    feature.may_go.set()
    await answered(await person.press(home, named(home, "Practice")))
    assert len(feature.asked) == 1


async def test_where_only_some_may_write_the_person_is_written_to(either: Stage) -> None:
    person = either.person()
    either.server.faults.append(Fault("chat.postEphemeral", error="restricted_action_read_only_channel"))
    assert (await message_of(await person.say("which drift")))["channel"] == "D" + person.id


async def test_a_window_that_slack_refuses_is_told(stage: Stage) -> None:
    person = stage.person()
    card = await question(stage, person)
    stage.server.faults.append(Fault("views.open", error="internal_error"))
    assert "couldn't open the form" in text_of(await message_of(await person.press(card, named(card, "Report"))))


@pytest.mark.parametrize("fault", [Fault("users.info", status=500, times=9), Fault("users.info", delay=2.0, times=9)])
async def test_an_answer_does_not_wait_long_for_what_slack_knows_of_a_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(profiles, "PATIENCE", 0.05)
    stage.server.faults.append(fault)
    person = stage.person(locale="pt-BR")
    assert "Model Monitor" in text_of(await message_of(await person.command("which", "drift")))
    stage.server.faults.clear()


async def test_while_slack_wants_a_pause_nobody_is_asked_about_and_nobody_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiles, "PATIENCE", HANGING)
    stage.server.faults.append(Fault("users.info", status=429, headers={"Retry-After": str(HANGING)}, times=99))
    for name in ("ana", "bia", "caio"):
        told = await message_of(await stage.person(name).command("which", "drift"))
        assert "Model Monitor" in text_of(told)
    assert len(stage.server.requests("users.info")) == 1


# --- what comes twice ---


async def test_an_envelope_that_comes_twice_is_acknowledged_twice_and_answered_once(stage: Stage) -> None:
    person = stage.person()
    delivery = await answered(await person.command("leaderboard"))
    delivery.acked.clear()
    await stage.server.again(delivery)
    await delivery.acked.wait()
    assert len(stage.server.messages) == 1


async def test_an_event_that_is_delivered_again_is_answered_once(either: Stage) -> None:
    """Slack marks it as a retry; through a socket it comes in an envelope of another name."""
    person = either.person(channel="D1ANA")
    delivery = await answered(await person.say("which drift"))
    again = await either.server.deliver("events_api", delivery.payload, retry=1)
    await again.acked.wait()
    await answered(await person.command("help"))
    assert len(either.server.messages) == 2


@pytest.mark.parametrize("kind", ["command", "press"])
async def test_a_request_that_is_delivered_again_is_answered_once(either: Stage, kind: str) -> None:
    person = either.person()
    delivery = await answered(await person.command("quiz", "clarify easy"))
    if kind == "press":
        delivery = await answered(await press_answer(person, delivery.message or {}))
    before = len(either.server.messages)
    delivery.acked.clear()
    await either.server.again(delivery, retry=1)
    await delivery.acked.wait()
    await answered(await person.command("help"))
    assert len(either.server.messages) == before + 1


@pytest.mark.parametrize("which", ["command", "form"])
async def test_an_acknowledgement_that_is_lost_with_its_line_is_sent_again(stage: Stage, which: str) -> None:
    """The envelope comes again through the next line, and its answer with it; nothing is done twice."""
    person = stage.person()
    card = await question(stage, person)
    form = await view_of(await person.press(card, named(card, "Report")))
    before, stage.server.lost_acks = stage.server.connections, 1
    delivery = await (person.command("which", "drift") if which == "command" else person.submit(form, "wrong"))
    await stage.server.until(lambda: stage.server.connections > before)
    assert not delivery.acked.is_set()
    await stage.server.again(delivery, retry=1)
    await answered(delivery)
    expected = "Model Monitor" if which == "command" else "Your report has been saved"
    assert expected in text_of(delivery.message or delivery.view or {})
    assert len(await stage.house.store.reports(f"slack:{person.team}", 9, 0)) == (which == "form")


async def test_an_envelope_whose_answer_arrived_is_acknowledged_without_it(stage: Stage) -> None:
    """Also through the next line: what was read is not shown twice."""
    person = stage.person()
    delivery = await answered(await person.command("me"))
    (former,) = stage.server.sockets
    await former.send_json({"type": "disconnect", "reason": "refresh_requested"})
    await stage.server.until(lambda: former.closed and len(stage.server.sockets) == 1)
    delivery.acked.clear()
    await stage.server.again(delivery, retry=1)
    await delivery.acked.wait()
    assert len(stage.server.messages) == 1


async def test_what_came_through_a_former_line_is_acknowledged_there(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 5.0)
    feature, person = Slow(stage, "which"), stage.person()
    delivery = await person.command("which", "drift")
    await feature.begun.wait()
    (former,) = stage.server.sockets
    await former.send_json({"type": "disconnect", "reason": "refresh_requested"})
    await stage.server.until(lambda: stage.server.connections == 2)
    assert not former.closed
    feature.may_go.set()
    assert "Model Monitor" in text_of(await message_of(delivery))
    assert "Model Monitor" in str(delivery.ack)
    await stage.server.until(lambda: former.closed)


async def test_a_form_whose_line_broke_still_turns_into_its_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_time, "PATIENCE", 5.0)
    person = stage.person()
    card = await question(stage, person)
    form = await view_of(await person.press(card, named(card, "Report")))
    feature = Slow(stage, "report")
    delivery = await person.submit(form, "wrong")
    await feature.begun.wait()
    await cut_and_back(stage)
    feature.may_go.set()
    assert "Your report has been saved" in text_of(await view_of(delivery))


async def test_the_same_words_typed_twice_are_answered_twice(either: Stage) -> None:
    """What is no redelivery is no duplicate, even if all of it is the same."""
    person = either.person()
    first = await answered(await person.command("which", "drift"))
    second = await answered(await person.command("which", "drift"))
    assert first.message is not second.message


# --- the socket ---


async def cut_and_back(stage: Stage) -> None:
    """Cut the line, and wait until there is another."""
    before = stage.server.connections
    await stage.server.cut()
    await stage.server.until(lambda: stage.server.connections > before)


async def test_a_line_that_breaks_is_replaced_in_under_three_seconds(stage: Stage) -> None:
    await cut_and_back(stage)
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))
    assert len(stage.server.requests("apps.connections.open")) == 2
    assert socket.FIRST_PAUSE < 3


async def test_a_line_that_slack_closes_is_replaced(stage: Stage) -> None:
    before = stage.server.connections
    await stage.server.sockets[-1].close()
    await stage.server.until(lambda: stage.server.connections > before)
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "something new"])
async def test_a_disconnect_is_followed_by_a_line_that_is_ready_before_the_former_goes(
    stage: Stage, reason: str
) -> None:
    """While the new one is opened the former still hears: there is no gap."""
    (former,) = stage.server.sockets
    await former.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
    await stage.server.until(lambda: stage.server.connections == 2)
    await stage.server.until(lambda: former.closed and len(stage.server.sockets) == 1)
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))


async def test_a_line_that_is_closed_over_and_over_is_not_opened_in_a_hurry(stage: Stage) -> None:
    for _ in range(3):
        before = stage.server.connections
        await stage.server.sockets[-1].close()
        await stage.server.until(lambda: stage.server.connections > before)  # noqa: B023 - awaited at once
    first, *_, last = stage.server.requests("apps.connections.open")
    assert last.at - first.at > 0.25 * 0.5 * (1 + 2)


async def test_a_line_that_is_refused_is_tried_again_with_a_new_address(stage: Stage) -> None:
    stage.server.faults += [Fault("apps.connections.open", status=500, times=2), Fault("link", times=2)]
    await cut_and_back(stage)
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))
    assert len(stage.server.requests("apps.connections.open")) >= 4


@pytest.mark.parametrize("path", ["apps.connections.open", "link"])
async def test_a_line_that_hangs_while_it_is_opened_is_no_long_gap(stage: Stage, path: str) -> None:
    stage.server.faults.append(Fault(path, delay=HANGING))
    await cut_and_back(stage)
    assert socket.FIRST_PAUSE + socket.FIRST_PATIENCE + socket.FIRST_PAUSE * socket.GROWTH < 3


async def test_slack_is_not_asked_for_a_line_before_it_wants_to_be(stage: Stage) -> None:
    stage.server.faults.append(Fault("apps.connections.open", status=429, headers={"Retry-After": "1"}))
    await cut_and_back(stage)
    *_, refused, taken = stage.server.requests("apps.connections.open")
    assert taken.at - refused.at >= 1


async def test_slack_away_for_a_while_is_waited_for(stage: Stage, house: House) -> None:
    port = stage.server.port
    await stage.server.stop()
    await asyncio.sleep(0)
    await stage.server.start(port)
    await stage.server.until(lambda: bool(stage.server.sockets))
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))


async def test_a_slow_answer_whose_line_broke_still_reaches_the_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The acknowledgement could not be sent, so the answer goes the other way."""
    monkeypatch.setattr(in_time, "PATIENCE", 5.0)
    feature, person = Slow(stage, "which"), stage.person()
    delivery = await person.command("which", "drift")
    await feature.begun.wait()
    await cut_and_back(stage)
    feature.may_go.set()
    assert "Model Monitor" in text_of(await message_of(delivery))
    assert len(stage.server.messages) == 1


@pytest.mark.parametrize(
    "envelope",
    ["no json", "[]", "{}", '{"type": "new"}', '{"envelope_id": "E9", "type": "slash_commands"}', '{"type": "hello"}'],
)
async def test_an_envelope_that_cannot_be_read_ends_nothing(stage: Stage, envelope: str) -> None:
    stage.server.validate = False
    await stage.server.sockets[-1].send_str(envelope)
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))
    stage.server.problems.clear()


# --- signatures ---


async def posted(stage: Stage, body: str, headers: dict[str, str]) -> int:
    """Post to where Slack posts, and return the status."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{stage.server.app_url}/slack/events", data=body, headers={**kind, **headers}) as response,
    ):
        return response.status


@pytest.fixture
async def over_http(server: LoopbackSlack, house: House) -> Any:
    """Prova, reached by HTTP."""
    async with connected(server, house, HTTP) as stage:
        yield stage


BODY = "command=%2Fwhich&text=drift&user_id=U1&team_id=T1LOOPBACK&channel_id=C1&trigger_id=1.2"


async def test_a_signed_request_is_taken(over_http: Stage) -> None:
    assert await posted(over_http, BODY, over_http.server.signed(BODY)) == 200


@pytest.mark.parametrize(
    "forge",
    [
        lambda _: {},
        lambda server: server.signed(BODY, secret="another"),  # noqa: S106 - not a secret
        lambda server: server.signed(BODY + "&text=more"),
        lambda server: server.signed(BODY, at=time.time() - 301),
        lambda server: server.signed(BODY, at=time.time() + 301),
        lambda server: {**server.signed(BODY), "X-Slack-Request-Timestamp": "soon"},
        lambda server: {**server.signed(BODY), "X-Slack-Signature": "v1=00"},
        lambda server: {**server.signed(BODY), "X-Slack-Signature": "v0=ã"},
        lambda server: {"X-Slack-Signature": server.signed(BODY)["X-Slack-Signature"]},
    ],
    ids=["none", "another secret", "tampered", "stale", "early", "no time", "no version", "no ASCII", "no stamp"],
)
async def test_a_request_that_is_not_slacks_is_refused_with_401(over_http: Stage, forge: Any) -> None:
    assert await posted(over_http, BODY, forge(over_http.server)) == 401
    assert over_http.server.messages == []


@pytest.mark.parametrize("body", ["payload=%7Bno", "{", "payload=[]", "", "payload=1", "%00", "x" * 10_000])
async def test_a_body_that_cannot_be_read_is_refused_and_ends_nothing(over_http: Stage, body: str) -> None:
    assert await posted(over_http, body, over_http.server.signed(body)) in (200, 400)
    assert await posted(over_http, body, over_http.server.signed(body, secret="x")) == 401  # noqa: S106
    assert "Model Monitor" in text_of(await message_of(await over_http.person().command("which", "drift")))


async def test_slacks_own_tests_of_the_address_are_answered(over_http: Stage) -> None:
    body = '{"type": "url_verification", "challenge": "c-1"}'
    headers = {"Content-Type": "application/json", **over_http.server.signed(body)}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{over_http.server.app_url}/slack/events", data=body, headers=headers) as response,
    ):
        assert (response.status, "c-1" in await response.text()) == (200, True)


# --- tokens ---


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked", "org_login_required"])
async def test_a_bot_token_that_is_refused_is_one_sentence(server: LoopbackSlack, house: House, error: str) -> None:
    server.faults.append(Fault("auth.test", error=error, times=99))
    with pytest.raises(PlatformUnusable, match=f"SLACK_BOT_TOKEN .{error}"):
        await _run(server, house)


async def test_an_app_token_that_is_refused_is_one_sentence(server: LoopbackSlack, house: House) -> None:
    server.app_token = "xapp-another"  # noqa: S105 - not a secret
    with pytest.raises(PlatformUnusable, match=r"SLACK_APP_TOKEN .invalid_auth"):
        await _run(server, house)


@pytest.mark.parametrize("scope", ["commands", "chat:write"])
async def test_a_scope_without_which_nothing_works_is_named(server: LoopbackSlack, house: House, scope: str) -> None:
    server.scopes = ",".join(one for one in server.scopes.split(",") if one != scope)
    with pytest.raises(PlatformUnusable, match=f"the scope {scope}:"):
        await _run(server, house)


async def test_another_missing_scope_is_named_in_the_log_and_the_rest_works(
    server: LoopbackSlack, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    server.scopes = ",".join(one for one in server.scopes.split(",") if one != "users:read")
    async with connected(server, house) as stage:
        assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))
    assert "users:read (names, languages, time zones and admins)" in caplog.text


async def test_slack_away_at_the_start_is_waited_for(server: LoopbackSlack, house: House) -> None:
    server.faults += [Fault("auth.test", status=503, times=2), Fault("apps.connections.open", times=1)]
    async with connected(server, house) as stage:
        assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))


@pytest.mark.parametrize("event", ["tokens_revoked", "app_uninstalled"])
async def test_a_token_that_is_taken_back_ends_the_run_with_a_sentence(
    server: LoopbackSlack, house: House, event: str
) -> None:
    more = {"tokens": {"bot": ["UPROVA"], "oauth": []}} if event == "tokens_revoked" else {}

    async def taken_back() -> None:
        async with connected(server, house) as stage:
            await stage.server.deliver("events_api", stage.person()._event({"type": event, **more}, 9))
            await asyncio.shield(stage.running)

    with pytest.raises(PlatformUnusable, match="has taken SLACK_BOT_TOKEN back"):
        await taken_back()


@pytest.mark.parametrize("event", ["tokens_revoked", "app_uninstalled"])
async def test_a_token_of_another_workspace_that_is_taken_back_ends_nothing(stage: Stage, event: str) -> None:
    more = {"tokens": {"bot": ["UOTHER"]}} if event == "tokens_revoked" else {}
    left = stage.person("x", team="T9OTHER")._event({"type": event, **more}, 9)
    delivery = await stage.server.deliver("events_api", left)
    await delivery.acked.wait()
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))


async def test_tokens_of_single_users_that_are_taken_back_are_none_of_ours(stage: Stage) -> None:
    tokens = {"tokens": {"bot": [], "oauth": ["U7"]}}
    event = stage.person()._event({"type": "tokens_revoked", **tokens}, 9)
    delivery = await stage.server.deliver("events_api", event)
    await delivery.acked.wait()
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))


async def _run(server: LoopbackSlack, house: House) -> None:
    async with connected(server, house):
        pass


async def test_no_secret_is_in_what_is_logged(
    server: LoopbackSlack, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bot")
    server.faults += [Fault("respond", status=500, times=9), Fault("chat.postEphemeral", error="ratelimited")]
    async with connected(server, house) as stage:
        person = stage.person("Secretive Name")
        card = await question(stage, person)
        await press_answer(person, card)
        await answered(await person.command("which", "my private words"))
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    for secret in (BOT_TOKEN, SOCKET.app_token, SIGNING_SECRET, "my private", "Secretive", "ticket="):
        assert str(secret) not in ours


# --- the end ---


async def test_what_is_under_way_is_finished_before_the_end(either: Stage) -> None:
    feature, person = Slow(either, "which"), either.person()
    delivery = await person.command("which", "drift")
    await feature.begun.wait()
    stopping = asyncio.create_task(either.prova.stop(5))
    await asyncio.sleep(0)
    feature.may_go.set()
    await stopping
    assert "Model Monitor" in text_of(await message_of(delivery))
    await asyncio.shield(either.running)


async def test_a_button_is_still_good_after_a_restart(server: LoopbackSlack, house: House) -> None:
    async with connected(server, house) as stage:
        card = await question(stage, stage.person())
    async with connected(server, house) as stage:
        assert "AWS documentation" in text_of(await message_of(await press_answer(stage.person(), card)))


def test_labels_are_read() -> None:
    """The helper that finds buttons reads their labels."""
    assert label({"text": {"text": "Report"}}) == "Report"
