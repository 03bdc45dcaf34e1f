"""Whole processes: their time until an answer, and their peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench.figure import Figure

RUNS = 7
PYTHON = (sys.executable, "-c", "pass")
WHICH = (sys.executable, "-m", "bot", "which", "drift", "--json")
PLAY = (sys.executable, "-m", "bot", "play", "--as", "bench")


LAUNCHER = (
    "import resource, subprocess, sys, time\n"
    "start = time.perf_counter()\n"
    "code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode\n"
    "took = time.perf_counter() - start\n"
    "print(code, took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)
"""A small program that starts a command: a child's peak memory counts that of the process it was forked from."""


def run(command: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Run a command on an empty input, and return its seconds and its peak memory in MiB."""
    environment = {**os.environ, "PROVA_DATABASE_URL": f"sqlite:///{folder / 'processes.db'}"}
    launched = [sys.executable, "-c", LAUNCHER, *command]
    code, took, peak = subprocess.run(launched, capture_output=True, env=environment, check=True).stdout.split()
    if int(code):
        raise RuntimeError(" ".join(command))
    return float(took), int(peak) / 1024


def measure(folder: Path) -> list[Figure]:
    """Measure `prova which` and `prova play` up to its first prompt, in turns with a bare interpreter."""
    taken: dict[tuple[str, ...], list[tuple[float, float]]] = {PYTHON: [], WHICH: [], PLAY: []}
    for _ in range(RUNS):
        for command, results in taken.items():
            results.append(run(command, folder))
    bare_seconds, bare_memory = (statistics.median(column) for column in zip(*taken[PYTHON], strict=True))
    figures = []
    for command, name in ((WHICH, "`prova which drift`"), (PLAY, "`prova play` up to its first prompt, and out")):
        seconds, memory = (statistics.median(column) for column in zip(*taken[command], strict=True))
        figures.append(Figure(name, f"{seconds * 1e3:.0f} ms", f"{seconds / bare_seconds:.1f}", "a bare interpreter"))
        figures.append(
            Figure(f"{name}, peak memory", f"{memory:.0f} MiB", f"{memory / bare_memory:.1f}", "a bare interpreter")
        )
    return figures
