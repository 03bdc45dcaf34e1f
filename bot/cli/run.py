"""The operator's verbs for the bot itself: `prova run` and `prova discord ...`."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import resource
import signal
import sys

from bot import config, logs
from bot.cli.common import errors_explained, fail
from bot.cli.verbs import Group, Verb, argument
from bot.domain.errors import DatabaseAway, StoreBusy

_log = logging.getLogger(__name__)

FILES = 65_536
"""The most files and connections that a process opens, if the system allows as many."""


def run() -> None:
    """Run Prova on every platform that is configured, until it is told to stop.

    Discord needs DISCORD_TOKEN; Slack needs SLACK_BOT_TOKEN with SLACK_APP_TOKEN, or what .env.example says. On
    SIGTERM or Ctrl+C, what is under way is finished first; on SIGHUP, the bank is read anew. The exit status is 2
    when Prova cannot start, or when a platform refuses it for good.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is a bank to read anew
    with errors_explained():
        settings = config.from_environment()
        logs.configure(settings.log_level or "INFO", sys.stderr)
        for said in settings.unknown:
            _log.warning("settings: %s", said)
        if not (settings.discord_token or settings.slack):
            fail(
                "There is nothing to run: set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN, "
                "in the environment or in .env (see README)."
            )
        _raise_file_limit()
        asyncio.run(_run(settings))


def _raise_file_limit() -> None:
    """Raise the process's limit of open files, which a shell or a service manager sets low."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def _run(settings: config.Settings) -> None:
    """Serve until a signal comes, also one that comes while the parts are still being loaded."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    from bot.app import serve

    again = asyncio.Event()
    loop.add_signal_handler(signal.SIGHUP, again.set)
    try:
        await serve(settings, stop, again)
    except (DatabaseAway, StoreBusy):
        if not stop.is_set():
            raise


def discord_invite() -> None:
    """Print the address at which an admin adds Prova to a guild, with the scopes and permissions it needs."""
    with errors_explained():
        token = config.from_environment().discord_token
    if not token:
        fail("Set DISCORD_TOKEN first: it names your application (see README).")
    from bot.platforms.discord.invite import application_of, invite_url

    application = application_of(token)
    if application is None:
        fail("DISCORD_TOKEN is no bot token: copy it again from your application (Bot, Reset Token).")
    print(invite_url(application))


def slack_manifest(commands_prefix: str, url: str) -> None:
    """Print the app manifest, from which Slack creates the app with its commands, scopes and events."""
    from bot.platforms.slack.manifest import manifest

    if not re.fullmatch(r"[a-z0-9-]{0,20}", commands_prefix) or (commands_prefix and commands_prefix[-1] != "-"):
        fail("--commands-prefix: write up to 20 small letters, digits and -, with - at the end, such as study-.")
    if url and not re.fullmatch(r"https://[^\s/?#]+", url.rstrip("/")):
        fail("--url: write https:// and a host, such as https://bot.example.org.")
    print(json.dumps(manifest(prefix=commands_prefix, url=url.rstrip("/")), ensure_ascii=False, indent=2))


_PREFIX = argument(
    "--commands-prefix",
    default="",
    metavar="PREFIX",
    help="What goes before each command's name, where other apps have taken the names: study-",
)
_URL = argument(
    "--url", default="", help="Where Slack reaches Prova by HTTP, such as https://bot.example.org; Socket Mode without."
)
VERBS = {
    "run": Verb(run),
    "discord": Group("Set Prova up on Discord.", {"invite": Verb(discord_invite)}),
    "slack": Group("Set Prova up on Slack.", {"manifest": Verb(slack_manifest, (_PREFIX, _URL))}),
}
