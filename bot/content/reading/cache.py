"""The loaded banks in the user's cache: reading YAML takes longer than all that follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType

from bot.content import disk_cache
from bot.content.model import Bank
from bot.content.reading.loaded import Loaded, displayed_path

Load = Callable[[Path, Bank | None], Loaded]

WHOLE = ("**/*.y*ml",)
"""The patterns of all files of a bank."""
SERVICES = ("*.y*ml", "services/*.y*ml")
"""The patterns of the files that lookups need."""


def load_cached(
    directory: Path, around: Bank | None, load: Load, folder: Path | None, files: Sequence[str] = WHOLE
) -> Loaded:
    """Return the cached result of *load* for the same files, code and surroundings, or load it. Raises BankInvalid.

    *files* are the patterns of the files that *load* reads. Without a *folder* nothing is cached.
    """
    if folder is None:
        return load(directory, around)
    try:
        name = disk_cache.digest_of(*_inputs(directory, around, files))
    except OSError:
        return load(directory, around)  # which says what cannot be read
    file = folder / f"{name}.bank"
    if cached := disk_cache.read(file):
        *kept, where = map(MappingProxyType, cached)
        return Loaded(Bank(*kept), where)
    loaded = load(directory, around)
    bank = loaded.bank
    parts = (bank.phases, bank.services, bank.questions, bank.exams, bank.out_of_scope, bank.other_exams, bank.retired)
    disk_cache.write(file, tuple(map(dict, (*parts, loaded.where))))
    return loaded


def _inputs(directory: Path, around: Bank | None, files: Sequence[str]) -> Iterator[bytes]:
    """Yield all that the loaded bank depends on."""
    yield f"{displayed_path(directory)} {files}".encode()
    for path in sorted(path for pattern in files for path in directory.glob(pattern) if path.is_file()):
        yield str(path).encode()
        yield path.read_bytes()
    if around:
        known = (around.phases, around.services, {exam.id: exam.domains for exam in around.exams.values()})
        yield repr([sorted(known[0]), sorted(known[1]), known[2]]).encode()
