"""A bank that is read anew while Prova runs takes the place of the former one."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.config import settings_of
from bot.content.lookup.index import Index
from bot.features.practice.library import Library
from bot.gc_tuning import freeze_heap
from bot.reloading import Reloading
from tests.conftest import ROOT, House


@pytest.fixture
def thawed() -> Iterator[None]:
    """Exempt nothing from garbage collection in the tests that follow."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
async def test_the_bank_that_was_replaced_is_freed(house: House, index: Index) -> None:
    """Frozen, it stayed for good: a tenth of the memory more at each reload."""
    settings = settings_of({"PROVA_CONTENT_DIR": str(ROOT / "content")})
    former = Library(house.bank, {})
    house.prova.use_bank(former, index)
    freeze_heap()
    seen = weakref.ref(former)
    del former
    await Reloading(settings, house.store, house.prova.use_bank)._reload()
    assert seen() is None
