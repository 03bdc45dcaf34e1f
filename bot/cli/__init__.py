"""The verbs of `prova`, for learners, authors and operators.

Heavy parts are imported by the verb that uses them, and verbs by the command line that names one, so that a small verb
starts fast.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import MappingProxyType

from bot.cli.verbs import UNUSABLE, Group, Verb, carry_out, help_on, refuse
from bot.gc_tuning import raise_gc_thresholds
from bot.zone_data import use_newest_zone_data

ROOMS = MappingProxyType(
    {
        "play": "learner",
        "which": "learner",
        "run": "run",
        "doctor": "diagnostics",
        "health": "diagnostics",
        "discord": "run",
        "slack": "run",
        "content": "content",
        "daily": "daily",
        "db": "db",
    }
)
"""The module of each verb and group of verbs."""
INTERRUPTED = 130
"""Exit status after Ctrl+C, as shells have it."""


def main() -> None:
    """Run the command line."""
    raise_gc_thresholds()
    use_newest_zone_data()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # None when the caller has closed it
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if sys.argv[1:2] == ["--version"]:
            _print_version()
        else:
            _run("prova", _root(sys.argv[1:2]), sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left to write at the end has no reader either
        raise SystemExit(1) from None


def _print_version() -> None:
    """Print the version."""
    from importlib.metadata import version  # no other verb asks for it, and it takes long

    print(f"prova {version('prova')}")


def _root(words: list[str]) -> Group:
    """Return the verb or group that the first word names, or all of them for another word."""
    named = [word for word in words if word in ROOMS] or ROOMS
    verbs = {word: import_module(f"bot.cli.{ROOMS[word]}").VERBS[word] for word in named}
    return Group("Practice for the AWS AI and ML certifications, in English or Portuguese.", verbs)


def _run(name: str, group: Group, words: list[str]) -> None:
    """Run the verb that *words* name in a group, or print the help that they ask for."""
    options = {"--version": "Print the version and exit."} if name == "prova" else {}
    usage = f"{name} [OPTIONS] COMMAND [ARGS]..."
    first = words[0] if words else None
    if first is None:
        print(help_on(name, group, options), file=sys.stderr)
        raise SystemExit(UNUSABLE)
    if first == "--help":
        print(help_on(name, group, options))
    elif first.startswith("-"):
        refuse(name, usage, f"No such option: {first}")
    elif (found := group.verbs.get(first)) is None:
        refuse(name, usage, f"No such command '{first}'.")
    elif isinstance(found, Verb):
        carry_out(f"{name} {first}", found, words[1:])
    else:
        _run(f"{name} {first}", found, words[1:])
