"""A town for the tests of the daily question."""

from __future__ import annotations

import pytest

from bot.content.model import Bank
from bot.features.practice.topics import Topics
from tests.support.town import Town


@pytest.fixture
def town(bank: Bank, topics: Topics) -> Town:
    return Town(bank, topics)
