"""Each thing that is counted has its name, its labels and its moment on the page."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.health import HealthState
from bot.metrics import Metrics

WELL = HealthState({"discord": True}, database=True, tick_age=1.5, waiting=4, postings={"posted": 2, "claimed": 1})


def samples(metrics: Metrics, state: HealthState = WELL) -> dict[tuple[str, ...], float]:
    """Return what the page says by name and labels, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(metrics.exposition(state).decode())
        for sample in family.samples
    }


def test_answers_are_counted_by_right_and_wrong() -> None:
    metrics = Metrics()
    metrics.count_answer("discord", "daily", correct=True)
    metrics.count_answer("discord", "daily", correct=True)
    metrics.count_answer("discord", "daily", correct=False)
    told = samples(metrics)
    assert told["prova_answers_total", "yes", "daily", "discord"] == 2
    assert told["prova_answers_total", "no", "daily", "discord"] == 1


def test_requests_are_counted_by_how_they_went() -> None:
    metrics = Metrics()
    metrics.count_request("slack", "quiz", "done")
    metrics.count_request("slack", "quiz", "unknown-topic")
    told = samples(metrics)
    assert told["prova_interactions_total", "quiz", "done", "slack"] == 1
    assert told["prova_interactions_total", "quiz", "unknown-topic", "slack"] == 1


@pytest.mark.parametrize("limit", ["1.5", "3.0"])
def test_first_responses_are_kept_apart_at_what_is_promised_and_where_platforms_give_up(limit: str) -> None:
    metrics = Metrics()
    for seconds in (float(limit), float(limit) + 0.001):
        metrics.observe_acknowledgement("discord", seconds)
    told = samples(metrics)
    assert told["prova_acknowledgement_seconds_bucket", limit, "discord"] == 1
    assert told["prova_acknowledgement_seconds_count", "discord"] == 2


def test_reads_and_transactions_of_the_database_are_timed_apart() -> None:
    metrics = Metrics()
    metrics.observe_database("read", 0.002)
    metrics.observe_database("transaction", 0.2)
    told = samples(metrics)
    assert told["prova_database_seconds_sum", "read"] == 0.002
    assert told["prova_database_seconds_sum", "transaction"] == 0.2
    assert told["prova_database_seconds_bucket", "0.0025", "read"] == 1


def test_the_page_has_the_state_of_the_moment() -> None:
    metrics = Metrics()
    told = samples(metrics)
    assert (told["prova_platform_connected", "discord"], told["prova_database_writable",]) == (1, 1)
    assert (told["prova_tick_age_seconds",], told["prova_answers_waiting",]) == (1.5, 4)
    assert (told["prova_daily_questions", "posted"], told["prova_daily_questions", "claimed"]) == (2, 1)
    told = samples(metrics, HealthState({"discord": False}, database=False, tick_age=None))
    assert (told["prova_platform_connected", "discord"], told["prova_database_writable",]) == (0, 0)
    assert (told["prova_tick_age_seconds",], told["prova_answers_waiting",]) == (-1, 0)


def test_two_prometheus_pages_of_one_process_are_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count_request("slack", "quiz", "done")
    assert ("prova_interactions_total", "quiz", "done", "slack") not in samples(other)
