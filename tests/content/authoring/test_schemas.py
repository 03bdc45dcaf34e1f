"""Editors know what a file of the bank may hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator, meta

from bot.content.authoring.schemas import KINDS, schema
from tests.conftest import ROOT

CONTENT = ROOT / "content"
LISTED = {
    "phase": "phases.yaml",
    "elsewhere": "elsewhere.yaml",
    "other-exam": "other-exams.yaml",
    "retired": "retired.yaml",
}
FOLDERS = {"question": "questions", "service": "services", "exam": "exams"}


def files(kind: str) -> list[Path]:
    """Return the bank's files of a kind."""
    if kind in LISTED:
        return [CONTENT / LISTED[kind]]
    return sorted((CONTENT / FOLDERS[kind]).glob("*.yaml"))


def parsed(text: str) -> Any:
    """Return a file as editors read it, dates being texts."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_that_lie_beside_the_bank_are_those_of_the_model(kind: str) -> None:
    """`make schemas` writes them."""
    assert json.loads((CONTENT / "schemas" / f"{kind}.json").read_text(encoding="utf-8")) == schema(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_of_the_bank_fits_its_schema_and_names_it(kind: str) -> None:
    validator = Draft202012Validator(schema(kind))
    meta.validate(schema(kind))
    for path in files(kind):
        text = path.read_text(encoding="utf-8")
        assert list(validator.iter_errors(parsed(text))) == [], path
        named = text.partition("\n")[0].partition("$schema=")[2]
        assert (path.parent / named).resolve() == CONTENT / "schemas" / f"{kind}.json"


@pytest.mark.parametrize(
    ("old", "new"),
    [("level: easy", "level: simple"), ("  key: [", "  keys: ["), ("pt-BR: ", "pt: "), ("domain: 5", "domain: five")],
)
def test_what_the_loader_refuses_is_underlined(old: str, new: str) -> None:
    text = (CONTENT / "questions" / "kms.yaml").read_text(encoding="utf-8")
    assert old in text
    assert list(Draft202012Validator(schema("question")).iter_errors(parsed(text.replace(old, new, 1))))


def test_what_the_loader_adds_by_itself_is_no_key() -> None:
    assert "revision" not in schema("question")["$defs"]["Question"]["properties"]
