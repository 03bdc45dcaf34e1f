"""The words of a phrase, and the beginnings that words of one family have in common."""

from __future__ import annotations

import pytest

from bot.domain.words import STOP, beginning_of, words_of


def test_words_are_folded_and_numbers_stand_apart() -> None:
    assert words_of("Detecção de viés, 1GB!") == ("deteccao", "de", "vies", "1", "gb")
    assert {"de", "the", "para", "usar"} <= STOP


@pytest.mark.parametrize(
    ("word", "beginning"),
    [
        ("overfitting", "overfit"),
        ("overfit", "overfit"),
        ("hallucinations", "hallucin"),
        ("alucinacao", "alucin"),
        ("embeddings", "embed"),
        ("models", "model"),
        ("quantization", "quantization"),  # "quant" begins quantities too
        ("bias", "bias"),
        ("f", "f"),
    ],
)
def test_a_beginning_is_what_a_family_of_words_has_in_common(word: str, beginning: str) -> None:
    assert beginning_of(word) == beginning
