"""A card says what the guides say of its service today, in one sentence that follows from them, and then its note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.markup import Spans
from bot.chat.wording import VOICES
from bot.content.model import Bank, Bilingual, Examined
from bot.features.lookup.in_exams import place_in_exams


def text_of(spans: Spans) -> str:
    return "".join(span.text for span in spans)


@pytest.mark.parametrize(
    ("service", "language", "beginning"),
    [
        ("bedrock", "en", "Exam guides that name it: AIF-C01, MLA-C01, MLA-C02. "),
        ("bedrock", "pt-BR", "Guias de prova que citam este nome: AIF-C01, MLA-C01, MLA-C02. "),
        ("canvas", "en", "No exam guide names it on its own. "),
        ("canvas", "pt-BR", "Nenhum guia de prova cita este nome à parte. "),
        (
            "audit-manager",
            "en",
            "The guide of AIF-C01 no longer names it; on August 4, 2026 it still did. ",
        ),
        (
            "clarify",
            "pt-BR",
            (
                "Guias de prova que citam este nome: MLA-C01. "
                "O guia do AIF-C01 não cita mais este nome; em 4 de agosto de 2026 ainda citava. "
            ),
        ),
    ],
)
def test_the_sentence_follows_from_the_guides(bank: Bank, service: str, language: str, beginning: str) -> None:
    one, voice = bank.services[service], next(each for each in VOICES.values() if each.language == language)
    assert text_of(place_in_exams(bank, one, voice)) == beginning + one.examined.note.in_(voice.language)


def test_a_pack_writes_its_own_and_so_does_a_bank_without_guides(bank: Bank) -> None:
    note = Bilingual("Our exam asks for it.", "Nossa prova o cobra.")
    own = replace(bank.services["bedrock"], examined=Examined(note, answer=True))
    assert text_of(place_in_exams(bank, own, VOICES["en"])) == note.en
    followed = replace(own, examined=Examined(note))
    assert text_of(place_in_exams(replace(bank, exams={}), followed, VOICES["en"])) == note.en
