"""One server serves all processes of a run, and is gone when they are, whatever end they came to."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.support.process import ROOT
from tests.support.tools import need

USER = """
import sys
from pathlib import Path
from tests.support.postgres import shared_server

with shared_server(Path(sys.argv[1])) as server:
    print(server.port, server.sql("postgres", "SELECT 1"), server.folder, flush=True)
    sys.stdin.read()
"""


def user(place: Path) -> subprocess.Popen[str]:
    """Start a process that uses the server until it is killed or has no input any more."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, place], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_server_is_shared_and_ends_with_the_last_of_its_users_also_after_kill_9(tmp_path: Path) -> None:
    need("PostgreSQL")
    with user(tmp_path) as one, user(tmp_path) as other:
        assert one.stdout
        assert other.stdout
        said = one.stdout.readline()
        assert said == other.stdout.readline()
        _, answer, folder = said.split()
        assert answer == "1"
        one.kill()
        one.wait()
        assert Path(folder).exists()
        other.kill()
    while Path(folder).exists():
        time.sleep(0.01)  # its keeper is no child of ours, and tells nobody
    with user(tmp_path) as late:
        assert late.stdout
        assert late.stdout.readline().split()[1:] != [answer, folder]
