"""Start a program in a process of its own with discord.py led to a loopback server.

`python -m tests.loopback.discord.launch API GATEWAY MODULE ARGUMENTS...` runs the module as `python -m` would.
"""

from __future__ import annotations

import runpy
import sys
import warnings


def main() -> None:
    """Lead discord.py, then run the module."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import discord
    import yarl

    api, gateway, module, *arguments = sys.argv[1:]
    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
