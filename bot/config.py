"""The settings, read from the environment and `.env`; every problem is reported at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.database_url import SQLITE, UrlInvalid, usable_url
from bot.domain.calendar_input import zone_named
from bot.domain.errors import UnknownZone
from bot.domain.text import short
from bot.environment import KEY, raw_values, unknown_names, unquoted

PACKAGED_CONTENT = Path(__file__).parent / "bank"
_SLACK_TOKENS = ("xoxb-", "xoxp-", "xapp-", "xoxe")
_LAST_PORT = 65_535
LOOPBACK = "127.0.0.1"
SHORTEST_RETENTION = 7
"""The fewest days that an answer is kept as it was given: the question may be open for that long."""
SHORTEST_KEY = 32
"""The fewest characters of PROVA_SECRET_KEY; 32 random ones cannot be guessed."""
OWN_BANK = "prova"
"""The word for Prova's own bank among the folders of PROVA_CONTENT_DIR."""
REPOSITORY_CONTENT = Path(__file__).parent.parent / "content"


class ConfigInvalid(Exception):
    """Settings that cannot be used; `problems` has one sentence for each, with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        """Build the error from every problem."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """The operator's settings for Slack, in a combination that makes sense."""

    bot_token: str | None = field(repr=False)
    app_token: str | None = field(repr=False)
    signing_secret: str | None = field(repr=False)
    client_id: str | None
    client_secret: str | None = field(repr=False)
    admins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's settings."""

    database_url: str = field(repr=False)
    content: tuple[Path, ...]
    """The folders of the bank, the first of them without a name before its ids."""
    zone: ZoneInfo
    log_level: str | None
    discord_token: str | None = field(default=None, repr=False)
    discord_shards: tuple[range, int] | None = None
    """The shards of this process, and how many there are in all processes together."""
    slack: SlackSettings | None = None
    http_host: str = LOOPBACK
    http_port: int | None = None
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    """The keys that seal secrets in the database, the newest first."""
    counts_misses: bool = True
    """True if phrases that `/which` did not understand are counted, without the people who typed them."""
    boards: bool = True
    """True if learners are shown to others by name: on the leaderboard, and below a closed daily question."""
    answers_days: int | None = None
    """Days after which an answer's choice is forgotten; None for never."""
    unknown: tuple[str, ...] = ()
    """A sentence for each name that looks like a setting's and is none."""


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Return the settings in *environment*, over those of a `.env` file in the working directory.

    Raises ConfigInvalid with all problems.
    """
    problems: list[str] = []
    values = raw_values(environment, problems)
    zone = ZoneInfo("UTC")
    try:
        zone = zone_named(values.get("PROVA_ZONE") or "UTC")
    except UnknownZone as error:
        problems.append(f"PROVA_ZONE: “{error.data['zone']}” is no IANA time zone; set one such as America/Sao_Paulo.")
    level = (values.get("PROVA_LOG_LEVEL") or "").upper() or None
    if level not in (None, "DEBUG", "INFO", "WARNING", "ERROR"):
        problems.append(f"PROVA_LOG_LEVEL: “{level}” is no level; set DEBUG, INFO, WARNING or ERROR.")
    named = [one.strip() for one in (values.get("PROVA_CONTENT_DIR") or OWN_BANK).split(os.pathsep) if one.strip()]
    content = tuple(dict.fromkeys(_default_content() if one == OWN_BANK else Path(one) for one in named))
    problems.extend(
        f"PROVA_CONTENT_DIR: there is no folder {folder}; name folders of questions, with {os.pathsep} between."
        for folder in content
        if not folder.is_dir()
    )
    token = values.get("DISCORD_TOKEN") or None
    if token and _is_broken(token):
        problems.append("DISCORD_TOKEN: a token has no spaces and no other signs; copy it again (Bot, Reset Token).")
    shards = _shard_range((values.get("DISCORD_SHARDS") or "").strip(), problems)
    port = _port_number((values.get("PROVA_HTTP_PORT") or "").strip(), problems)
    slack = _slack_settings(values, port, problems)
    keys = _secret_keys(values.get(KEY) or "", problems)
    counting = _is_on("PROVA_COUNT_MISSES", values, problems)
    boards = _is_on("PROVA_BOARD", values, problems)
    days = (values.get("PROVA_ANSWERS_DAYS") or "").strip()
    if days and not (re.fullmatch(r"\d{1,5}", days, re.ASCII) and int(days) >= SHORTEST_RETENTION):
        problems.append(f"PROVA_ANSWERS_DAYS: “{short(days)}” is no number of days; set {SHORTEST_RETENTION} to 99999.")
    database = _database_url(values.get("PROVA_DATABASE_URL") or "", problems)
    host = values.get("PROVA_HTTP_HOST") or LOOPBACK
    unknown = tuple(unknown_names(values))
    if problems:
        raise ConfigInvalid([*problems, *unknown])
    kept = int(days) if days else None
    return Settings(
        database, content, zone, level, token, shards, slack, host, port, keys, counting, boards, kept, unknown
    )


def from_environment() -> Settings:
    """Return the settings of this process."""
    return settings_of(os.environ)


def _is_on(name: str, values: Mapping[str, str], problems: list[str]) -> bool:
    """Return the value of a setting that is on unless it is switched off."""
    value = (values.get(name) or "on").strip().lower()
    if value not in ("on", "off"):
        problems.append(f"{name}: “{short(value)}” is neither on nor off; set one of them.")
    return value != "off"


def _shard_range(value: str, problems: list[str]) -> tuple[range, int] | None:
    """Return the shards of this process and the count of all, from `first-last/count`."""
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


def _port_number(value: str, problems: list[str]) -> int | None:
    """Return the port of the HTTP server, or None."""
    if not value:
        return None
    if re.fullmatch(r"\d{1,5}", value, re.ASCII) and 1 <= int(value) <= _LAST_PORT:
        return int(value)
    problems.append(f"PROVA_HTTP_PORT: “{short(value)}” is no port; set a number from 1 to {_LAST_PORT}.")
    return None


def _slack_settings(values: Mapping[str, str], port: int | None, problems: list[str]) -> SlackSettings | None:
    """Return the settings for Slack, or None; add a problem for each that is missing or wrong."""
    names = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
    given = {name: (values.get(name) or "").strip() for name in names}
    if not any(given.values()):
        return None
    bot, app, secret, client, client_secret = (given[name] or None for name in names)
    found = [f"{name}: it has spaces or other signs in it; copy it again." for name in names if _is_broken(given[name])]
    for name, kind, prefix in (
        ("SLACK_BOT_TOKEN", "the Bot User OAuth Token", "xoxb-"),
        ("SLACK_APP_TOKEN", "the app-level token", "xapp-"),
    ):
        other = next((one for one in _SLACK_TOKENS if one != prefix and given[name].startswith(one)), None)
        if other:
            found.append(
                f"{name}: a token that begins with {other} is another one; set {kind}, which begins with {prefix}."
            )
    if bool(client) != bool(client_secret):
        found.append("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: set both, or neither (Basic Information).")
    if not (bot or client):
        found.append("SLACK_BOT_TOKEN: set it, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many workspaces.")
    if not (app or secret):
        found.append("SLACK_APP_TOKEN: set it for Socket Mode, or SLACK_SIGNING_SECRET and PROVA_HTTP_PORT for HTTP.")
    if port is None and not values.get("PROVA_HTTP_PORT"):
        if client:
            found.append("PROVA_HTTP_PORT: set it; SLACK_CLIENT_ID needs pages that admins can open.")
        elif secret and not app:
            found.append("PROVA_HTTP_PORT: set it; with SLACK_SIGNING_SECRET alone, Slack sends its requests there.")
    admins = frozenset((values.get("SLACK_ADMINS") or "").replace(",", " ").split())
    found += [
        f"SLACK_ADMINS: “{short(one)}” is no member ID; write them with commas between, such as U012AB3CD (Profile, "
        "Copy member ID)."
        for one in sorted(admins)
        if not re.fullmatch(r"[UW][A-Z0-9]+", one)
    ]
    problems.extend(found)
    return SlackSettings(bot, app, secret, client, client_secret, admins)


def _is_broken(secret: str) -> bool:
    """Return whether a secret was damaged in copying."""
    return not (secret.isascii() and secret.isprintable()) or any(sign in secret for sign in " \"'")


def _secret_keys(written: str, problems: list[str]) -> tuple[str, ...]:
    """Return the keys of a list, the newest first.

    A key that was written in quotes comes a second time, behind, with them: a former version took it so.
    """
    plain = [unquoted(key) for key in unquoted(written).split(",")]
    if any(0 < len(key) < SHORTEST_KEY for key in plain):
        problems.append(f"{KEY}: a key has {SHORTEST_KEY} characters or more; `openssl rand -base64 32` makes one.")
    former = [key for one in written.split(",") if len(key := one.strip()) >= SHORTEST_KEY]
    return tuple(dict.fromkeys(key for key in (*plain, *former) if key))


def _default_content() -> Path:
    """Return the bank that came with the package, or that of the repository."""
    return PACKAGED_CONTENT if PACKAGED_CONTENT.is_dir() else REPOSITORY_CONTENT


def cache_folder() -> Path | None:
    """Return the user's own folder for caches; None for a user without a home."""
    from platformdirs import user_cache_path

    with suppress(RuntimeError):
        return user_cache_path("prova", appauthor=False)
    return None


def state_folder() -> Path | None:
    """Return the user's own folder for a program's memory between runs; None for a user without a home."""
    from platformdirs import user_state_path

    with suppress(RuntimeError):
        return user_state_path("prova", appauthor=False)
    return None


def _database_url(written: str, problems: list[str]) -> str:
    """Return the URL of the database, a file in the user's data folder if none is written.

    It is empty for a user without a home, and for a URL that is a problem.
    """
    from platformdirs import user_data_path

    try:
        if written:
            return usable_url(written)
        return f"{SQLITE}{user_data_path('prova', appauthor=False) / 'prova.db'}"
    except UrlInvalid as invalid:
        problems.append(f"PROVA_DATABASE_URL: {invalid}")
    except RuntimeError:
        pass  # who opens the database says so; a lookup needs none
    return ""
