"""The author's verbs: `prova content ...`."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot import config
from bot.cli.common import errors_explained, fail, print_reply, with_store
from bot.cli.content_facts import print_unbound, write_models
from bot.cli.verbs import Group, Verb, argument, between, flag

if TYPE_CHECKING:
    from bot.content.model import Bank
    from bot.domain.records import Miss
    from bot.store.store import SqlStore


def _directories(given: list[Path] | None) -> tuple[Path, ...]:
    """Return the folders to look at."""
    return tuple(given) if given else config.from_environment().content


def _bank(given: list[Path] | None) -> Bank:
    """Return all of the folders as one bank, or print their problems and exit."""
    from bot.content.reading.packs import load_packs
    from bot.content.reading.problem import BankInvalid

    with errors_explained():
        packs = load_packs(_directories(given), config.cache_folder())
        if packs.problems:
            raise BankInvalid(packs.problems)
    return packs.bank


def content_check(directories: list[Path], *, strict: bool) -> None:
    """Check every file: structure, references and the rules for writing questions.

    Every problem is named as path:line: id: what is wrong and how to mend it. Errors end with status 1; warnings, and
    what was checked long ago, are counted and shown. Figures that no service model of AWS bears out are counted.
    """
    from bot.content.authoring.facts import read_models, unbound
    from bot.content.authoring.lint import lint
    from bot.content.reading.packs import load_packs
    from bot.content.reading.problem import BankInvalid

    with errors_explained():
        folders = _directories(directories)
    try:
        packs = load_packs(folders, config.cache_folder())
    except BankInvalid as invalid:
        print(invalid)
        fail(f"To mend: {len(invalid.problems)}.", status=1)
    if packs.problems:
        print(*packs.problems, sep="\n")
        fail(f"To mend: {len(packs.problems)}.", status=1)
    with errors_explained():
        models = read_models(folders)
    findings = lint(packs.bank, datetime.now(UTC).date(), packs.where, models)
    for finding in findings:
        print(finding)
    if models and (loose := sum(len(one.figures) for one in unbound(packs.bank))):
        print(f"Unbound figures: {loose}. They are to be checked by hand; prova content facts lists them.")
    counts = Counter(finding.level for finding in findings)
    print(f"Errors: {counts['error']}. Warnings: {counts['warning']}. Stale: {counts['stale']}.")
    raise SystemExit(1 if counts["error"] or (strict and counts["warning"]) else 0)


def content_show(id_: str, directories: list[Path]) -> None:
    """Show a question with its explanation, or a service, as learners see it, in both languages."""
    from bot.features.practice.preview import preview

    replies = preview(_bank(directories), id_)
    if not replies:
        fail(f"There is no question and no service “{id_}”; prova content stats lists the services.", status=1)
    for reply in replies:
        print_reply(reply)


def content_facts(directories: list[Path], botocore: Path | None, before: Path | None) -> None:
    """List the figures of cards that no service model of AWS bears out.

    With an unpacked botocore, write the bound parts of its models anew, and list the operations and values of enums
    that are new in them: a to-do list, which ends with status 0. make facts does both.
    """
    bank = _bank(directories)
    if botocore:
        write_models(bank, _directories(directories)[0], botocore, before)
    else:
        print_unbound(bank)


def content_stats(directories: list[Path], *, as_json: bool) -> None:
    """Count what the bank holds: questions by service, domain, level and kind, cues, and how keys lie."""
    from bot.content.authoring.stats import stats

    numbers = stats(_bank(directories))
    if as_json:
        print(json.dumps(numbers, ensure_ascii=False, indent=2))
    else:
        _print_tree(numbers)


def content_exams(directories: list[Path], *, as_json: bool) -> None:
    """Show each exam's guide, the day it was read, and the questions by domain, task and skill, gaps first.

    What a guide no longer bears out is named by prova content check.
    """
    from bot.content.authoring.coverage import coverage

    exams = coverage(_bank(directories))
    if as_json:
        print(json.dumps(exams, ensure_ascii=False, indent=2))
        return
    for id_, exam in exams.items():
        print(f"{id_} ({exam['state']}): guide {exam['guide']}, read on {exam['read']}, {exam['source']}")
        for change in exam["changes"][:1]:
            print(f"  Since {change['before']}: {change['note']}")
        print(f"  {exam['questions']} questions, {exam['without_skill']} of them without a skill")
        for domain in exam["domains"]:
            print(f"  {domain['number']} {domain['name']}: {domain['share']}% of {domain['weight']}%")
            for task in domain["tasks"]:
                print(f"{task['questions']:>7}  {task['id']} {task['name']}")
                for skill in task["skills"]:
                    print(f"{skill['questions']:>11}  {skill['id']}{' new' if skill['new'] else ''} {skill['text']}")


def _print_tree(numbers: Mapping[str, object], indent: str = "") -> None:
    """Print nested counts, a line each."""
    for name, value in numbers.items():
        if isinstance(value, Mapping):
            print(f"{indent}{name}:")
            _print_tree(value, indent + "  ")
        else:
            print(f"{indent}{name}: {value}")


class ExportFormat(StrEnum):
    """The format of an export."""

    JSONL = "jsonl"


def content_export(directories: list[Path], form: str) -> None:
    """Print every question with its options, reasons, key and source, in both languages."""
    from bot.content.exchange.export import as_json

    bank = _bank(directories)
    match ExportFormat(form):
        case ExportFormat.JSONL:
            for question in bank.questions.values():
                print(json.dumps(as_json(question), ensure_ascii=False))


def content_misses(limit: int, *, as_json: bool) -> None:
    """List phrases that /which did not understand, the oftenest first, with the service that was chosen then.

    They are counted without the people who typed them; PROVA_COUNT_MISSES=off counts none.
    """
    with errors_explained():
        misses = asyncio.run(with_store(lambda store: _upgrade_and_list_misses(store, limit)))
    if as_json:
        rows = [{**asdict(miss), "last_at": miss.last_at.isoformat()} for miss in misses]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not misses:
        print("No phrase was missed yet.")
    for miss in misses:
        print(f"{miss.times:>5}  {miss.last_at:%Y-%m-%d}  {miss.chosen or '-':<28}  {miss.phrase}")


async def _upgrade_and_list_misses(store: SqlStore, limit: int) -> Sequence[Miss]:
    """Bring a database up to date, and return its misses."""
    await store.upgrade()
    return await store.misses(limit)


def content_reload() -> None:
    """Let every running Prova on this database read the bank anew; with problems in it, nothing changes.

    Open questions stay as they were asked. SIGHUP does the same to one process.
    """
    bank = _bank(None)
    with errors_explained():
        asyncio.run(with_store(_ask_for_reload))
    print(f"{len(bank.questions)} questions: running processes take them over within seconds, and say so in their log.")


async def _ask_for_reload(store: SqlStore) -> None:
    """Write the memo that asks running processes to reload the bank."""
    from bot.reloading import RELOAD

    await store.upgrade()
    await store.remember(RELOAD, datetime.now(UTC).isoformat())


class SchemaKind(StrEnum):
    """The kind of file that a schema describes."""

    QUESTION = "question"
    SERVICE = "service"
    EXAM = "exam"
    PHASE = "phase"
    ELSEWHERE = "elsewhere"
    OTHER_EXAM = "other-exam"
    RETIRED = "retired"


def content_schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file; those in content/schemas are what editors read."""
    from bot.content.authoring.schemas import schema

    print(json.dumps(schema(kind), ensure_ascii=False, indent=2))


def new_question(
    id_: str, service: str | None, exam: str | None, objective: str | None, folder: Path | None, forms: list[str] | None
) -> None:
    """Write a question to fill in, at the end of the file that its name stands for."""
    from bot.content.authoring.skeletons import MODELINE, question
    from bot.content.reading.load import load

    if forms and len(forms) > 1:
        fail(f"A question is of one kind; write one of --{' and --'.join(forms)}.", 1)
    match = re.fullmatch(r"([a-z0-9]+(?:-[a-z0-9]+)*)-\d{2,3}", id_)
    if not match:
        fail(f"“{id_}” is no id of a question: write small letters and two digits at the end, such as drift-07.", 1)
    root = folder or _directories(None)[0]
    with errors_explained():
        bank = load(root)
    if id_ in bank.questions:
        fail(f"There is a question {id_} already; take the next number.", 1)
    if id_ in bank.retired:
        fail(f"{id_} was retired on {bank.retired[id_].since}, and its answers are kept; take the next number.", 1)
    if service and service not in bank.services:
        fail(f"There is no service “{service}”; prova content stats lists them.", 1)
    chosen = bank.exams.get(exam) if exam else next(iter(bank.exams.values()))
    if chosen is None:
        fail(f"There is no exam “{exam}”; the bank has {', '.join(bank.exams)}.", 1)
    tasks = [task.id for domain in chosen.domains for task in domain.tasks]
    if objective and objective not in tasks:
        fail(f"{chosen.id} has no task statement “{objective}”; it has {', '.join(tasks)}.", 1)
    text = question(
        id_, forms[0] if forms else "single", service, chosen, objective or tasks[0], datetime.now(UTC).date()
    )
    path = root / "questions" / f"{match[1]}.yaml"
    before = path.read_text(encoding="utf-8") if path.exists() else MODELINE.format(name="question")
    path.write_text(f"{before.rstrip()}\n{'' if not path.exists() else chr(10)}{text}", encoding="utf-8")
    print(f"{path}: {id_} is to be filled in. Then: prova content check")


def new_service(id_: str, phase: str | None, folder: Path | None) -> None:
    """Write a service to fill in, in a file of its own."""
    from bot.content.authoring.skeletons import service
    from bot.content.reading.load import load_services

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_):
        fail(f"“{id_}” is no id of a service: write small letters, digits and hyphens, such as model-monitor.", 1)
    root = folder or _directories(None)[0]
    with errors_explained():
        bank = load_services(root)
    if id_ in bank.services:
        fail(f"There is a service {id_} already.", 1)
    if phase and phase not in bank.phases:
        fail(f"There is no phase “{phase}”; the bank has {', '.join(bank.phases)}.", 1)
    path = root / "services" / f"{id_}.yaml"
    path.write_text(service(id_, phase or next(iter(bank.phases)), datetime.now(UTC).date()), encoding="utf-8")
    print(f"{path}: to be filled in. Then: prova content check")


_DIRECTORIES = argument(
    "directories",
    nargs="*",
    type=Path,
    default=[],
    metavar="DIR",
    help="Folders of questions; those of Prova's settings if left out.",
)
_SHOWN = argument("id_", metavar="ID", help="A question, such as drift-01, or a service.")
_JSON = flag("--json", "Machine-readable.", dest="as_json")
_FORMAT = argument(
    "--format", dest="form", choices=[*map(str, ExportFormat)], default="jsonl", help="A question a line, as JSON."
)
_LIMIT = argument("--limit", type=between(1, 10_000), default=50, help="How many at most: 1 to 10,000, 50 if left out.")
_MODELS = argument(
    "--models", dest="botocore", type=Path, metavar="DIR", help="An unpacked botocore, whose models are read anew."
)
_BEFORE = argument("--before", type=Path, metavar="DIR", help="The unpacked botocore of the pin before, to compare.")
_KIND = argument("kind", choices=[*map(str, SchemaKind)], help="The kind of file.")
_FOLDER = argument(
    "--in", dest="folder", type=Path, metavar="DIR", help="The bank; the first of Prova's settings if left out."
)
_FORMS = {
    "multiple": "With two right options of five",
    "three": "With three right options of six",
    "ordering": "With steps to be put in order",
    "matching": "With pairs to be matched",
}
"""The forms of questions beside that with one right option, by their flags."""
_NEW_QUESTION = Verb(
    new_question,
    (
        argument("id_", metavar="ID", help="A name and two digits, such as drift-07."),
        *(
            argument(f"--{form}", dest="forms", action="append_const", const=form, help=f"{what}.")
            for form, what in _FORMS.items()
        ),
        argument("--service", help="The service it teaches, by id."),
        argument("--exam", help="The exam it is for, such as AIF-C01."),
        argument("--objective", help="The task statement, such as 4.1."),
        _FOLDER,
    ),
)
_NEW_SERVICE = Verb(
    new_service,
    (
        argument("id_", metavar="ID", help="Small letters and hyphens, such as model-monitor."),
        argument("--phase", help="The phase it belongs to, by id."),
        _FOLDER,
    ),
)
VERBS = {
    "content": Group(
        "Look at the question bank and check it.",
        {
            "check": Verb(content_check, (_DIRECTORIES, flag("--strict", "Warnings end with status 1 too."))),
            "show": Verb(content_show, (_SHOWN, _DIRECTORIES)),
            "facts": Verb(content_facts, (_DIRECTORIES, _MODELS, _BEFORE)),
            "stats": Verb(content_stats, (_DIRECTORIES, _JSON)),
            "exams": Verb(content_exams, (_DIRECTORIES, _JSON)),
            "export": Verb(content_export, (_DIRECTORIES, _FORMAT)),
            "misses": Verb(content_misses, (_LIMIT, _JSON)),
            "reload": Verb(content_reload),
            "schema": Verb(content_schema, (_KIND,)),
            "new": Group("Begin a question or a service.", {"question": _NEW_QUESTION, "service": _NEW_SERVICE}),
        },
    )
}
