"""Several folders are one bank; ids of packs do not clash, and a broken one takes none of the others along."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.content.reading.packs import load_pack_services, load_packs
from bot.content.reading.problem import BankInvalid

if TYPE_CHECKING:
    from tests.content.conftest import Files

BANK, PACK, KEPT = Path("bank"), Path("acme"), Path("kept")


@pytest.fixture
def pack(files: Files) -> Path:
    """A copy of the bank as a pack beside it."""
    shutil.copytree(BANK, PACK)
    return PACK


def change(path: Path, old: str, new: str) -> None:
    """Change a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_one_folder_keeps_its_ids(files: Files) -> None:
    packs = load_packs([BANK], KEPT)
    assert list(packs.bank.services) == ["alpha", "beta"]
    assert packs.problems == ()


def test_the_ids_of_a_pack_have_its_name_before_them_wherever_they_stand(pack: Path) -> None:
    bank = load_packs([BANK, pack], KEPT).bank
    assert list(bank.services) == ["alpha", "beta", "acme.alpha", "acme.beta"]
    assert list(bank.exams) == ["X-1", "acme.X-1"]
    own = bank.services["acme.alpha"]
    assert (own.id, own.phase, own.contrasts[0].with_) == ("acme.alpha", "acme.data", "acme.beta")
    question = bank.questions["acme.alpha-01"]
    assert (question.id, question.exams[0].exam) == ("acme.alpha-01", "acme.X-1")
    assert set(question.services) <= {"acme.alpha", "acme.beta"}


def test_a_pack_may_ask_about_what_the_first_folder_has(pack: Path) -> None:
    """It then needs no services, phases and exams of its own."""
    for name in ("phases.yaml", "services", "exams", "questions/beta.yaml"):
        path = pack / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    bank = load_packs([BANK, pack], KEPT).bank
    assert set(bank.questions["acme.alpha-01"].services) <= {"alpha", "beta"}
    assert bank.questions["acme.alpha-01"].exams[0].exam == "X-1"


def test_places_are_told_by_the_pack_s_ids(pack: Path) -> None:
    where = load_packs([BANK, pack], KEPT).where
    assert where["acme.alpha-01"][0] == PACK / "questions/alpha.yaml"
    assert where["alpha-01"][0] == BANK / "questions/alpha.yaml"


@pytest.mark.parametrize("broken", [BANK, PACK])
def test_a_broken_folder_is_left_out_as_a_whole_and_the_other_stands(pack: Path, broken: Path) -> None:
    change(broken / "exams/x-1.yaml", "minutes: 90", "minutes: long")
    packs = load_packs([BANK, pack], KEPT)
    assert [str(problem).split(":")[0] for problem in packs.problems] == [f"{broken}/exams/x-1.yaml"]
    assert next(iter(packs.bank.questions)) == ("acme.alpha-01" if broken is BANK else "alpha-01")
    assert len(packs.bank.questions) == 4


def test_when_none_can_be_used_all_problems_are_told(pack: Path) -> None:
    for folder in (BANK, pack):
        change(folder / "exams/x-1.yaml", "minutes: 90", "minutes: long")
    with pytest.raises(BankInvalid) as raised:
        load_packs([BANK, pack], KEPT)
    assert len(raised.value.problems) == 2


@pytest.mark.parametrize("name", ["Acme", "a b", "acme."])
def test_a_folder_whose_name_cannot_stand_before_an_id_is_told(pack: Path, name: str) -> None:
    pack.rename(name)
    packs = load_packs([BANK, Path(name)], KEPT)
    assert "name it in lower-case words joined by hyphens" in str(packs.problems[0])
    assert len(packs.bank.questions) == 4


def test_two_packs_of_one_name_are_told(pack: Path) -> None:
    shutil.copytree(pack, Path("other/acme"))
    packs = load_packs([BANK, pack, Path("other/acme")], KEPT)
    assert "another pack is named `acme` too" in str(packs.problems[0])
    assert len(packs.bank.questions) == 8


def test_services_alone_come_from_all_folders(pack: Path) -> None:
    bank = load_pack_services([BANK, pack], KEPT)
    assert list(bank.services) == ["alpha", "beta", "acme.alpha", "acme.beta"]
    assert not bank.questions


def test_services_alone_are_kept_apart_from_the_questions(pack: Path) -> None:
    load_pack_services([BANK, pack], KEPT)
    change(BANK / "questions/beta.yaml", "level: ", "level:  ")
    load_pack_services([BANK, pack], KEPT)
    assert len(list(KEPT.glob("*.bank"))) == 2
    change(BANK / "phases.yaml", "id: ", "id:  ")
    load_pack_services([BANK, pack], KEPT)
    assert len(list(KEPT.glob("*.bank"))) == 3
    change(BANK / "services/alpha.yaml", "{en: Analysts,", "{en: Others,")
    assert load_pack_services([BANK, pack], KEPT).services["alpha"].profile.en == "Others"
