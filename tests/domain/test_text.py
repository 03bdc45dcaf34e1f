"""Words are compared without case, accents, control characters or odd spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
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
