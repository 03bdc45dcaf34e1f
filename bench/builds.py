"""A build of an earlier commit beside that of this tree, and processes of both that tell their processor time."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILDS = ROOT / ".bench"
"""Earlier builds, kept for the next run."""
METER = """
import os, runpy, sys, threading, time
def report():
    while os.read(0, 1):
        pages = int(open("/proc/self/statm").read().split()[1])
        os.write(1, b"meter %.6f %d\\n" % (time.process_time(), pages * os.sysconf("SC_PAGE_SIZE")))
threading.Thread(target=report, daemon=True).start()
runpy.run_module("tests.loopback.launch", run_name="__main__", alter_sys=True)
"""
"""Starts a module on the loopback servers; each byte of its input is answered by its processor time and memory."""


@dataclass(frozen=True, slots=True)
class Build:
    """A tree that can be run: its folder and its interpreter."""

    root: Path
    python: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A process's processor time so far, in seconds, and its resident memory, in MiB."""

    cpu: float
    memory: float


NOW = Build(ROOT, sys.executable)


def prepare_build(commit: str) -> Build:
    """Check an earlier commit out beside this tree, with an environment from its own lock file."""
    full = _output("git", "-C", str(ROOT), "rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    root = BUILDS / full
    python = root / ".venv" / "bin" / "python"
    if not (root / "ready").exists():
        print(f"Building {full[:7]} ...", file=sys.stderr)
        root.mkdir(parents=True, exist_ok=True)
        archive = subprocess.run(["git", "-C", ROOT, "archive", full], check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", root], check=True, input=archive)
        subprocess.run([sys.executable, "-m", "venv", root / ".venv"], check=True)
        pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--require-hashes", "-r")
        subprocess.run([*pip, root / "requirements.lock"], check=True)
        (root / "ready").touch()
    return Build(root, str(python))


def _output(*command: str) -> str:
    """Return the output of a command that has to succeed."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Metered:
    """A running process that tells its processor time and memory."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take over a process that was started with METER."""
        self._process = process

    async def read(self) -> Reading:
        """Return the processor time and memory of this moment."""
        source, target = self._process.stdout, self._process.stdin
        if source is None or target is None:
            raise RuntimeError("the process has no pipes")
        target.write(b".")
        while line := await source.readline():
            if line.startswith(b"meter "):
                _, cpu, memory = line.split()
                return Reading(float(cpu), int(memory) / 2**20)
        raise RuntimeError("the process has ended")


@asynccontextmanager
async def metered(build: Build, module: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[Metered]:
    """Start a module of a build on loopback servers, and end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        build.python,
        "-c",
        METER,
        *module,
        cwd=build.root,
        env={**os.environ, "PROVA_LOG_LEVEL": "ERROR", **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Metered(process)
    finally:
        process.terminate()
        await process.wait()
