"""A real PostgreSQL server of the tests' own, of the newest version or the oldest, from the programs of a package.

Each server has a keeper: a process that waits until all processes that use the server have gone, by whatever end, then
stops the server and removes its data. The users hold a shared lock on a file, which the system takes back even from one
that was killed; the keeper waits for the exclusive one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from tests.support.ports import free_port
from tests.support.tools import folder_of

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534
"""The user that the server runs as when the tests run as root, which it refuses."""
USER = "prova"
NEWEST, OLDEST = "PostgreSQL", "PostgreSQL 13"
"""The tools with the versions that the tests run on."""
PATIENCE = "86400"
"""Seconds that `pg_ctl` waits for a server that neither answers nor ends: the tests' own limit comes before."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": 200,
    "wal_retrieve_retry_interval": "200ms",  # a standby is soon back at its server
    "fsync": "off",  # the data outlives the server's end, and no test cuts the machine's power
}


class PostgresServer:
    """One server with its own data, on loopback; it can be stopped and started again."""

    def __init__(self, folder: Path, port: int, tool: str = NEWEST) -> None:
        """Name the server in *folder*, which need not run."""
        self.folder, self.port, self.tool = folder, port, tool
        self._data = folder / "data"
        self._programs = folder / "bin"
        self._names = count(1)

    def make(self, original: PostgresServer | None = None) -> None:
        """Make its data, or those of a standby of another server, and start it."""
        programs = folder_of(self.tool)
        self._data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            os.chown(self._data, NOBODY, NOBODY)
        if os.geteuid() == 0 and not _open_to_all(programs):
            package = programs.parent.parent
            for part in (package, package.with_suffix(".libs")):
                if part.is_dir():
                    shutil.copytree(part, self.folder / part.name)
            programs = self.folder / programs.relative_to(package.parent)
        self._programs.symlink_to(programs)
        if original:
            self._run("pg_basebackup", "-d", original.url("postgres"), "--checkpoint=fast", "-R", "--no-sync")
        else:
            self._run("initdb", "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in {**SETTINGS, "port": self.port}.items())
        self.start()

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._run("pg_ctl", "start", "--wait", f"--timeout={PATIENCE}", "--log", str(self._data / "log"))

    def stop(self) -> None:
        """Stop it at once, as a power cut does; what was committed comes back."""
        self._run("pg_ctl", "stop", "--wait", f"--timeout={PATIENCE}", "--mode=immediate")

    def promote(self) -> None:
        """Make the first server of a standby, and wait until it is."""
        self._run("pg_ctl", "promote", "--wait", f"--timeout={PATIENCE}")

    def pause(self) -> None:
        """Let it hang: it takes connections, and answers none."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on where it hangs."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        """Send a signal to all of its processes, to the one that makes the others first."""
        first = int((self._data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        with suppress(ProcessLookupError):
            os.kill(first, number)
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError, ValueError):
                name, _, rest = status.read_text(encoding="utf-8").rpartition(")")
                if int(rest.split()[1]) == first:
                    os.kill(int(name.split()[0]), number)

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Make an empty database, and return its URL."""
        name = f"prova_{os.getpid()}_{next(self._names)}"
        self.sql("postgres", f"CREATE DATABASE {name} {'STRATEGY file_copy' if self.tool == NEWEST else ''}")
        return self.url(name)

    def sql(self, database: str, statement: str) -> str:
        """Run a statement as another program, and return what it prints."""
        words = ("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), "-c", statement)
        done = subprocess.run([folder_of(NEWEST) / words[0], *words[1:]], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def remove(self) -> None:
        """Stop it for good, if it runs."""
        if (self._data / "postmaster.pid").exists():
            self.resume()
            self.stop()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *words: str) -> None:
        """Run one of the server's programs on its data, and wait for it."""
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [self._programs / program, "-D", self._data, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=self.folder,
            **as_nobody,  # type: ignore[call-overload]
        )
        assert done.returncode == 0, done.stderr


@contextmanager
def shared_server(place: Path, tool: str = NEWEST, original: PostgresServer | None = None) -> Iterator[PostgresServer]:
    """Use the one server of all processes that name the same *place*; the first to come makes it."""
    note = place / "postgres"
    with _users(place).open("w") as users, (place / "postgres-turn").open("w") as turn:
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(turn, fcntl.LOCK_EX)
        if note.exists():
            port, _, folder = note.read_text(encoding="utf-8").partition(" ")
            server = PostgresServer(Path(folder), int(port), tool)
        else:
            server = PostgresServer(Path(tempfile.mkdtemp(prefix="prova-postgres-")), free_port(), tool)
            _start_keeper(place, server.folder)
            server.make(original)
            note.write_text(f"{server.port} {server.folder}", encoding="utf-8")
        fcntl.flock(turn, fcntl.LOCK_UN)
        yield server


@contextmanager
def own_server(tool: str = NEWEST, original: PostgresServer | None = None) -> Iterator[PostgresServer]:
    """Use a server that nothing else uses, or a standby of another one: it may be stopped."""
    with tempfile.TemporaryDirectory() as place, shared_server(Path(place), tool, original) as server:
        yield server
        server.remove()


def _users(place: Path) -> Path:
    """Return the file that the users of a server hold a lock on."""
    return place / "postgres-users"


def _start_keeper(place: Path, folder: Path) -> None:
    """Start the keeper of a server; it outlives us, and is no child of ours."""
    subprocess.run(
        [sys.executable, "-m", "tests.support.postgres", place, folder],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        check=True,
        start_new_session=True,
    )


def _keep(place: Path, folder: Path) -> None:
    """Wait until nothing uses the server any more, then remove it; whoever comes meanwhile waits, and makes another."""
    with _users(place).open("w") as users:
        if os.fork():
            return
        fcntl.flock(users, fcntl.LOCK_EX)
        (place / "postgres").unlink(missing_ok=True)
        if folder.exists():
            PostgresServer(folder, 0).remove()


def _open_to_all(programs: Path) -> bool:
    """Tell whether every user may read a folder and what is above it."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (programs, *programs.parents))


if __name__ == "__main__":
    _keep(*map(Path, sys.argv[1:]))
