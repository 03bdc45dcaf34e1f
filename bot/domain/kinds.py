"""The kinds of postings, and the rules of each: permission to answer, and points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class PostingKind(StrEnum):
    """Practice and reviews are asked to one learner, the daily question to one channel."""

    PRACTICE = "practice"
    DAILY = "daily"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class KindRules:
    """The rules of a kind.

    `personal`: it is asked to one learner, and no other may answer. `right` and `tried` are the points of a right
    and of a wrong first answer. `scored_a_day` is the number of answers that may earn points on a learner's day, first
    sights of their questions alone; None where every answer earns.
    """

    personal: bool
    right: int
    tried: int = 0
    scored_a_day: int | None = None


RULES: Mapping[PostingKind, KindRules] = {
    PostingKind.PRACTICE: KindRules(personal=True, right=2, scored_a_day=10),
    PostingKind.DAILY: KindRules(personal=False, right=10, tried=2),
    PostingKind.REVIEW: KindRules(personal=True, right=0),
}
