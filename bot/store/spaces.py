"""The zone and language of a space, in SQL."""

from __future__ import annotations


def of_space(column: str, space: str) -> str:
    """Return the zone or language of the space that is *space* in SQL: an admin's choice, or the oldest schedule's."""
    return (
        f"COALESCE((SELECT s.{column} FROM space s WHERE s.id = {space}), (SELECT c.{column} FROM place c "
        f"WHERE c.space = {space} AND c.state <> 'off' ORDER BY c.created_at, c.id LIMIT 1))"
    )
