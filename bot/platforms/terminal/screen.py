"""The screen of a person at a terminal: cards as wide as the window is, drawn anew when it changes."""

from __future__ import annotations

from collections import deque

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application
from rich.console import Console
from rich.text import Text

from bot.chat.reply import Reply
from bot.platforms.terminal.render import card, draw, fit

REMEMBERED = 20
"""Cards that are drawn anew; more fit no window."""
MENU = 8
"""Rows of the menu of completions."""
CLEAR = "\x1b[H\x1b[2J"


class Screen:
    """Shows cards above the prompt, and keeps the last ones for a window of another width."""

    def __init__(self, console: Console, prompt: str) -> None:
        """Take the console, and the words before each typed line."""
        self._console = console
        self._prompt = prompt
        self._shown: deque[tuple[str | None, Reply]] = deque(maxlen=REMEMBERED)
        self._columns = 0

    def show(self, reply: Reply, typed: str | None = None) -> None:
        """Draw a card, the reply to a *typed* line or one that nobody asked for."""
        self._shown.append((typed, reply))
        draw(reply, self._console)

    def follow(self, line_in: PromptSession[str]) -> None:
        """Watch a prompt: its window's width, and whether its menu is open, which alone needs rows below it."""

        def before(_app: Application[str]) -> None:
            menu = line_in.default_buffer.complete_state
            line_in.reserve_space_for_menu = 1 + min(MENU, len(menu.completions)) if menu else 0

        def after(app: Application[str]) -> None:
            columns, former = app.output.get_size().columns, self._columns
            self._columns = columns
            if former not in (0, columns):
                self._draw_anew(app.output.get_size().rows)

        line_in.app.before_render += before
        line_in.app.after_render += after

    def _draw_anew(self, rows: int) -> None:
        """Clear the window, and draw the newest cards that fit it: lines broken for another width look torn."""
        fit(self._console)
        start, left = len(self._shown), rows - 1
        while start and left > 0:
            start -= 1
            left -= len(self._console.render_lines(card(self._shown[start][1]))) + 1
        if left < 0:
            start = min(start + 1, len(self._shown) - 1)
        self._console.file.write(CLEAR)
        for typed, reply in list(self._shown)[start:]:
            if typed is not None:
                self._console.print(Text(f"{self._prompt}{typed}"))
            draw(reply, self._console)
