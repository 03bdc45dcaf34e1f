"""A choice is written, answered in at once, and never read again; what is erased is erased on a second word alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.chat.plain import plain_text
from bot.chat.reply import Document, Facts, Reply
from bot.domain.records import Learner, Person
from bot.features.people.settings import SettingsCommands
from tests.support.askers import ANA, OneProfile, asker_of, learner_of


class People(OneProfile):
    """A store with one person."""

    def __init__(self, learner: Learner | None = None, stored: Mapping[str, object] | None = None) -> None:
        super().__init__(learner)
        self.stored = stored or {}
        self.forgotten: list[Person] = []

    async def choose(self, person: Person, **more: Any) -> Learner:
        assert person == ANA
        self.learner = replace(self.learner or learner_of(), **more)
        return self.learner

    async def export(self, person: Person) -> Mapping[str, object]:
        return self.stored

    async def forget(self, person: Person) -> bool:
        self.forgotten.append(person)
        return self.learner is not None


def commands(people: People) -> SettingsCommands:
    """Return the commands over one person."""
    return SettingsCommands(cast("Any", people))


def values(reply: Reply) -> list[str]:
    """Return language, zone, place on the board and exam as a page shows them."""
    return [row.value[0].text for block in reply.blocks if isinstance(block, Facts) for row in block.rows]


def offered(reply: Reply) -> list[dict[str, str]]:
    """Return what the first two buttons would change."""
    return [dict(button.call.args) for button in reply.buttons[:2]]


async def test_a_stranger_has_the_clients_choices_and_is_on_the_board() -> None:
    reply = await commands(People()).show(asker_of(locale="pt-BR", zone="Asia/Tokyo"))
    assert values(reply) == ["Português (Brasil)", "Asia/Tokyo", "sim", "nenhuma escolhida"]
    assert offered(reply) == [{"language": "en"}, {"show": "off"}]


async def test_the_exam_in_view_is_shown_with_its_day() -> None:
    known = learner_of(exam="AIF-C01", exam_on=date(2027, 1, 20))
    assert values(await commands(People(known)).show(asker_of(People(known))))[-1] == "AIF-C01 · January 20, 2027"
    known = learner_of(exam="AIF-C01")
    assert values(await commands(People(known)).show(asker_of(People(known))))[-1] == "AIF-C01"


async def test_a_language_is_spoken_as_soon_as_it_is_chosen() -> None:
    people = People()
    reply = await commands(people).set_language(asker_of(people), language="pt-BR")
    assert values(reply)[0] == "Português (Brasil)"
    assert reply.title != (await commands(people).set_language(asker_of(people), language="en")).title
    assert people.reads == 0


async def test_a_zone_is_counted_in_as_soon_as_it_is_chosen() -> None:
    people = People()
    reply = await commands(people).set_zone(asker_of(people, zone="Asia/Tokyo"), zone=ZoneInfo("America/Lima"))
    assert values(reply)[1] == "America/Lima"
    assert people.reads == 0


@pytest.mark.parametrize("show", [True, False])
async def test_a_name_goes_on_the_board_and_off_it(show: bool) -> None:
    people = People(learner_of(listed=not show))
    reply = await commands(people).set_listed(asker_of(people), show=show)
    assert people.learner
    assert people.learner.listed is show
    assert values(reply)[2] == ("yes" if show else "no")
    assert offered(reply)[1] == {"show": "off" if show else "on"}
    other = await commands(people).set_listed(asker_of(people), show=not show)
    assert reply.title != other.title
    assert people.reads == 0


async def test_an_export_holds_all_that_is_stored_as_it_is_written() -> None:
    stored = {"name": "João", "answers": [1, 2]}
    (document,) = (await commands(People(stored=stored)).export(asker_of())).blocks
    assert isinstance(document, Document)
    assert json.loads(document.text) == stored
    assert "João" in document.text
    assert (await commands(People()).export(asker_of())).blocks == ()


async def test_nothing_is_erased_before_the_second_word() -> None:
    people = People(learner_of())
    reply = await commands(people).forget(asker_of(people))
    assert people.forgotten == []
    assert [(one.call.intent, dict(one.call.args)) for one in reply.buttons] == [
        ("settings forget", {"sure": "on"}),
        ("settings", {}),
    ]
    known = await commands(people).forget(asker_of(people), sure=True)
    assert people.forgotten == [ANA]
    assert known.title != (await commands(People()).forget(asker_of(), sure=True)).title


async def test_forgetting_says_what_becomes_of_messages_that_name_the_person() -> None:
    reply = await commands(People(learner_of())).forget(asker_of(), sure=True)
    assert "rewriting the closed questions of the day" in plain_text(reply)
