"""Start a program in a process of its own with the platforms' libraries led to loopback servers.

`LOOPBACK_DISCORD="API GATEWAY" LOOPBACK_SLACK=API python -m tests.loopback.launch MODULE ARGUMENTS...` runs the module
as `python -m` would. With `LOOPBACK_LEASE=SECONDS` claims of the daily question run out sooner, pauses with them.
"""

from __future__ import annotations

import os
import runpy
import sys
import warnings
from collections.abc import Callable
from typing import Any


def lead_discord(api: str, gateway: str) -> None:
    """Lead discord.py."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import discord
    import yarl

    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def lead_slack(api: str) -> Callable[[], None]:
    """Lead slack_sdk, and return what undoes it; it has a parameter for that, and Prova no reason to set it."""
    from slack_sdk.web.async_base_client import AsyncBaseClient

    before = AsyncBaseClient.__init__

    def led(self: Any, *args: Any, **kwargs: Any) -> None:
        before(self, *args, **{**kwargs, "base_url": api})

    def undo() -> None:
        AsyncBaseClient.__init__ = before  # type: ignore[method-assign]

    AsyncBaseClient.__init__ = led  # type: ignore[method-assign]
    return undo


def hasten(lease: float) -> None:
    """Let the daily question's clock run faster, with the same proportions."""
    from datetime import timedelta

    from bot import scheduler
    from bot.features.daily import claims

    share = lease / claims.LEASE.total_seconds()
    claims.LEASE = timedelta(seconds=lease)
    claims.SENDING *= share
    claims.SOON *= share
    claims.FIRST_PAUSE *= share
    scheduler.TICK_SECONDS *= share


def main() -> None:
    """Lead the libraries, then run the module."""
    if discord := os.environ.get("LOOPBACK_DISCORD"):
        lead_discord(*discord.split())
    if slack := os.environ.get("LOOPBACK_SLACK"):
        lead_slack(slack)
    if lease := os.environ.get("LOOPBACK_LEASE"):
        hasten(float(lease))
    _, module, *arguments = sys.argv
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
