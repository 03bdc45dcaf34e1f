"""A real PgBouncer in front of a server of the tests, as its package configures it: a stock one, in any mode."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.ports import free_port
from tests.support.postgres import NOBODY, USER
from tests.support.tools import need

NEW, OLD = "PgBouncer 1.24", "PgBouncer"
"""Versions with prepared statements, and, from Debian 12, without."""


@contextmanager
def pooled(url: str, *, tool: str = NEW, **settings: object) -> Iterator[str]:
    """Start a pooler before the database of *url*, and yield the database's URL through it.

    *settings* are PgBouncer's own; what none of them says is as PgBouncer has it without being told.
    """
    program = need(tool) / "pgbouncer"
    folder = Path(tempfile.mkdtemp(prefix="prova-pgbouncer-"))
    log = folder / "log"
    words = {
        "listen_addr": "127.0.0.1",
        "listen_port": free_port(),
        "unix_socket_dir": "",
        "auth_type": "any",
        "logfile": log,
        **settings,
    }
    server = urlsplit(url)
    target = f"* = host={server.hostname} port={server.port} user={server.username or USER}"
    lines = [f"[databases]\n{target}\n[pgbouncer]\n", *(f"{name} = {value}\n" for name, value in words.items())]
    (folder / "pgbouncer.ini").write_text("".join(lines), encoding="utf-8")
    as_nobody: tuple[str, ...] = ()
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        as_nobody = ("-u", pwd.getpwuid(NOBODY).pw_name)
    with subprocess.Popen(
        [program, *as_nobody, folder / "pgbouncer.ini"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            _wait_for(process, log)
            yield server._replace(netloc=f"{server.username or USER}@127.0.0.1:{words['listen_port']}").geturl()
        finally:
            process.kill()
    shutil.rmtree(folder)


def _wait_for(process: subprocess.Popen[str], log: Path) -> None:
    """Wait until a pooler takes connections: it says so on its standard error, as in its log."""
    assert process.stderr is not None
    for line in process.stderr:
        if "process up" in line:
            return
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "PgBouncer does not start")
