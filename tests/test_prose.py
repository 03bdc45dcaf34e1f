"""The rules of names and docstrings: first lines name things, and one word has one meaning."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path for room in ("bot", "bench", "docs") for path in (ROOT / room).rglob("*.py"))
BOT = [path for path in FILES if path.is_relative_to(ROOT / "bot")]
PROSE = [path for path in BOT if not path.is_relative_to(ROOT / "bot" / "cli")]
"""The files whose docstrings are for programmers; a verb's docstring is its help, for operators and authors."""

OPENING = re.compile(r"(?:what|where|who|whether|how|that)(?:ever)?\b", re.IGNORECASE)
"""Clauses without a head, such as "Where nobody counts." and "Whatever is left": a first line names a thing instead."""
PLAIN = {
    "headless clauses": r"\b(?:what|whatever|whoever)\b|(?:^|[.:;] )(?:who|where|whether|how|that)\b",
    "told and tell": r"\b(?:told|tells?|telling)\b",
    "somebody and nobody": r"\b(?:somebody|nobody|whoever)\b",
    "stands": r"\bstands?\b",
}
"""Habits that good docstrings have next to none of: 0 to 0.4 a thousand words in svcs, httpx and sqlite-utils."""
A_THOUSAND_WORDS = 0.5
CODE = re.compile(r"`[^`]*`")


@dataclass(frozen=True)
class Docstring:
    """A docstring of a module, class, function, constant or field, and its place."""

    place: str
    text: str


def relative(path: Path) -> str:
    """Return the path of a file inside the repository."""
    return path.relative_to(ROOT).as_posix()


def docstrings(source: str, name: str) -> Iterator[Docstring]:
    """Yield every docstring of a source, those behind a constant or a field among them."""
    for node in ast.walk(ast.parse(source)):
        before: ast.stmt | None = None
        for at, statement in enumerate(body if isinstance(body := getattr(node, "body", None), list) else []):
            documented = isinstance(before, ast.Assign | ast.AnnAssign | ast.AugAssign) or (
                at == 0 and isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            )
            match statement:
                case ast.Expr(value=ast.Constant(value=str(text))) if documented:
                    yield Docstring(f"{name}:{statement.lineno}", text)
            before = statement


def docstrings_of(path: Path) -> Iterator[Docstring]:
    """Yield every docstring of a file."""
    return docstrings(path.read_text(encoding="utf-8"), relative(path))


def headless(source: str, name: str) -> list[str]:
    """Return the first lines of a source's docstrings that open with a clause without a head."""
    first = ((each.place, each.text.strip().partition("\n")[0]) for each in docstrings(source, name))
    return [f"{place}: {line}" for place, line in first if OPENING.match(line)]


def public_classes(path: Path) -> Iterator[str]:
    """Yield the public classes and type aliases that a file defines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                if not name.startswith("_"):
                    yield name


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_first_line_names_a_thing(path: Path) -> None:
    """A reader who sees the first line alone knows what the module, class or function is or does."""
    assert headless(path.read_text(encoding="utf-8"), relative(path)) == []


def test_a_headless_first_line_is_seen() -> None:
    """The rule itself can fail, in each place where a docstring may be."""
    source = '''"""Where nobody counts."""
LIMIT = 1
"""How far."""
class Room:
    """What it is."""
    size: int
    """Whether it is large."""
    async def enter(self) -> None:
        """That of the door."""
def leave() -> None:
    """Return what is left."""
'''
    assert [each.partition(": ")[2] for each in headless(source, "room")] == [
        "Where nobody counts.",
        "How far.",
        "What it is.",
        "Whether it is large.",
        "That of the door.",
    ]


def test_a_class_name_has_one_meaning() -> None:
    """No two public classes of the bot share a name."""
    places = defaultdict(list)
    for path in BOT:
        for name in public_classes(path):
            places[name].append(relative(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("habit", PLAIN)
def test_docstrings_are_plain(habit: str) -> None:
    """The bot's docstrings have as few of a habit as the codebases that we learn from."""
    texts = {each.place: CODE.sub("", each.text) for path in PROSE for each in docstrings_of(path)}
    words = sum(len(text.split()) for text in texts.values())
    found = [
        f"{place}: {match.group()}"
        for place, text in texts.items()
        for match in re.finditer(PLAIN[habit], " ".join(text.split()), re.IGNORECASE)
    ]
    assert len(found) <= A_THOUSAND_WORDS * words / 1000, "\n".join(found)
