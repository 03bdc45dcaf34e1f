"""The forms of replies that are handed to many people, each made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.chat.reply import Reply

KEPT = 1_024
"""Replies whose form is kept; those not shown for longest make room."""

_T = TypeVar("_T")


class Lasting(Generic[_T]):
    """A renderer that makes the form of a lasting reply once; the form must not be changed."""

    def __init__(self, render: Callable[[Reply], _T]) -> None:
        """Take the renderer of any reply."""
        self._render = render
        self._made: OrderedDict[int, tuple[Reply, _T]] = OrderedDict()

    def __call__(self, reply: Reply) -> _T:
        """Return a reply's form: it is looked up by the object itself, since a comparison of contents takes longer than a rendering."""
        if not reply.lasting:
            return self._render(reply)
        made = self._made.get(id(reply))  # no other object has the id while this one is kept
        if made is None:
            made = self._made[id(reply)] = (reply, self._render(reply))
            if len(self._made) > KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(id(reply))
        return made[1]
