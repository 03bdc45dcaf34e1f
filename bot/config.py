"""The environment and `.env` become frozen Settings; every problem is reported at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.calendar import zone_named
from bot.domain.errors import UnknownZone

PACKAGED_CONTENT = Path(__file__).parent / "bank"
REPOSITORY_CONTENT = Path(__file__).parent.parent / "content"


class ConfigInvalid(Exception):
    """The settings cannot be used; `problems` has one sentence for each, saying what to do."""

    def __init__(self, problems: list[str]) -> None:
        """Keep every problem."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decides."""

    database_url: str
    content: Path
    zone: ZoneInfo
    log_level: str | None
    discord_token: str | None = field(default=None, repr=False)
    discord_shards: tuple[range, int] | None = None
    """The shards of this process, and how many there are in all processes together."""


def read(environment: Mapping[str, str]) -> Settings:
    """Return the settings in *environment*, over those of a `.env` file in the working directory.

    Raises ConfigInvalid with all problems.
    """
    problems: list[str] = []
    values = {**_dotenv(Path(".env"), problems), **environment}
    zone = ZoneInfo("UTC")
    try:
        zone = zone_named(values.get("PROVA_ZONE") or "UTC")
    except UnknownZone as error:
        problems.append(f"PROVA_ZONE: “{error.data['zone']}” is no IANA time zone; set one such as America/Sao_Paulo.")
    level = (values.get("PROVA_LOG_LEVEL") or "").upper() or None
    if level not in (None, "DEBUG", "INFO", "WARNING", "ERROR"):
        problems.append(f"PROVA_LOG_LEVEL: “{level}” is no level; set DEBUG, INFO, WARNING or ERROR.")
    content = Path(values.get("PROVA_CONTENT_DIR") or _own_content())
    if not content.is_dir():
        problems.append(f"PROVA_CONTENT_DIR: there is no folder {content}; set it to the folder of the question bank.")
    token = (values.get("DISCORD_TOKEN") or "").strip() or None
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        problems.append("DISCORD_TOKEN: a token has no spaces and no other signs; copy it again (Bot, Reset Token).")
    shards = _shards((values.get("DISCORD_SHARDS") or "").strip(), problems)
    if problems:
        raise ConfigInvalid(problems)
    database = values.get("PROVA_DATABASE_URL") or _own_database()
    return Settings(database, content, zone, level, token, shards)


def from_environment() -> Settings:
    """Return the settings of this process."""
    return read(os.environ)


def _shards(value: str, problems: list[str]) -> tuple[range, int] | None:
    """Read `first-last/count`, the shards of this process out of all."""
    if not value:
        return None
    match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})", value, re.ASCII)
    if match:
        first, count = int(match[1]), int(match[3])
        last = int(match[2] or first)
        if first <= last < count:
            return range(first, last + 1), count
    problems.append(f"DISCORD_SHARDS: “{value}” is no range; write first-last/count, such as 0-3/8, counted from 0.")
    return None


def _own_content() -> Path:
    """Return the bank that came with the package, or that of the repository."""
    return PACKAGED_CONTENT if PACKAGED_CONTENT.is_dir() else REPOSITORY_CONTENT


def _own_database() -> str:
    """Return the URL of the database in the user's data folder."""
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('prova', appauthor=False) / 'prova.db'}"


def _dotenv(path: Path, problems: list[str]) -> dict[str, str]:
    """Read `NAME=value` lines, where there is such a file."""
    if not path.is_file():
        return {}
    from dotenv.parser import parse_stream

    values: dict[str, str] = {}
    with path.open(encoding="utf-8", errors="replace") as file:
        for binding in parse_stream(file):
            if binding.error or (binding.key is not None and binding.value is None):
                problems.append(f"{path}:{binding.original.line}: write NAME=value, or put # in front of a comment.")
            elif binding.key is not None and binding.value is not None:
                values[binding.key] = binding.value
    return values
