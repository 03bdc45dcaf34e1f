"""Words are compared without case, accents, control characters or odd spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import LONGEST_ECHO, apart_at_capitals, fold, joined, short


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("drıft DRİFT", "drift drift"),
        ("Øystein Łódź", "oystein lodz"),
        ("Detecção de VIÉS", "deteccao de vies"),
        ("  a\t\nb  ", "a b"),
        ("dri\u200bft\x00", "dri ft"),
        ("ﬁle ＡＢ", "file ab"),
        ("Straße", "strasse"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_what_is_said_back_is_short_and_shows_that_it_was_longer() -> None:
    assert short("x" * LONGEST_ECHO) == "x" * LONGEST_ECHO
    assert short("x" * 10_000) == "x" * (LONGEST_ECHO - 1) + "…"


def test_sixty_characters_are_said_back() -> None:
    assert short("x" * 60) == "x" * 60
    assert short("x" * 61) == "x" * 59 + "…"


@pytest.mark.parametrize(
    "name",
    ["Model Monitor", "model-monitor", "ModelMonitor", "MODEL_MONITOR", "model.monıtor", " model\u00a0monitor\n"],
)
def test_names_have_their_letters_in_common_however_they_are_written(name: str) -> None:
    assert joined(name) == "modelmonitor"


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("ModelMonitor", "Model Monitor"),
        ("MLModelCards", "ML Model Cards"),
        ("GPUs and LLMs", "GPUs and LLMs"),
        ("DetecçãoDeViés", "Detecção De Viés"),
        ("ÁguaÉBoa", "Água É Boa"),
        ("plain words", "plain words"),
    ],
)
def test_a_word_is_split_where_another_begins_with_a_capital(text: str, apart: str) -> None:
    assert apart_at_capitals(text) == apart
