"""The oldest PostgreSQL that is promised: the store's contract in short, on a real server of that version."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.domain.errors import DatabaseUnusable
from bot.store import postgres_opening
from tests.store.kit import Kit
from tests.store.test_answers import (  # noqa: F401 - the same tests, on the server of this file
    test_more_answers_than_one_batch_holds_are_all_written,
    test_of_two_answers_to_a_question_at_once_the_first_is_the_first_sight,
    test_the_first_answer_stands,
)
from tests.store.test_boards import (  # noqa: F401 - the same
    test_answers_given_unlisted_count_on_coming_back,
    test_equal_points_share_a_rank_and_the_next_rank_is_left_out,
)
from tests.store.test_copying import (  # noqa: F401 - the same
    other_url,
    test_every_row_of_every_table_is_copied,
    test_sums_that_do_not_fit_are_counted_and_mended,
)
from tests.store.test_dailies import (  # noqa: F401 - the same
    test_a_claim_that_ran_out_is_taken_over_once,
    test_one_of_many_wins_a_claim_and_the_place_moves_on,
    test_the_counter_is_taken_by_one_process_in_each_span,
    test_what_is_over_is_taken_once_and_closed,
)
from tests.store.test_migrations import (  # noqa: F401 - the same
    test_a_new_database_gets_every_migration_once,
    test_data_stays_over_an_upgrade,
    test_several_that_start_at_once_all_succeed,
)
from tests.store.world import opened
from tests.support.postgres import PostgresServer


@pytest.fixture
def store_url(oldest_postgres: PostgresServer) -> str:
    """The URL of an empty database on the oldest server."""
    return oldest_postgres.database()


@pytest.fixture
async def kit(store_url: str) -> AsyncIterator[Kit]:
    """An empty store with short ways to daily questions."""
    async with opened(store_url) as store:
        yield Kit(store)


def test_it_is_the_version_that_is_promised(oldest_postgres: PostgresServer) -> None:
    major = oldest_postgres.sql("postgres", "SHOW server_version").partition(".")[0]
    assert int(major) == postgres_opening.OLDEST


async def test_an_older_one_is_refused(oldest_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_opening, "OLDEST", 14)
    with pytest.raises(DatabaseUnusable, match="is PostgreSQL 13: Prova needs 14 or newer"):
        await postgres_opening.connect(oldest_postgres.url("postgres"))
