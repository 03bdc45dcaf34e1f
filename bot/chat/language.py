"""The languages that Prova speaks, and the one for a client's locale."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "pt-BR"]
LANGUAGES: tuple[Language, ...] = ("en", "pt-BR")


def language_of(locale: str) -> Language:
    """Return the bot's language for a client's locale such as `pt-BR`, `pt_PT.UTF-8` or `en-US`."""
    return "pt-BR" if locale.lower().startswith("pt") else "en"


def spoken(*locales: str | None) -> str:
    """Return the first of *locales* in a language of the bot's, or English."""
    known = (locale for locale in locales if locale and locale.lower().startswith(("en", "pt")))
    return next(known, "en")
