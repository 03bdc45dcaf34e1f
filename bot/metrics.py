"""The metrics for Prometheus: counts, durations and outcomes, without people, channels or texts."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bot.health import HealthState

CONTENT_TYPE = CONTENT_TYPE_LATEST
_ACKNOWLEDGED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0)
"""Buckets in seconds; platforms give up after 3."""
_DATABASE = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)


class Metrics:
    """A `ports.meter.Meter` with an exposition for Prometheus."""

    def __init__(self) -> None:
        """Build the metrics, all at zero."""
        own = self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=own)
        self._asked = Counter(
            "prova_interactions", "What was asked, and how it went.", ["platform", "intent", "outcome"], registry=own
        )
        self._answered = Counter(
            "prova_answers", "New answers to questions.", ["platform", "kind", "correct"], registry=own
        )
        self._acknowledged = Histogram(
            "prova_acknowledgement_seconds",
            "From an interaction's arrival to its first response.",
            ["platform"],
            registry=own,
            buckets=_ACKNOWLEDGED,
        )
        self._database = Histogram(
            "prova_database_seconds",
            "Reads, and transactions with their wait for a turn.",
            ["work"],
            registry=own,
            buckets=_DATABASE,
        )
        self._connected = Gauge("prova_platform_connected", "1 while connected.", ["platform"], registry=own)
        self._writable = Gauge("prova_database_writable", "1 while the database can be written.", registry=own)
        self._tick = Gauge(
            "prova_tick_age_seconds", "Since the daily question's last round ended; -1 before the first.", registry=own
        )
        self._waiting = Gauge("prova_answers_waiting", "Answers that wait to be written.", registry=own)
        self._postings = Gauge("prova_daily_questions", "Daily questions, by state.", ["state"], registry=own)

    def count_request(self, platform: str, intent: str, outcome: str) -> None:
        """Count a request by its outcome: `done`, or the code of its error."""
        self._asked.labels(platform, intent, outcome).inc()

    def count_answer(self, platform: str, kind: str, *, correct: bool) -> None:
        """Count an answer."""
        self._answered.labels(platform, kind, "yes" if correct else "no").inc()

    def observe_acknowledgement(self, platform: str, seconds: float) -> None:
        """Record the seconds until a first response."""
        self._acknowledged.labels(platform).observe(seconds)

    def observe_database(self, work: str, seconds: float) -> None:
        """Record the seconds of the database's work: a `read`, or a `transaction`."""
        self._database.labels(work).observe(seconds)

    def exposition(self, state: HealthState) -> bytes:
        """Return all metrics in Prometheus's text format, with the present state of health."""
        for platform, connected in state.platforms.items():
            self._connected.labels(platform).set(connected)
        self._writable.set(state.database)
        self._tick.set(-1 if state.tick_age is None else state.tick_age)
        self._waiting.set(state.waiting)
        for name, number in (state.postings or {}).items():
            self._postings.labels(name).set(number)
        return generate_latest(self._registry)
