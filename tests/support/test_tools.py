"""A tool that cannot be had is named once, and fails the run where nobody would miss its tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.process import ROOT
from tests.support.tools import TOOLS, need

CONFTEST = """
from tests.support import tools
from tests.support.tools import pytest_terminal_summary

def nowhere(program):
    raise tools.ToolMissing("no package brings it")

tools.TOOLS["Unobtainium"] = ("unobtainium", nowhere)
"""
TESTS = """
from tests.support.tools import need

def test_one_that_needs_it():
    need("Unobtainium")

def test_another_that_needs_it():
    need("Unobtainium")

def test_one_that_does_not():
    pass
"""


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run tests of which two need a tool that cannot be had."""
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_it.py").write_text(TESTS, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *words],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("tool", TOOLS)
def test_each_tool_is_set_up_and_runs(tool: str) -> None:
    assert need(tool).is_dir()


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_missing_tool_skips_its_tests_and_is_named_in_one_line(tmp_path: Path, workers: str) -> None:
    done = run(tmp_path, "--numprocesses", workers)
    assert done.returncode == 0
    assert "1 passed, 2 skipped" in done.stdout
    lines = [line for line in done.stdout.splitlines() if "Unobtainium" in line]
    assert lines == ["2 skipped, no Unobtainium: no package brings it"]


def test_a_missing_tool_fails_its_tests_in_ci(tmp_path: Path) -> None:
    done = run(tmp_path, CI="1")
    assert done.returncode == 1
    assert "2 failed, 1 passed" in done.stdout
    assert "no Unobtainium: no package brings it" in done.stdout
