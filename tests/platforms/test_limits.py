"""A size up to its limit passes, and one beyond it is refused with a sentence."""

from __future__ import annotations

import pytest

from bot.platforms.limits import LimitExceeded, within


def test_a_size_may_reach_its_limit_and_not_exceed_it() -> None:
    within("Slack", "characters", 1_000, 1_000)
    with pytest.raises(LimitExceeded, match=r"^Slack takes 1,000 of x, and this has 1,001: make it shorter\.$"):
        within("Slack", "x", 1_001, 1_000)
