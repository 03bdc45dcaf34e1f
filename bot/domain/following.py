"""The channels whose daily questions a learner follows, and the study days on which one of them was missed.

The rule: a posting is missed, not a date. Dates of channels are never subtracted from dates of learners.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import study_day
from bot.domain.streak import FormerRule, Streak, streak

FOLLOWED_DAYS = 14
"""Study days for which a learner follows a channel after an answer to its question."""

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ChannelDaily:
    """A channel's question as a learner met it: its open time, in UTC, and the study day of the learner's answer."""

    channel: int
    opened_at: datetime
    closes_at: datetime
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class StudyHistory:
    """A learner's answers by study day, and the daily questions of the channels that the learner ever answered.

    `former_posts` are the dates with a daily question in the learner's spaces up to the upgrade at `upgraded_at`, for a
    learner with answers from before; by the rule of then a date without one was not missed.
    """

    days: Mapping[date, int]
    dailies: Sequence[ChannelDaily] = ()
    former_posts: frozenset[date] = frozenset()
    upgraded_at: datetime | None = None


def streak_of(history: StudyHistory, zone: ZoneInfo, today: date) -> Streak:
    """Return a learner's streak on the study day *today* in *zone*."""
    missed = missed_days(history.days, history.dailies, zone, today)
    former = None
    if history.upgraded_at:
        upgrade = study_day(history.upgraded_at, zone)
        former = FormerRule(upgrade, _formerly_missed(history, upgrade))
    return streak(history.days, today, missed, former)


def _formerly_missed(history: StudyHistory, upgrade: date) -> frozenset[date]:
    """Return the days before the upgrade that were missed by the former rule."""
    first, first_post = min(history.days, default=upgrade), min(history.former_posts, default=date.max)
    days = (first + _DAY * number for number in range((upgrade - first).days))
    return frozenset(
        day for day in days if day not in history.days and (day in history.former_posts or day < first_post)
    )


def missed_days(
    answers: Mapping[date, int], dailies: Sequence[ChannelDaily], zone: ZoneInfo, today: date
) -> frozenset[date]:
    """Return the study days before *today* that count as missed, after the first of *answers*, their number by day.

    A followed question is missed when it closed unanswered and no study day, in *zone*, that touches its open time
    has an answer; it is missed on the last of them. Without a followed channel a day without an answer is missed.
    """
    answered: defaultdict[int, list[date]] = defaultdict(list)
    for daily in dailies:
        if daily.answered_on:
            answered[daily.channel].append(daily.answered_on)
    by_channel = {channel: sorted(days) for channel, days in answered.items()}
    missed = set(_days_without_channel(answers, sorted(day for days in answered.values() for day in days), today))
    for daily in dailies:
        if daily.answered_on is None:
            last = study_day(daily.closes_at - _INSTANT, zone)
            if last < today and _follows(by_channel.get(daily.channel, []), last):
                first = study_day(daily.opened_at, zone)
                if not any(first + _DAY * number in answers for number in range((last - first).days + 1)):
                    missed.add(last)
    return frozenset(missed)


def _days_without_channel(answers: Mapping[date, int], followed: Sequence[date], today: date) -> list[date]:
    """Return the days without an answer on which no channel was followed; *followed* are the days of daily answers."""
    first = min(answers, default=today)
    days = (first + _DAY * number for number in range((today - first).days))
    return [day for day in days if day not in answers and not _follows(followed, day)]


def _follows(answered: Sequence[date], day: date) -> bool:
    """Return whether the latest of the days *answered*, sorted, up to *day* is recent enough."""
    at = bisect_right(answered, day)
    return at > 0 and (day - answered[at - 1]).days <= FOLLOWED_DAYS
