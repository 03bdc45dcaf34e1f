"""A verb imports what it needs, and nothing that takes longer than its work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.process import environment

LOADED = """
import atexit, json, sys
def tell():
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
atexit.register(tell)
from bot.cli import main
main()
"""
BOT = {"discord", "slack_bolt", "aiohttp", "prometheus_client", "bot.app"}
BUILDING = {"yaml", "pydantic", "bot.content.reading.load"}
"""The parts that read the files of a bank; a bank from the cache needs none of them."""


def modules(folder: Path, *words: str) -> set[str]:
    """Return the modules that a verb has imported at its end."""
    command = [sys.executable, "-c", LOADED, *words]
    done = subprocess.run(
        command, env=environment(folder), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    ("words", "needless"),
    [
        (("which", "drift"), {*BOT, *BUILDING, "asyncio", "rapidfuzz", "importlib.metadata", "bot.store.store"}),
        (("play", "--as", "ana"), {*BOT, *BUILDING, "importlib.metadata", "rapidfuzz", "prompt_toolkit"} - {"bot.app"}),
        (("--version",), {*BOT, *BUILDING, "asyncio", "bot.config"}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_verb_imports_nothing_that_it_does_not_need(
    tmp_path: Path, words: tuple[str, ...], needless: set[str]
) -> None:
    modules(tmp_path, *words)  # the bank and the index are in the cache from now on
    assert modules(tmp_path, *words) & needless == set()
