"""The records of the database, as immutable values.

Ids are 63-bit integers made by us; datetimes are aware and in UTC; a *space* is `platform:id` as one string.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.calendar import Due, Recurrence, due_days
from bot.domain.following import StudyHistory
from bot.domain.kinds import PostingKind


@dataclass(frozen=True, slots=True)
class Person:
    """A person's identity: the platform and its own id for them. A display name never identifies."""

    platform: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Learner:
    """A known person, by no name. `language` and `zone` are None until chosen; `listed` is False when off the board.

    `client_locale` and `client_zone` are the platform's latest values, None if it gives none. `exam` is the id of the
    exam that they study for, and `exam_on` its day; None until chosen.
    """

    id: int
    person: Person
    language: str | None = None
    zone: str | None = None
    listed: bool = True
    client_locale: str | None = None
    client_zone: str | None = None
    exam: str | None = None
    exam_on: date | None = None


@dataclass(frozen=True, slots=True)
class ExamResult:
    """A learner's word on how an exam went; `score` is on its scaled range, None if they did not say."""

    exam: str
    taken_on: date
    passed: bool
    score: int | None
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as one space knows them, and the space's own zone and language.

    `name` is the one that they had there last. `zone` and `language` are those that an admin set, or else those of the
    space's oldest schedule that is not off. Each is None where there is none.
    """

    learner: Learner | None = None
    name: str | None = None
    zone: str | None = None
    language: str | None = None


class PostingState(StrEnum):
    """The life of a posting: claimed -> sent -> closed, or skipped; practice is born sent."""

    CLAIMED = "claimed"
    SENT = "sent"
    CLOSED = "closed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Posting:
    """One question shown to one channel or one learner; `order` holds option ids as they were shown, A first."""

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
    reviews: str | None = None
    """The question whose review of the day this one stands for, where another one is asked in its place."""


class ScheduleState(StrEnum):
    """The state of a schedule: `off` keeps everything and posts nothing."""

    ON = "on"
    PAUSED = "paused"
    OFF = "off"


NO_ZONE = "zone"
"""The trouble of a schedule whose time zone this machine does not know."""
REPLIED = "replied"
"""The reason why a closed question's own message does not show its end: it was explained in a reply."""
LATE, EMPTY, BY_ADMIN, UNSEEN = "late", "empty", "admin", "unseen"
"""Reasons for a study date without a question: too late, none on the topic, skipped by an admin, or no way to see
whether it was posted.

A trouble's code is the reason for a question that could not be posted. EMPTY is a trouble as well.
"""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A channel's schedule for the daily question.

    `topic` is an exam's or another topic's id, None for everything. A question is posted up to `grace` late, and takes
    answers for `open_for`. `due` is the next date, None while there is none. `set_by` is the platform's id of the
    admin who set it last; `trouble` is the code of the fault that keeps posts from arriving, None when all is well.
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
        """Return the name of the channel's platform."""
        return self.space.partition(":")[0]

    def today(self, now: datetime) -> date:
        """Return the date in the schedule's zone."""
        return now.astimezone(self.recurrence.zone).date()

    def waits(self, now: datetime) -> bool:
        """Return whether the schedule pauses until a day that is still to come."""
        return bool(self.paused_until and self.paused_until > self.today(now))

    def following(self, day: date) -> Due | None:
        """Return the date that is due after a study date; None while the schedule is paused or off."""
        if self.state is not ScheduleState.ON:
            return None
        if self.paused_until:
            day = max(day, self.paused_until - timedelta(days=1))
        return next(due_days(self.recurrence, day))


@dataclass(frozen=True, slots=True)
class DailyPosting:
    """A channel's question of one study date: a posting and its progress.

    `due_at` is the promised instant; `tries` counts failed tries; `message` is the platform's id of the message.
    `reason` is the code of the reason for a skip, or for a message that does not show the question's end. `told` is the
    number of answers that the message shows.
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
    """True if the channel may show it: it was sent, and not surely refused."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A listed learner who answered a channel's question; a newcomer's answer was the first ever.

    `zone` is the learner's own, or else the one of their client.
    """

    name: str
    newcomer: bool
    history: StudyHistory
    zone: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a channel's question.

    `chosen` counts the answers that hold each option; `people` are the listed learners among those who answered, in the
    order of their answers, not more than a hundred.
    """

    answers: int
    correct: int
    chosen: Mapping[str, int]
    people: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDaily:
    """A channel's open question that a person has not answered; `known` is True where they answered there before."""

    posting: int
    channel: str
    known: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of the rules on an answer before it is written.

    `chosen` holds option ids in the order shown, or in the learner's where they are arranged; `local_date` is the
    learner's day (for streaks and the daily cap), `board_date` the space's day (for week and month).
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
    """A durable answer. `new` is False when there was an earlier answer, which was left as it was.

    `total` is the learner's all-time points in the space after it.
    """

    posting: Posting
    learner: Learner
    answer: Answer
    new: bool
    total: int


class Seen(NamedTuple):
    """A learner's sights of a question: their number, and the latest instant; so the least seen question is the least.

    A learner has one for each question of the bank, and all are compared for the next one: tuples are made for that.
    """

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
    """A learner's record on one question: answers and right ones."""

    question: str
    answers: int
    correct: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The contents of a learner's own page: study days, tallies by question, all-time standing."""

    history: StudyHistory
    tallies: tuple[Tally, ...]
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Report:
    """A learner's report that a question is wrong, with the revision they read."""

    id: int
    space: str
    question: str
    revision: str
    text: str
    name: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Miss:
    """A phrase that a lookup did not understand, its count, and the service that was chosen then, or empty."""

    phrase: str
    chosen: str
    times: int
    last_at: datetime
