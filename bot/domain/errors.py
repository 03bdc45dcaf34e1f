"""The errors of the bot, each with a stable code and data; `chat.wording` has the sentence for each.

BotError
    Misunderstood            the person's words can be mended by the person
        BadArgument
            PassedOver
        UnknownNumber
        UnknownTopic
        UnknownExam
        BadScore
        UnknownPair
        UnknownChoice
        UnknownZone
        UnknownTime
        UnknownWeekdays
        UnknownDay
        UnclearDay
        BadHours
        NoSuchOption
        TooLong
        StaleButton
    Refused                  understood, and not possible
        NotAllowed
        ForChannels
        NoSchedule
        NotNext
        BoardOff
        ZoneGone
        AlreadyPosted
        CannotPost
        NoQuestions
        UncoveredExam
        WrongCount
        LetterMissing
        LetterTwice
        PlaceTwice
        UnknownPosting
        PostingClosed
        NotYours
        QuestionGone
    RoleUnknown              the platform did not tell who is an admin
    StoreUnavailable         the database could not be read or written just now
        StoreBusy
        StoreFull
        ConnectionLost       the connection was lost in a transaction, which was rolled back
        StoreUncertain       the connection was lost with the answer to a commit
        StoreForbidden
DatabaseUnusable             the database cannot be opened at all: raised at start, for the operator
    DatabaseAway             its server does not answer just now
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.chat.language import Language
from bot.domain.records import Posting


class BotError(Exception):
    """An error that a learner reads as one sentence; catch it at the one boundary, `entry.dispatch`.

    `data` fills the sentence of that `code`; it never holds a secret or the key of an open question. `param` is the
    parameter with the value at fault, where there is one, and `others` are the errors of further values.
    """

    code = "error"
    param = ""
    others: Sequence[BotError] = ()

    def __init__(self, **data: object) -> None:
        """Build the error from the *data* of its sentence."""
        super().__init__(self.code)
        self.data = data


class Misunderstood(BotError):
    """A misunderstanding of the person's words; the sentence offers words that work."""


class BadArgument(Misunderstood):
    """A missing parameter, or one too many: `command`, `usage`."""

    code = "bad-argument"


class PassedOver(BadArgument):
    """Words of a line that belong to no parameter: `words`, `command`, `usage`."""

    code = "passed-over"


class UnknownNumber(Misunderstood):
    """A text that is no number: `number`."""

    code = "unknown-number"


class UnknownTopic(Misunderstood):
    """A topic that the bank does not have, or one of several: `topic`.

    `names` are the names by language of those that may be meant, by id; `beside` are the values of all parameters.
    """

    code = "unknown-topic"

    def __init__(self, *, topic: str, names: Mapping[str, Mapping[Language, str]]) -> None:
        """Build the error with its names apart, for a person chooses one of them."""
        super().__init__(topic=topic)
        self.names = names
        self.beside: Mapping[str, object] = {}


class UnknownExam(Misunderstood):
    """An exam that the bank does not have: `exam`, `exams`."""

    code = "unknown-exam"


class BadScore(Misunderstood):
    """A score off the scale of an exam: `score`, `least`, `most`."""

    code = "bad-score"


class UnknownPair(Misunderstood):
    """A line without two services' names: `line`."""

    code = "unknown-pair"


class UnknownChoice(Misunderstood):
    """A value that is not among a parameter's choices: `value`, and the labels in `choices`."""

    code = "unknown-choice"

    def __init__(self, *, value: str, choices: Sequence[str]) -> None:
        """Build the error with its labels apart, for they are translated one by one."""
        super().__init__(value=value)
        self.choices = choices


class UnknownZone(Misunderstood):
    """A zone that the IANA database does not have, or one of several: `zone`, `suggestions`.

    `zones` are the suggestions one by one; `offset` is the distance from UTC, if the person wrote one. `beside` are the
    values of the other parameters.
    """

    code = "unknown-zone"

    def __init__(self, *, zone: str, suggestions: Sequence[str], offset: timedelta | None = None) -> None:
        """Build the error with its suggestions also apart, for a person chooses one of them."""
        super().__init__(zone=zone, suggestions=", ".join(suggestions))
        self.zones = tuple(suggestions)
        self.offset = offset
        self.beside: Mapping[str, object] = {}


class UnknownTime(Misunderstood):
    """A text that is no time of day: `time`."""

    code = "unknown-time"


class UnknownWeekdays(Misunderstood):
    """A text that is no weekdays: `weekdays`."""

    code = "unknown-weekdays"


class UnknownDay(Misunderstood):
    """A text that is no date, or a date that has passed: `day`, `example`."""

    code = "unknown-day"


class UnclearDay(Misunderstood):
    """A date that may be two: `day`, and the dates in `days`."""

    code = "unclear-day"

    def __init__(self, *, day: str, days: Sequence[date]) -> None:
        """Build the error with its dates apart, for they are written out in the person's language."""
        super().__init__(day=day)
        self.days = tuple(days)


class BadHours(Misunderstood):
    """A number of hours for which no question can be open: `most`."""

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
    """A request that is understood and not possible now."""


class NotAllowed(Refused):
    """A command for admins only."""

    code = "not-allowed"


class ForChannels(Refused):
    """A command for channels, in a direct conversation that is nobody's to run."""

    code = "for-channels"


class NoSchedule(Refused):
    """A channel without a daily question."""

    code = "no-schedule"


class NotNext(Refused):
    """A question to skip that is not the next one any more: `day`."""

    code = "not-next"


class ZoneGone(Refused):
    """A schedule's time zone that is not known any more: names come and go with the machine's database."""

    code = "zone-gone"


class BoardOff(Refused):
    """A leaderboard that the operator has switched off."""

    code = "board-off"


class AlreadyPosted(Refused):
    """A study date whose question has been posted: `day`."""

    code = "already-posted"


class CannotPost(Refused):
    """A channel in which we may not write: `advice` is the platform's own sentence, where it has one."""

    code = "cannot-post"


class NoQuestions(Refused):
    """A topic and level without questions in the bank; `beside` are the values of all parameters."""

    code = "no-questions"

    def __init__(self) -> None:
        """Build the error; the boundary knows the values."""
        super().__init__()
        self.beside: Mapping[str, object] = {}


class UncoveredExam(Refused):
    """An exam that the bank has no questions on, asked for as a topic.

    `texts` has the `about` and `shares` of its sentence by language, and `overlap` the topics to practise instead.
    """

    code = "uncovered-exam"

    def __init__(self, texts: Mapping[Language, Mapping[str, str]], overlap: Sequence[str]) -> None:
        """Build the error with its texts apart, for they come from the bank in both languages."""
        super().__init__()
        self.texts = texts
        self.overlap = tuple(overlap)


class WrongCount(Refused):
    """Too few or too many letters for the question: `wanted`, `letters`, `example`."""

    code = "wrong-count"


class LetterMissing(Refused):
    """An order or pairs without some of the letters: `missing`, `example`."""

    code = "letter-missing"


class LetterTwice(Refused):
    """An order or pairs with a letter in two places: `letter`, `example`."""

    code = "letter-twice"


class PlaceTwice(Refused):
    """An order or pairs with two letters for one place: `place`, `example`."""

    code = "place-twice"


class UnknownPosting(Refused):
    """A posting that the database does not have, for instance after a restore from an older copy."""

    code = "unknown-posting"


class PostingClosed(Refused):
    """A posting that takes no answers any more; `posting` is the record, so that it can be explained."""

    code = "posting-closed"

    def __init__(self, posting: Posting) -> None:
        """Build the error from the closed posting."""
        super().__init__()
        self.posting = posting


class NotYours(Refused):
    """A practice question that was asked to another learner."""

    code = "not-yours"


class QuestionGone(Refused):
    """A posted question that the bank no longer has."""

    code = "question-gone"


class RoleUnknown(BotError):
    """A command for admins only, from a person of whom the platform did not tell whether they are one."""

    code = "role-unknown"


class StoreUnavailable(BotError):
    """A database that could not be read or written just now; nothing was saved."""

    code = "store-unavailable"


class StoreBusy(StoreUnavailable):
    """A database that another process holds for too long."""

    code = "store-busy"


class StoreFull(StoreUnavailable):
    """A disk without room."""

    code = "store-full"


class ConnectionLost(StoreUnavailable):
    """A transaction that was rolled back because its connection was lost: on another it may go well."""


class StoreUncertain(StoreUnavailable):
    """A change that may have been saved: the connection was lost before the answer to its commit."""

    code = "store-uncertain"


class StoreForbidden(StoreUnavailable):
    """A database whose user lacks a right: `words` are the server's own, for the operator."""


class DatabaseUnusable(Exception):
    """A database that cannot be opened: the message is one sentence for the operator, with the next step."""


class DatabaseAway(DatabaseUnusable):
    """A database server that does not answer just now, or a locked file; a later try may succeed."""


class DatabaseLocked(DatabaseAway):
    """A file that another process holds, such as a Prova that is starting."""
