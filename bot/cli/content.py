"""The author's verbs: `prova content ...`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import config
from bot.cli.common import fail, show, told

content_app = typer.Typer(help="Look at the question bank and check it.", no_args_is_help=True, rich_markup_mode=None)

DirectoryArgument = Annotated[Path | None, typer.Argument(metavar="DIR", help="The bank; Prova's own if left out.")]


def _directory(given: Path | None) -> Path:
    """Return the folder of the bank to look at."""
    return given or config.from_environment().content


@content_app.command("check")
def content_check(
    directory: DirectoryArgument = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings end with status 1 too.")] = False,
) -> None:
    """Check every file: structure, references and the rules for writing questions.

    Every problem is named as path:line: id: what is wrong and how to mend it. Errors end with status 1; warnings, and
    what was checked long ago, are counted and shown.
    """
    from bot.content.lint import lint
    from bot.content.load import BankInvalid, load_with_places

    with told():
        folder = _directory(directory)
    try:
        loaded = load_with_places(folder)
    except BankInvalid as invalid:
        print(invalid)
        fail(f"To mend: {len(invalid.problems)}.", status=1)
    findings = lint(loaded.bank, datetime.now(UTC).date(), loaded.where)
    for finding in findings:
        print(finding)
    counts = Counter(finding.level for finding in findings)
    print(f"Errors: {counts['error']}. Warnings: {counts['warning']}. Stale: {counts['stale']}.")
    raise typer.Exit(1 if counts["error"] or (strict and counts["warning"]) else 0)


@content_app.command("show")
def content_show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A question, such as drift-01, or a service.")],
    directory: DirectoryArgument = None,
) -> None:
    """Show a question with its explanation, or a service, as learners see it, in both languages."""
    from bot.content.load import load
    from bot.features.preview import preview

    with told():
        bank = load(_directory(directory))
    replies = preview(bank, id_)
    if not replies:
        fail(f"There is no question and no service “{id_}”; prova content stats lists the services.", status=1)
    for reply in replies:
        show(reply)


@content_app.command("stats")
def content_stats(
    directory: DirectoryArgument = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Count what the bank holds: questions by service, domain, level and kind, cues, and how keys lie."""
    from bot.content.load import load
    from bot.content.stats import stats

    with told():
        numbers = stats(load(_directory(directory)))
    if as_json:
        print(json.dumps(numbers, ensure_ascii=False, indent=2))
    else:
        _print_tree(numbers)


def _print_tree(numbers: Mapping[str, object], indent: str = "") -> None:
    """Print nested counts, a line each."""
    for name, value in numbers.items():
        if isinstance(value, Mapping):
            print(f"{indent}{name}:")
            _print_tree(value, indent + "  ")
        else:
            print(f"{indent}{name}: {value}")


class Format(StrEnum):
    """What an export may look like."""

    JSONL = "jsonl"


@content_app.command("export")
def content_export(
    directory: DirectoryArgument = None,
    form: Annotated[Format, typer.Option("--format", help="A question a line, as JSON.")] = Format.JSONL,
) -> None:
    """Print every question with its options, reasons, key and source, in both languages."""
    from bot.content.export import as_json
    from bot.content.load import load

    with told():
        bank = load(_directory(directory))
    match form:
        case Format.JSONL:
            for question in bank.questions.values():
                print(json.dumps(as_json(question), ensure_ascii=False))
