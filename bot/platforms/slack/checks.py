"""The checks of Slack: our tokens, and the scopes that they have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.client import Credentials
from bot.platforms.slack.manifest import ESSENTIAL, SCOPES
from bot.platforms.slack.send import TIMEOUT, UNUSABLE, code_of, plain_client
from bot.ports.checks import CheckResult
from bot.ports.clock import Clock

_PART = "slack"
_REFUSED = {
    "SLACK_BOT_TOKEN": "copy the Bot User OAuth Token of your app again (OAuth & Permissions)",
    "SLACK_APP_TOKEN": "make an app-level token with the scope connections:write (Basic Information)",
}


async def examine(credentials: Credentials, clock: Clock) -> AsyncIterator[CheckResult]:
    """Yield a result for each part that was checked."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        client = plain_client(session)
        if credentials.bot_token:
            async for finding in _bot(client, credentials.bot_token, clock):
                yield finding
        if credentials.app_token:
            yield await _app(client, credentials.app_token)


async def _bot(client: AsyncWebClient, token: str, clock: Clock) -> AsyncIterator[CheckResult]:
    """Yield the results for the bot's token, its scopes, and Slack's clock."""
    try:
        told = await client.auth_test(token=token)
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        yield _failed("SLACK_BOT_TOKEN", error)
        return
    yield CheckResult(_PART, "ok", "SLACK_BOT_TOKEN is taken.")
    headers: Mapping[str, str] = {name.lower(): value for name, value in told.headers.items()}
    if date := headers.get("date"):
        yield CheckResult.of_clock(_PART, parsedate_to_datetime(date), clock())
    if "x-oauth-scopes" in headers:
        granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
        missing = [scope for scope in SCOPES if scope not in granted]
        for scope in missing:
            yield CheckResult(
                _PART,
                "fail" if scope in ESSENTIAL else "warn",
                f"The scope {scope} is missing ({SCOPES[scope]}): add it (OAuth & Permissions), install the app again, "
                "and set the new token.",
            )
        if not missing:
            yield CheckResult(_PART, "ok", f"All {len(SCOPES)} scopes are given.")


async def _app(client: AsyncWebClient, token: str) -> CheckResult:
    """Return the result for the token that opens sockets."""
    try:
        await client.apps_connections_open(app_token=token)
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        return _failed("SLACK_APP_TOKEN", error)
    return CheckResult(_PART, "ok", "SLACK_APP_TOKEN is taken.")


def _failed(name: str, error: Exception) -> CheckResult:
    """Return the failure of a token that could not be tried, or was refused."""
    reason = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
    if reason in UNUSABLE:
        return CheckResult(_PART, "fail", f"Slack refuses {name} ({reason}): {_REFUSED[name]} and set it.")
    return CheckResult(_PART, "fail", f"Slack cannot be reached ({reason}): check the network and try again.")
