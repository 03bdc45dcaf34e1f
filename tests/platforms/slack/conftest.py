"""Prova on a loopback Slack, for the tests of its platform."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import House
from tests.loopback.slack.server import LoopbackSlack
from tests.loopback.slack.stage import HTTP, SOCKET, Stage, connected, loopback


@pytest.fixture
async def server() -> AsyncIterator[LoopbackSlack]:
    """A loopback Slack that slack_sdk is led to."""
    async with loopback() as server:
        yield server


@pytest.fixture
async def stage(server: LoopbackSlack, house: House) -> AsyncIterator[Stage]:
    """Prova, connected through a socket."""
    async with connected(server, house) as stage:
        yield stage


@pytest.fixture(params=[SOCKET, HTTP], ids=["socket", "http"])
async def either(request: pytest.FixtureRequest, server: LoopbackSlack, house: House) -> AsyncIterator[Stage]:
    """Prova, reached by each of the two ways."""
    async with connected(server, house, request.param) as stage:
        yield stage
