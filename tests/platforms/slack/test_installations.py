"""Other workspaces install Prova by OAuth, use it with a token of their own, and are forgotten when they leave."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.oauth.installation_store import Installation
from yarl import URL

from bot.platforms.slack.client import Credentials
from bot.platforms.slack.installations import STATE_SECONDS, Installations, States
from bot.store.seal import Seal
from tests.conftest import House
from tests.loopback.slack.person import Person, answered, text_of
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, BOT_USER, SIGNING_SECRET, TEAM, LoopbackSlack
from tests.loopback.slack.stage import Stage, connected
from tests.platforms.slack.test_listen import message_of

OTHER = "T2OTHER"
OTHER_TOKEN = "xoxb-other-not-a-secret"  # noqa: S105 - the loopback server's own
ID, SECRET = "123.456", "client-not-a-secret"
KEY = "k" * 32
OAUTH = Credentials(client_id=ID, client_secret=SECRET)
HTTP_ONLY = replace(OAUTH, signing_secret=SIGNING_SECRET)
WAYS = {
    "http": HTTP_ONLY,
    "http, with a workspace of its own": replace(OAUTH, bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET),
    "socket": replace(OAUTH, app_token=APP_TOKEN),
}


@dataclass
class Admin:
    """Somebody with a browser who installs apps."""

    server: LoopbackSlack
    url: str
    browser: aiohttp.ClientSession

    async def opened(self) -> str:
        """Open the first page, and return where its button leads."""
        async with self.browser.get(f"{self.url}/slack/install") as page:
            assert page.status == 200
            found = re.search(r'href="(https:[^"]+)"', await page.text())
            assert found
            return found[1].replace("&amp;", "&")

    async def returned(self, **query: str) -> tuple[int, str]:
        """Come back from Slack."""
        async with self.browser.get(f"{self.url}/slack/oauth_redirect", params=query) as page:
            return page.status, await page.text()

    async def installs(self, team: str = OTHER, token: str = OTHER_TOKEN) -> tuple[int, str]:
        """Install the app in a workspace."""
        state = parse_qs(urlsplit(await self.opened()).query)["state"][0]
        self.server.tokens[token] = team
        self.server.codes["c1"] = {
            "ok": True,
            "app_id": "A1",
            "authed_user": {"id": "U9"},
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": BOT_USER,
            "scope": self.server.scopes,
            "team": {"id": team, "name": "Other"},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return await self.returned(code="c1", state=state)


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
async def stage(request: pytest.FixtureRequest, server: LoopbackSlack, house: House) -> AsyncIterator[Stage]:
    """Prova for many workspaces."""
    async with connected(server, house, request.param) as stage:
        yield stage


@pytest.fixture
async def admin(stage: Stage) -> AsyncIterator[Admin]:
    """An admin of another workspace."""
    url = URL(stage.web_url)
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[url])  # as behind a proxy that speaks HTTPS
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        yield Admin(stage.server, stage.web_url, browser)


def stored(house: House) -> str:
    """Return all that is remembered, as it lies in the file."""
    with closing(sqlite3.connect(house.path)) as database:
        return "\n".join(str(row) for row in database.execute("SELECT name, value FROM memo"))


def of_other(stage: Stage) -> Person:
    """Return somebody in the other workspace."""
    return stage.person("bia", team=OTHER, channel="C2OTHER")


async def test_a_workspace_installs_and_is_spoken_to_with_its_own_token(stage: Stage, admin: Admin) -> None:
    status, page = await admin.installs()
    assert (status, "Thank you" in page) == (200, True)
    told = await message_of(await of_other(stage).say("which drift"))
    assert "Model Monitor" in text_of(told)
    assert {one.token for one in stage.server.requests("chat|users")} == {OTHER_TOKEN}


async def test_slack_is_asked_for_the_scopes_and_nothing_more(stage: Stage, admin: Admin) -> None:
    query = parse_qs(urlsplit(await admin.opened()).query)
    assert query["client_id"] == [ID]
    assert set(query["scope"][0].split(",")) == {
        "commands",
        "chat:write",
        "app_mentions:read",
        "im:history",
        "im:write",
        "files:write",
        "users:read",
        "channels:read",
        "groups:read",
        "channels:history",
        "groups:history",
    }
    assert query.get("user_scope", [""]) == [""]


async def test_people_of_two_workspaces_are_not_mixed_up(stage: Stage, admin: Admin) -> None:
    """The same id in another workspace is another person."""
    await admin.installs()
    await admin.installs(TEAM, BOT_TOKEN)
    for team in (TEAM, OTHER):
        await answered(await stage.person("ana", team=team).command("settings", "board on"))
    assert await stage.house.store.export(_person(stage, TEAM)) != await stage.house.store.export(_person(stage, OTHER))


def _person(stage: Stage, team: str) -> Any:
    """Return who ana of a workspace is to the store."""
    from bot.domain.records import Person as Stored

    return Stored("slack", f"{team}.{stage.person('ana').id}")


async def test_where_it_is_not_installed_a_command_says_so(stage: Stage) -> None:
    delivery = await of_other(stage).command("which", "drift")
    await delivery.acked.wait()
    told = (delivery.message or {}).get("text") or str(delivery.ack)
    assert "isn't installed in this workspace" in told
    assert "não está" in told
    stage.server.problems.clear()


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_a_workspace_that_leaves_is_forgotten_and_can_come_back(stage: Stage, admin: Admin, event: str) -> None:
    await admin.installs()
    person = of_other(stage)
    await answered(await person.command("which", "drift"))
    more = {"tokens": {"bot": [BOT_USER], "oauth": []}} if event == "tokens_revoked" else {}
    left = await stage.server.deliver("events_api", person._event({"type": event, **more}, 9))
    await left.acked.wait()
    assert OTHER_TOKEN not in stored(stage.house)
    assert not stage.running.done()
    await admin.installs()
    assert "Model Monitor" in text_of(await message_of(await person.command("which", "drift")))


@pytest.mark.parametrize("stage", [WAYS["http, with a workspace of its own"]], indirect=True)
async def test_the_home_workspace_may_leave_and_the_others_stay(stage: Stage, admin: Admin) -> None:
    await admin.installs()
    left = await stage.server.deliver("events_api", stage.person()._event({"type": "app_uninstalled"}, 9))
    await left.acked.wait()
    assert "Model Monitor" in text_of(await message_of(await of_other(stage).command("which", "drift")))
    told = await stage.person().command("which", "drift")
    await told.acked.wait()
    assert "isn't installed in this workspace" in ((told.message or {}).get("text") or str(told.ack))
    await admin.installs(TEAM, BOT_TOKEN)
    assert "Model Monitor" in text_of(await message_of(await stage.person().command("which", "drift")))
    stage.server.problems.clear()


async def test_installations_that_were_not_finished_are_forgotten(stage: Stage, admin: Admin) -> None:
    for _ in range(3):
        await admin.opened()
    stage.house.clock.forward(minutes=11)
    await admin.opened()
    assert stored(stage.house).count("slack-installing") == 1


async def test_the_token_is_that_of_the_workspace_or_else_of_the_organization(house: House) -> None:
    installations = Installations(house.store)
    common: Any = {"app_id": "A1", "user_id": "U1", "bot_id": "B1", "bot_user_id": "UB1"}
    wide = Installation(enterprise_id="E1", is_enterprise_install=True, bot_token="org", **common)  # noqa: S106
    await installations.async_save(wide)
    await installations.async_save(Installation(team_id="T1", bot_token="team", **common))  # noqa: S106
    assert [await installations.token(one) for one in ("T1", "E1", "T2")] == ["team", "org", None]


async def test_a_state_is_good_until_its_ten_minutes_are_over(house: House) -> None:
    states = States(house.store, house.clock)
    first, second = await states.async_issue(), await states.async_issue()
    house.clock.forward(seconds=STATE_SECONDS - 1)
    assert STATE_SECONDS == 600
    assert [await states.async_consume(first) for _ in range(2)] == [True, False]
    house.clock.forward(seconds=1)
    assert not await states.async_consume(second)


async def test_a_state_is_good_once_and_for_ten_minutes(stage: Stage, admin: Admin) -> None:
    assert (await admin.installs())[0] == 200
    url = await admin.opened()
    state = parse_qs(urlsplit(url).query)["state"][0]
    stage.house.clock.forward(minutes=11)
    late = await admin.returned(code="c2", state=state)
    again = await admin.returned(code="c2", state=state)
    assert (late[0], again[0] in (400, 401)) == (401, True)


@pytest.mark.parametrize(
    "query",
    [{}, {"code": "x"}, {"code": "x", "state": "forged"}, {"error": "access_denied", "state": "forged"}],
    ids=["bare", "no state", "forged", "denied"],
)
async def test_a_return_that_was_not_begun_here_installs_nothing(
    stage: Stage, admin: Admin, query: dict[str, str]
) -> None:
    status, page = await admin.returned(**query)
    assert status in (200, 400, 401)
    assert "Traceback" not in page
    assert "slack-installation" not in stored(stage.house)


async def test_a_code_that_slack_does_not_know_installs_nothing(stage: Stage, admin: Admin) -> None:
    state = parse_qs(urlsplit(await admin.opened()).query)["state"][0]
    status, page = await admin.returned(code="unknown", state=state)
    assert status in (200, 401, 500)
    assert SECRET not in page
    assert "slack-installation" not in stored(stage.house)


async def test_with_a_key_tokens_are_sealed_and_without_it_they_are_not(stage: Stage, admin: Admin) -> None:
    await admin.installs()
    assert OTHER_TOKEN in stored(stage.house)
    stage.house.store.seal = Seal((KEY,))
    await admin.installs()
    assert OTHER_TOKEN not in stored(stage.house)
    assert "sealed:" in stored(stage.house)
    assert "Model Monitor" in text_of(await message_of(await of_other(stage).command("which", "drift")))


async def test_a_token_whose_key_is_gone_is_reported_and_ends_nothing(
    stage: Stage, admin: Admin, caplog: pytest.LogCaptureFixture
) -> None:
    stage.house.store.seal = Seal((KEY,))
    await admin.installs()
    stage.house.store.seal = Seal(("another key of thirty-two letters",))
    delivery = await of_other(stage).command("which", "drift")
    await delivery.acked.wait()
    assert f"PROVA_SECRET_KEY does not open the token of {OTHER}" in caplog.text
    stage.server.problems.clear()
    stage.house.store.seal = Seal(("another key of thirty-two letters", KEY))
    assert "Model Monitor" in text_of(await message_of(await of_other(stage).command("which", "drift")))
