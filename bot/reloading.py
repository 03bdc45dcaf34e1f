"""The loading of the bank, and its reloading while Prova runs, at a signal or at a memo."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from bot.config import Settings, cache_folder
from bot.content.lookup.cache import cached_index
from bot.content.lookup.index import Index
from bot.content.model import Bank
from bot.content.reading.editions import keep_editions
from bot.content.reading.packs import load_packs
from bot.content.reading.problem import BankInvalid
from bot.domain.errors import StoreUnavailable
from bot.features.practice.library import Library
from bot.gc_tuning import freeze_heap, thaw_heap
from bot.ports.lookup import Lookup
from bot.ports.store import Editions, Memos

RELOAD = "bank-reload"
"""The memo that asks all processes to reload the bank; its value is the instant of the request."""
RELOAD_CHECK_EVERY = 5.0
"""Seconds between two reads of that memo."""

_log = logging.getLogger(__name__)


class ReloadingStore(Editions, Memos, Protocol):
    """The part of the store that a bank is loaded with: the editions of its questions, and the reload memo."""


def load_bank(settings: Settings) -> Bank:
    """Load the usable folders as one bank, and log the problems of the others. Raises BankInvalid if none is usable."""
    packs = load_packs(settings.content, cache_folder())
    for problem in packs.problems:
        _log.error("bank: %s", problem)
    return packs.bank


async def library_of(bank: Bank, store: Editions) -> Library:
    """Store the editions of a bank's questions, and return its library. Raises StoreUnavailable."""
    return Library(bank, await keep_editions(bank, store))


def index_of(bank: Bank) -> Index:
    """Return the lookup over a bank."""
    return cached_index(bank, cache_folder())


class Reloading:
    """Reloads the bank on request, and keeps the present one where a new one cannot be used."""

    def __init__(self, settings: Settings, store: ReloadingStore, use_bank: Callable[[Library, Lookup], None]) -> None:
        """Build the reloading of the bank that the settings name; *use_bank* switches the features to it."""
        self._settings = settings
        self._store = store
        self._use_bank = use_bank

    async def run(self, again: asyncio.Event) -> None:
        """Reload the bank at every request: *again*, for this process, or the memo, for all of them."""
        last = await self._requested_at()
        while True:
            try:
                await asyncio.wait_for(again.wait(), RELOAD_CHECK_EVERY)
            except TimeoutError:
                wanted = await self._requested_at()
                if wanted in (last, None):
                    continue
                last = wanted
            again.clear()
            await self._reload()

    async def _requested_at(self) -> str | None:
        """Return the value of the latest request's memo; None also while the store does not answer."""
        try:
            return await self._store.remembered(RELOAD)
        except StoreUnavailable:
            return None

    async def _reload(self) -> None:
        """Reload the bank and switch to it; keep the present one if none of the new can be used."""
        try:
            bank = await asyncio.to_thread(load_bank, self._settings)
            index = await asyncio.to_thread(index_of, bank)
            self._use_bank(await library_of(bank, self._store), index)
        except BankInvalid as invalid:
            for problem in invalid.problems:
                _log.error("bank: %s", problem)
            _log.error("bank: none of it can be used; going on with the one there is")
        except StoreUnavailable:
            _log.error("bank: the database does not answer; going on with the bank there is")
        else:
            thaw_heap()
            freeze_heap()
            _log.info("bank: %s questions, %s services", len(bank.questions), len(bank.services))
