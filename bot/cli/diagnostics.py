"""The operator's diagnostics: `prova doctor`, before Prova runs, and `prova health`, while it runs."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from http.client import HTTPException

from bot import config
from bot.cli.common import errors_explained, fail
from bot.cli.verbs import Verb, flag
from bot.config import LOOPBACK

ANSWER_TIMEOUT = 4.0
"""Seconds that a running Prova gets to answer."""
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""An opener without the environment's proxies, for addresses of this machine."""
_MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def doctor(*, as_json: bool) -> None:
    """Look at settings, bank, zones, database, disk, clock, tokens, scopes, permissions, commands; say what to do.

    The exit status is 1 when anything fails; warnings alone leave it at 0.
    """
    with errors_explained():
        settings = config.from_environment()
    from bot.doctor import check_results
    from bot.ports.clock import utc_now

    async def all_of_it() -> list[tuple[str, str, str]]:
        return [(each.part, each.level, each.said) async for each in check_results(settings, utc_now)]

    found = asyncio.run(all_of_it())
    failed = any(level == "fail" for _, level, _ in found)
    if as_json:
        lines = [{"part": part, "level": level, "said": said} for part, level, said in found]
        print(json.dumps({"well": not failed, "findings": lines}, ensure_ascii=False, indent=2))
    else:
        for part, level, said in found:
            print(f"{_MARKS[level]}  {part:<8}  {said}")
    if failed:
        raise SystemExit(1)


def health() -> None:
    """Ask the Prova that runs on this machine whether it serves people; the exit status is 1 if it does not.

    It asks PROVA_HTTP_PORT. A process that is alive while a platform is not connected, or the database cannot be
    written, is told so with status 0: to start it again would not help.
    """
    with errors_explained():
        settings = config.from_environment()
    if settings.http_port is None:
        fail("Set PROVA_HTTP_PORT: that is where a running Prova tells how it is.")
    host = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(settings.http_host, settings.http_host)  # noqa: S104 - it is asked, not bound
    address = f"http://[{host}]" if ":" in host else f"http://{host}"
    try:
        status, said = _get(f"{address}:{settings.http_port}/readyz")
        if "ready" not in json.loads(said):
            raise ValueError
    except (OSError, HTTPException, ValueError, TypeError):
        fail(f"Nothing of Prova's answers at {host}:{settings.http_port}: start `prova run`, or look into its log.", 1)
    print(said)
    if status not in (200, 503):
        raise SystemExit(1)


def _get(url: str) -> tuple[int, str]:
    """Return the status and the text of a page. Raises OSError, HTTPException, ValueError for no page."""
    try:
        with _DIRECTLY.open(url, timeout=ANSWER_TIMEOUT) as response:
            return response.status, response.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


VERBS = {
    "doctor": Verb(doctor, (flag("--json", "One JSON object, for programs.", dest="as_json"),)),
    "health": Verb(health),
}
