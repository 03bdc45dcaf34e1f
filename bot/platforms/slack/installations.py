"""The workspaces that Prova is installed in, and the installations under way, in our own database.

Tokens are sealed there when the operator has set a key. A workspace has one installation: the latest.
"""

from __future__ import annotations

import json
import secrets
from logging import Logger, getLogger

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.ports.clock import Clock
from bot.ports.store import Memos, SecretUnreadable

STATE_SECONDS = 600
"""Seconds that an installation may take from its first page to its last."""

INSTALLED = "slack-installation:"
"""The prefix of the names that installations are kept under."""

KEY_GONE = (
    "PROVA_SECRET_KEY does not open the token of {workspace}: set it to the key that was set when the workspace "
    "installed Prova, or to the new key, a comma and that one; or let the workspace install it again."
)

_log = getLogger(__name__)


class Installations(AsyncInstallationStore):
    """Bot tokens by workspace, or by organization where it is installed for all of it."""

    def __init__(self, memos: Memos) -> None:
        """Take the memos that keep them."""
        self._memos = memos

    @property
    def logger(self) -> Logger:
        """Return the log for slack_sdk."""
        return _log

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, in the place of a former one of the same workspace."""
        bot = installation.to_bot()
        name = _name(bot.enterprise_id, bot.team_id, is_enterprise_install=bool(bot.is_enterprise_install))
        kept = {"app_id": bot.app_id, "token": bot.bot_token, "bot_id": bot.bot_id, "bot_user_id": bot.bot_user_id}
        await self._memos.remember(name, json.dumps(kept), secret=True)
        _log.info("slack: installed in %s", bot.team_id or bot.enterprise_id)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the bot of a workspace, or None where it is not installed. Raises SecretUnreadable."""
        name = _name(enterprise_id, team_id, is_enterprise_install=bool(is_enterprise_install))
        kept = await self._memos.remembered(name)
        if kept is None:
            return None
        values = json.loads(kept)
        return Bot(
            app_id=values["app_id"],
            enterprise_id=enterprise_id,
            team_id=None if is_enterprise_install else team_id,
            bot_token=values["token"],
            bot_id=values["bot_id"],
            bot_user_id=values["bot_user_id"],
            is_enterprise_install=is_enterprise_install,
            installed_at=0.0,
        )

    async def token(self, workspace: str) -> str | None:
        """Return the token that speaks for a workspace, or an organization; None where there is none to be had."""
        for wide in (False, True):
            try:
                bot = await self.async_find_bot(enterprise_id=workspace, team_id=workspace, is_enterprise_install=wide)
            except SecretUnreadable:
                _log.error("slack: %s", KEY_GONE.format(workspace=workspace))
                return None
            if bot:
                return bot.bot_token
        return None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace's token; the learners' scores stay for when it comes back."""
        await self.async_delete_all(enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Change nothing: nothing is kept for single users."""

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace's token; an organization's only when the organization itself leaves."""
        await self._memos.drop(_name(enterprise_id, team_id, is_enterprise_install=team_id is None))
        _log.info("slack: no longer installed in %s", team_id or enterprise_id)


class States(AsyncOAuthStateStore):
    """Installations under way: each state is good once, for ten minutes, and for any of our processes."""

    def __init__(self, memos: Memos, clock: Clock) -> None:
        """Take the memos that keep them, and the clock."""
        self._memos = memos
        self._clock = clock

    @property
    def logger(self) -> Logger:
        """Return the log for slack_sdk."""
        return _log

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """Return a new state."""
        state = secrets.token_urlsafe(24)
        now = self._clock().timestamp()
        for name, until in (await self._memos.memos(_state(""))).items():
            if float(until) < now:
                await self._memos.drop(name)
        await self._memos.remember(_state(state), str(now + STATE_SECONDS))
        return state

    async def async_consume(self, state: str) -> bool:
        """Use a state up, and return whether it was good."""
        until = await self._memos.remembered(_state(state))
        return await self._memos.drop(_state(state)) and self._clock().timestamp() < float(until or 0)


class Authorize(AsyncAuthorize):
    """Finds the token that speaks for a workspace: our own one, or that of an installation; without asking Slack."""

    def __init__(self, home: AuthorizeResult | None, installations: Installations | None) -> None:
        """Take the workspace of SLACK_BOT_TOKEN, and the installed ones, where there are any."""
        self._home = home
        self._installations = installations

    def is_home(self, team_id: str | None) -> bool:
        """Return whether SLACK_BOT_TOKEN speaks for a workspace; an event without one can only be from there."""
        return self._home is not None and team_id in (self._home.team_id, None)

    def leave_home(self) -> None:
        """Speak with SLACK_BOT_TOKEN no more."""
        self._home = None

    async def token(self, workspace: str) -> str | None:
        """Return the token that speaks for a workspace, or an organization; None where there is none to be had."""
        if self._home and workspace == self._home.team_id:
            return self._home.bot_token
        return await self._installations.token(workspace) if self._installations else None

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_more: object,
    ) -> AuthorizeResult | None:
        """Return the bot that speaks for the workspace, or None where Prova is not installed."""
        if self.is_home(team_id):
            return self._home
        if self._installations is None:
            return None
        wide = bool(context.is_enterprise_install)
        try:
            bot = await self._installations.async_find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=wide
            )
        except SecretUnreadable:
            _log.error("slack: %s", KEY_GONE.format(workspace=team_id or enterprise_id))
            return None
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=bot.team_id,
            bot_token=bot.bot_token,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
        )


def _name(enterprise_id: str | None, team_id: str | None, *, is_enterprise_install: bool) -> str:
    """Return the name that an installation is kept under."""
    return f"{INSTALLED}{'org' if is_enterprise_install else 'team'}:" + str(
        enterprise_id if is_enterprise_install else team_id
    )


def _state(state: str) -> str:
    """Return the name that a state is kept under."""
    return f"slack-installing:{state}"
