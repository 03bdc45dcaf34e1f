"""What the database remembers, as immutable values.

Ids are 63-bit integers made by us; datetimes are aware and in UTC; a *space* is `platform:id` as one string.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.calendar import Due, Recurrence, due_days
from bot.domain.kinds import PostingKind


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is: the platform and its own id for them. A display name never identifies."""

    platform: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Learner:
    """A person we know. `language` and `zone` are None until chosen; `listed` is False when off the board.

    `client_locale` and `client_zone` are what the platform said last, None where it says nothing.
    """

    id: int
    person: Person
    name: str
    language: str | None = None
    zone: str | None = None
    listed: bool = True
    client_locale: str | None = None
    client_zone: str | None = None


class PostingState(StrEnum):
    """claimed -> sent -> closed, or skipped; practice is born sent."""

    CLAIMED = "claimed"
    SENT = "sent"
    CLOSED = "closed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Posting:
    """One question shown to one place or one learner; `order` holds option ids as they were shown, A first."""

    id: int
    kind: PostingKind
    space: str
    question: str
    revision: str
    order: tuple[str, ...]
    created_at: datetime
    learner: int | None = None
    schedule: int | None = None
    state: PostingState = PostingState.SENT
    closes_at: datetime | None = None


class ScheduleState(StrEnum):
    """Whether a place gets its daily question: `off` keeps the schedule and forgets nothing."""

    ON = "on"
    PAUSED = "paused"
    OFF = "off"


NO_ZONE = "zone"
"""The trouble of a place whose time zone this machine does not know."""
LATE, EMPTY, BY_ADMIN, UNSEEN = "late", "empty", "admin", "unseen"
"""Why a study date has no question: too late, none on the topic, left out, or not to be seen whether it was posted.

A trouble's code when it could not be posted. EMPTY is a trouble as well.
"""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A channel with a schedule for the daily question.

    `topic` is an exam's or another topic's id, None for everything. A question is posted up to `grace` late, and takes
    answers for `open_for`. `due` is what is next, None while there is nothing. `set_by` is the platform's id of the
    admin who set it last; `trouble` is a code of what keeps posts from arriving, None when all is well.
    """

    id: int
    space: str
    channel: str
    language: str
    recurrence: Recurrence
    topic: str | None
    grace: timedelta
    open_for: timedelta
    state: ScheduleState = ScheduleState.ON
    due: Due | None = None
    paused_until: date | None = None
    set_by: str | None = None
    trouble: str | None = None

    @property
    def platform(self) -> str:
        """Return the name of the place's platform."""
        return self.space.partition(":")[0]

    def today(self, now: datetime) -> date:
        """Return the date in the place."""
        return now.astimezone(self.recurrence.zone).date()

    def waits(self, now: datetime) -> bool:
        """Tell whether the place pauses until a day that is still to come."""
        return bool(self.paused_until and self.paused_until > self.today(now))

    def following(self, day: date) -> Due | None:
        """Return what is due after a study date; nothing while the place is paused or off."""
        if self.state is not ScheduleState.ON:
            return None
        if self.paused_until:
            day = max(day, self.paused_until - timedelta(days=1))
        return next(due_days(self.recurrence, day))


@dataclass(frozen=True, slots=True)
class DailyPosting:
    """A place's question of one study date: a posting, and how far it has come.

    `due_at` is when it was promised for; `tries` counts those that failed; `message` is the platform's id of what was
    sent. `reason` is a code of why it was skipped. `told` is the number of answers that the message shows.
    """

    posting: Posting
    schedule: Schedule
    day: date
    due_at: datetime
    tries: int = 0
    message: str | None = None
    reason: str | None = None
    told: int = 0
    tried: bool = False
    """Whether it may stand in the channel: it was sent, and not surely refused."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A listed learner who answered a place's question: answers by local date, and whether this was the first ever."""

    name: str
    newcomer: bool
    days: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Result:
    """How a place's question was answered.

    `chosen` counts the answers that hold each option; `people` are the listed learners among those who answered, in the
    order of their answers, not more than a hundred. `posts` are the dates with a daily question in the space.
    """

    answers: int
    correct: int
    chosen: Mapping[str, int]
    people: tuple[Answered, ...] = ()
    posts: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of an answer before it is written.

    `chosen` holds option ids in the order shown; `local_date` is the learner's day (for streaks and the daily cap),
    `board_date` the space's day (for week and month).
    """

    chosen: tuple[str, ...]
    correct: bool
    local_date: date
    board_date: date


@dataclass(frozen=True, slots=True)
class Answer:
    """A learner's first and final answer to a posting."""

    posting: int
    learner: int
    space: str
    question: str
    chosen: tuple[str, ...]
    correct: bool
    points: int
    first_sight: bool
    answered_at: datetime
    local_date: date
    board_date: date


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer that is durable. `new` is False when an earlier answer stood already and was left as it was.

    `total` is the learner's all-time points in the space after it.
    """

    posting: Posting
    learner: Learner
    answer: Answer
    new: bool
    total: int


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a question was shown to a learner, and when last."""

    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A learner's row on a board. Equal points share a rank: 1, 2, 2, 4."""

    rank: int
    learner: int
    name: str
    points: int
    answers: int
    correct: int


@dataclass(frozen=True, slots=True)
class Board:
    """The head of a board and the asking learner's own row.

    `own` is None while that learner has no answer in the period; `to_next` is the points missing to the next better
    listed learner, None at the top. `members` counts the listed learners.
    """

    top: tuple[Standing, ...]
    members: int
    own: Standing | None
    to_next: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How a learner fared on one question: answers and right ones."""

    question: str
    answers: int
    correct: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What a learner's own page is made of: answers by local date, tallies by question, all-time standing.

    `posts` are the dates with a daily question in the spaces where the learner answers.
    """

    days: Mapping[date, int]
    posts: frozenset[date]
    tallies: tuple[Tally, ...]
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody's word that a question is wrong, with the revision they read."""

    id: int
    space: str
    question: str
    revision: str
    text: str
    name: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Miss:
    """A phrase that a lookup did not understand, how often, and the service that was chosen then, or empty."""

    phrase: str
    chosen: str
    times: int
    last_at: datetime
