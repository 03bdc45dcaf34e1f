"""Each kind of posting has words and intents of its own that there are."""

from __future__ import annotations

import pytest

from bot.chat.intents import CATALOGUE
from bot.domain.kinds import PostingKind
from bot.features.practice.presentation import PRESENTATIONS


@pytest.mark.parametrize("kind", list(PostingKind))
def test_each_kind_is_answered_and_led_on_by_intents_of_the_catalogue(kind: PostingKind) -> None:
    """Its answer carries the posting and the letters, and all that the next question is asked by."""
    shown = PRESENTATIONS[kind]
    answers = {param.name for param in CATALOGUE[shown.answer].params}
    assert {"posting", "letters"} <= answers
    assert answers - {"posting", "letters"} >= {param.name for param in CATALOGUE[shown.next].params}


def test_no_two_kinds_have_the_same_heading() -> None:
    assert set(PRESENTATIONS) == set(PostingKind)
    assert len({shown.heading for shown in PRESENTATIONS.values()}) == len(PRESENTATIONS)
