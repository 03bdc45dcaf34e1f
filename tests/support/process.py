"""The real `prova` command in a process of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.discretion import leaks

Run = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parent.parent.parent


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return a bare environment with a database in *folder*."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    url = f"sqlite:///{folder / 'prova.db'}"
    return {**kept, "PROVA_DATABASE_URL": url, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **more}


def runner(folder: Path) -> Run:
    """Return a function that runs `prova` with arguments and lines on standard input."""

    def run(*arguments: str, lines: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=lines,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            env=environment(folder, **more),
            cwd=folder,
            check=False,
        )

    return run


@asynccontextmanager
async def started(folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start `prova run`, led to loopback servers; its log goes to `log.txt`. A test that does not stop it kills it."""
    with (folder / "log.txt").open("a", encoding="utf-8") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.loopback.launch", "bot", "run"),
            env=environment(folder, **settings),
            cwd=ROOT,
            stderr=log,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            assert leaks((folder / "log.txt").read_text(encoding="utf-8")) == []
