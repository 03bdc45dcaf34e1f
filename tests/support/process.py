"""The real `prova` command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

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
            timeout=60,
            check=False,
        )

    return run
