"""The person behind a request is read from the store once at most."""

from __future__ import annotations

import pytest

from bot.domain.errors import StoreUnavailable
from bot.domain.records import Learner
from tests.support.askers import OneProfile, asker_of, learner_of


@pytest.mark.parametrize("learner", [None, learner_of(language="pt-BR", zone="Asia/Tokyo")])
async def test_whatever_is_asked_the_store_is_read_once(learner: Learner | None) -> None:
    profile = OneProfile(learner)
    asker = asker_of(profile)
    assert profile.reads == 0
    for _ in range(2):
        await asker.voice()
        await asker.zone()
        await asker.voice_or_default()
        assert await asker.learner() == learner
    assert profile.reads == 1


async def test_a_store_that_does_not_answer_is_not_asked_again_for_the_apology() -> None:
    profile = OneProfile(fails=True)
    asker = asker_of(profile, locale="pt-BR")
    with pytest.raises(StoreUnavailable):
        await asker.voice()
    assert (await asker.voice_or_default()).language == "pt-BR"
    assert profile.reads == 1


async def test_an_apology_needs_no_store_that_answers() -> None:
    profile = OneProfile(fails=True)
    assert (await asker_of(profile, locale="pt-BR").voice_or_default()).language == "pt-BR"
    assert profile.reads == 1


async def test_what_a_write_has_returned_is_not_read() -> None:
    profile, learner = OneProfile(fails=True), learner_of(language="pt-BR")
    asker = asker_of(profile)
    asker.know(learner)
    assert await asker.learner() == learner
    assert (await asker.voice()).language == "pt-BR"
    assert profile.reads == 0


async def test_a_write_takes_the_place_of_what_was_read() -> None:
    asker = asker_of(OneProfile(learner_of(language="en")))
    await asker.voice()
    asker.know(learner_of(language="pt-BR"))
    assert (await asker.voice()).language == "pt-BR"


@pytest.mark.parametrize(
    ("chosen", "client", "spoken"), [("en", "pt-BR", "en"), (None, "pt-BR", "pt-BR"), ("pt-BR", "en", "pt-BR")]
)
async def test_a_chosen_language_goes_before_the_clients(chosen: str | None, client: str, spoken: str) -> None:
    asker = asker_of(OneProfile(learner_of(language=chosen)), locale=client)
    assert (await asker.voice()).language == spoken


@pytest.mark.parametrize(
    ("chosen", "client", "zone"),
    [
        ("Asia/Tokyo", "America/Lima", "Asia/Tokyo"),
        (None, "America/Lima", "America/Lima"),
        ("Asia/Tokyo", None, "Asia/Tokyo"),
        (None, None, "UTC"),
    ],
)
async def test_a_chosen_zone_goes_before_the_clients_and_that_before_the_default(
    chosen: str | None, client: str | None, zone: str
) -> None:
    assert (await asker_of(OneProfile(learner_of(zone=chosen)), zone=client).zone()).key == zone
    if chosen is None:
        assert (await asker_of(zone=client).zone()).key == zone


# --- the space ---


async def test_a_space_speaks_its_own_language_and_a_direct_conversation_the_learners() -> None:
    profile = OneProfile(
        learner_of(language="en", zone="Asia/Tokyo"), space_language="pt-BR", space_zone="Asia/Kolkata"
    )
    assert (await asker_of(profile).space_voice()).language == "pt-BR"
    assert (await asker_of(profile).space_zone()).key == "Asia/Kolkata"
    alone = OneProfile(learner_of(language="pt-BR", zone="Asia/Tokyo"))
    direct = asker_of(alone, own_space=True)
    assert ((await direct.space_voice()).language, (await direct.space_zone()).key) == ("pt-BR", "Asia/Tokyo")
    assert ((await asker_of(alone).space_voice()).language, (await asker_of(alone).space_zone()).key) == ("en", "UTC")


@pytest.mark.parametrize(("known", "written"), [("ana", False), ("Ana of old", True), (None, False)])
async def test_another_name_than_the_one_known_here_is_written(known: str | None, written: bool) -> None:
    profile = OneProfile(learner_of(), name=known)
    asker = asker_of(profile, name="ana")
    await asker.save_name()
    assert profile.renamed == []
    await asker.learner()
    await asker.save_name()
    assert profile.renamed == ([(1, "terminal:room", "ana")] if written else [])
