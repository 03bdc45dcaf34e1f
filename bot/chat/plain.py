"""A reply as plain text: for pipes, for notifications and for screen readers. All of it, nothing cut."""

from __future__ import annotations

from bot.chat.lines import Dialect, lines
from bot.chat.printable import printable
from bot.chat.reply import Reply

PLAIN = Dialect(
    escape=str,
    code=str,
    link="{} <{}>".format,
    channel=str,
    bold="{}",
    bullet="-",
    note="{}",
    verdict=" [{}]",
    reason="\n   {}",
    gap="",
    one_line=True,
)


def plain_text(reply: Reply) -> str:
    """Return the reply's title, blocks and ways on, a line each."""
    shown = [reply.title]
    for block in reply.blocks:
        shown.extend(lines(block, PLAIN))
    if reply.choice:
        places = reply.choice.places
        shown.append(places.typed if places else " ".join(f"[{letter}]" for letter in reply.choice.letters))
    if reply.buttons:
        shown.append("  ".join(f"[{number}] {button.label}" for number, button in enumerate(reply.buttons, start=1)))
    return printable("\n".join(shown))
