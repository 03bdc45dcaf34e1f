"""Ideas as topics: questions whose texts are about a person's words, such as overfitting or temperature."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from bot.chat.language import LANGUAGES, Language
from bot.content.model import Bilingual, Question
from bot.domain.words import STOP, beginning_of, words_of

LONGEST = 40
"""Characters of an idea: a button carries it."""
FEW = 3
"""Questions that are about an idea, below which those count too that only name it."""
TOO_MANY = 5
"""The part of the bank, one over this, from which on words say nothing in particular."""
_SHORT = 2
_ENDLESS = 3
"""Letters of a word that takes no ending but that of its plural."""
_ENDS = 6
_CODE = re.compile(r"[a-z]+-?[0-9]+|[0-9]+-?[a-z]+", re.IGNORECASE)
"""The pattern of a short name such as F1."""
_BETWEEN = r"(?:[^a-z0-9]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z]))"
"""The pattern between two words: anything but words, or nothing between a letter and a digit."""
_ACCENTS = {"a": "[aáàâã]", "e": "[eéê]", "i": "[ií]", "o": "[oóôõ]", "u": "[uúü]", "c": "[cç]"}
"""The letters of Portuguese that may have an accent, as patterns."""


class Ideas:
    """Finds questions by words of their texts. It is built when first needed: most topics are found by a name."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        """Build the finder over the questions of a bank."""
        self._questions = questions
        self.find = lru_cache(maxsize=256)(self._find)

    @cached_property
    def _texts(self) -> list[tuple[str, str, str]]:
        """Return each question in each language: its id, the text that says its subject, and the other options."""
        return [
            (one.id, _plain(_about(one, language)), _plain(_beside(one, language)))
            for one in self._questions.values()
            for language in LANGUAGES
        ]

    def _find(self, words: str) -> tuple[str, ...]:
        """Return the questions about *words*, in the order of the bank; none for words without a meaning of their own.

        A text is about an idea where stem, deciding words, or a right option with its reason have it. If few have
        the very words, other endings of them count too, and then texts that have them in other options.
        """
        tokens = words_of(words)
        if len(words) > LONGEST or not (any(map(_says, tokens)) or _CODE.fullmatch(words)):
            return ()
        begins = max(map(beginning_of, tokens), key=len).removesuffix("s")
        held = [text for text in self._texts if begins in text[1] or begins in text[2]]  # quicker than a pattern
        about = _with(_exact(tokens), held, strong=True)
        if len(about) < FEW:
            about = _with(_pattern(tokens), held, strong=True)
        if len(about) < FEW:
            about |= _with(_pattern(tokens), held, strong=False)
        if len(about) * TOO_MANY > len(self._questions):
            return ()
        return tuple(one for one in self._questions if one in about)

    def name(self, words: str) -> Bilingual:
        """Return the name of an idea: *words*, in Portuguese with the accents that a button has taken."""
        return Bilingual(f"“{words}”", f"“{self._accented(words) if words.isascii() else words}”")

    def _accented(self, words: str) -> str:
        """Return *words* as the first text in Portuguese that has them writes them; as they are without one."""
        letters = "".join(_ACCENTS.get(letter, re.escape(letter)) for letter in words)
        pattern = re.compile(rf"\b{letters}\b")
        found = (pattern.search(text) for one in self.find(words) for text in self._portuguese[one])
        return next((match.group() for match in found if match), words)

    @cached_property
    def _portuguese(self) -> Mapping[str, tuple[str, ...]]:
        """Return the Portuguese texts of each question, in small letters."""
        return {
            one.id: tuple(text.lower() for text in (*_about(one, "pt-BR"), *_beside(one, "pt-BR"), *_reasons(one)))
            for one in self._questions.values()
        }


def _with(pattern: re.Pattern[str], texts: Iterable[tuple[str, str, str]], *, strong: bool) -> set[str]:
    """Return the questions that have a pattern in their text, or among their other options."""
    return {question for question, about, beside in texts if pattern.search(about if strong else beside)}


def _says(token: str) -> bool:
    """Return whether a word says something by itself, such as recall, and not ML, where or 20."""
    return token not in STOP and token.isalpha() and len(token) > _SHORT


def _about(question: Question, language: Language) -> Iterator[str]:
    """Yield the texts that say the subject of a question."""
    yield question.stem.in_(language)
    yield question.deciding.in_(language)
    yield from (pair.prompt.in_(language) for pair in question.pairs)
    for option in question.options:
        if option.id in question.key:
            yield option.text.in_(language)
            yield option.why.in_(language)


def _beside(question: Question, language: Language) -> Iterator[str]:
    """Yield the wrong options of a question."""
    return (option.text.in_(language) for option in question.options if option.id not in question.key)


def _reasons(question: Question) -> Iterator[str]:
    """Yield the Portuguese reasons of the wrong options of a question."""
    return (option.why.pt_br for option in question.options if option.id not in question.key)


def _plain(texts: Iterable[str]) -> str:
    """Return texts as one in small ASCII letters, in which a pattern is looked for."""
    text = "\n".join(texts).lower()
    return text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _pattern(tokens: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of the words of an idea, one after the other, each with any ending."""
    begun = ((token, beginning_of(token)) for token in tokens)
    forms = (f"{begins}[a-z]{{0,{_ENDS}}}" if len(begins) > _ENDLESS else _number_of(token) for token, begins in begun)
    return re.compile(rf"\b{_BETWEEN.join(forms)}\b")


def _exact(tokens: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of the very words of an idea, one or several of each."""
    return re.compile(rf"\b{_BETWEEN.join(map(_number_of, tokens))}\b")


def _number_of(token: str) -> str:
    """Return the pattern of a word in singular and plural."""
    return f"{token.removesuffix('s')}(?:s|es)?"
