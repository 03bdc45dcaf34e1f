"""The catalogue is complete, and says in Portuguese what the code says in English."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from bot.chat import wording
from bot.chat.language import Language
from bot.chat.wording import CATALOGUE, VOICES, voice_in

BOT = Path(__file__).parent.parent.parent / "bot"
SPEAKING = {"N_": 1, "say": 1, "rich": 1, "count": 2}
"""The calls that take message ids, and how many."""


def messages() -> Iterator[str]:
    """Yield every message id that stands in the code."""
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                ids = node.args[: SPEAKING.get(name, 0)]
                values = [one.value for one in ids if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if len(values) == SPEAKING.get(name):  # a str.count takes one text
                    yield from values


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def translated() -> dict[str, tuple[str, ...]]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="pt_BR", abort_invalid=True)
    pairs: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if message.id and message.context is None:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            assert not message.fuzzy
            pairs |= dict.fromkeys(ids, tuple(map(str, strings)))
    return pairs


def test_every_message_of_the_code_has_its_portuguese(translated: dict[str, tuple[str, ...]]) -> None:
    names = {"English", "Português (Brasil)"}
    assert {message for message in messages() if message not in translated} - names == set()


def test_no_sentence_of_the_catalogue_is_left_without_a_use(translated: dict[str, tuple[str, ...]]) -> None:
    assert set(translated) - set(messages()) == set()


def test_translations_are_not_empty_and_keep_every_field(translated: dict[str, tuple[str, ...]]) -> None:
    for message, strings in translated.items():
        for text in strings:
            assert text
            assert fields(text) == fields(message), message


def test_numbers_take_the_right_form_in_both_languages() -> None:
    english, portuguese = VOICES["en"], VOICES["pt-BR"]
    assert [english.count("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert [portuguese.count("{n} day", "{n} days", n) for n in (1, 2)] == ["1 dia", "2 dias"]


def test_a_value_never_becomes_markup() -> None:
    spans = VOICES["en"].rich("**{name}** is `here`", name="[x](https://evil.example) **bold**")
    assert [(span.text, span.bold, span.code, span.url) for span in spans] == [
        ("[x](https://evil.example) **bold**", True, False, None),
        (" is ", False, False, None),
        ("here", False, True, None),
    ]


@pytest.mark.parametrize(
    ("language", "said", "typed"),
    [
        ("en", "I don't understand that. /prova help lists what you can ask; /prova which takes any phrase.", "me"),
        ("pt-BR", "/prova ajuda", "eu"),
    ],
)
def test_where_names_cannot_be_relied_on_commands_stand_behind_one_that_can(
    language: Language, said: str, typed: str
) -> None:
    """Only the sentence's own commands are meant: what people wrote stands as it is."""
    voice = voice_in(language, "prova")
    assert said in voice.say("I don't understand that. /help lists what you can ask; /which takes any phrase.")
    assert voice.command("me") == f"/prova {typed}"
    told = voice.say("I don't know “{line}”. Did you mean /{command}?", line="/a b", command="c")
    assert "“/a b”" in told
    assert "/prova c?" in told
    assert voice_in(language).command("me") == f"/{typed}"


@pytest.mark.parametrize(
    ("language", "year", "said"),
    [
        ("en", False, "Tue, Nov 24, 09:05"),
        ("en", True, "Tue, Nov 24, 2026, 09:05"),
        ("pt-BR", False, "ter., 24 de nov., 09:05"),
        ("pt-BR", True, "ter., 24 de nov. de 2026, 09:05"),
    ],
)
def test_a_moment_has_its_weekday_and_date_and_the_year_where_it_matters(
    language: Language, year: bool, said: str
) -> None:
    at = datetime(2026, 11, 24, 9, 5, 59, tzinfo=UTC)
    assert VOICES[language].moment(at, year=year) == said


def test_a_sentence_that_is_not_surely_translated_is_said_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A translator may leave a sentence open, or mark it as uncertain, while others are ready."""
    entries = [
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"',
        'msgid "ready"\nmsgstr "pronto"',
        '#, fuzzy\nmsgid "uncertain"\nmsgstr "incerto"',
        'msgid "one"\nmsgid_plural "{n} many"\nmsgstr[0] "um"\nmsgstr[1] ""',
    ]
    (tmp_path / "pt_BR.po").write_text("\n\n".join(entries), encoding="utf-8")
    monkeypatch.setattr(wording, "CATALOGUE", tmp_path / "pt_BR.po")
    wording._portuguese.cache_clear()
    try:
        portuguese = VOICES["pt-BR"]
        assert [portuguese.say(text) for text in ("ready", "uncertain")] == ["pronto", "uncertain"]
        assert [portuguese.count("one", "{n} many", n) for n in (1, 2)] == ["one", "2 many"]
    finally:
        wording._portuguese.cache_clear()


@pytest.mark.parametrize("year", [False, True])
def test_one_instant_is_told_in_the_time_of_each_zone(*, year: bool) -> None:
    """Two schedules of different zones may close at the same instant."""
    instant = datetime(2026, 11, 24, 12, 0, 59, tzinfo=UTC)
    for zone, hour in (("UTC", "12:00"), ("Asia/Tokyo", "21:00"), ("America/Sao_Paulo", "09:00")):
        for voice in VOICES.values():
            assert voice.moment(instant.astimezone(ZoneInfo(zone)), year=year).endswith(f", {hour}")
