"""The loader of one folder: an immutable Bank, or all problems of all files at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.content.model import Bank, Exam, Option, OtherExam, Phase, Question, Retired, Service, Subject
from bot.content.reading import consistency
from bot.content.reading.consistency import KnownIds
from bot.content.reading.loaded import Loaded, displayed_path
from bot.content.reading.message_size import question_size_problems, service_size_problems
from bot.content.reading.model_facts import model_fact_problems
from bot.content.reading.problem import BankInvalid, Problem
from bot.content.reading.record import Record
from bot.content.reading.tree import parse
from bot.content.reading.validation import validated

__all__ = [
    "BankInvalid",
    "Loaded",
    "Problem",
    "displayed_path",
    "load",
    "load_services",
    "load_with_places",
    "revision_of",
]

T = TypeVar("T")


def load(directory: Path) -> Bank:
    """Return the whole bank of *directory*. Raises BankInvalid with every problem of every file."""
    return load_with_places(directory).bank


def load_with_places(directory: Path, around: Bank | None = None) -> Loaded:
    """Return the whole bank of *directory* and the places of its parts. Raises BankInvalid like `load`.

    One that is loaded *around* another may leave parts out, and name that one's phases, services and exams.
    """
    return _Loader(displayed_path(directory), around).load(whole=True)


def load_services(directory: Path, around: Bank | None = None) -> Bank:
    """Return a bank of phases and services only, for lookups. Raises BankInvalid like `load`."""
    return _Loader(displayed_path(directory), around).load(whole=False).bank


def revision_of(question: Question) -> str:
    """Return twelve hexadecimal digits that change with the text that a learner reads, or with the key.

    The layout of the file, the order of its keys, `checked_on`, skills and the revision itself do not count.
    """
    content = asdict(question) | {"key": question.key if question.kind.is_arranged else sorted(question.key)}
    del content["revision"], content["checked_on"]
    if not question.pairs:
        del content["pairs"]
    for option in content["options"]:
        if option["right_when"] is None:  # a question without these keeps the revision that it had before they existed
            del option["right_when"]
    for place in content["exams"]:
        del place["skill"]
    canonical = " ".join(json.dumps(content, sort_keys=True, ensure_ascii=False).replace("\\n", " ").split())
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


@dataclass(slots=True)
class _Loader:
    """One pass over a directory, collecting problems."""

    directory: Path
    around: Bank | None = None
    problems: list[Problem] = field(default_factory=list)

    def load(self, *, whole: bool) -> Loaded:
        """Read, check and build everything; raise all problems together."""
        folders = ("exams", "services", "questions") if whole else ("services",)
        files = {folder: self._files(folder) for folder in folders}
        self._require_files(files)
        listing = self.directory / "phases.yaml"
        phases = self._records([listing] if self.around is None or listing.exists() else [], listed=True)
        subjects = self._listing("elsewhere.yaml")
        others = self._listing("other-exams.yaml") if whole else []
        retired = self._listing("retired.yaml") if whole else []
        services = self._records(files["services"], listed=False)
        questions = self._records(files.get("questions", []), listed=True)
        exams = self._records(files.get("exams", []), listed=False)
        around = self.around or Bank()
        known = KnownIds(
            phases={record.id for record in phases} | set(around.phases),
            services={record.id for record in services}
            | {path.stem for path in files["services"]}
            | set(around.services),
            exams=consistency.outline_of_loaded(around.exams.values()) | consistency.outline_of_records(exams),
        )
        gone = {record.id: record.text("since") for record in retired if record.has("id")}
        bank = Bank(
            phases=self._values(Phase, phases, consistency.phase_problems),
            services=self._values(
                Service,
                services,
                lambda record: chain(
                    consistency.service_problems(record, known),
                    service_size_problems(record),
                    model_fact_problems(record),
                ),
            ),
            questions=self._values(
                Question,
                questions,
                lambda record: chain(
                    consistency.question_problems(record, known),
                    consistency.reused_ids(record, gone),
                    question_size_problems(record),
                ),
            ),
            exams=self._values(Exam, exams, consistency.exam_problems),
            out_of_scope=self._values(Subject, subjects, consistency.subject_problems),
            other_exams=self._values(
                OtherExam, others, lambda record: consistency.other_exam_problems(record, known.exams)
            ),
            retired=self._values(Retired, retired, consistency.retired_problems),
        )
        self._raise_problems()
        where = {record.id: (record.path, record.line()) for record in (*services, *questions)}
        return Loaded(_completed(bank), MappingProxyType(where))

    def _raise_problems(self) -> None:
        if self.problems:
            raise BankInvalid(tuple(sorted(set(self.problems))))

    def _require_files(self, files: Mapping[str, list[Path]]) -> None:
        """Stop early when there is no bank at all, and note each missing part."""
        phases = self.directory / "phases.yaml"
        if not self.directory.is_dir():
            self._add(self.directory, "is no directory; give the path of the bank, such as `content`")
            self._raise_problems()
        if not phases.exists() and not any(files.values()):
            self._add(
                self.directory, "holds no bank; it needs phases.yaml and the folders exams, services and questions"
            )
            self._raise_problems()
        for folder, found in files.items():
            if not found and self.around is None:
                self._add(self.directory / folder, "holds no .yaml file; add at least one")

    def _add(self, path: Path, message: str, line: int = 1) -> None:
        self.problems.append(Problem(path, line, "-", message))

    def _files(self, folder: str) -> list[Path]:
        """Return the YAML files of *folder* in the order of their names; hidden ones are not ours."""
        found = sorted(path for path in (self.directory / folder).glob("*.y*ml") if not path.name.startswith("."))
        for path in found:
            if path.suffix == ".yml":
                self._add(path, f"would not be read; name it {path.stem}.yaml")
        return [path for path in found if path.suffix == ".yaml"]

    def _records(self, paths: Iterable[Path], *, listed: bool) -> list[Record]:
        return [record for path in paths for record in self._read(path, listed=listed)]

    def _listing(self, name: str) -> list[Record]:
        """Return the records of a file that a bank need not have."""
        path = self.directory / name
        return self._records([path] if path.exists() else [], listed=True)

    def _read(self, path: Path, *, listed: bool) -> list[Record]:
        text = self._text(path)
        if text is None:
            return []
        tree = parse(text)
        records: list[Record] = []
        if tree.whole and not listed:
            records = [Record(path, tree.data, tree.lines)]
        elif tree.whole and isinstance(tree.data, list):
            records = [Record(path, data, tree.lines, (index,)) for index, data in enumerate(tree.data)]
        elif tree.whole:
            self._add(path, "must be a list; begin each entry with `- id: …`", tree.lines[()])
        for line, fault in tree.faults:
            around = [record.id for record in records if record.line() <= line]
            self.problems.append(Problem(path, line, around[-1] if around else "-", fault))
        return records

    def _text(self, path: Path) -> str | None:
        if path.exists() and not path.is_file():
            self._add(path, "is no file; put a file there, or take it away")
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            self._add(
                path,
                f"cannot be read ({(error.strerror or 'unknown reason').lower()}); check that it is there and readable",
            )
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._add(path, "is not UTF-8 from here on; save the file as UTF-8", line)
            return None

    def _values(
        self, kind: type[T], records: list[Record], checks: Callable[[Record], Iterator[Problem]]
    ) -> Mapping[str, T]:
        """Return the values of *records* by id, and note all their problems."""
        self.problems.extend(consistency.duplicate_ids(records))
        values: dict[str, T] = {}
        for record in records:
            value, faults = validated(kind, record.data)
            self.problems.extend(record.problem(loc, message) for loc, message in faults)
            self.problems.extend(checks(record))
            if value is not None:
                values[record.id] = value
        return MappingProxyType(values)


def _completed(bank: Bank) -> Bank:
    """Return the bank with all that its files leave to the loader: the options of pairs, and revisions."""
    whole = {id_: with_options(question) for id_, question in bank.questions.items()}
    dated = {id_: replace(question, revision=revision_of(question)) for id_, question in whole.items()}
    return replace(bank, questions=MappingProxyType(dated))


def with_options(question: Question) -> Question:
    """Return a matching question with the partners of its pairs as options, and the order of the prompts as key."""
    if not question.pairs:
        return question
    options = tuple(Option(pair.id, pair.text, pair.why) for pair in question.pairs)
    return replace(question, options=options, key=tuple(pair.id for pair in question.pairs))
