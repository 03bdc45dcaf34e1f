"""An index from the cache answers like a new one, and only for the same texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.lookup.cache import cached_index
from bot.content.model import Bank, Bilingual, Cues

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


@pytest.mark.parametrize("part", ["name", "short", "aliases", "cues", "profile", "choose_when", "id"])
def test_each_part_of_a_service_that_is_searched_makes_another_index(bank: Bank, tmp_path: Path, part: str) -> None:
    first = next(iter(bank.services.values()))
    new: dict[str, object] = {
        "name": "Quokka",
        "short": "Quokka",
        "aliases": (*first.aliases, "Quokka"),
        "cues": Cues((*first.cues.en, "quokkas"), first.cues.pt_br),
        "profile": Bilingual("Quokkas.", first.profile.pt_br),
        "choose_when": Bilingual(first.choose_when.en, "Quokkas."),
        "id": "quokka",
    }
    few = replace(bank, services={first.id: first}, out_of_scope={})
    cached_index(few, tmp_path)
    cached_index(replace(few, services={first.id: replace(first, **{part: new[part]})}), tmp_path)  # type: ignore[arg-type]
    assert len(list(tmp_path.glob("*.index"))) == 2


def test_a_sentence_that_is_not_searched_leaves_the_index_alone(bank: Bank, tmp_path: Path) -> None:
    first = next(iter(bank.services.values()))
    few = replace(bank, services={first.id: first}, out_of_scope={})
    cached_index(few, tmp_path)
    cached_index(replace(few, services={first.id: replace(first, docs="https://example.org")}), tmp_path)
    assert len(list(tmp_path.glob("*.index"))) == 1


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


def test_an_index_over_nothing_is_kept_too(tmp_path: Path) -> None:
    cached_index(Bank(), tmp_path)
    assert not cached_index(Bank(), tmp_path).find("drift").services
