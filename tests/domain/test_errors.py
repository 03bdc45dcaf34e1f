"""Every error has its own sentence."""

from __future__ import annotations

import string

from bot.chat.wording import ERRORS
from bot.domain import errors
from bot.domain.errors import BotError


def leaves(kind: type[BotError]) -> list[type[BotError]]:
    return [kind, *(leaf for child in kind.__subclasses__() for leaf in leaves(child))]


def test_every_error_code_has_a_sentence_and_every_sentence_a_code() -> None:
    codes = {kind.code for kind in leaves(BotError)}
    assert codes == set(ERRORS)


def test_the_tree_in_the_docstring_names_every_error() -> None:
    for kind in leaves(BotError):
        assert kind.__name__ in str(errors.__doc__)


def test_every_sentence_says_what_to_do_next() -> None:
    for code, sentence in ERRORS.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert sentence.rstrip().endswith((".", "}")), code
        assert fields <= {
            "usage", "topic", "suggestions", "value", "choices", "zone", "letter", "letters", "wanted", "example",
            "limit", "line", "request", "time", "weekdays", "day", "most", "words", "number",
            "about", "shares", "exam", "exams", "score", "least", "missing", "place",
        }, code  # fmt: skip
