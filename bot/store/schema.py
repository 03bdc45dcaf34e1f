"""The tables, in the SQL that SQLite and PostgreSQL share.

Ids are made by us; instants are UTC microseconds, dates ISO text, yes and no 1 and 0. `space` and `question` are the
words used everywhere else: no table lists them.
"""

from __future__ import annotations

LEARNER = """
CREATE TABLE learner (
    id BIGINT PRIMARY KEY,
    platform TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT,
    zone TEXT,
    listed SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (platform, user_id)
)
"""

PLACE = """
CREATE TABLE place (
    id BIGINT PRIMARY KEY,
    platform TEXT NOT NULL,
    space TEXT NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    daily_time TEXT NOT NULL,
    weekdays TEXT NOT NULL,
    exam TEXT,
    topic TEXT,
    grace_minutes INTEGER NOT NULL,
    closes_after_minutes INTEGER NOT NULL,
    next_due_at BIGINT,
    paused_until BIGINT,
    state TEXT NOT NULL,
    failures INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (platform, space, channel)
)
"""

POSTING = """
CREATE TABLE posting (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    space TEXT NOT NULL,
    place_id BIGINT REFERENCES place (id),
    learner_id BIGINT REFERENCES learner (id),
    question TEXT NOT NULL,
    revision TEXT NOT NULL,
    shown TEXT NOT NULL,
    state TEXT NOT NULL,
    skip_reason TEXT,
    local_date TEXT,
    claimed_by TEXT,
    claim_expires_at BIGINT,
    message_id TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    closes_at BIGINT,
    closed_at BIGINT,
    UNIQUE (place_id, local_date)
)
"""

ANSWER = """
CREATE TABLE answer (
    posting_id BIGINT NOT NULL REFERENCES posting (id),
    learner_id BIGINT NOT NULL REFERENCES learner (id),
    space TEXT NOT NULL,
    question TEXT NOT NULL,
    kind TEXT NOT NULL,
    chosen TEXT NOT NULL,
    correct SMALLINT NOT NULL,
    points INTEGER NOT NULL,
    first_sight SMALLINT NOT NULL,
    answered_at BIGINT NOT NULL,
    local_date TEXT NOT NULL,
    board_date TEXT NOT NULL,
    PRIMARY KEY (posting_id, learner_id)
)
"""

STANDING = """
CREATE TABLE standing (
    space TEXT NOT NULL,
    period TEXT NOT NULL,
    learner_id BIGINT NOT NULL REFERENCES learner (id),
    points BIGINT NOT NULL,
    answers BIGINT NOT NULL,
    correct BIGINT NOT NULL,
    listed SMALLINT NOT NULL,
    PRIMARY KEY (space, period, learner_id)
)
"""

TALLY = """
CREATE TABLE tally (
    space TEXT NOT NULL,
    period TEXT NOT NULL,
    width INTEGER NOT NULL,
    slot BIGINT NOT NULL,
    learners BIGINT NOT NULL,
    PRIMARY KEY (space, period, width, slot)
)
"""
"""The number of listed learners with points in [slot * width, (slot + 1) * width), for a width of 1 and a wide one.

Summing the wide slots above and then the narrow ones of one wide slot gives a rank at a cost that doesn't grow with
members.
"""

REPORT = """
CREATE TABLE report (
    id BIGINT PRIMARY KEY,
    learner_id BIGINT NOT NULL REFERENCES learner (id),
    question TEXT NOT NULL,
    revision TEXT NOT NULL,
    text TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    UNIQUE (learner_id, question, revision)
)
"""

SECOND = (
    "ALTER TABLE report ADD COLUMN space TEXT NOT NULL DEFAULT ''",
    """
    UPDATE report SET space = COALESCE((SELECT MAX(posting.space) FROM posting
    WHERE posting.learner_id = report.learner_id AND posting.question = report.question), '')
    """,
    "DROP INDEX report_newest",
    "CREATE INDEX report_newest ON report (space, reported_at)",
    "CREATE TABLE memo (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
"""The space of each report, so that no admin reads those of another; and the bot's own memos."""

THIRD = (
    "ALTER TABLE learner ADD COLUMN client_locale TEXT",
    "ALTER TABLE learner ADD COLUMN client_zone TEXT",
)
"""A person's language and zone by the platform, for platforms that do not send them with each request."""

FOURTH = (
    "DROP INDEX place_due",
    "DROP TABLE place",
    """
    CREATE TABLE place (
        id BIGINT PRIMARY KEY,
        platform TEXT NOT NULL,
        space TEXT NOT NULL,
        channel TEXT NOT NULL,
        language TEXT NOT NULL,
        zone TEXT NOT NULL,
        daily_time TEXT NOT NULL,
        weekdays TEXT NOT NULL,
        topic TEXT,
        grace_minutes INTEGER NOT NULL,
        open_minutes INTEGER NOT NULL,
        state TEXT NOT NULL,
        due_date TEXT,
        due_at BIGINT,
        paused_until TEXT,
        set_by TEXT,
        trouble TEXT,
        UNIQUE (space, channel)
    )
    """,
    "CREATE INDEX place_due ON place (due_at)",
    "ALTER TABLE posting ADD COLUMN due_at BIGINT",
    "ALTER TABLE posting ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE posting ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE posting ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX posting_claimed ON posting (claim_expires_at) WHERE state = 'claimed'",
    "CREATE INDEX posting_closing ON posting (closes_at) WHERE state = 'sent' AND kind = 'daily'",
    "CREATE INDEX posting_day ON posting (space, local_date) WHERE kind = 'daily'",
)
"""Places as the daily question needs them; nothing wrote a place before. `posting.told` is the number that a message's
counter shows, and `told_at` the instant of its last change.
"""

FOURTH_POSTGRESQL = (
    "ALTER TABLE posting DROP CONSTRAINT posting_place_id_fkey",
    *FOURTH,
    "ALTER TABLE posting ADD FOREIGN KEY (place_id) REFERENCES place (id)",
)
"""The same for an engine that drops no table to which another refers."""

FIFTH = (
    """
    CREATE TABLE edition (
        question TEXT NOT NULL,
        revision TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (question, revision)
    )
    """,
)
"""Questions as they were asked, so that an open one does not change with the bank."""

SIXTH = (
    """
    CREATE TABLE miss (
        phrase TEXT NOT NULL,
        chosen TEXT NOT NULL,
        times BIGINT NOT NULL,
        last_at BIGINT NOT NULL,
        PRIMARY KEY (phrase, chosen)
    )
    """,
)
"""Phrases that `/which` did not understand, and the service chosen then, without the people who typed them."""

SEVENTH = ("ALTER TABLE place ADD COLUMN due_offset INTEGER",)
"""The zone's distance from UTC, in seconds, by the rules that an instant was reckoned with."""

EIGHTH = (
    """
    CREATE TABLE member (
        space TEXT NOT NULL,
        learner_id BIGINT NOT NULL REFERENCES learner (id),
        name TEXT NOT NULL,
        PRIMARY KEY (space, learner_id)
    )
    """,
    "CREATE INDEX member_learner ON member (learner_id)",
    """
    INSERT INTO member (space, learner_id, name)
    SELECT DISTINCT a.space, l.id, l.name FROM learner l JOIN answer a ON a.learner_id = l.id
    WHERE a.answered_at = (SELECT MAX(n.answered_at) FROM answer n WHERE n.learner_id = l.id)
    """,
    """
    INSERT INTO member (space, learner_id, name)
    SELECT DISTINCT r.space, l.id, l.name FROM learner l JOIN report r ON r.learner_id = l.id
    WHERE NOT EXISTS (SELECT 1 FROM answer a WHERE a.learner_id = l.id)
    """,
    "ALTER TABLE learner DROP COLUMN name",
    "CREATE TABLE space (id TEXT PRIMARY KEY, zone TEXT, language TEXT)",
    "ALTER TABLE place ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0",
    """
    UPDATE place SET created_at = COALESCE((SELECT MIN(p.created_at) FROM posting p WHERE p.place_id = place.id), 0)
    """,
)
"""Names by space, and the zone and language of a space. Of a learner's several spaces only that of the latest answer
gets the name there was: it may be unknown in the others.
"""

NINTH = (
    "ALTER TABLE standing ADD COLUMN leads SMALLINT NOT NULL DEFAULT 1",
    """
    CREATE TABLE bar (
        space TEXT NOT NULL,
        period TEXT NOT NULL,
        points BIGINT NOT NULL,
        learner_id BIGINT NOT NULL,
        PRIMARY KEY (space, period)
    )
    """,
    """
    INSERT INTO bar (space, period, points, learner_id)
    SELECT space, period, points, learner_id FROM (
        SELECT space, period, points, learner_id, COUNT(*) OVER (PARTITION BY space, period) AS members,
            ROW_NUMBER() OVER (PARTITION BY space, period ORDER BY points DESC, learner_id) AS place
        FROM standing WHERE listed = 1
    ) AS ranked WHERE members > 1024 AND place = 256
    """,
    """
    UPDATE standing SET leads = 0 WHERE listed = 0 OR EXISTS (
        SELECT 1 FROM bar b WHERE b.space = standing.space AND b.period = standing.period AND (
            b.points > standing.points OR (b.points = standing.points AND b.learner_id < standing.learner_id)
        )
    )
    """,
    "DROP INDEX standing_board",
    "CREATE INDEX standing_leads ON standing (space, period) WHERE leads = 1",
    "DELETE FROM tally WHERE learners = 0",
)
"""The learners of whom the top of a board is picked, so that no index follows every point; and no emptied slots."""

NINTH_POSTGRESQL = (
    *NINTH,
    "ALTER TABLE standing SET (fillfactor = 70)",
    "ALTER TABLE tally SET (fillfactor = 70)",
    "CLUSTER standing USING standing_pkey",
    "CLUSTER tally USING tally_pkey",
)
"""The same, with room beside each row for its next version, which then stays out of the indexes."""

TENTH = (
    "ALTER TABLE learner ADD COLUMN exam TEXT",
    "ALTER TABLE learner ADD COLUMN exam_on TEXT",
    """
    CREATE TABLE result (
        learner_id BIGINT NOT NULL REFERENCES learner (id),
        exam TEXT NOT NULL,
        taken_on TEXT NOT NULL,
        passed SMALLINT NOT NULL,
        score INTEGER,
        reported_at BIGINT NOT NULL,
        PRIMARY KEY (learner_id, exam, taken_on)
    )
    """,
)
"""The exam that a learner studies for, and how exams went."""

ELEVENTH = (
    "ALTER TABLE posting ADD COLUMN reviews TEXT",
    "ALTER TABLE answer ADD COLUMN studied SMALLINT NOT NULL DEFAULT 0",
    """
    CREATE TABLE memory (
        learner_id BIGINT NOT NULL REFERENCES learner (id),
        question TEXT NOT NULL,
        stability DOUBLE PRECISION NOT NULL,
        difficulty DOUBLE PRECISION NOT NULL,
        reviewed_on TEXT NOT NULL,
        days INTEGER NOT NULL,
        lapses INTEGER NOT NULL,
        PRIMARY KEY (learner_id, question)
    )
    """,
    """
    UPDATE answer SET studied = 1 WHERE NOT EXISTS (
        SELECT 1 FROM answer b WHERE b.learner_id = answer.learner_id AND b.question = answer.question
        AND b.local_date = answer.local_date
        AND (b.answered_at < answer.answered_at
            OR (b.answered_at = answer.answered_at AND b.posting_id < answer.posting_id))
    )
    """,
)
"""The memory of questions, and the answers that it comes from: the first to a question on each day of study."""

FIRST = (
    LEARNER,
    PLACE,
    "CREATE INDEX place_due ON place (next_due_at)",
    POSTING,
    "CREATE INDEX posting_learner ON posting (learner_id, question)",
    ANSWER,
    "CREATE INDEX answer_question ON answer (learner_id, question)",
    "CREATE INDEX answer_day ON answer (learner_id, local_date)",
    STANDING,
    "CREATE INDEX standing_board ON standing (space, period, listed, points DESC, learner_id)",
    "CREATE INDEX standing_learner ON standing (learner_id)",
    TALLY,
    REPORT,
    "CREATE INDEX report_newest ON report (reported_at)",
)
