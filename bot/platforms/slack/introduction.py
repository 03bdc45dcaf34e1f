"""The introduction to Slack: the bot behind the token, asked for until Slack answers."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.retry import Backoff, rest
from bot.platforms.slack.manifest import ESSENTIAL, SCOPES
from bot.platforms.slack.send import UNUSABLE, code_of
from bot.ports.platform import PlatformUnusable

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between the tries: doubled each time, with jitter."""

BOT_REFUSED = (
    "Slack refuses SLACK_BOT_TOKEN ({error}): copy the Bot User OAuth Token of your app again "
    "(OAuth & Permissions) and set it."
)
SCOPE_MISSING = (
    "Slack has not given SLACK_BOT_TOKEN the scope {scopes}: add it to the app (OAuth & Permissions, or the manifest "
    "that `prova slack manifest` prints), install the app again and set the new token."
)

_log = logging.getLogger(__name__)


async def introduce(
    client: AsyncWebClient, token: str, stopping: asyncio.Event, rng: random.Random
) -> AuthorizeResult | None:
    """Return the bot behind *token*, asked for until Slack answers; None once it is time to stop.

    Raises PlatformUnusable for a token that is refused, or lacks a scope that nothing works without.
    """
    backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE, 2, rng)
    while not stopping.is_set():
        try:
            told = await client.auth_test(token=token)
        except SlackApiError as error:
            code = code_of(error)
            if code in UNUSABLE:
                raise PlatformUnusable(BOT_REFUSED.format(error=code)) from error
            _log.warning("slack: cannot be reached (%s); trying again", code)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("slack: cannot be reached (%s); trying again", type(error).__name__)
        else:
            check_scopes(told.headers)
            return AuthorizeResult(
                enterprise_id=told.get("enterprise_id"),
                team_id=told.get("team_id"),
                bot_user_id=told.get("user_id"),
                bot_id=told.get("bot_id"),
                bot_token=token,
            )
        await rest(stopping, backoff.draw())
    return None


def check_scopes(headers: Mapping[str, str]) -> None:
    """Log the missing scopes, where Slack lists them. Raises PlatformUnusable for those that nothing works without."""
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    if told is None:
        return
    granted = {scope.strip() for scope in told.split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if essential := [scope for scope in missing if scope in ESSENTIAL]:
        raise PlatformUnusable(SCOPE_MISSING.format(scopes=", ".join(essential)))
    for scope in missing:
        _log.warning("slack: %s", SCOPE_MISSING.format(scopes=f"{scope} ({SCOPES[scope]})"))
