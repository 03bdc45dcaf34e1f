"""What the features need from the outside, as Protocols: a store, a lookup, a clock.

Each method of a store is one short transaction. All raise StoreUnavailable (or a child) when the database cannot be
read or written, and then nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from bot.chat.reply import Reply
from bot.chat.request import Place as Where
from bot.domain.calendar import Due, Promise
from bot.domain.records import (
    Board,
    Daily,
    Judgement,
    Learner,
    Miss,
    Person,
    Place,
    Posting,
    Progress,
    Recorded,
    Report,
    Result,
    Seen,
)

CLOCKS_APART, CLOCKS_USELESS = timedelta(seconds=30), timedelta(minutes=5)
"""How far our clock may be from a platform's, and from where on Slack's signatures are taken for replayed."""


class Clock(Protocol):
    """Where the time comes from."""

    def __call__(self) -> datetime:
        """Return the present instant, aware and in UTC."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's wish to answer a posting.

    *judge* holds the rules: it gets the posting and the learner as stored and returns the Judgement to write, or raises
    a BotError. It must be pure, since a batch may be tried again.
    """

    posting: int
    person: Person
    name: str
    at: datetime
    judge: Callable[[Posting, Learner], Judgement]


class Answers(Protocol):
    """The write path."""

    async def fade(self, before: datetime) -> int:
        """Forget of answers before then what was chosen and at which hour, and return how many; points and days stay.

        So boards, streaks and what was seen are the same afterwards, also when they are counted anew.
        """

    async def answer(self, attempt: Attempt) -> Recorded:
        """Write the first answer of a person to a posting, durably, before it returns.

        Safe to repeat: an earlier answer is returned with `new=False`. Raises UnknownPosting, NotYours for a practice
        question of somebody else, PostingClosed, or what the attempt's judge raises.
        """


class Postings(Protocol):
    """Questions as shown."""

    async def post(self, posting: Posting, person: Person, name: str) -> Learner:
        """Write a practice posting for a person, known or new, and return the learner; `posting.learner` is ignored."""

    async def posting(self, posting: int) -> Posting:
        """Return a posting. Raises UnknownPosting."""

    async def seen(self, person: Person) -> Mapping[str, Seen]:
        """Return how often and when last each question was shown to a person, by question id."""


class Places(Protocol):
    """Channels with a schedule for the daily question."""

    async def place(self, space: str, channel: str) -> Place | None:
        """Return a channel's schedule, or None where there is none."""

    async def places(self) -> Sequence[Place]:
        """Return all schedules, by space and channel."""

    async def schedule(self, place: Place) -> None:
        """Write a channel's schedule, in the place of what there was; the id of an existing one stays."""

    async def due(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[Place]:
        """Return places on these platforms whose question is due, the longest due first."""

    async def promises(self, now: datetime) -> Sequence[Promise]:
        """Return what places are promised after *now* by a zone's rules, each once for all places that share it."""

    async def unmiss(self, now: datetime) -> int:
        """Make study dates due again that a clock which was ahead has skipped as late, and return how many.

        Nothing can be late that is due after *now*.
        """

    async def move(self, promise: Promise, due: Due) -> None:
        """Give another instant to all places that share a promise."""


class Dailies(Protocol):
    """Each daily question's way: claimed -> sent -> closed, or skipped.

    Any number of processes may work on the same ones; each of these is done by one of them.
    """

    async def claim(self, daily: Daily, following: Due | None, owner: str, until: datetime) -> bool:
        """Claim a place's due date for a posting, or record that it is skipped, and move the place on to *following*.

        False when another process was faster, or the schedule was changed meanwhile; then nothing was written for us.
        """

    async def take_claimed(
        self, platforms: Sequence[str], now: datetime, owner: str, until: datetime, limit: int
    ) -> Sequence[Daily]:
        """Take over claims that have run out: what became of them is not known."""

    async def closable(self, platforms: Sequence[str], now: datetime, limit: int) -> Sequence[Daily]:
        """Return questions that nobody has taken and whose time for answers is over, the longest over first."""

    async def take_over(self, posting: int, now: datetime, owner: str, until: datetime) -> bool:
        """Claim a question whose time for answers is over, to close it; False when another process was faster."""

    async def hold(self, posting: int, owner: str, now: datetime, until: datetime, closes: datetime) -> bool:
        """Renew a claim to post a question that *closes* then; tell whether it was still held, and is still wanted."""

    async def unwanted(self, place: int, reason: str | None) -> None:
        """Note why a question that is claimed shall not be posted after all; with None, that it shall."""

    async def sent(self, daily: Daily, message: str, at: datetime) -> bool:
        """Write that a question was posted, and that its place is well; safe to repeat.

        False when it is known by another message: this one is one too many.
        """

    async def troubled(self, place: int, trouble: str, *, stop: bool = False) -> bool:
        """Write a trouble to a place, and tell whether that is news; *stop* takes away what is due."""

    async def revive(self, place: int, first: date, last: date = date.max) -> None:
        """Forget that study dates from *first* to *last* were left out, but for those that may stand in the channel."""

    async def failed(self, daily: Daily, trouble: str | None, again: datetime, *, refused: bool = False) -> bool:
        """Write that a question could not be posted or closed, and when to try again.

        A question that was surely *refused* does not stand in its channel. A *trouble* that lasts is written to its
        place; tell whether that is news.
        """

    async def skip(self, daily: Daily, reason: str) -> None:
        """Write that a claimed question will not be posted, and why."""

    async def close_daily(self, daily: Daily, at: datetime) -> None:
        """Write that a question is closed and that its message says so; safe to repeat."""

    async def countable(self, postings: Sequence[int], now: datetime, every: timedelta) -> Sequence[Daily]:
        """Return those open questions whose message shows too few answers, and was not changed for so long."""

    async def counted(self, posting: int, now: datetime, every: timedelta, owner: str, until: datetime) -> Daily | None:
        """Claim an open question whose message shows too few answers, and return it with the number to show.

        None when it is right, was changed less than *every* ago, or is claimed. `release` ends the claim; until then
        nobody closes the question, so that no late count overwrites its end.
        """

    async def release(self, posting: int, owner: str) -> bool:
        """Give up a claim on an open question, and tell whether it was still held."""

    async def waiting(self, space: str, person: Person, now: datetime) -> Sequence[int]:
        """Return the open daily questions of a space that a person has not answered, the newest first."""

    async def result(self, posting: int) -> Result:
        """Return how a question was answered."""

    async def asked(self, place: int) -> Mapping[str, Seen]:
        """Return how often and when last each question was posted in a place."""

    async def latest(self, place: int, limit: int) -> Sequence[Daily]:
        """Return the last study dates of a place, the newest first, skipped ones too."""

    async def over(self, place: int, day: date, by: datetime) -> Daily | None:
        """Return the last question of a place before *day* that takes no more answers by then, or None."""


class People(Protocol):
    """Learners and what they choose."""

    async def find(self, person: Person) -> Learner | None:
        """Return the learner, or None for a person we have never met."""

    async def choose(
        self,
        person: Person,
        name: str,
        *,
        language: str | None = None,
        zone: str | None = None,
        listed: bool | None = None,
    ) -> Learner:
        """Write the given choices of a person, known or new, leave the others, and return the learner.

        `listed=False` takes the learner off every board in the same transaction, True puts the learner back.
        """

    async def greet(self, person: Person, locale: str | None, zone: str | None) -> None:
        """Keep what the platform says of a person's language and zone; a stranger stays one."""

    async def export(self, person: Person) -> Mapping[str, object]:
        """Return everything stored about a person, as JSON-ready values; an empty mapping for a stranger."""

    async def forget(self, person: Person) -> bool:
        """Erase a person and all that is theirs, from boards and file alike; False for a stranger."""


class Boards(Protocol):
    """Who stands where."""

    async def board(self, space: str, period: str, person: Person, top: int) -> Board:
        """Return the first *top* rows of a board and the person's own row; the cost does not grow with members."""

    async def progress(self, space: str, person: Person) -> Progress:
        """Return what a person's own page is made of; empty for a stranger."""


class Reports(Protocol):
    """Words about questions that may be wrong."""

    async def report(self, person: Person, name: str, report: Report) -> None:
        """Keep a report; the learner is created when unknown.

        A second report of a person on the same revision replaces the first.
        """

    async def reports(self, space: str, limit: int, skip: int) -> Sequence[Report]:
        """Return the newest reports made in a space, newest first, after passing over *skip* of them."""


class Memos(Protocol):
    """What the bot has to remember about itself, by name."""

    async def remember(self, name: str, value: str, *, secret: bool = False) -> None:
        """Keep *value* under *name*, in the place of what was there; a secret is sealed where there is a key."""

    async def remembered(self, name: str) -> str | None:
        """Return what is kept under *name*, or None. Raises SecretUnreadable."""

    async def named(self, beginning: str) -> Mapping[str, str]:
        """Return what is kept under the names that begin so, by name; secrets stay sealed."""

    async def drop(self, name: str) -> bool:
        """Forget what is kept under *name*, and tell whether there was anything."""


class Editions(Protocol):
    """Questions as they were asked, by id and revision, as texts that only the bank can read."""

    async def editions(self) -> AbstractSet[tuple[str, str]]:
        """Return the ids and revisions that are kept."""

    async def edition(self, question: str, revision: str) -> str | None:
        """Return a question as it was kept, or None."""

    async def keep_editions(self, editions: Mapping[tuple[str, str], str]) -> None:
        """Keep questions by id and revision; those that are kept already stay as they are."""


class Misses(Protocol):
    """Phrases that `/which` did not understand, without the people who typed them."""

    async def missed(self, phrase: str, chosen: str) -> None:
        """Count a phrase that was not understood; *chosen* is the service that was pressed then, or empty."""

    async def misses(self, limit: int) -> Sequence[Miss]:
        """Return the phrases that were missed oftenest."""


class Probed(Protocol):
    """How a store is."""

    @property
    def waiting_answers(self) -> int:
        """Return how many answers wait to be written."""

    async def probe(self) -> Mapping[str, int]:
        """Write something, and return how many daily questions are in each state. Raises StoreUnavailable."""


class Store(Answers, Postings, Places, Dailies, People, Boards, Reports, Memos, Editions, Misses, Probed, Protocol):
    """Everything that is remembered."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a lookup found: service ids, best first.

    Confident: the first is the answer, and `close` tells that the second is near enough to be named. Not confident:
    the ids are candidates. Empty: nothing fits.
    """

    services: tuple[str, ...]
    confident: bool
    close: bool = False


class Undelivered(Exception):
    """Something could not be posted or changed in a channel.

    `trouble` is a code of why: `gone` for a channel that is not there, `forbidden` where we may not write, `away` for
    whatever passes. *sure* is False when it may have been carried out nevertheless. `after` are the seconds that the
    platform asks us to wait.
    """

    def __init__(self, trouble: str, *, sure: bool = True, after: float = 0.0) -> None:
        """Keep why."""
        super().__init__(trouble)
        self.trouble = trouble
        self.sure = sure
        self.after = after


class Channels(Protocol):
    """The channels of one platform, for what is said there unasked. All but `turn` raise Undelivered."""

    async def turn(self, where: Where, *, edit: bool = False) -> None:
        """Wait until the platform's rate limits leave room for a post there, or for an edit."""

    async def post(self, where: Where, reply: Reply, posting: int) -> str:
        """Post a question, marked with its posting's id, and return the message's id."""

    async def find(self, where: Where, posting: int, since: datetime) -> str | None:
        """Return the message of a posting if it was carried out since then, or None."""

    async def remove(self, where: Where, message: str) -> None:
        """Take a message of ours away."""

    async def edit(self, where: Where, message: str, reply: Reply) -> None:
        """Put *reply* in the place of a message's content."""

    async def link(self, where: Where, message: str) -> str | None:
        """Return the address of a message, where messages have one."""

    async def check(self, where: Where) -> str | None:
        """Return the code of what keeps us from writing in a channel, or None."""

    async def tell(self, where: Where, user_id: str, reply: Reply) -> None:
        """Say something to somebody alone, about a channel."""


class Rounds(Protocol):
    """What is to be done again and again."""

    async def run(self) -> None:
        """Do all that is due now, or leave it for the next time."""


class SecretUnreadable(Exception):
    """A secret in the database was sealed with another key: the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an examination found: of which part, how grave, and a sentence that says what to do if it is not well."""

    part: str
    level: Literal["ok", "warn", "fail"]
    said: str

    @classmethod
    def of_clock(cls, part: str, theirs: datetime, ours: datetime) -> Finding:
        """Compare two clocks: Slack refuses what is five minutes off, and questions would come early or late."""
        apart = abs(ours - theirs)
        if apart < CLOCKS_APART:
            return cls(part, "ok", "The clocks agree.")
        said = f"This machine's clock is {apart.total_seconds():.0f} s off: let it be set over the network."
        return cls(part, "warn" if apart < CLOCKS_USELESS else "fail", said)


class Meter(Protocol):
    """Who counts; neither names nor words are told to it."""

    def asked(self, platform: str, intent: str, outcome: str) -> None:
        """Count a request by how it went: `done`, or the code of what went wrong."""

    def answered(self, platform: str, kind: str, *, correct: bool) -> None:
        """Count a new answer."""

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Take in how long a first response took."""


class PlatformUnusable(Exception):
    """A platform refuses us for good: the message is one sentence for the operator, saying what to do next."""


class Platform(Protocol):
    """A place where people talk, as the composition root sees it."""

    name: str

    @property
    def connected(self) -> bool:
        """Tell whether people there are heard just now."""

    @property
    def channels(self) -> Channels:
        """Return the channels, for what is said there unasked; they are away while we are not connected."""

    def routes(self) -> Iterable[Any]:
        """Return what has to be reachable over HTTP, as the web server's own route definitions."""

    async def run(self) -> None:
        """Stay connected until `stop`, through every fault that passes. Raises PlatformUnusable for one that won't."""

    async def stop(self, seconds: float) -> None:
        """Finish what is under way, for at most so long, and close; then `run` returns."""


class Lookup(Protocol):
    """From a learner's words to services."""

    def find(self, phrase: str) -> Found:
        """Return what fits *phrase*, in English or Portuguese; any text of any length is taken."""

    def why(self, phrase: str, service: str, language: Literal["en", "pt-BR"]) -> str | None:
        """Return the cue in *language* by which *phrase* speaks of *service*; None when no one cue does."""
