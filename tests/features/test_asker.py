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


@pytest.mark.parametrize("learner", [None, learner_of(language="pt-BR")])
async def test_what_a_write_has_returned_is_not_read(learner: Learner | None) -> None:
    profile = OneProfile(fails=True)
    asker = asker_of(profile)
    asker.know(learner)
    assert await asker.learner() == learner
    assert (await asker.voice()).language == ("pt-BR" if learner else "en")
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
