"""The description of each table, from which follows all that is selected, inserted, exported and copied.

A new column is a migration, a line here, and the record's field. Tables are made by the migrations alone; a test holds
these descriptions against them.
"""

from __future__ import annotations

from bot.domain.calendar import Due, Recurrence
from bot.domain.kinds import PostingKind
from bot.domain.memory import Memory
from bot.domain.records import (
    Answer,
    DailyPosting,
    ExamResult,
    Learner,
    Miss,
    Person,
    Posting,
    PostingState,
    Report,
    Schedule,
    ScheduleState,
)
from bot.store.mapping import Column, Mapper, Table
from bot.store.values import (
    DATE,
    INSTANT,
    MINUTES,
    OPTION_IDS,
    SECONDS,
    TEXT,
    TIME,
    WEEKDAYS,
    YES_NO,
    ZONE,
    one_of,
)

LEARNER = Table(
    "learner",
    Learner,
    ("id",),
    (
        Column("id", "id"),
        Column("platform", "person.platform"),
        Column("user_id", "person.user_id"),
        Column("language", "language"),
        Column("zone", "zone"),
        Column("listed", "listed", YES_NO),
        Column("client_locale", "client_locale"),
        Column("client_zone", "client_zone"),
        Column("exam", "exam"),
        Column("exam_on", "exam_on", DATE),
        Column("created_at", form=INSTANT),
    ),
)
MEMBER = Table(
    "member",
    None,
    ("space", "learner_id"),
    (Column("space"), Column("learner_id", exported=False), Column("name", form=TEXT)),
)
SPACE = Table("space", None, ("id",), (Column("id"), Column("zone"), Column("language")))
PLACE = Table(
    "place",
    Schedule,
    ("id",),
    (
        Column("id", "id"),
        Column("platform"),
        Column("space", "space"),
        Column("channel", "channel"),
        Column("language", "language"),
        Column("zone", "recurrence.zone", ZONE),
        Column("daily_time", "recurrence.at", TIME),
        Column("weekdays", "recurrence.weekdays", WEEKDAYS),
        Column("topic", "topic"),
        Column("grace_minutes", "grace", MINUTES),
        Column("open_minutes", "open_for", MINUTES),
        Column("state", "state", one_of(ScheduleState)),
        Column("due_date", "due.day", DATE),
        Column("due_at", "due.at", INSTANT),
        Column("due_offset", "due.offset", SECONDS),
        Column("paused_until", "paused_until", DATE),
        Column("set_by", "set_by"),
        Column("trouble", "trouble"),
        Column("created_at", form=INSTANT),
    ),
)
POSTING = Table(
    "posting",
    Posting,
    ("id",),
    (
        Column("id", "id"),
        Column("kind", "kind", one_of(PostingKind), exported=False),
        Column("space", "space"),
        Column("place_id", "schedule", exported=False),
        Column("learner_id", "learner", exported=False),
        Column("question", "question"),
        Column("revision", "revision"),
        Column("shown", "order", OPTION_IDS),
        Column("state", "state", one_of(PostingState)),
        Column("created_at", "created_at", INSTANT),
        Column("closes_at", "closes_at", INSTANT),
        Column("reviews", "reviews"),
        Column("local_date", "day", DATE, of=DailyPosting, exported=False),
        Column("due_at", "due_at", INSTANT, of=DailyPosting, exported=False),
        Column("tries", "tries", of=DailyPosting, exported=False),
        Column("message_id", "message", of=DailyPosting, exported=False),
        Column("skip_reason", "reason", of=DailyPosting, exported=False),
        Column("told", "told", of=DailyPosting, exported=False),
        Column("told_at", form=INSTANT, exported=False),
        Column("claimed_by", exported=False),
        Column("claim_expires_at", form=INSTANT, exported=False),
        Column("sent_at", form=INSTANT, exported=False),
        Column("closed_at", form=INSTANT, exported=False),
    ),
)
ANSWER = Table(
    "answer",
    Answer,
    ("posting_id", "learner_id"),
    (
        Column("posting_id", "posting"),
        Column("learner_id", "learner", exported=False),
        Column("space", "space"),
        Column("question", "question"),
        Column("kind", form=one_of(PostingKind)),
        Column("chosen", "chosen", OPTION_IDS),
        Column("correct", "correct", YES_NO),
        Column("points", "points"),
        Column("first_sight", "first_sight", YES_NO),
        Column("answered_at", "answered_at", INSTANT),
        Column("local_date", "local_date", DATE),
        Column("board_date", "board_date", DATE),
        Column("studied"),
    ),
)
MEMORY = Table(
    "memory",
    Memory,
    ("learner_id", "question"),
    (
        Column("learner_id", exported=False),
        Column("question"),
        Column("stability", "stability"),
        Column("difficulty", "difficulty"),
        Column("reviewed_on", "reviewed_on", DATE),
        Column("days", "interval"),
        Column("lapses", "lapses"),
    ),
)
STANDING = Table(
    "standing",
    None,
    ("space", "period", "learner_id"),
    (
        Column("space"),
        Column("period"),
        Column("learner_id", exported=False),
        Column("points"),
        Column("answers"),
        Column("correct"),
        Column("listed", form=YES_NO, exported=False),
        Column("leads", form=YES_NO, exported=False),
    ),
)
BAR = Table(
    "bar",
    None,
    ("space", "period"),
    (Column("space"), Column("period"), Column("points"), Column("learner_id", exported=False)),
)
TALLY = Table(
    "tally",
    None,
    ("space", "period", "width", "slot"),
    (Column("space"), Column("period"), Column("width"), Column("slot"), Column("learners")),
)
REPORT = Table(
    "report",
    Report,
    ("id",),
    (
        Column("id", "id"),
        Column("learner_id", exported=False),
        Column("space", "space"),
        Column("question", "question"),
        Column("revision", "revision"),
        Column("text", "text", TEXT),
        Column("reported_at", "reported_at", INSTANT),
    ),
)
RESULT = Table(
    "result",
    ExamResult,
    ("learner_id", "exam", "taken_on"),
    (
        Column("learner_id", exported=False),
        Column("exam", "exam"),
        Column("taken_on", "taken_on", DATE),
        Column("passed", "passed", YES_NO),
        Column("score", "score"),
        Column("reported_at", "reported_at", INSTANT),
    ),
)
MEMO = Table("memo", None, ("name",), (Column("name"), Column("value")))
EDITION = Table("edition", None, ("question", "revision"), (Column("question"), Column("revision"), Column("body")))
MISS = Table(
    "miss",
    Miss,
    ("phrase", "chosen"),
    (
        Column("phrase", "phrase"),
        Column("chosen", "chosen"),
        Column("times", "times"),
        Column("last_at", "last_at", INSTANT),
    ),
)
TABLES = (
    LEARNER,
    MEMBER,
    SPACE,
    PLACE,
    POSTING,
    ANSWER,
    MEMORY,
    STANDING,
    BAR,
    TALLY,
    REPORT,
    RESULT,
    MEMO,
    EDITION,
    MISS,
)
"""All tables, those that others refer to first."""

LEARNERS = Mapper(LEARNER, Learner, person=Person)
SCHEDULES = Mapper(PLACE, Schedule, recurrence=Recurrence, due=Due)
POSTINGS = Mapper(POSTING, Posting)
DAILIES = Mapper(POSTING, DailyPosting)
ANSWERS = Mapper(ANSWER, Answer)
REPORTS = Mapper(REPORT, Report)
MEMORIES = Mapper(MEMORY, Memory)
RESULTS = Mapper(RESULT, ExamResult)
MISSES = Mapper(MISS, Miss)
