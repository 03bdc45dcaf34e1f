"""Imports run one way through the house, and third parties stay in the rooms they belong to."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "bot").rglob("*.py"))

ALLOWED: dict[str, tuple[str, ...]] = {
    "bot.__main__": ("bot.cli",),
    "bot.cli": ("bot",),
    "bot.doctor": ("bot",),
    "bot.app": ("bot",),
    "bot.reloading": ("bot.config", "bot.gc_tuning", "bot.features", "bot.content", "bot.ports", "bot.domain"),
    "bot.config": ("bot.environment", "bot.database_url", "bot.domain"),
    "bot.environment": (),
    "bot.database_url": (),
    "bot.web": ("bot.ports", "bot.health", "bot.metrics"),
    "bot.health": ("bot.ports", "bot.domain"),
    "bot.metrics": ("bot.ports", "bot.health"),
    "bot.supervisor": ("bot.ports",),
    "bot.scheduler": ("bot.ports",),
    "bot.logs": ("bot.chat.request",),
    "bot.gc_tuning": (),
    "bot.zone_data": ("bot.ports",),
    "bot.platforms": ("bot.entry", "bot.ports", "bot.domain.errors", "bot.chat"),
    "bot.entry": ("bot.features", "bot.content.model", "bot.ports", "bot.domain", "bot.chat"),
    "bot.features": ("bot.content.model", "bot.content.guides", "bot.ports", "bot.domain", "bot.chat"),
    "bot.store": ("bot.ports", "bot.domain"),
    "bot.content": ("bot.ports", "bot.domain", "bot.chat"),
    "bot.ports": ("bot.domain", "bot.chat"),
    "bot.domain": ("bot.chat",),
    "bot.chat": (),
}
"""Which parts a part may import, beside itself; the longest matching name counts. Each stands above what it imports."""

AT_HOME: dict[str, tuple[str, ...]] = {
    "asyncpg": (
        "bot.store.postgres",
        "bot.store.postgres_errors",
        "bot.store.postgres_opening",
        "bot.store.postgres_pool",
        "bot.store.postgres_servers",
    ),
    "sqlite3": ("bot.store.sqlite", "bot.store.sqlite_backup"),
    "fsrs": ("bot.domain.memory",),
    "yaml": ("bot.content",),
    "pydantic": ("bot.content",),
    "rapidfuzz": ("bot.content",),
    "snowballstemmer": ("bot.content",),
    "ftfy": ("bot.content",),
    "babel": ("bot.chat.wording",),
    "rich": ("bot.platforms.terminal", "bot.cli"),
    "prompt_toolkit": ("bot.platforms.terminal",),
    "platformdirs": ("bot.config",),
    "dotenv": ("bot.environment",),
    "discord": ("bot.platforms.discord",),
    "slack_bolt": ("bot.platforms.slack",),
    "slack_sdk": ("bot.platforms.slack",),
    "aiolimiter": ("bot.platforms.discord", "bot.platforms.slack"),
    "aiohttp": ("bot.platforms.discord", "bot.platforms.slack", "bot.web"),
    "cryptography": ("bot.store.seal",),
    "tzdata": ("bot.zone_data",),
    "prometheus_client": ("bot.metrics",),
}
"""Where each third party may be imported; one that is not listed may not be imported at all."""


def module_of(path: Path) -> str:
    """Return the dotted name of a file under the repository."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide which room a line belongs to"
            yield str(node.module)
            if node.module and node.module.startswith("bot"):
                yield from (f"{node.module}.{name.name}" for name in node.names)


def within(module: str, part: str) -> bool:
    """Tell whether *module* is *part* or lies in it."""
    return module == part or module.startswith(part + ".")


def is_module(name: str) -> bool:
    """Tell whether a dotted name is a file or folder of ours rather than a name inside one."""
    place = ROOT.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def wrong_arrows(module: str, imported: Iterator[str]) -> Iterator[str]:
    """Yield what *module* imports and may not."""
    own = max((part for part in ALLOWED if within(module, part)), key=len, default="bot")
    for name in imported:
        top = name.partition(".")[0]
        if top == "bot":
            if not is_module(name) or name == "bot" or within(name, own):
                continue
            if any(within(name, part) or within(part, name) for part in ALLOWED.get(own, ())):
                continue
            yield f"{module} imports {name}"
        elif top in AT_HOME:
            if not any(within(module, home) for home in AT_HOME[top]):
                yield f"{module} imports {top}"
        elif top not in sys.stdlib_module_names:
            yield f"{module} imports {top}, which has no room"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_module_imports_only_what_its_room_may_see(path: Path) -> None:
    """No file imports against the direction of the house."""
    assert list(wrong_arrows(module_of(path), imports_of(path))) == []


def test_a_wrong_arrow_is_seen() -> None:
    """The rule itself can fail: a domain module that imports the store is reported."""
    assert list(wrong_arrows("bot.domain.grading", iter(["bot.store.store"]))) == [
        "bot.domain.grading imports bot.store.store"
    ]
    assert list(wrong_arrows("bot.features.practice.quiz", iter(["asyncpg"]))) == [
        "bot.features.practice.quiz imports asyncpg"
    ]
