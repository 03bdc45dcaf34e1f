"""An index from the cache answers like a new one, and only for the same texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.content.lookup.cache import cached_index
from bot.content.model import Bank, Bilingual

PHRASES = ("drift", "detetar viés", "yoga studio near me", "clarfy", "auto ml")


def test_an_index_from_the_cache_answers_like_a_new_one(bank: Bank, tmp_path: Path) -> None:
    new, cached = cached_index(bank, tmp_path), cached_index(bank, tmp_path)
    assert cached is not new
    assert [cached.find(phrase) for phrase in PHRASES] == [new.find(phrase) for phrase in PHRASES]
    assert cached.find("drift").because == new.find("drift").because != {}
    assert len(list(tmp_path.glob("*.index"))) == 1


def test_another_text_makes_another_index(bank: Bank, tmp_path: Path) -> None:
    cached_index(bank, tmp_path)
    first, *others = bank.services.values()
    renamed = replace(first, summary=Bilingual("Quokkas.", "Quokkas."))
    changed = replace(bank, services={one.id: one for one in (renamed, *others)})
    assert cached_index(changed, tmp_path).find("quokkas").services[0] == first.id
    assert not cached_index(bank, tmp_path).find("quokkas").services


def test_another_subject_out_of_scope_makes_another_index(bank: Bank, tmp_path: Path) -> None:
    cached_index(bank, tmp_path)
    cached_index(replace(bank, out_of_scope={}), tmp_path)
    assert len(list(tmp_path.glob("*.index"))) == 2


def test_a_file_that_is_no_index_is_passed_over(bank: Bank, tmp_path: Path) -> None:
    new = cached_index(bank, tmp_path)
    (file,) = tmp_path.glob("*.index")
    file.write_bytes(b"\x80\x05N.")
    file.chmod(0o600)
    assert cached_index(bank, tmp_path).find("drift") == new.find("drift")
