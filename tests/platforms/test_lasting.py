"""The form of a reply that many people are handed is made once; that of any other each time."""

from __future__ import annotations

import pytest

from bot.chat.reply import Reply
from bot.platforms import lasting
from bot.platforms.lasting import Lasting


def title(reply: Reply) -> list[str]:
    """Return a form that is another object each time it is made."""
    return [reply.title]


def test_a_lasting_reply_is_rendered_once_and_any_other_each_time() -> None:
    render, card, verdict = Lasting(title), Reply("card", lasting=True), Reply("verdict")
    assert render(card) is render(card)
    assert render(verdict) is not render(verdict)


def test_another_reply_that_says_the_same_has_a_form_of_its_own() -> None:
    """Whether two say the same takes longer to find out than to render them."""
    render = Lasting(title)
    assert render(Reply("card", lasting=True)) is not render(Reply("card", lasting=True))


def test_the_forms_not_shown_for_longest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "KEPT", 2)
    render, cards = Lasting(title), [Reply(str(number), lasting=True) for number in range(3)]
    first, second = render(cards[0]), render(cards[1])
    assert render(cards[0]) is first
    render(cards[2])
    assert render(cards[0]) is first
    assert render(cards[1]) is not second
