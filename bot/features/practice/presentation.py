"""The presentation of each kind of posting: its heading, the intent that answers it, and the way on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.wording import N_
from bot.domain.kinds import PostingKind


@dataclass(frozen=True, slots=True)
class Presentation:
    """The words and intents of a kind: `heading` and `onward` are message ids."""

    heading: str
    shows_level: bool = False
    answer: str = "answer"
    onward: str = N_("Next")
    next: str = "quiz"


PRESENTATIONS: Mapping[PostingKind, Presentation] = {
    PostingKind.PRACTICE: Presentation(N_("Practice"), shows_level=True),
    PostingKind.DAILY: Presentation(N_("Question of the day")),
    PostingKind.REVIEW: Presentation(N_("Review"), next="review"),
}
