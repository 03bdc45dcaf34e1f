"""A transaction's steps as PostgreSQL takes them: few trips, and few texts that it has to plan."""

from __future__ import annotations

from bot.store.connection import Bulk, Fetch, Many, Steps, Together
from bot.store.postgres_steps import statement_of
from tests.store.world import World

MEMO = "INSERT INTO memo (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
BULK = "INSERT INTO memo (name, value) {rows} RETURNING name"


def test_the_text_of_a_statement_does_not_depend_on_the_number_of_its_rows() -> None:
    one, many = (statement_of(Many(MEMO, [(str(number), "x") for number in range(count)])) for count in (1, 100))
    assert one
    assert many
    assert one[0] == many[0]
    assert "unnest($1::text[], $2::text[])" in one[0]
    assert many[1] == [tuple(map(str, range(100))), ("x",) * 100]


def test_a_column_without_a_value_is_null() -> None:
    statement = statement_of(Many("INSERT INTO t (a, b, c) VALUES (?, ?, ?)", [(1, None, "x"), (2, None, None)]))
    assert statement == (
        "INSERT INTO t (a, b, c) SELECT c0, NULL, c2 FROM unnest($1::bigint[], $2::text[]) AS given (c0, c2)",
        [(1, 2), ("x", None)],
    )


def test_statements_that_go_together_are_one_and_those_without_rows_are_left_out() -> None:
    statement = statement_of(
        Together([Many(MEMO, []), Many(MEMO, [("a", "b")]), Fetch("DELETE FROM t WHERE a = ?", [7])])
    )
    assert statement
    sql, values = statement
    assert sql.startswith("WITH part_0 AS (INSERT INTO memo")
    assert sql.endswith(", part_1 AS (DELETE FROM t WHERE a = $3) SELECT * FROM part_1")
    assert values == [("a",), ("b",), 7]
    assert statement_of(Together([Many(MEMO, [])])) is None


async def test_each_engine_gives_the_rows_of_the_last_step_of_those_that_go_together(world: World) -> None:
    def steps() -> Steps[list[tuple[str]]]:
        nothing = yield Many(MEMO, [("a", "1"), ("b", "2")])
        assert nothing == []
        given = yield Together([Many(MEMO, [("a", "3")]), Bulk(BULK, [("c", "4"), ("d", "5")])])
        return [(name,) for (name,) in given]

    assert sorted(await world.store._writer.run(steps())) == [("c",), ("d",)]
    assert await world.rows("SELECT name, value FROM memo ORDER BY name") == [
        ("a", "3"),
        ("b", "2"),
        ("c", "4"),
        ("d", "5"),
    ]
