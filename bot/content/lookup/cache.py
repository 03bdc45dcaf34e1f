"""The lookup indexes in the user's cache: building one takes longer than a hundred lookups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content import disk_cache
from bot.content.lookup.index import Index
from bot.content.lookup.texts import cues_of, names_of, phrases_of, texts_of
from bot.content.model import Bank


def cached_index(bank: Bank, folder: Path | None) -> Index:
    """Return the lookup over a bank: the cached one of the same services and subjects, or a new one."""
    if folder is None:
        return Index(bank.services, bank.out_of_scope.values())
    inputs = repr(list(_inputs(bank))).encode()
    file = folder / f"{disk_cache.digest_of(inputs)}.index"
    cached = disk_cache.read(file)
    if isinstance(cached, Index):
        return cached
    index = Index(bank.services, bank.out_of_scope.values())
    disk_cache.write(file, index)
    return index


def _inputs(bank: Bank) -> Iterator[tuple[object, ...]]:
    """Yield all that an index depends on."""
    for service in bank.services.values():
        yield service.id, names_of(service), list(phrases_of(service)), list(texts_of(service))
    for subject in bank.out_of_scope.values():
        yield subject.id, list(cues_of(subject.cues))
