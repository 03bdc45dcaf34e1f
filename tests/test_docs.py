"""What the documents promise is what the program does."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.chat.intents import commands
from bot.chat.language import LANGUAGES, Language
from bot.chat.wording import VOICES
from bot.cli import main
from bot.content.model import Bank
from bot.features.people.help import usage

ROOT = Path(__file__).parent.parent
READMES: Mapping[Language, str] = {
    "en": (ROOT / "README.md").read_text(encoding="utf-8"),
    "pt-BR": (ROOT / "README.pt-BR.md").read_text(encoding="utf-8"),
}
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
VERBS = [
    ("play",),
    ("which",),
    ("run",),
    ("doctor",),
    ("health",),
    ("discord", "invite"),
    ("slack", "manifest"),
    ("content", "check"),
    ("content", "show"),
    ("content", "stats"),
    ("content", "export"),
    ("daily", "preview"),
    ("db", "upgrade"),
    ("db", "rebuild"),
    ("db", "backup"),
    ("db", "restore"),
    ("db", "check"),
    ("db", "copy"),
]


def command_table(language: Language) -> str:
    """Return a README's table of commands, made from the catalogue: its own language's names first."""
    other: Language = "pt-BR" if language == "en" else "en"
    heads = {"en": "| command | em português | what it does |", "pt-BR": "| comando | in English | o que faz |"}
    voice = VOICES[language]
    rows = [
        f"| `{usage(intent, voice)}` | `{usage(intent, VOICES[other])}` | {voice.say(intent.description)} |"
        for intent in commands()
    ]
    return "\n".join((heads[language], "|---|---|---|", *rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_lists_every_command_as_the_catalogue_has_it(language: Language) -> None:
    between = READMES[language].partition("<!-- commands:")[2].partition("-->")[2].partition("<!-- /commands -->")[0]
    assert between.strip() == command_table(language)


def test_the_readmes_have_the_same_sections_verbs_settings_and_links() -> None:
    for pattern in (
        r"^## ",
        r"^\| `((?:prova|PROVA|DISCORD|SLACK)[^`]*)`",
        r"`(make [^`]+|[A-Z]+_[A-Z_]+|--[^`]+|[a-z]+:/[^`]+)`",
        r"\]\((?!README)([^)]+)\)|<(https[^>]+)>",
        r"^\d\. ",
        r"\*\*([A-Z][^*.]+)\*\*,",
    ):
        # each shows the pictures of its own language
        texts = [re.sub(r"(docs/[\w-]+)\.pt-BR\.", r"\1.", READMES[each]) for each in LANGUAGES]
        english, portuguese = (Counter(re.findall(pattern, text, re.MULTILINE)) for text in texts)
        assert portuguese == english


def test_each_readme_leads_to_the_other() -> None:
    assert "](README.pt-BR.md)" in READMES["en"]
    assert "](README.md)" in READMES["pt-BR"]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_is_in_the_readme_and_explains_itself(
    verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "argv", ["prova", *verb, "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert len(capsysbinary.readouterr().out.split()) > 15
    assert all(f"`prova {' '.join(verb)}" in readme for readme in READMES.values())


def test_every_setting_is_in_the_readme_and_in_the_example() -> None:
    names = set(
        re.findall(r'"((?:PROVA|DISCORD|SLACK)_\w+)"', (ROOT / "bot" / "config.py").read_text(encoding="utf-8"))
    )
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert names
    for name in names:
        assert all(f"`{name}`" in readme for readme in READMES.values())
        assert f"{name}=" in example


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "README.pt-BR.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "docs/privacy.md",
        "bench/README.md",
    ],
)
def test_every_file_that_a_document_links_to_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", text):
        assert ((ROOT / document).parent / target).exists(), target


def test_paths_that_contributing_names_are_there() -> None:
    for path in re.findall(r"`((?:bot|tests|content|bench)/[\w./-]+)`", CONTRIBUTING):
        assert (ROOT / path).exists(), path


def test_no_file_names_a_package_registry() -> None:
    """Lock files hold versions and hashes alone; where packages come from is the machine's business."""
    npm = ("tests/looks/package.json", "tests/looks/package-lock.json")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "Makefile", ".ci/run", *npm):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert '"resolved"' not in text, name
        assert not re.search(r"--(extra-)?index-url|--find-links|https?://[^\s]*(pypi|pythonhosted|registry)", text), (
            name
        )


def test_what_the_documents_say_to_make_can_be_made() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    said = {word for page in pages for word in re.findall(r"`make ([^`\s]+)", page.read_text(encoding="utf-8"))}
    assert said - targets == set()
    assert "setup" in said


def test_the_readme_counts_the_questions_that_there_are(bank: Bank) -> None:
    exams = [{covers.exam for covers in one.exams} for one in bank.questions.values()]
    practitioner = sum("AIF-C01" in each for each in exams)
    engineer = sum(any(exam.startswith("MLA") for exam in each) for each in exams)
    said = f"The bank has {len(exams)} questions, {practitioner} of them for AIF-C01 and {engineer} for MLA."
    assert said in " ".join(READMES["en"].split())
    said = f"O banco tem {len(exams)} questões, {practitioner} delas para AIF-C01 e {engineer} para MLA."
    assert said in " ".join(READMES["pt-BR"].split())
