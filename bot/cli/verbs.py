"""The form in which verbs are declared, and the reading of a command line by it, with the help on each.

A verb is a function, whose docstring is its help, and the arguments that it takes by name. The standard library reads
them: a framework takes longer to be imported than `prova which` to answer.
"""

from __future__ import annotations

import argparse
import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

UNUSABLE = 2
"""Exit status when Prova cannot start, or was called wrongly."""
WIDTH = 80
"""Columns of the help."""


class Argument(NamedTuple):
    """An argument by its names or its place, and the rest as `argparse` takes it."""

    names: tuple[str, ...]
    how: Mapping[str, Any]


class Verb(NamedTuple):
    """A function, and the arguments that it takes."""

    run: Callable[..., None]
    arguments: tuple[Argument, ...] = ()


class Group(NamedTuple):
    """Verbs behind a common word, and what they have in common."""

    about: str
    verbs: Mapping[str, Verb | Group]


def argument(*names: str, **how: Any) -> Argument:
    """Return an argument: an option by its names such as `--json`, or a word by the parameter that takes it."""
    return Argument(names, how)


def flag(name: str, help_: str, **how: Any) -> Argument:
    """Return an option without a value."""
    return argument(name, action="store_true", help=help_, **how)


def between(least: int, most: int) -> Callable[[str], int]:
    """Return the reading of a whole number within limits."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"choose a number from {least} to {most:,}.")
        return int(text)

    return read


def carry_out(name: str, verb: Verb, words: Sequence[str]) -> None:
    """Read *words* as the arguments of a verb and run it; exit with help, or with a sentence on what is wrong."""
    parser = _Parser(name, verb)
    read = parser.parse_args if "--" in words else parser.parse_intermixed_args  # the latter knows no `--`
    verb.run(**vars(read(words)))


def refuse(name: str, usage: str, message: str) -> NoReturn:
    """Print what is wrong with a command line, and exit."""
    print(f"Usage: {usage}\nTry '{name} --help' for help.\n\nError: {message}", file=sys.stderr)
    raise SystemExit(UNUSABLE)


def help_on(name: str, group: Group, options: Mapping[str, str]) -> str:
    """Return the help on a group: its options and its verbs, a line or two each."""
    told = {word: inner.about if isinstance(inner, Group) else _first(inner) for word, inner in group.verbs.items()}
    options = {**options, "--help": "Show this message and exit."}
    parts = (
        f"Usage: {name} [OPTIONS] COMMAND [ARGS]...",
        f"  {group.about}",
        f"Options:\n{_listed(options)}",
        f"Commands:\n{_listed(told)}",
    )
    return "\n\n".join(parts)


class _Parser(argparse.ArgumentParser):
    """A reader of one verb's arguments, which may stand in any order."""

    def __init__(self, name: str, verb: Verb) -> None:
        about = inspect.cleandoc(verb.run.__doc__ or "")
        form = argparse.RawDescriptionHelpFormatter
        super().__init__(name, description=about, formatter_class=form, allow_abbrev=False)
        for names, how in verb.arguments:
            self.add_argument(*names, **how)
        self._usage = self.format_usage().removeprefix("usage: ").strip()

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, and exit."""
        refuse(self.prog, self._usage, message)


def _first(verb: Verb) -> str:
    """Return the first line of a verb's help."""
    return inspect.cleandoc(verb.run.__doc__ or "").partition("\n")[0]


def _listed(lines: Mapping[str, str]) -> str:
    """Return names with what they mean, in two columns."""
    wide = max(map(len, lines))
    return "\n".join(
        textwrap.fill(text, WIDTH, initial_indent=f"  {name:{wide}}  ", subsequent_indent=" " * (wide + 4))
        for name, text in lines.items()
    )
