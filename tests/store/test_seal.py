"""Secrets are sealed with the newest key and opened with any."""

from __future__ import annotations

import pytest

from bot.ports.store import SecretUnreadable
from bot.store.seal import Seal

OLD, NEW = "o" * 32, "n" * 32
TOKEN = "xoxb-1"  # noqa: S105 - not a secret


def test_what_is_sealed_shows_nothing_and_opens_with_its_key() -> None:
    sealed = Seal((OLD,)).sealed(TOKEN)
    assert TOKEN not in sealed
    assert Seal((OLD,)).opened(sealed) == TOKEN
    assert Seal((OLD,)).sealed(TOKEN) != sealed


def test_a_new_key_before_the_old_one_opens_both_and_seals_with_the_new() -> None:
    before = Seal((OLD,)).sealed(TOKEN)
    both = Seal((NEW, OLD))
    assert both.opened(before) == TOKEN
    assert Seal((NEW,)).opened(both.sealed(TOKEN)) == TOKEN


@pytest.mark.parametrize("keys", [(), (NEW,)])
def test_without_the_key_it_is_one_sentence_that_says_what_to_do(keys: tuple[str, ...]) -> None:
    sealed = Seal((OLD,)).sealed(TOKEN)
    with pytest.raises(SecretUnreadable, match="set PROVA_SECRET_KEY to that key") as raised:
        Seal(keys).opened(sealed)
    assert sealed not in str(raised.value)


def test_without_a_key_secrets_stay_as_they_are_and_are_read_when_one_is_set_later() -> None:
    kept = Seal(()).sealed(TOKEN)
    assert kept == TOKEN
    assert Seal((NEW,)).opened(kept) == TOKEN


def test_a_sealed_text_that_was_changed_is_not_opened() -> None:
    sealed = Seal((OLD,)).sealed(TOKEN)
    with pytest.raises(SecretUnreadable):
        Seal((OLD,)).opened(sealed[:-4] + "AAAA")
