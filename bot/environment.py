"""The settings' raw values from the environment, `.env` and secret files, and the names that no setting has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

KEY = "PROVA_SECRET_KEY"
SECRETS = (
    "DISCORD_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_SECRET",
    KEY,
    "PROVA_DATABASE_URL",
)
"""Settings that can be read from a file, whose path is in a variable with `_FILE` behind the name."""
FILED = tuple(f"{name}_FILE" for name in SECRETS)
SETTINGS = (
    *SECRETS,
    "DISCORD_SHARDS",
    "SLACK_CLIENT_ID",
    "SLACK_ADMINS",
    "PROVA_HTTP_HOST",
    "PROVA_HTTP_PORT",
    "PROVA_CONTENT_DIR",
    "PROVA_COUNT_MISSES",
    "PROVA_BOARD",
    "PROVA_ANSWERS_DAYS",
    "PROVA_ZONE",
    "PROVA_LOG_LEVEL",
)
"""The names of all settings."""
QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
"""The quotes that `docker run --env-file` and some panels leave around a value: the first sign and the last."""
ALIKE = 0.75
"""The likeness, 0 to 1, from which an unknown name is taken for a misspelt one."""


def raw_values(environment: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    """Return the values of *environment* over those of `.env`, and those of secret files; add the problems.

    A value has neither blanks nor a pair of quotes around it, but for PROVA_SECRET_KEY, which is as it was written.
    """
    values = {**_dotenv_values(Path(".env"), problems), **environment}
    for name, filed in zip(SECRETS, FILED, strict=True):
        if path := unquoted(values.get(filed, "")):
            if values.get(name):
                problems.append(f"{filed}: {name} is set too; leave one of them out.")
            else:
                values[name] = _content(filed, path, problems)
    for name in SETTINGS:
        if name in values and name != KEY:
            values[name] = _bare(name, values[name], problems)
    return values


def unquoted(value: str) -> str:
    """Return a value without the blanks and the pair of quotes around it."""
    value = value.strip()
    inside = value[1:-1]
    paired = len(value) > 1 and QUOTES.get(value[0]) == value[-1] and not {value[0], value[-1]} & set(inside)
    return inside.strip() if paired else value


def unknown_names(values: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each name that looks like a setting's and is none."""
    known = (*SETTINGS, *FILED)
    for name in sorted(values):
        upper = name.upper()
        if name in known or not upper.startswith(("PROVA_", "DISCORD_", "SLACK_")):
            continue
        near = difflib.get_close_matches(upper, known, 1, ALIKE)
        if near:
            yield f"{name} is no setting of Prova's and is passed over: did you mean {near[0]}?"
        elif upper.startswith("PROVA_"):
            yield f"{name} is no setting of Prova's and is passed over: take it away, or see README for the names."


def _bare(name: str, value: str, problems: list[str]) -> str:
    """Return a setting's value without quotes; add a problem for a quote without its other one."""
    bare = unquoted(value)
    if bare and (bare[0] in QUOTES or bare[-1] in QUOTES.values()):
        problems.append(f"{name}: there is a quote at one end of the value; write the value without quotes.")
        return ""
    return bare


def _content(filed: str, path: str, problems: list[str]) -> str:
    """Return the value in a secret's file, none with a problem."""
    try:
        value = Path(path).read_text(encoding="utf-8-sig").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        problems.append(f"{filed}: the file {path} cannot be read ({reason}).")
        return ""
    if not value:
        problems.append(f"{filed}: the file {path} is empty; put the value there.")
    return value


def _dotenv_values(path: Path, problems: list[str]) -> dict[str, str]:
    """Return the `NAME=value` lines of a file, none without the file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        problems.append(f"{path}: it cannot be read ({error.strerror}); let this user read it, or take it away.")
        return {}
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        problems.append(f"{path}: it is written in UTF-16; save it as UTF-8.")
        return {}
    from dotenv.parser import parse_stream

    values: dict[str, str] = {}
    for binding in parse_stream(StringIO(content.decode("utf-8-sig", errors="replace"))):
        if binding.error or (binding.key is not None and binding.value is None):
            problems.append(f"{path}:{binding.original.line}: write NAME=value, or put # in front of a comment.")
        elif binding.key is not None and binding.value is not None:
            values[binding.key] = binding.value
            if "\N{REPLACEMENT CHARACTER}" in binding.value:
                problems.append(f"{path}:{binding.original.line}: it has signs that are not UTF-8; save it as UTF-8.")
    return values
