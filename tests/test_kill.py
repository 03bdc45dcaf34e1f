"""`kill -9` in the middle of a quiz: what was acknowledged is kept, once, and the file opens."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.process import ROOT, Run, environment

ROUNDS = 12
"""The store's own suite kills fifty times; here the whole way, from a typed line to a printed verdict, is cut."""


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_or_doubled(tmp_path: Path, run_prova: Run) -> None:
    rng = random.Random(5)
    acknowledged = 0
    for _ in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "play", "--as", "ana", "--lang", "en"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=environment(tmp_path),
            cwd=ROOT,
        )
        assert process.stdin
        assert process.stdout
        process.stdin.write("/quiz\nA\n" * 200)
        process.stdin.flush()
        stop_after = rng.randrange(1, 12)
        for line in process.stdout:
            acknowledged += line.startswith(("✓", "✗"))
            stop_after -= line.startswith(("✓", "✗"))
            if not stop_after:
                process.kill()
                break
        acknowledged += sum(line.startswith(("✓", "✗")) for line in process.stdout)
        process.wait()
        process.stdout.close()
    shown = run_prova("play", "--as", "ana", "--lang", "en", lines="/settings export\n").stdout
    answers = json.loads(shown.partition("prova-export.json:\n")[2])["answers"]
    postings = [answer["posting"] for answer in answers]
    assert len(postings) == len(set(postings))
    assert len(postings) >= acknowledged >= ROUNDS
