"""`make image-check`: a replay of the Dockerfile's commands in a clean root of Debian's, and checks of the result.

No container engine is needed: stages are folders, RUN is a chroot, COPY copies. Debian's own Python replaces the base
image's. It needs root and `debootstrap`, and downloads as a build does. It cannot show layers, the base image itself,
and the way in which an engine starts a container.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = "python3,python3-venv,ca-certificates"
SUITE = "bookworm"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
STOPS_WITHIN = 5.0


@dataclass
class Stage:
    """A root folder in which a stage's instructions are carried out."""

    root: Path
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )
    folder: str = "/"
    user: str = "root"
    entrypoint: Sequence[str] = ()
    command: Sequence[str] = ()
    health: Sequence[str] = ()

    def words(self, words: Sequence[str]) -> list[str]:
        """Return the command that runs *words* inside the root."""
        inside = f"cd {shlex.quote(self.folder)} && exec {shlex.join(words)}"
        chroot = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin") or "chroot"
        return [chroot, *(["--userspec", self.user] if self.user != "root" else []), str(self.root), "sh", "-c", inside]

    def run(self, words: Sequence[str], **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside the root, and return its result and output."""
        return subprocess.run(
            self.words(words), env={**self.environment, **more}, capture_output=True, text=True, check=False
        )


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    lines = [line.strip() for line in joined.splitlines() if line.strip()]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def make_base(folder: Path) -> Path:
    """Make the root that replaces the base image, and return it."""
    root = folder / "base"
    print(f"debootstrap {SUITE} with {PACKAGES} ...", flush=True)
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, root, *_mirror()],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    shutil.copy(CERTIFICATES, root / "etc/ssl/certs/ca-certificates.crt")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    return root


def _mirror() -> list[str]:
    """Return the mirror that this machine's own packages come from."""
    output = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    )
    return output.stdout.split()[:1]


def replay(text: str, folder: Path) -> Stage:
    """Carry out a Dockerfile and return its last stage; exit when a command fails."""
    stages: dict[str, Stage] = {}
    stage = Stage(folder)
    clean = make_base(folder)
    for word, rest in instructions(text):
        match word:
            case "ARG" | "VOLUME" | "EXPOSE" | "STOPSIGNAL":
                continue
            case "FROM":
                name = rest.partition(" AS ")[2] or "image"
                stage = stages[name] = Stage(folder / name)
                subprocess.run(["cp", "--archive", "--reflink=auto", clean, stage.root], check=True)
            case "WORKDIR":
                stage.folder = rest
                (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "ENV":
                for pair in shlex.split(rest):
                    name, _, value = pair.partition("=")
                    stage.environment[name] = value
            case "USER":
                stage.user = rest
            case "ENTRYPOINT":
                stage.entrypoint = _exec_form(rest)
            case "CMD":
                stage.command = _exec_form(rest)
            case "HEALTHCHECK":
                stage.health = _exec_form(rest.partition("CMD ")[2])
            case "COPY":
                _copy(rest, stage, stages)
            case "RUN":
                print(f"RUN {rest}", flush=True)
                done = stage.run(["sh", "-ec", rest], **_network())
                if done.returncode:
                    sys.exit(f"{done.stdout}{done.stderr}\nRUN {rest} failed.")
            case _:
                sys.exit(f"{word} is not replayed.")
    return stage


def _exec_form(rest: str) -> list[str]:
    """Return the words of an exec form."""
    return re.findall(r'"([^"]*)"', rest)


def _network() -> Mapping[str, str]:
    """Return the settings by which this machine reaches packages; an image gets none of them."""
    settings = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    settings.pop("PIP_FIND_LINKS", None)
    return {**settings, "PIP_CERT": str(CERTIFICATES)}


def _copy(rest: str, stage: Stage, stages: Mapping[str, Stage]) -> None:
    """Copy from the repository's committed files, or from another stage."""
    words = rest.split()
    source = ROOT
    if words[0].startswith("--from="):
        source = stages[words.pop(0).removeprefix("--from=")].root
    *names, target = words
    to = Path(os.path.normpath(stage.root / stage.folder.lstrip("/") / target.lstrip("/")))
    for name in names:
        path = source / name.lstrip("/")
        if path.is_dir():
            shutil.copytree(path, to, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)


def megabytes(path: Path) -> float:
    """Return a folder's size on the disk in MB."""
    output = subprocess.run(["du", "--summarize", "--block-size=1", path], capture_output=True, text=True, check=True)
    return int(output.stdout.split()[0]) / 1e6


def faults(image: Stage) -> list[str]:
    """Start the image's program as an engine would, and return its faults."""
    wrong = []
    version = image.run(["python", "--version"]).stdout.strip()
    print(f"python: {version}, user: {image.run(['id']).stdout.strip()}")
    wrong += [
        f"{tool} is in the image"
        for tool in ("gcc", "pip", "make", "git")
        if image.run(["sh", "-c", f"command -v {tool}"]).returncode == 0
    ]
    refused = image.run([*image.entrypoint, *image.command])
    if refused.returncode != 2 or not refused.stderr.startswith("There is nothing to run"):
        wrong.append(f"with nothing set up it says: {refused.stderr}")
    shown = image.run([*image.entrypoint, "which", "drift"], PROVA_DATABASE_URL="sqlite:////data/which.db")
    if "Model Monitor" not in shown.stdout:
        wrong.append(f"`which drift` says: {shown.stdout}{shown.stderr}")
    wrong += _run_faults(image)
    for path in ("opt/prova/bin/prova", "etc/passwd"):
        if image.run(["sh", "-c", f"test -w /{path}"]).returncode == 0:
            wrong.append(f"its user can write /{path}")
    return wrong


def _run_faults(image: Stage) -> list[str]:
    """Run the image with a useless token, ask for its health, stop it, and return its faults."""
    wrong = []
    environment = {**image.environment, "DISCORD_TOKEN": "MTAx.no.token", "PROVA_HTTP_PORT": "18080"}
    process = subprocess.Popen(
        image.words([*image.entrypoint, *image.command]), env=environment, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    health = image.run(image.health, PROVA_HTTP_PORT="18080")
    while health.returncode and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
        health = image.run(image.health, PROVA_HTTP_PORT="18080")
    print(f"health: {health.stdout.strip()}")
    if health.returncode:
        wrong.append(f"it is not healthy: {health.stderr}")
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    took = time.monotonic() - began
    print(f"stopped {took:.1f} s after SIGTERM, with {code}")
    if code or took > STOPS_WITHIN:
        wrong.append(f"it stopped after {took:.1f} s with {code}: {process.stderr.read() if process.stderr else ''}")
    return wrong


def main() -> None:
    """Replay the Dockerfile, check the image, and print its sizes."""
    with tempfile.TemporaryDirectory(prefix="prova-image-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        image = replay((ROOT / "Dockerfile").read_text(encoding="utf-8"), folder)
        whole, clean, own = megabytes(image.root), megabytes(folder / "base"), megabytes(image.root / "opt/prova")
        print(f"on the disk: {whole:.0f} MB in all, of which the base {clean:.0f} MB and Prova {own:.0f} MB")
        wrong = faults(image)
    for line in wrong:
        print(f"WRONG: {line}")
    if wrong:
        sys.exit(1)
    print("The image builds, starts as another user, is healthy, and stops in time.")


if __name__ == "__main__":
    main()
