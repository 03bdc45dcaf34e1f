"""The prompt takes the rows of its menu while the menu is open, and no others."""

from __future__ import annotations

import io

from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.buffer import CompletionState
from prompt_toolkit.completion import Completion
from prompt_toolkit.document import Document
from prompt_toolkit.input import DummyInput
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.chat.reply import Reply
from bot.platforms.terminal.screen import CLEAR, Screen


def test_rows_below_the_prompt_are_for_an_open_menu_alone() -> None:
    with create_app_session(input=DummyInput(), output=DummyOutput()):
        line_in: PromptSession[str] = PromptSession(reserve_space_for_menu=0)
    Screen(Console(file=io.StringIO()), "ana> ").follow(line_in)
    rows = []
    for offered in (0, 3, 30, 0):
        state = CompletionState(Document(""), [Completion(str(at)) for at in range(offered)])
        line_in.default_buffer.complete_state = state if offered else None
        line_in.app.before_render.fire()
        rows.append(line_in.reserve_space_for_menu)
    assert rows == [0, 4, 9, 0]


def test_as_many_cards_are_drawn_anew_as_fit_the_window() -> None:
    out = io.StringIO()
    screen = Screen(Console(file=out, width=60), "ana> ")
    for number in range(30):
        screen.show(Reply(f"card {number}"), f"line {number}")
    screen.show(Reply("unasked"))
    out.truncate(0)
    screen._draw_anew(8)
    shown = out.getvalue().lstrip("\0").removeprefix(CLEAR).splitlines()
    assert shown == ["ana> line 28", "card 28", "ana> line 29", "card 29", "unasked"]


def test_a_card_that_is_taller_than_the_window_is_drawn_all_the_same() -> None:
    out = io.StringIO()
    screen = Screen(Console(file=out, width=60), "ana> ")
    screen.show(Reply("\n".join(map(str, range(30)))), "line")
    screen._draw_anew(8)
    assert out.getvalue().endswith("29\n")
    assert "ana> line" in out.getvalue()
