"""The words that no native reader would say: found in their language, and what looks like them left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.chat.language import Language
from bot.content.authoring.phrasing import phrasing_verdicts
from bot.content.model import Bilingual, Phase, Question
from bot.content.reading.load import load

if TYPE_CHECKING:
    from tests.content.conftest import Files

FOUND: tuple[tuple[Language, str, str], ...] = (
    ("en", "A nurse shall type a question", "shall"),
    ("en", "behind the present endpoint", "the present"),
    ("en", "for each present and future user", "present and future"),
    ("en", "accounts foreign to its organization", "foreign to"),
    ("en", "finished reviews are to be judged", "are to be"),
    ("en", "its layout is not theirs to design", "theirs to"),
    ("en", "It serves the oversight of models", "serves the oversight"),
    ("en", "It is closed to new customers since July 30, 2026.", "is closed to new customers since"),
    ("en", "fails on the intricate rest", "intricate"),
    ("en", "Your notes say that", "Your notes"),
    ("en", "enrolment in a course", "enrolment"),
    ("en", "lean towards recall", "towards"),
    ("en", "a change of behaviour", "behaviour"),
    ("en", "labelled data", "labelled"),
    ("en", "It optimises the model", "optimises"),
    ("en", "Clarify analyses bias", "Clarify analyses"),
    ("en", "closed on 30 July 2026", "30 July 2026"),
    ("pt-BR", "dados de treino", "treino"),
    ("pt-BR", "um modelo no ar", "no ar"),
    ("pt-BR", "objetos cifrados com o KMS", "cifrados"),
    ("pt-BR", "a chave decifra os dados", "decifra"),
    ("pt-BR", "o que a prova ainda espera", "prova ainda espera"),
    ("pt-BR", "Uma vendedora de ingressos alemã", "Uma vendedora de"),
    ("pt-BR", "de um resultado vazio não decorre nova consulta", "não decorre"),
    ("pt-BR", "o pedido que recusara antes", "recusara"),
    ("pt-BR", "o que o time escrevera", "escrevera"),
    ("pt-BR", "uma biblioteca fora atualizada", "fora atualizada"),
    ("pt-BR", "no verão de julho", "verão de julho"),
    ("pt-BR", "Suas anotações dizem", "Suas anotações"),
)


@pytest.fixture
def question(files: Files) -> Question:
    """A question without a word to exchange."""
    return load(files.root).questions["alpha-01"]


def said(text: Bilingual) -> list[str]:
    """Return the messages on a phase of that name."""
    return [message for _, message in phrasing_verdicts(Phase("p", text))]


@pytest.mark.parametrize(("language", "text", "word"), FOUND)
def test_a_word_that_nobody_says_is_found_in_its_language_alone(language: Language, text: str, word: str) -> None:
    (message,) = said(Bilingual(text, "") if language == "en" else Bilingual("", text))
    assert message.startswith(f"`name` ({language}) says “{word}”; write ")
    assert said(Bilingual("", text) if language == "en" else Bilingual(text, "")) == []


@pytest.mark.parametrize(
    ("en", "pt"),
    [
        ("They present tokens; analyses of text; in July 30, 2026", "Compara, prepara e declara; câmara clara; espera"),
        ("The label is filled; a modeling tool; advise, otherwise", "ar-condicionado; opera e gera; fora da conta"),
        ("It has been closed since July 30, 2026.", "verão de dezembro; a nota da prova; a equipe espera"),
        ("`2026-07-30` and s3://bucket/2026-07-30/ and day=2026-07-30", "`2026-07-30` e dia=2026-07-30"),
    ],
)
def test_words_that_only_look_alike_are_left_alone(en: str, pt: str) -> None:
    assert said(Bilingual(en, pt)) == []


def test_a_date_in_a_sentence_is_written_out() -> None:
    messages = said(Bilingual("shut down on 2024-04-26.", "encerrado em 2024-04-26."))
    assert messages == [
        "`name` (en) says “2024-04-26”; write “April 26, 2024”",
        "`name` (pt-BR) says “2024-04-26”; write “26 de abril de 2024”",
    ]


def test_a_text_is_named_by_the_way_to_it(question: Question) -> None:
    first, *others = question.options
    changed = replace(question, options=(replace(first, why=Bilingual("You shall", "")), *others))
    assert [message for _, message in phrasing_verdicts(changed)] == [
        f"`options.{first.id}.why` (en) says “shall”; write “must”, “should” or the plain verb"
    ]


def test_a_stem_names_the_foundation_model_once_in_english(question: Question) -> None:
    changed = replace(question, stem=Bilingual("", "Um banco usa modelos de base."))
    assert [message for _, message in phrasing_verdicts(changed)] == [
        "`stem` (pt-BR) says “modelos de base”; name it once as exams do: “modelos de base (foundation models, FMs)”"
    ]
    changed = replace(question, stem=Bilingual("", "Um modelo de base (foundation model, FM) é um modelo de base."))
    assert list(phrasing_verdicts(changed)) == []
