"""`/healthz`, `/readyz` and `/metrics` tell how things are, and too much at once is turned away."""

from __future__ import annotations

import asyncio
import io
import random
import resource
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from bot import web as own
from bot.app import Prova
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.features.practice.library import Library
from bot.health import PROBE_EVERY, Health
from bot.metrics import Metrics
from bot.platforms.terminal.channels import TerminalChannels
from bot.platforms.terminal.session import PLATFORM, Session, actor_named
from bot.ports.platform import PlatformUnusable
from bot.store.store import SqlStore
from bot.web import Web, status_routes
from tests.conftest import SteeredClock
from tests.support.platforms import Steady
from tests.support.ports import free_port

LONG = 3600.0
"""Seconds of patience: longer than any test may take, so that time is over only when a test lets it pass."""


def pass_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loop's clock jump ahead, so that every patience is at its end."""
    loop = asyncio.get_running_loop()
    now = loop.time
    monkeypatch.setattr(loop, "time", lambda: now() + LONG)


@dataclass
class Served:
    """A Prova that is asked over HTTP how it is."""

    session: aiohttp.ClientSession
    url: str
    store: SqlStore
    prova: Prova
    platform: Steady
    seconds: list[float] = field(default_factory=lambda: [0.0])
    tick_age: list[float | None] = field(default_factory=lambda: [None])

    async def get(self, path: str) -> tuple[int, str]:
        """Return the status and the body of a page."""
        async with self.session.get(self.url + path) as response:
            return response.status, await response.text()

    async def samples(self) -> dict[str, float]:
        """Return the metrics by name and labels."""
        _, page = await self.get("/metrics")
        return {
            sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
        }


@pytest.fixture
async def served(bank: Bank, index: Index, database_url: str) -> AsyncIterator[Served]:
    """A Prova with one platform behind a web server."""
    metrics = Metrics()
    store = await SqlStore.open(database_url, watch=metrics.observe_database)
    await store.upgrade()
    rng, utc = random.Random(1), ZoneInfo("UTC")
    prova = Prova(Library(bank, {}), index, store, SteeredClock(), rng, utc, meter=metrics)
    prova.channels[PLATFORM] = TerminalChannels()
    platform, port = Steady("discord"), free_port()
    async with aiohttp.ClientSession() as session:
        served = Served(session, f"http://127.0.0.1:{port}", store, prova, platform)
        health = Health([platform], store, lambda: served.tick_age[0], lambda: served.seconds[0])
        server = Web("127.0.0.1", port, status_routes(health, metrics))
        await server.start()
        yield served
        await server.stop()
    await store.close()


async def test_it_is_ready_when_all_parts_are(served: Served) -> None:
    assert await served.get("/healthz") == (200, "ok\n")
    status, body = await served.get("/readyz")
    assert (status, '"tick": "late"' in body) == (503, True)
    served.tick_age[0] = 1.0
    assert (await served.get("/readyz"))[0] == 200
    served.platform.connected = False
    status, body = await served.get("/readyz")
    assert (status, '"discord": "not connected"' in body) == (503, True)


async def test_a_database_that_cannot_be_written_is_not_ready_and_is_asked_again_later(
    served: Served, database_url: str
) -> None:
    served.tick_age[0] = 1.0
    assert (await served.get("/readyz"))[0] == 200
    await served.store._writer.fetch("PRAGMA query_only = ON")
    assert (await served.get("/readyz"))[0] == 200
    served.seconds[0] += PROBE_EVERY + 1
    status, body = await served.get("/readyz")
    assert (status, '"database": "not writable"' in body) == (503, True)
    await served.store._writer.fetch("PRAGMA query_only = OFF")
    served.seconds[0] += PROBE_EVERY + 1
    assert (await served.get("/readyz"))[0] == 200


async def test_what_people_do_is_counted_without_who_they_are(served: Served) -> None:
    ids = iter(range(99))
    session = Session(served.prova.dispatcher, actor_named("ana", "en"), lambda: f"r{next(ids)}")
    for line in ("/quiz neo easy", "A", "A", "/which drift", "/quiz nonsense-topic"):
        await session.hear(line)
    samples = await served.samples()
    assert samples["prova_interactions_total which done terminal"] == 1
    assert samples["prova_interactions_total quiz unknown-topic terminal"] == 1
    assert sum(value for name, value in samples.items() if name.startswith("prova_answers_total")) == 1
    assert samples["prova_database_seconds_count transaction"] >= 3
    assert samples["prova_database_seconds_count read"] >= 1
    assert samples["prova_platform_connected discord"] == 1
    assert samples["prova_tick_age_seconds"] == -1
    assert samples["prova_answers_waiting"] == 0
    assert "ana" not in (await served.get("/metrics"))[1]


async def test_daily_questions_are_counted_by_state(served: Served) -> None:
    session = Session(served.prova.dispatcher, actor_named("ana", "en"), lambda: "r1")
    await session.hear("/daily set 18h UTC")
    await session.hear("/daily now")
    await served.prova.round.run()
    assert (await served.samples())["prova_daily_questions claimed"] == 1  # nobody sits at the terminal to see it


async def test_the_dashboard_names_only_metrics_that_there_are(served: Served) -> None:
    import json
    import re

    ids = iter(range(99))
    session = Session(served.prova.dispatcher, actor_named("ana", "en"), lambda: f"r{next(ids)}")
    for line in ("/quiz neo easy", "A", "/daily set 18h UTC", "/daily now"):
        await session.hear(line)
    await served.prova.round.run()
    served.prova.dispatcher.meter.observe_acknowledgement("discord", 0.1)
    known = {name.split(" ")[0] for name in await served.samples()}
    path = Path(__file__).parent.parent / "docs" / "grafana.json"
    board = json.loads(await asyncio.to_thread(path.read_text, encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    named = {name for expression in asked for name in re.findall(r"\b(?:prova|process|python)_\w+", expression)}
    assert named
    assert named <= known


async def test_too_much_at_once_is_turned_away_with_a_time_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own, "MAX_REQUESTS", 1)
    inside, go_on, port = asyncio.Event(), asyncio.Event(), free_port()

    async def slow(_request: web.Request) -> web.Response:
        inside.set()
        await go_on.wait()
        return web.Response(text="done")

    server = Web("127.0.0.1", port, [web.get("/slow", slow)])
    await server.start()
    async with aiohttp.ClientSession() as session:
        first = asyncio.create_task(session.get(f"http://127.0.0.1:{port}/slow"))
        await inside.wait()
        async with session.get(f"http://127.0.0.1:{port}/slow") as second:
            assert (second.status, second.headers["Retry-After"]) == (503, "1")
        go_on.set()
        async with await first as response:
            assert await response.text() == "done"
    await server.stop()


async def test_a_request_that_is_too_large_is_refused() -> None:
    port = free_port()

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    server = Web("127.0.0.1", port, [web.post("/take", take)])
    await server.start()
    large = io.BytesIO(b"x" * (own.MAX_REQUEST_BYTES + 1))
    async with aiohttp.ClientSession() as session, session.post(f"http://127.0.0.1:{port}/take", data=large) as told:
        assert told.status == 413
    await server.stop()


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n"])
async def test_what_is_no_request_is_refused_and_fills_no_log(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    served = Web("127.0.0.1", port, [])
    await served.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    assert b"400 Bad Request" in await reader.read(100)
    writer.close()
    await served.stop()
    assert "Traceback" not in caplog.text


async def test_a_fault_of_ours_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def failing(request: web.Request) -> web.Response:
        raise RuntimeError

    port = free_port()
    served = Web("127.0.0.1", port, [web.get("/", failing)])
    await served.start()
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as response:
        assert response.status == 500
    await served.stop()
    assert "RuntimeError" in caplog.text


async def test_bodies_that_do_not_come_are_given_up_and_how_we_are_is_told_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def take(request: web.Request) -> web.Response:
        return web.Response(text=f"{len(await request.read())}")

    monkeypatch.setattr(own, "MAX_REQUESTS", 3)
    monkeypatch.setattr(own, "REQUEST_TIMEOUT", LONG)
    port = free_port()
    served = Web("127.0.0.1", port, [web.post("/slack/events", take), web.get("/healthz", take)])
    await served.start()
    head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
    slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    for _, writer in slow:
        writer.write(head)
        await writer.drain()
    url = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/healthz") as response:
            assert response.status == 200
        status = 200
        while status != 503:  # the slow ones are all under way, and hold the places
            async with session.post(f"{url}/slack/events", data=b"x") as response:
                status = response.status
        pass_time(monkeypatch)
        for reader, writer in slow:
            assert b"408 Request Timeout" in await reader.read(100)
            writer.close()
        async with session.post(f"{url}/slack/events", data=b"x") as response:
            assert (response.status, await response.text()) == (200, "1")
        async with session.post(f"{url}/slack/events", data=b"abcd", headers={"Content-Encoding": "gzip"}) as response:
            assert response.status == 400
    await served.stop()


@pytest.mark.parametrize("host", ["a" * 100, "192.0.2.7", "nowhere.invalid"])
async def test_a_host_that_cannot_be_listened_on_is_told_in_one_sentence(host: str) -> None:
    with pytest.raises(PlatformUnusable, match="or another address in PROVA_HTTP_HOST"):
        await Web(host, free_port(), []).start()


async def test_connections_are_bounded_and_those_that_say_nothing_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many come, a file can still be opened; and when the silent ones are gone, there is room again."""

    async def alive(request: web.Request) -> web.Response:
        return web.Response(text="ok")

    monkeypatch.setattr(own, "MAX_CONNECTIONS", 5)
    monkeypatch.setattr(own, "REQUEST_TIMEOUT", LONG)
    port = free_port()
    served = Web("127.0.0.1", port, [web.get("/healthz", alive)])
    await served.start()
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
    while not served._runner.server or len(served._runner.server.connections) < 5:  # noqa: ASYNC110 - asyncio tells nobody
        await asyncio.sleep(0)
    reader, turned_away = await asyncio.open_connection("127.0.0.1", port)
    assert b"503 Service Unavailable" in await reader.read()
    turned_away.close()
    pass_time(monkeypatch)
    for one, writer in silent:
        assert await one.read() == b""
        writer.close()
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.get(f"http://127.0.0.1:{port}/healthz") as response:
                assert response.status == 200
    await served.stop()


@pytest.mark.parametrize(("files", "most"), [(1_000, 500), (8_000, 4_000), (1_000_000, 4_000)])
def test_connections_take_half_of_the_files_that_may_be_open_and_four_thousand_at_most(
    files: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert Web("127.0.0.1", free_port(), [])._max_connections == most


async def test_a_request_of_one_mebibyte_is_taken() -> None:
    port = free_port()

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    server = Web("127.0.0.1", port, [web.post("/take", take)])
    await server.start()
    async with aiohttp.ClientSession() as session:
        for size, status in ((1024 * 1024, 200), (1024 * 1024 + 1, 413)):
            async with session.post(f"{server.url}/take", data=io.BytesIO(b"x" * size)) as told:
                assert told.status == status
    await server.stop()


async def test_room_is_made_by_requests_that_have_ended_well_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(_request: web.Request) -> web.Response:
        raise RuntimeError

    monkeypatch.setattr(own, "MAX_REQUESTS", 1)
    server = Web("127.0.0.1", free_port(), [web.get("/", failing)])
    await server.start()
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            async with session.get(server.url) as told:
                assert told.status == 500
    await server.stop()
