"""`kill -9` in the middle of a quiz: what was acknowledged is kept, once, and the file opens."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest

from tests.support.process import ROOT, Run, environment

ROUNDS = 12
"""The store's own suite kills more often; here the whole way, from a typed line to a printed verdict, is cut."""


def played(folder: Path, typed: TextIO) -> subprocess.Popen[str]:
    """Start a quiz that reads what was typed beforehand."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "play", "--as", "ana", "--lang", "en"],
        stdin=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=environment(folder),
        cwd=ROOT,
    )


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_or_doubled(tmp_path: Path, run_prova: Run) -> None:
    rng = random.Random(5)
    acknowledged = 0
    for _ in range(ROUNDS):
        lines = tmp_path / "lines.txt"
        lines.write_text("/quiz\nA\n" * 200, encoding="utf-8")
        with lines.open(encoding="utf-8") as typed, played(tmp_path, typed) as process:
            assert process.stdout
            left = rng.randrange(1, 12)
            for line in process.stdout:
                verdict = line.startswith(("✓", "✗"))
                acknowledged += verdict
                left -= verdict
                if left == 0:
                    process.kill()
    shown = run_prova("play", "--as", "ana", "--lang", "en", lines="/settings export\n").stdout
    answers = json.loads(shown.partition("prova-export.json:\n")[2])["answers"]
    postings = [answer["posting"] for answer in answers]
    assert len(postings) == len(set(postings))
    assert len(postings) >= acknowledged >= ROUNDS
