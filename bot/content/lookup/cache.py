"""The lookup indexes in the user's cache: building one takes longer than a hundred lookups."""

from __future__ import annotations

from pathlib import Path

from bot.content import disk_cache
from bot.content.lookup.index import Index
from bot.content.model import Bank


def cached_index(bank: Bank, folder: Path | None) -> Index:
    """Return the lookup over a bank: the cached one of the same services and subjects, or a new one."""
    if folder is None:
        return Index(bank.services, bank.out_of_scope.values())
    inputs = (repr(list(bank.services.values())), repr(list(bank.out_of_scope.values())))
    file = folder / f"{disk_cache.digest_of(*(one.encode(errors='surrogatepass') for one in inputs))}.index"
    cached = disk_cache.read(file)
    if isinstance(cached, Index):
        return cached
    index = Index(bank.services, bank.out_of_scope.values())
    disk_cache.write(file, index)
    return index
