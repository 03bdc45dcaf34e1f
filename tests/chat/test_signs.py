"""A bar tells a share in ten cells."""

from __future__ import annotations

import pytest

from bot.chat.signs import bar


@pytest.mark.parametrize(
    ("share", "full"),
    [(0.0, 0), (0.001, 1), (0.04, 1), (0.14, 1), (0.16, 2), (0.5, 5), (0.949, 9), (0.999, 9), (1.0, 10)],
)
def test_a_bar_is_as_full_as_its_share_and_empty_or_full_for_nothing_and_all_alone(share: float, full: int) -> None:
    assert bar(share) == "█" * full + "░" * (10 - full)
