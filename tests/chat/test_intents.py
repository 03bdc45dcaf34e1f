"""Button ids say everything, fit everywhere, and come back as what they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.button_ids import ID_LIMIT, button_id, pressed, wanting
from bot.chat.intent import Who
from bot.chat.intents import CATALOGUE, commands
from bot.chat.request import Call
from bot.chat.wording import VOICES

VALUES = st.text("abcdefghijklmnopqrstuvwxyzABCD0123456789_.+-", max_size=12)


@given(st.data())
def test_an_id_comes_back_as_the_call_it_was_made_of(data: st.DataObject) -> None:
    intent = data.draw(st.sampled_from(sorted(CATALOGUE)))
    args = {param.name: data.draw(VALUES) for param in CATALOGUE[intent].params}
    kept = {name: value for name, value in args.items() if value}
    encoded = button_id(Call(intent, args))
    assert pressed(encoded) == Call(intent, kept)
    assert encoded.isascii()
    assert len(encoded) <= ID_LIMIT


@given(st.text(max_size=200))
def test_any_other_text_is_a_stale_button_or_a_known_intent(text: str) -> None:
    assert pressed(text).intent in CATALOGUE


@pytest.mark.parametrize(
    "old", ["", "x0:answer:1:A", "x1", "x1:", "x1:nothing:1", "x1:answer:1:A:b:easy:more", "x2:quiz", "answer:1:A"]
)
def test_an_id_of_another_version_or_shape_is_stale(old: str) -> None:
    assert pressed(old) == Call("stale")


def test_a_value_that_an_id_cannot_carry_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        button_id(Call("which", {"about": "a:b c"}))
    with pytest.raises(ValueError, match="cannot carry"):
        button_id(Call("which", {"about": "a\n"}))


def test_an_id_has_a_hundred_characters_and_no_more() -> None:
    longest = Call("which", {"about": "a" * (100 - len("x1:which:"))})
    assert pressed(button_id(longest)) == longest
    with pytest.raises(ValueError, match="over 100 characters"):
        button_id(Call("which", {"about": longest.args["about"] + "a"}))
    assert pressed(button_id(longest) + "a") == Call("stale")


def test_an_id_has_no_empty_values_at_its_end_and_keeps_those_between() -> None:
    assert button_id(Call("answer", {"posting": "7"})) == "x1:answer:7"
    assert button_id(Call("answer", {"posting": "7", "letters": "A", "level": "easy"})) == "x1:answer:7:A::easy"
    assert pressed("x1:answer:7:A::easy") == Call("answer", {"posting": "7", "letters": "A", "level": "easy"})


@pytest.mark.parametrize("forged", ["x1:share:<@1>", "x1:service:../x", "x1:report:7:a b", "x1:report:7\n"])
def test_an_id_with_a_value_that_no_id_carries_is_stale(forged: str) -> None:
    assert pressed(forged) == Call("stale")


@pytest.mark.parametrize(
    ("name", "who"),
    [("quiz", Who.ANYONE), ("reports", Who.ADMINS), ("daily set", Who.HOSTS), ("daily", Who.HOSTS)],
)
def test_the_role_that_is_looked_up_is_the_one_that_may_or_is_shown_more(name: str, who: Who) -> None:
    assert CATALOGUE[name].looked_up is who


def test_command_names_are_unique_in_both_languages_and_fit_the_platforms() -> None:
    for voice in VOICES.values():
        names = [" ".join(voice.name(word) for word in intent.name.split()) for intent in commands()]
        assert len(names) == len(set(names))
        for intent in commands():
            words = [voice.name(word) for word in (*intent.name.split(), *(param.name for param in intent.params))]
            assert all(word == word.lower() and 1 <= len(word) <= 32 and " " not in word for word in words)
            descriptions = [intent.description, *(param.description for param in intent.params)]
            assert all(1 <= len(voice.say(text)) <= 100 for text in descriptions)


def test_what_a_forms_button_lacks_is_its_first_required_value() -> None:
    param = wanting(pressed("x1:report:7"))
    assert param is not None
    assert (param.name, param.longest) == ("text", 500)
    assert wanting(pressed("x1:quiz")) is None
    assert wanting(Call("answer", {"posting": "7", "letters": "A"})) is None
