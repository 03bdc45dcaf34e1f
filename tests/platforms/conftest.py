"""What the tests of every platform have in common."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _unhurried(unhurried: None) -> None:
    """Leave it to the tests of slow work to count work as slow."""
