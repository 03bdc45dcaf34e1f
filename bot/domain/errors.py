"""What can go wrong, told by a stable code and data; `chat.wording` has the sentence for each.

BotError
    Misunderstood            the person's words can be mended by the person
        BadArgument
        UnknownTopic
        UnknownPair
        UnknownChoice
        UnknownZone
        UnknownTime
        UnknownWeekdays
        UnknownDay
        BadHours
        NoSuchOption
        TooLong
        StaleButton
    Refused                  understood, and not possible
        NotAllowed
        NoSchedule
        NotNext
        BoardOff
        ZoneGone
        AlreadyPosted
        CannotPost
        NoQuestions
        WrongCount
        UnknownPosting
        PostingClosed
        NotYours
        QuestionGone
    StoreUnavailable         the database could not be read or written just now
        StoreBusy
        StoreFull
DatabaseUnusable             the database cannot be opened at all: raised at start, for the operator
    DatabaseAway             its server does not answer just now
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.records import Posting


class BotError(Exception):
    """Something a learner is told in one sentence; catch this at the one boundary, `entry.dispatch`.

    `data` fills the sentence of that `code`; it never holds a secret or the key of an open question.
    """

    code = "error"

    def __init__(self, **data: object) -> None:
        """Keep *data* for the sentence."""
        super().__init__(self.code)
        self.data = data


class Misunderstood(BotError):
    """The words could not be understood; the sentence says what to type instead."""


class BadArgument(Misunderstood):
    """A parameter is missing or left over: `command`, `usage`."""

    code = "bad-argument"


class UnknownTopic(Misunderstood):
    """No topic of that name: `topic`, `suggestions`."""

    code = "unknown-topic"


class UnknownPair(Misunderstood):
    """No two services are named: `line`."""

    code = "unknown-pair"


class UnknownChoice(Misunderstood):
    """A value that is not among a parameter's choices: `value`, and the labels in `choices`."""

    code = "unknown-choice"

    def __init__(self, *, value: str, choices: Sequence[str]) -> None:
        """Keep the labels apart, for they are translated one by one."""
        super().__init__(value=value)
        self.choices = choices


class UnknownZone(Misunderstood):
    """Not a zone of the IANA database: `zone`, `suggestions`."""

    code = "unknown-zone"


class UnknownTime(Misunderstood):
    """No time of day: `time`."""

    code = "unknown-time"


class UnknownWeekdays(Misunderstood):
    """No weekdays: `weekdays`."""

    code = "unknown-weekdays"


class UnknownDay(Misunderstood):
    """No date, or one that has passed: `day`, `example`."""

    code = "unknown-day"


class BadHours(Misunderstood):
    """A question cannot be open for so long: `most`."""

    code = "bad-hours"


class NoSuchOption(Misunderstood):
    """A letter beyond the options: `letter`, `letters`."""

    code = "no-such-option"


class TooLong(Misunderstood):
    """A text over the length taken: `limit` in characters."""

    code = "too-long"


class StaleButton(Misunderstood):
    """A button of another version, or not one of ours."""

    code = "stale-button"


class Refused(BotError):
    """Understood, and not possible as things stand."""


class NotAllowed(Refused):
    """For admins only."""

    code = "not-allowed"


class NoSchedule(Refused):
    """The channel has no daily question."""

    code = "no-schedule"


class NotNext(Refused):
    """The question that was to be left out is not the next one any more: `day`."""

    code = "not-next"


class ZoneGone(Refused):
    """The time zone of a schedule is not known any more: names come and go with the machine's database."""

    code = "zone-gone"


class BoardOff(Refused):
    """The operator has switched the leaderboard off."""

    code = "board-off"


class AlreadyPosted(Refused):
    """The question of the study date has been posted: `day`."""

    code = "already-posted"


class CannotPost(Refused):
    """We may not write in the channel."""

    code = "cannot-post"


class NoQuestions(Refused):
    """The bank has no question of that topic and level."""

    code = "no-questions"


class WrongCount(Refused):
    """Too few or too many letters for the question: `wanted`, `letters`, `example`."""

    code = "wrong-count"


class UnknownPosting(Refused):
    """No such posting, for instance in a database restored from an older copy."""

    code = "unknown-posting"


class PostingClosed(Refused):
    """The posting takes no answers any more; `posting` is the record, so that it can be explained."""

    code = "posting-closed"

    def __init__(self, posting: Posting) -> None:
        """Keep the record."""
        super().__init__()
        self.posting = posting


class NotYours(Refused):
    """A practice question that was asked to somebody else."""

    code = "not-yours"


class QuestionGone(Refused):
    """The bank no longer has the question that was posted."""

    code = "question-gone"


class StoreUnavailable(BotError):
    """The database could not be read or written just now; nothing was saved."""

    code = "store-unavailable"


class StoreBusy(StoreUnavailable):
    """Another process holds the database for too long."""

    code = "store-busy"


class StoreFull(StoreUnavailable):
    """There is no room left on the disk."""

    code = "store-full"


class DatabaseUnusable(Exception):
    """The database cannot be opened: the message is one sentence for the operator, saying what to do next."""


class DatabaseAway(DatabaseUnusable):
    """The database's server does not answer just now, or its file is locked; it may be otherwise a little later."""
