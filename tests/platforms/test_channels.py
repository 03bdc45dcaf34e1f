"""What is said unasked, on each platform: it arrives once, is found again, and what keeps it away has a name."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat.markup import plain
from bot.chat.reply import Choice, LetteredOption, Options, Reply, Text
from bot.chat.request import Address, Call
from bot.chat.wording import VOICES
from bot.domain.following import StudyHistory
from bot.domain.records import Answered, Result
from bot.features.daily.cards import daily_result
from bot.ports.channels import Channels, Undelivered
from bot.ports.clock import utc_now
from tests.conftest import House
from tests.loopback.discord import person as discord_person
from tests.loopback.discord import server as discord_server
from tests.loopback.discord import stage as discord_stage
from tests.loopback.slack import person as slack_person
from tests.loopback.slack import server as slack_server
from tests.loopback.slack import stage as slack_stage
from tests.support.questions import daily_of
from tests.support.schedules import Killed

POSTING = (1 << 62) + 7


def question(posting: int = POSTING) -> Reply:
    """Return a question's card."""
    options = Options((LetteredOption("A", plain("x")), LetteredOption("B", plain("y"))))
    return Reply("Question", (options,), choice=Choice(Call("answer", {"posting": str(posting)}), "letters", "AB", 1))


@dataclass
class Side:
    """A platform's channels, its loopback server, and how to look at it."""

    name: str
    channels: Channels
    server: Any
    address: Address
    hearing: Any

    def texts(self) -> list[str]:
        """Return what everybody can read in the channel."""
        if self.name == "slack":
            there = [one for one in self.server.messages if one["channel"] == self.address.channel]
            return [slack_person.text_of(one) for one in there if not one["ephemeral_to"]]
        here = [one for one in self.server.posted if one["channel_id"] == self.address.channel]
        return [discord_person.text_of(one) for one in here]

    def fault(self, what: str, **more: Any) -> None:
        """Let the next call of a kind go wrong."""
        paths = {
            "post": ("POST", "channels/.*/messages", "chat.postMessage"),
            "find": ("GET", "channels/.*/messages", "conversations.history"),
            "edit": ("PATCH", "channels/.*/messages", "chat.update"),
        }
        method, path, called = paths[what]
        if self.name == "slack":
            self.server.faults.append(slack_server.Fault(called, **more))
        else:
            more.setdefault("body", {"message": "x", "retry_after": 0.3, "global": False})
            self.server.faults.append(discord_server.Fault(method, path, **more))

    def forbid(self) -> None:
        """Take the right to write away."""
        if self.name == "slack":
            self.server.not_in.add(self.address.channel)
        else:
            self.server.forbidden.add(self.address.channel)


@pytest.fixture(params=["discord", "slack"])
async def side(request: pytest.FixtureRequest, house: House) -> AsyncIterator[Side]:
    """Each platform in turn, connected."""
    if request.param == "discord":
        async with discord_stage.on_discord(house) as on:
            guild = on.server.guilds[0]
            address = Address(f"discord:{guild}", str(int(guild) + 1))
            yield Side("discord", on.prova.channels, on.server, address, on)
        return
    async with slack_stage.on_slack(house) as on_slack:
        address = Address(f"slack:{slack_server.TEAM}", "C1STUDY")
        yield Side("slack", on_slack.prova.channels, on_slack.server, address, on_slack)


def since() -> datetime:
    return utc_now() - timedelta(minutes=1)


async def test_what_is_posted_is_read_by_all_and_found_by_its_posting(side: Side) -> None:
    message = await side.channels.post(side.address, question(), POSTING)
    await side.channels.post(side.address, question(8), 8)
    assert [text.split("\n")[0] for text in side.texts()] == ["Question", "Question"]
    assert await side.channels.find(side.address, POSTING, since()) == message
    assert await side.channels.find(side.address, 9, since()) is None
    if side.name == "slack":
        assert await side.channels.find(Address(side.address.space, "C9"), POSTING, since()) is None


async def test_a_posting_is_found_behind_many_messages_and_by_a_wrong_clock(side: Side) -> None:
    message = await side.channels.post(side.address, question(), POSTING)
    for number in range(130):
        await side.channels.post(side.address, Reply(f"chatter {number}"), number)
    assert await side.channels.find(side.address, POSTING, utc_now() + timedelta(hours=3)) == message


async def test_an_edit_takes_the_place_of_what_stood_there(side: Side) -> None:
    message = await side.channels.post(side.address, question(), POSTING)
    await side.channels.edit(side.address, message, Reply("Closed", (Text(plain("the key")),)))
    (text,) = side.texts()
    assert "the key" in text
    assert "Question" not in text


async def test_a_closed_question_with_twenty_long_names_is_taken(side: Side, house: House) -> None:
    question_of = next(iter(house.bank.questions.values()))
    daily = daily_of(question_of)
    days = StudyHistory({daily.day - timedelta(days=back): 1 for back in range(9)})
    people = tuple(Answered(f"{number:02}" + "&*_~" * 7 + "&&", number < 10, days, "UTC") for number in range(20))
    result = Result(20, 20, {}, people)
    message = await side.channels.post(side.address, question(), POSTING)
    end = daily_result(house.bank, question_of, daily, result, VOICES["en"])
    assert await side.channels.finish(side.address, message, end, POSTING, since())
    assert "09&*" in side.texts()[0]


async def test_a_message_has_an_address(side: Side) -> None:
    message = await side.channels.post(side.address, question(), POSTING)
    address = await side.channels.link(side.address, message)
    assert address is not None
    assert address.startswith("https://")
    assert side.address.channel in address


@pytest.mark.parametrize("status", [500, 502, 503, None])
async def test_a_post_that_may_have_been_carried_out_is_found_and_not_sent_again(
    side: Side, status: int | None
) -> None:
    """Slack's client says that it is not sure, and whoever asked looks; discord.py tries again with the same nonce."""
    side.fault("post", status=status, done=True)
    sure = True
    try:
        await side.channels.post(side.address, question(), POSTING)
    except Undelivered as error:
        sure = error.sure
    assert not sure or side.name == "discord"
    assert await side.channels.find(side.address, POSTING, since())
    assert len(side.texts()) == 1


async def test_a_post_that_was_not_carried_out_is_not_found(side: Side) -> None:
    side.forbid()
    with pytest.raises(Undelivered):
        await side.channels.post(side.address, question(), POSTING)
    if side.name == "slack":
        side.server.not_in.clear()
    else:
        side.server.forbidden.clear()
    assert await side.channels.find(side.address, POSTING, since()) is None


async def test_where_we_may_not_write_has_a_name(side: Side) -> None:
    side.forbid()
    with pytest.raises(Undelivered) as refused:
        await side.channels.post(side.address, question(), POSTING)
    assert (refused.value.trouble, refused.value.sure) == ("forbidden", True)


async def test_a_channel_that_is_gone_has_a_name(side: Side) -> None:
    side.server.gone.add(side.address.channel)
    with pytest.raises(Undelivered) as refused:
        await side.channels.post(side.address, question(), POSTING)
    assert (refused.value.trouble, refused.value.sure) == ("gone", True)


async def test_a_pause_that_is_asked_for_is_told(side: Side) -> None:
    side.fault("post", status=429, headers={"Retry-After": "7", "Via": "x"})
    if side.name == "discord":
        await side.channels.post(side.address, question(), POSTING)  # discord.py waits it out by itself
        assert len(side.texts()) == 1
        return
    with pytest.raises(Undelivered) as refused:
        await side.channels.post(side.address, question(), POSTING)
    assert (refused.value.trouble, refused.value.sure, refused.value.after) == ("away", True, 7.0)
    assert side.texts() == []


async def test_a_message_that_was_deleted_has_a_name(side: Side) -> None:
    with pytest.raises(Undelivered) as refused:
        await side.channels.edit(side.address, "1.1" if side.name == "slack" else "123", question())
    assert refused.value.trouble == "gone"


async def test_somebody_is_told_alone(side: Side) -> None:
    user = f"{slack_server.TEAM}.U1ADMIN" if side.name == "slack" else "5550001"
    await side.channels.tell(side.address, user, Reply("A word"))
    assert side.texts() == []
    if side.name == "slack":
        assert [one["channel"] for one in side.server.messages] == ["DU1ADMIN"]
    else:
        assert [one["channel_id"] for one in side.server.posted] == ["95550001"]


async def test_before_we_are_connected_it_is_away() -> None:
    from bot.platforms.discord.channels import DiscordChannels
    from bot.platforms.slack.channels import SlackChannels

    for channels in (DiscordChannels(), SlackChannels()):
        with pytest.raises(Undelivered) as refused:
            await channels.post(Address("x:1", "1"), question(), POSTING)
        assert (refused.value.trouble, refused.value.sure) == ("away", True)


async def test_a_channel_is_checked_before_a_schedule_is_set(side: Side) -> None:
    assert await side.channels.check(side.address) is None
    if side.name == "slack":
        side.forbid()
        assert await side.channels.check(side.address) == "forbidden"
        side.server.gone.add(side.address.channel)
        with pytest.raises(Undelivered, match="gone"):
            await side.channels.check(side.address)
    else:
        assert await side.channels.check(Address(side.address.space, "404")) == "gone"


async def test_an_empty_history_proves_nothing_where_the_permission_is_not_known(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart Discord has not told of its guilds yet; without a permission it shows an empty history."""
    if side.name == "discord":
        client = side.channels._client  # type: ignore[attr-defined]
        monkeypatch.setattr(client, "get_guild", lambda _: None)
        with pytest.raises(Undelivered) as refused:
            await side.channels.find(side.address, POSTING, datetime.now(UTC))
        assert refused.value.trouble == "away"
        sent = await side.channels.post(side.address, question(), POSTING)
        assert await side.channels.find(side.address, POSTING, datetime.now(UTC)) == sent


# --- the whole way ---


async def test_a_daily_question_is_set_posted_answered_counted_and_closed(side: Side, house: House) -> None:
    """On each platform, by what people there do and see."""
    if side.name == "slack":
        admin: Any = side.hearing.person("ana", admin=True)
        told = await slack_person.answered(await admin.command("daily", "set 13h UTC clarify closes:2"))
        shown = slack_person.text_of(told.message or {})
    else:
        admin = side.hearing.person("ana", admin=True)
        options = {"time": "13h", "zone": "UTC", "topic": "clarify", "closes": 2}
        interaction = await discord_person.answered(await admin.command("daily set", options))
        shown = discord_person.text_of(interaction.message or {})
    assert "The daily question is set." in shown
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    (text,) = side.texts()
    assert text.startswith("Question of the day")
    if side.name == "slack":
        await the_home_tab_leads_to_it(side)
    card = side.server.messages[-1] if side.name == "slack" else side.server.posted[-1]
    if side.name == "slack":
        way = next(one["action_id"] for one in slack_person.buttons(card) if one["action_id"].startswith("x1:answer"))
        ticked = "AB" if slack_person.boxes(card) else ""
        answer = await slack_person.answered(await side.hearing.person("bia").press(card, way, ticked))
        verdict = slack_person.text_of(answer.message or {})
    else:
        part = (discord_person.menus(card) or discord_person.buttons(card))[0]
        values = ["A", "B"] if discord_person.menus(card) else None
        press = await side.hearing.person("bia").press(card, part["custom_id"], values)
        verdict = discord_person.text_of((await discord_person.answered(press)).message or {})
    assert "1 day in a row" in verdict
    house.clock.forward(seconds=31)
    await house.prova.round.run()
    assert f"{2 if side.name == 'slack' else 1} answered." in side.texts()[0]
    house.clock.forward(hours=2)
    await house.prova.round.run()
    closed = side.texts()[0]
    assert closed.startswith("Question of the day, closed")
    (thanks,) = [line for line in closed.split("\n") if "First time here: " in line]
    assert "bia" in thanks
    assert ("caio" in thanks) == (side.name == "slack")
    assert len(side.texts()) == 1


async def the_home_tab_leads_to_it(side: Side) -> None:
    """Whoever has not answered today's question finds it there; whoever has does not."""
    caio = side.hearing.person("caio")
    home = (await slack_person.answered(await caio.open_home())).view or {}
    assert "Today's question is waiting for your answer." in slack_person.text_of(home)
    way = next(one["action_id"] for one in slack_person.buttons(home) if slack_person.label(one) == "Today's question")
    window = (await slack_person.answered(await caio.press(home, way))).view or {}
    letter = next(one["action_id"] for one in slack_person.buttons(window) if one["action_id"].startswith("x1:answer"))
    await slack_person.answered(await caio.press(window, letter, "AB" if slack_person.boxes(window) else ""))
    home = (await slack_person.answered(await caio.open_home())).view or {}
    assert "waiting for your answer" not in slack_person.text_of(home)


async def test_two_processes_on_one_database_post_once(side: Side, house: House) -> None:
    """The second takes the claim over when it has run out, and finds what the first one posted."""
    from bot.features.daily.claims import LEASE
    from bot.features.daily.round import Round
    from bot.features.practice.library import Library
    from bot.features.practice.topics import Topics

    class Forgetful:
        """A platform whose confirmations are lost."""

        def __init__(self, channels: Channels) -> None:
            self._channels = channels

        def __getattr__(self, name: str) -> Any:
            return getattr(self._channels, name)

        async def post(self, address: Address, reply: Reply, posting: int) -> str:
            await self._channels.post(address, reply, posting)
            raise Killed  # right after the post

    platform = side.name
    admin = side.hearing.person("ana", admin=True)
    if platform == "slack":
        await slack_person.answered(await admin.command("daily", "set 13h UTC"))
    else:
        await discord_person.answered(await admin.command("daily set", {"time": "13h", "zone": "UTC"}))
    house.clock.forward(hours=1, seconds=1)
    topics = Topics(house.bank, None)  # type: ignore[arg-type]
    rng = random.Random(1)
    dying = Round(
        Library(house.bank, {}), topics, house.store, {platform: Forgetful(side.channels)}, house.clock, rng, "first"
    )
    with pytest.raises(Killed):
        await dying.run()
    await house.prova.round.run()
    assert len(side.texts()) == 1
    house.clock.forward(seconds=LEASE.total_seconds() + 1)
    await house.prova.round.run()
    assert len(side.texts()) == 1
    (schedule,) = await house.store.schedules()
    (daily,) = await house.store.latest(schedule.id, 9)
    assert (daily.posting.state, bool(daily.message)) == ("sent", True)


# --- an app that reads a page of 15 a minute ---


async def searched(side: Side, posting: int, at: datetime) -> tuple[str | None, int]:
    """Return what a search finds that is made again a minute after each refusal, and how many minutes it takes."""
    for minutes in range(20):
        side.server.minute += 1
        try:
            return await side.channels.find(side.address, posting, at), minutes
        except Undelivered:
            continue
    raise AssertionError("the search begins anew each time")


@pytest.mark.parametrize("side", ["slack"], indirect=True)
async def test_a_search_that_is_paused_goes_on_with_the_next_page(side: Side) -> None:
    side.server.distributed = True
    message = await side.channels.post(side.address, question(), POSTING)
    for number in range(40):
        await side.channels.post(side.address, Reply(f"chatter {number}"), number)
    assert await searched(side, POSTING, since()) == (message, 2)
    assert await searched(side, 999, since()) == (None, 2)


@pytest.mark.parametrize("side", ["slack"], indirect=True)
async def test_a_slow_search_reads_back_to_an_hour_before_and_no_further(side: Side) -> None:
    side.server.distributed = True
    for number in range(60):
        await side.channels.post(side.address, Reply(f"chatter {number}"), number)
    for one in side.server.messages:
        one["ts"] = f"{float(one['ts']) - 7_200:.6f}"
    assert await searched(side, POSTING, utc_now()) == (None, 0)


# --- an end that its message does not take ---


async def ended(side: Side, house: House) -> str:
    """Let a daily question be posted and close, and return what its admin reads in /daily then."""
    admin = side.hearing.person("ana", admin=True)
    if side.name == "slack":
        await slack_person.answered(await admin.command("daily", "set 13h UTC closes:2"))
    else:
        await discord_person.answered(await admin.command("daily set", {"time": "13h", "zone": "UTC", "closes": 2}))
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    if side.name == "slack":
        side.server.edit_window_closed = True
    else:
        side.server.archived.add(side.address.channel)
    house.clock.forward(hours=2)
    await house.prova.round.run()
    return await page_of(side)


async def page_of(side: Side) -> str:
    """Return what an admin reads in /daily."""
    admin = side.hearing.person("ana", admin=True)
    if side.name == "slack":
        return slack_person.text_of((await slack_person.answered(await admin.command("daily"))).message or {})
    return discord_person.text_of((await discord_person.answered(await admin.command("daily show"))).message or {})


@pytest.mark.parametrize("side", ["discord"], indirect=True)
async def test_an_archived_thread_is_reopened_to_close_its_question(side: Side, house: House) -> None:
    page = await ended(side, house)
    (text,) = side.texts()
    assert text.startswith("Question of the day, closed")
    assert side.server.archived == set()
    assert "posted and closed" in page
    assert "couldn't" not in page


@pytest.mark.parametrize("side", ["discord"], indirect=True)
async def test_a_thread_that_only_a_message_opens_is_explained_in_one_and_then_closed(side: Side, house: House) -> None:
    refusal = {"code": 50013, "message": "Missing Permissions"}
    side.server.faults.append(discord_server.Fault("PATCH", r"channels/\d+$", status=403, body=refusal))
    page = await ended(side, house)
    assert [text.split(" · ")[0] for text in side.texts()] == ["Question of the day, closed"] * 2
    assert "so the explanation is in a reply to it" in page


@pytest.mark.parametrize("side", ["discord"], indirect=True)
async def test_a_locked_thread_is_tried_again_and_the_admin_reads_why(
    side: Side, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    admin = side.hearing.person("ana", admin=True)
    await discord_person.answered(await admin.command("daily set", {"time": "13h", "zone": "UTC", "closes": 2}))
    house.clock.forward(hours=1, seconds=1)
    await house.prova.round.run()
    side.server.archived.add(side.address.channel)
    side.server.locked.add(side.address.channel)
    house.clock.forward(hours=2)
    await house.prova.round.run()
    why = "The answer couldn't be explained in the message: the thread is archived and locked."
    assert why in await page_of(side)
    assert "cannot be closed yet" in caplog.text
    side.server.locked.clear()
    house.clock.forward(minutes=20)
    await house.prova.round.run()
    assert side.texts()[0].startswith("Question of the day, closed")
    assert "couldn't be explained" not in await page_of(side)


@pytest.mark.parametrize("side", ["slack"], indirect=True)
async def test_a_message_that_can_no_longer_be_changed_is_explained_once_in_its_thread(
    side: Side, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    side.server.faults.append(slack_server.Fault("conversations.replies", status=500))
    page = await ended(side, house)
    assert len(side.texts()) == 1
    assert "the platform rejected it" in page
    side.server.faults.append(slack_server.Fault("chat.postMessage", status=502, done=True))
    for _ in range(2):
        house.clock.forward(minutes=20)
        await house.prova.round.run()
    question, reply = side.texts()
    assert question.startswith("Question of the day ·")
    assert reply.startswith("Question of the day, closed")
    assert "so the explanation is in a reply to it" in await page_of(side)
    assert "can no longer be changed" in caplog.text


@pytest.mark.parametrize("side", ["discord"], indirect=True)
@pytest.mark.parametrize("status", [503, 520, 521, None])
async def test_a_post_with_our_nonce_is_sent_again_at_once(
    side: Side, monkeypatch: pytest.MonkeyPatch, status: int | None
) -> None:
    monkeypatch.setattr("bot.platforms.discord.channels.AGAIN", (0.0, 0.0))
    side.fault("post", status=status)
    side.fault("post", status=status, done=True)
    await side.channels.post(side.address, question(), POSTING)
    assert len(side.texts()) == 1
