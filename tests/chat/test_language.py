"""A client's locale leads to one of the languages that Prova speaks."""

from __future__ import annotations

import pytest

from bot.chat.language import language_of, spoken


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("pt-BR", "pt-BR"),
        ("pt_PT.UTF-8", "pt-BR"),
        ("PT", "pt-BR"),
        ("en-GB", "en"),
        ("C", "en"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_every_portuguese_is_ours_and_all_else_is_english(locale: str, language: str) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("locales", "first"),
    [
        (("pt-BR", "en-US"), "pt-BR"),
        (("en-US", "pt-BR"), "en-US"),
        (("de", "pt-BR"), "pt-BR"),
        (("de", "EN-us", "pt-BR"), "EN-us"),
        ((None, "", "PT"), "PT"),
        (("de", "fr"), "en"),
        ((), "en"),
    ],
)
def test_the_first_locale_in_a_language_of_ours_counts(locales: tuple[str | None, ...], first: str) -> None:
    assert spoken(*locales) == first
