"""The server behind a PostgreSQL URL, or the one of several that writes just now."""

from __future__ import annotations

import asyncio
import os
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from bot.store.postgres_pool import Driver
from bot.store.postgres_url import ServerAddress


async def reach(address: ServerAddress, **options: Any) -> Driver:
    """Open a connection to the server; of several to the one that writes, which may be another one any time.

    All of them are tried at once: one that hangs would be waited for before the one that has taken its place.
    """
    servers = servers_of(address.url)
    if len(servers) == 1:
        return await _reach(address.url, address, options)
    wanted = {**_writing(address.url), **options}
    tries = [asyncio.create_task(_reach(server, address, wanted)) for server in servers]
    pending, chosen = set(tries), tries[0]
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if found := [one for one in done if not one.exception()]:
                chosen = found[0]
                break
        return chosen.result()
    finally:
        for one in tries:
            if not one.cancel() and one is not chosen and not one.exception():
                one.result().terminate()


def servers_of(url: str) -> list[str]:
    """Return a URL for each of the servers that a URL names, one after the other with a comma between them."""
    parts = urlsplit(url)
    user, at, hosts = parts.netloc.rpartition("@")
    return [parts._replace(netloc=f"{user}{at}{host}").geturl() for host in hosts.split(",")]


async def _reach(url: str, address: ServerAddress, options: dict[str, Any]) -> Driver:
    """Open a connection to one server."""
    settings = dict(address.settings)
    connection: Driver = await asyncpg.connect(url, timeout=address.patience, server_settings=settings, **options)
    return connection


def _writing(url: str) -> dict[str, str]:
    """Return the option that chooses the server that writes, unless the operator has said which is to be chosen."""
    said = "target_session_attrs=" in url or "PGTARGETSESSIONATTRS" in os.environ
    return {} if said else {"target_session_attrs": "read-write"}
