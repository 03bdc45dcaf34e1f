"""The one way in: permission, the error boundary, and a log without anybody's words."""

from __future__ import annotations

import logging
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.chat.intents import CATALOGUE
from bot.chat.plain import plain_text
from bot.chat.reply import Reply, Tone
from bot.chat.request import REST, Call, Request
from bot.domain.errors import StoreBusy
from bot.entry.dispatch import Dispatcher
from bot.features.asker import Asker
from bot.platforms.terminal.session import ROOM
from tests.conftest import House


def request(house: House, call: Call, *, admin: bool = True, locale: str = "en") -> Request:
    return Request("r1", replace(house.actor("ana", locale), admin=admin), ROOM, call)


async def failing(asker: Asker) -> Reply:
    raise RuntimeError("the secret token is " + "hunter" + str(2))


async def test_every_intent_of_the_catalogue_is_answered(house: House) -> None:
    for name in CATALOGUE:
        reply = await house.dispatcher.handle(request(house, Call(name, {REST: ""})))
        assert plain_text(reply)


async def test_what_is_for_admins_is_refused_to_others(house: House) -> None:
    reply = await house.dispatcher.handle(request(house, Call("reports"), admin=False))
    assert reply.tone is Tone.REFUSED
    assert "for admins" in reply.title
    help_page = await house.dispatcher.handle(request(house, Call("help"), admin=False))
    assert "/reports" not in plain_text(help_page)


async def test_a_button_that_lacks_what_it_carries_gets_no_advice_on_typing(house: House) -> None:
    reply = await house.dispatcher.handle(request(house, Call("leave out")))
    assert "leave out" not in plain_text(reply)
    assert "button" in reply.title


async def test_an_unforeseen_error_becomes_a_sentence_with_a_code(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets the request's id, never the exception."""
    dispatcher = Dispatcher({"quiz": failing}, house.store, house.dispatcher.suggest, ZoneInfo("UTC"))
    reply = await dispatcher.handle(request(house, Call("quiz"), locale="pt-BR"))
    assert reply.tone is Tone.TROUBLE
    assert reply.title == "Algo deu errado do meu lado. Tente de novo; se continuar, informe o código r1."
    assert "terminal: quiz: unforeseen" in caplog.text


async def test_a_store_that_fails_is_told_apart_and_changes_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    async def busy(asker: Asker) -> Reply:
        raise StoreBusy

    dispatcher = Dispatcher({"quiz": busy}, house.store, house.dispatcher.suggest, ZoneInfo("UTC"))
    reply = await dispatcher.handle(request(house, Call("quiz")))
    assert reply.title == "The database is busy, so nothing was changed. Please try again in a moment."
    assert "terminal: quiz: store-busy" in caplog.text


async def test_the_log_holds_no_words_and_no_names(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        await house.dispatcher.handle(request(house, Call("which", {REST: "my private phrase"})))
        await house.dispatcher.handle(request(house, Call("quiz", {REST: "my private topic"})))
    assert "which: done" in caplog.text
    assert "private" not in caplog.text
    assert "ana" not in caplog.text
