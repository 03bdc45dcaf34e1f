"""Prova on a loopback Discord, for the tests of its platform."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import House
from tests.loopback.discord.server import LoopbackDiscord
from tests.loopback.discord.stage import Stage, connected, loopback


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord that discord.py is led to."""
    async with loopback() as server:
        yield server


@pytest.fixture
async def stage(server: LoopbackDiscord, house: House) -> AsyncIterator[Stage]:
    """Prova, connected."""
    async with connected(server, house) as stage:
        yield stage
