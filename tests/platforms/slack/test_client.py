"""What many requests would say is said once in a while."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.platforms.slack.client import REFUSED_EVERY, Credentials, Slack
from tests.support.loop import steered


def test_a_wrong_secret_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        slack = Slack(None, None, Credentials(), None, random.Random(1))  # type: ignore[arg-type] # nothing is handled
        for seconds in (0, REFUSED_EVERY - 1, 1, 1):
            await asyncio.sleep(seconds)
            slack._log_refusal()

    steered(main())
    assert REFUSED_EVERY == 60
    assert len([one for one in caplog.records if "a request was refused" in one.getMessage()]) == 2
