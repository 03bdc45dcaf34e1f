"""The connection to Discord: it comes up, stays up, registers the commands when they changed, and goes down."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from bot.entry.dispatch import Dispatcher
from bot.platforms.discord.channels import DiscordChannels
from bot.platforms.discord.commands import KNOWN, command_tree, is_known
from bot.platforms.discord.decode import PLATFORM
from bot.platforms.discord.listen import DiscordListener
from bot.platforms.retry import Backoff, insist, rest
from bot.ports.platform import PlatformUnusable

FATAL = {
    4004: "Discord refuses DISCORD_TOKEN: copy the token of your application again (Bot, Reset Token) and set it.",
    4010: "Discord refuses the shards: set DISCORD_SHARDS to first-last/count, such as 0-3/8.",
    4011: "Discord wants more shards for so many guilds: raise the count in DISCORD_SHARDS, or leave it out.",
    4012: "Discord no longer speaks this version of its gateway: upgrade Prova.",
    4013: "Discord does not know the gateway intents that Prova asks for: upgrade Prova.",
    4014: "Discord denies a privileged gateway intent, and Prova asks for none: upgrade Prova.",
}
"""Close codes after which trying again is useless, with the sentence for the operator."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a connection that failed is tried again: doubled each time, with jitter."""
LONGEST_EXPONENT = 3
"""A shard that is cut off waits up to 2, 4, 8, 8, ... seconds, at random, between its tries."""
CLOSING = 1.0
"""Seconds that saying goodbye to Discord may take."""
COMMANDS_AGAIN = (5.0, 60.0, 600.0)
"""Seconds between the tries to register the commands."""
TRANSIENT = (aiohttp.ClientError, OSError, discord.GatewayNotFound, discord.HTTPException)

_log = logging.getLogger(__name__)


class Discord:
    """Prova on Discord. `run` returns after `stop`, or raises PlatformUnusable."""

    name = PLATFORM

    def __init__(
        self,
        dispatcher: Dispatcher,
        token: str,
        shards: tuple[range, int] | None,
        rng: random.Random,
    ) -> None:
        """Connect nothing yet; *shards* are those of this process, and the number of them in all processes together."""
        self._listener = DiscordListener(dispatcher)
        self._token = token
        self._shards = shards
        self._rng = rng
        self.channels = DiscordChannels()
        self._client: Client | None = None
        self._stopping = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Return whether all shards of this process are connected, so that people are heard."""
        client = self._client
        if client is None or client.is_closed() or not client.is_ready():
            return False
        return not any(shard.is_closed() for shard in client.shards.values())

    def routes(self) -> tuple[()]:
        """Return no routes: Discord is reached from here."""
        return ()

    async def run(self) -> None:
        """Stay connected until `stop`. Raises PlatformUnusable when trying again would be useless."""
        try:
            await self._stay_connected()
        finally:
            await self._listener.close()

    async def _stay_connected(self) -> None:
        """Connect, again after a fault that passes, until `stop`."""
        backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE, 2, self._rng)
        while not self._stopping.is_set():
            self._client = Client(self._listener, self._shards)
            self.channels.connect(self._client)
            started = asyncio.get_running_loop().time()
            try:
                await self._client.start(self._token)
            except discord.LoginFailure as error:
                raise PlatformUnusable(FATAL[4004]) from error
            except discord.PrivilegedIntentsRequired as error:
                raise PlatformUnusable(FATAL[4014]) from error
            except discord.ConnectionClosed as error:
                if error.code in FATAL:
                    raise PlatformUnusable(FATAL[error.code]) from error
                _log.warning("discord: the gateway closed the connection (%s); trying again", error.code)
            except TRANSIENT as error:
                _log.warning("discord: cannot be reached (%s); trying again", type(error).__name__)
            except Exception:  # noqa: BLE001 - whatever broke, the learners want the bot back
                if not self._stopping.is_set():
                    _log.exception("discord: the connection broke; trying again")
            finally:
                await self._close()
            if asyncio.get_running_loop().time() - started > LONGEST_PAUSE:
                backoff.reset()
            await rest(self._stopping, backoff.draw())

    async def stop(self, seconds: float) -> None:
        """Finish the tasks under way, for at most so long, and close."""
        self._stopping.set()
        await self._listener.under_way.drain(seconds)
        await self._close()

    async def _close(self) -> None:
        """Close the connection; a server that does not say goodbye is left without."""
        client = self._client
        if client is None:
            return
        try:
            await asyncio.wait_for(client.close(), CLOSING)
        except TimeoutError:
            _log.warning("discord: did not confirm the end of the connection")


class Client(discord.AutoShardedClient):
    """discord.py's client, with guilds kept in memory and neither members nor messages; it has no privileged intent."""

    def __init__(self, listener: DiscordListener, shards: tuple[range, int] | None) -> None:
        """Take the listener, and the shards of this process."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Prova has no voice to lose
        mine: dict[str, Any] = {"shard_ids": list(shards[0]), "shard_count": shards[1]} if shards else {}
        super().__init__(
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            **mine,
        )
        parsers: dict[str, Callable[[Any], None]] = self._connection.parsers
        parsers["INTERACTION_CREATE"] = partial(_parse_or_log, parsers["INTERACTION_CREATE"])
        self._listener = listener
        self._registering: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Register the commands beside the start: a rate limit or a refusal there delays no answer."""
        self._registering = asyncio.create_task(self._register_commands())

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer an interaction of any kind."""
        await self._listener.hear(interaction)

    async def on_ready(self) -> None:
        """Log that the guilds are known."""
        _log.info("discord: ready, %s guilds", len(self.guilds))

    async def on_shard_connect(self, shard_id: int) -> None:
        """Let a shard that is there again have short pauses."""
        self._forget_outages(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Let a shard that is there again have short pauses."""
        self._forget_outages(shard_id)

    def _forget_outages(self, shard_id: int) -> None:
        """Let the next outage of a shard begin with short pauses, and never have longer ones than eight seconds.

        discord.py forgets an outage only after half an hour without one, and by then waits up to 17 minutes. It has no
        setting for this; a test fails when its insides change.
        """
        shard = self.get_shard(shard_id)
        if shard:
            backoff = shard._parent._backoff  # noqa: SLF001 - see above
            backoff._exp, backoff._max = 0, LONGEST_EXPONENT  # noqa: SLF001 - see above

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Log that a guild has sent the bot away; scores stay for when it comes back."""
        _log.info("discord: no longer in guild %s", guild.id)

    async def close(self) -> None:
        """Close the connection and the registration beside it."""
        if self._registering:
            self._registering.cancel()
        await super().close()

    async def _register_commands(self) -> None:
        """Register the commands, again after a fault that passes."""
        with suppress(Exception):  # the bot runs on with the commands that Discord knows
            await insist(self._try_to_register, COMMANDS_AGAIN, lambda error: None if _refused(error) else 0.0)

    async def _try_to_register(self) -> None:
        """Make one try to register the commands, unless Discord knows them as they are. Logs a fault and raises it."""
        try:
            tree, application = command_tree(), int(self.application_id or 0)
            known: list[dict[str, Any]] = []
            with suppress(discord.HTTPException):  # what cannot be compared is registered
                known = await self.http.request(discord.http.Route("GET", KNOWN, application_id=application))
            if is_known(tree, known):
                return
            await self.http.bulk_upsert_global_commands(application, payload=tree)
        except Exception as error:
            _log.error("discord: the commands could not be registered: %s", error)
            raise
        _log.info("discord: commands registered")


def _parse_or_log(parse: Callable[[Any], None], data: Any) -> None:
    """Parse an event, and log one that cannot be read: in discord.py it would end the connection for everybody."""
    try:
        parse(data)
    except Exception:  # noqa: BLE001 - whatever is wrong with it
        _log.exception("discord: an interaction could not be read")


def _refused(error: Exception) -> bool:
    """Return whether Discord will refuse the same request again."""
    passing = (
        isinstance(error, discord.DiscordServerError) or getattr(error, "status", 0) == HTTPStatus.TOO_MANY_REQUESTS
    )
    return isinstance(error, discord.HTTPException) and not passing
