"""The JSON Schemas of the bank's files, made from the model, so that editors complete and check while one types."""

from __future__ import annotations

from typing import Any

from bot.content.model import Exam, Kind, OtherExam, Phase, Question, Retired, Service, Subject
from bot.content.reading.validation import COMPUTED, adapter

KINDS: dict[str, tuple[type, bool]] = {
    "question": (Question, True),
    "service": (Service, False),
    "exam": (Exam, False),
    "phase": (Phase, True),
    "elsewhere": (Subject, True),
    "other-exam": (OtherExam, True),
    "retired": (Retired, True),
}
"""The class of each kind of file, and True if the file is a list of them."""

_BY_KIND: dict[str, Any] = {
    "if": {"properties": {"kind": {"const": Kind.MATCHING.value}}},
    "then": {"required": ["pairs"], "properties": {"options": False, "key": False}},
    "else": {"required": ["options", "key"], "properties": {"pairs": False}},
}
"""The parts of a question that depend on its kind."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> dict[str, Any]:
    """Return the schema of files that hold *name*, a key of KINDS."""
    kind, listed = KINDS[name]
    definitions: dict[str, Any] = adapter(kind).json_schema(by_alias=True)["$defs"]
    for computed in COMPUTED:
        definitions[kind.__name__]["properties"].pop(computed, None)
    if kind is Question:
        definitions[kind.__name__] |= _BY_KIND
    one = {"$ref": f"#/$defs/{kind.__name__}"}
    whole = {"type": "array", "items": one} if listed else one
    return {"$schema": DIALECT, "title": f"Prova: {name}", **whole, "$defs": definitions}
