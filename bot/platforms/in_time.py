"""The race between an answer and its acknowledgement: Discord and Slack want to hear of us within 3 s."""

from __future__ import annotations

import asyncio
from typing import Any

PATIENCE = 1.5
"""Seconds that work may take before it is acknowledged without its answer: half of the platforms' own limit."""


async def in_time(work: asyncio.Task[Any]) -> bool:
    """Wait for *work* as long as an acknowledgement can wait, and return whether it has ended; it goes on if not."""
    done, _ = await asyncio.wait({work}, timeout=PATIENCE)
    return bool(done)
