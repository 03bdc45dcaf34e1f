"""Between rows and records: the order of columns, and how instants, dates and lists are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.kinds import PostingKind
from bot.domain.records import Answer, Learner, Person, Posting, PostingState

LEARNER = "l.id, l.platform, l.user_id, l.name, l.language, l.zone, l.listed, l.client_locale, l.client_zone"
POSTING = (
    "p.id, p.kind, p.space, p.question, p.revision, p.shown, p.created_at, p.learner_id, p.place_id, p.state, "
    "p.closes_at"
)
ANSWER = (
    "a.posting_id, a.learner_id, a.space, a.question, a.chosen, a.correct, a.points, a.first_sight, a.answered_at, "
    "a.local_date, a.board_date"
)
LEARNER_WIDTH, POSTING_WIDTH, ANSWER_WIDTH = (columns.count(",") + 1 for columns in (LEARNER, POSTING, ANSWER))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """Return the instant behind microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=value)


def iso(value: int | None) -> str | None:
    """Return microseconds since 1970 as ISO 8601 text."""
    return None if value is None else instant(value).isoformat()


def storable(text: str) -> str:
    """Return people's *text* without what no database takes: halves of surrogate pairs, and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def joined(ids: Sequence[str]) -> str:
    """Return option ids as one text; ids hold no comma."""
    return ",".join(ids)


def parted(text: str) -> tuple[str, ...]:
    """Return the option ids of a text made by `joined`."""
    return tuple(text.split(",")) if text else ()


def learner_of(row: Sequence[Any]) -> Learner:
    """Return the record of a row of LEARNER."""
    number, platform, user_id, name, language, zone, listed, client_locale, client_zone = row
    return Learner(number, Person(platform, user_id), name, language, zone, bool(listed), client_locale, client_zone)


def posting_of(row: Sequence[Any]) -> Posting:
    """Return the record of a row of POSTING."""
    number, kind, space, question, revision, shown, created_at, learner, place_id, state, closes_at = row
    return Posting(
        id=number,
        kind=PostingKind(kind),
        space=space,
        question=question,
        revision=revision,
        order=parted(shown),
        created_at=instant(created_at),
        learner=learner,
        schedule=place_id,
        state=PostingState(state),
        closes_at=None if closes_at is None else instant(closes_at),
    )


def answer_of(row: Sequence[Any]) -> Answer:
    """Return the record of a row of ANSWER."""
    posting, learner, space, question, chosen, correct, points, first_sight, answered_at, local_date, board_date = row
    return Answer(
        posting=posting,
        learner=learner,
        space=space,
        question=question,
        chosen=parted(chosen),
        correct=bool(correct),
        points=points,
        first_sight=bool(first_sight),
        answered_at=instant(answered_at),
        local_date=date.fromisoformat(local_date),
        board_date=date.fromisoformat(board_date),
    )


def is_id(number: int) -> bool:
    """Tell whether *number*, perhaps read from somebody's button, can be the id of anything here."""
    return 0 <= number < 1 << 63


def marks(values: Sequence[object]) -> str:
    """Return a placeholder for each value."""
    return ", ".join("?" for _ in values)
