"""The one way in: permission, the error boundary, and a log without anybody's words."""

from __future__ import annotations

import inspect
import logging
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.chat.intent import Takes
from bot.chat.intents import CATALOGUE
from bot.chat.plain import plain_text
from bot.chat.reply import Reply, Tone
from bot.chat.request import REST, Call, Request
from bot.domain.errors import (
    NoSchedule,
    QuestionGone,
    StaleButton,
    StoreBusy,
    StoreFull,
    StoreUnavailable,
    UnknownChoice,
)
from bot.entry.dispatch import Dispatcher
from bot.features.asker import Asker
from bot.platforms.terminal.session import ROOM
from bot.ports.meter import Unmetered
from tests.conftest import House


def request(house: House, call: Call, *, admin: bool = True, locale: str = "en") -> Request:
    return Request("r1", replace(house.actor("ana", locale), admin=admin), ROOM, call)


async def failing(asker: Asker) -> Reply:
    raise RuntimeError("the secret token is " + "hunter" + str(2))


VALUES = {
    Takes.TOPIC: "clarify",
    Takes.ABOUT: "model monitor",
    Takes.NUMBER: "1",
    Takes.ZONE: "America/Sao_Paulo",
    Takes.TIME: "13:00",
    Takes.WEEKDAYS: "mon-fri",
    Takes.DAY: "2026-12-20",
    Takes.DATE: "2026-11-23",
    Takes.TEXT: "A",
}
BY_NAME = {
    "first": "clarify",
    "second": "model-monitor",
    "service": "clarify",
    "exam": "AIF-C01",
    "score": "790",
    "question": "ai-terms-01",
}
ALONE = {"compare": {"first": "clarify, model monitor"}}
"""Required values that say the optional ones as well."""
LAST = "settings forget"
IN_ORDER = ("quiz", "daily set", *(name for name in CATALOGUE if name != LAST), LAST)
"""What is asked first gives the others a question to answer and a schedule to show; what erases them comes last."""
OUTCOMES = {
    "leave out": "not-next",  # /daily skip has left it out before
    "stale": "stale-button",
    "today": "stale-button",  # it was asked as practice
    "place": "stale-button",  # nothing is arranged in what was asked
}


class Outcomes(Unmetered):
    """A meter that keeps how each request ended."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def count_request(self, platform: str, intent: str, outcome: str) -> None:
        self.of[intent] = outcome


@pytest.mark.parametrize("optional", [False, True])
async def test_every_intent_of_the_catalogue_is_answered(house: House, *, optional: bool) -> None:
    """With a value for each parameter, or for the required ones alone; the feature does it."""
    meter = house.dispatcher.meter = Outcomes()
    carried = dict(BY_NAME)
    for name in IN_ORDER:
        values = {
            param.name: carried.get(param.name) or (param.options[0].value if param.options else VALUES[param.takes])
            for param in CATALOGUE[name].params
            if param.required or optional or name == "daily set"
        }
        reply = await house.dispatcher.handle(
            request(house, Call(name, values if optional else values | ALONE.get(name, {})))
        )
        assert plain_text(reply)
        if name == "quiz":
            assert reply.choice
            carried |= {**reply.choice.call.args, "letters": reply.choice.letters[: reply.choice.pick]}
            carried.pop("topic")
    assert meter.of == {name: OUTCOMES.get(name, "done") for name in CATALOGUE}


def test_every_intent_has_a_handler_that_takes_its_parameters_and_demands_the_required_ones(house: House) -> None:
    """One handler may serve several intents, of which not all have a parameter."""
    handlers = house.dispatcher._handlers
    assert set(handlers) == set(CATALOGUE)
    for handler in set(handlers.values()):
        intents = [CATALOGUE[name] for name, one in handlers.items() if one == handler]
        taken = [one for one in inspect.signature(handler).parameters.values() if one.kind is one.KEYWORD_ONLY]
        known = {param.name for intent in intents for param in intent.params}
        always = {
            name
            for name in known
            if all(any(param.name == name and param.required for param in intent.params) for intent in intents)
        }
        assert {one.name for one in taken} == known, intents
        assert {one.name for one in taken if one.default is one.empty} == always, intents


@pytest.mark.parametrize(
    ("error", "tone"),
    [
        (StaleButton(), Tone.MISUNDERSTOOD),
        (UnknownChoice(value="x", choices=("easy",)), Tone.MISUNDERSTOOD),
        (NoSchedule(), Tone.REFUSED),
        (QuestionGone(), Tone.REFUSED),
        (StoreUnavailable(), Tone.TROUBLE),
        (StoreBusy(), Tone.TROUBLE),
        (StoreFull(), Tone.TROUBLE),
        (RuntimeError(), Tone.TROUBLE),
    ],
    ids=repr,
)
async def test_the_tone_tells_words_from_refusals_and_faults(house: House, error: Exception, tone: Tone) -> None:
    async def failing(asker: Asker) -> Reply:
        raise error

    dispatcher = Dispatcher({"quiz": failing}, house.store, house.dispatcher.suggest, ZoneInfo("UTC"))
    assert (await dispatcher.handle(request(house, Call("quiz")))).tone is tone


@pytest.mark.parametrize("admin", [False, True])
async def test_what_is_for_hosts_or_admins_is_not_even_begun_for_others(house: House, admin: bool) -> None:
    begun: list[str] = []

    async def feature(asker: Asker) -> Reply:
        begun.append(asker.person.user_id)
        return Reply("done")

    handlers = dict.fromkeys(("reports", "daily off", "me"), feature)
    dispatcher = Dispatcher(handlers, house.store, house.dispatcher.suggest, ZoneInfo("UTC"))
    for name in ("reports", "daily off"):
        await dispatcher.handle(request(house, Call(name), admin=admin))
    assert begun == ["ana", "ana"] * admin
    await dispatcher.handle(request(house, Call("me"), admin=admin))
    assert begun[-1:] == ["ana"]


async def test_what_is_for_admins_is_refused_to_others(house: House) -> None:
    reply = await house.dispatcher.handle(request(house, Call("reports"), admin=False))
    assert reply.tone is Tone.REFUSED
    assert "Only admins can do that here." in reply.title
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
