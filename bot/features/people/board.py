"""`/leaderboard`: the ranking of a space, and the asking learner's own row."""

from __future__ import annotations

from bot.chat.markup import plain
from bot.chat.printable import name_shown
from bot.chat.reply import Block, Button, Note, RankedRow, Ranking, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import N_, Voice
from bot.domain.calendar import Period, board_day
from bot.domain.errors import BoardOff
from bot.domain.records import Board, Standing
from bot.features.asker import Asker
from bot.ports.clock import Clock
from bot.ports.store import Boards

TOP = 10
TITLES = {
    Period.WEEK: N_("This week's leaderboard"),
    Period.MONTH: N_("This month's leaderboard"),
    Period.ALL: N_("All-time leaderboard"),
}


class Leaderboard:
    """Shows the boards."""

    def __init__(self, store: Boards, clock: Clock, *, public: bool = True) -> None:
        """Build the command; there may be no *public* board."""
        self._public = public
        self._store = store
        self._clock = clock

    async def show(self, asker: Asker, *, period: Period = Period.WEEK) -> Reply:
        """Show the first ten rows of a period, and the asker's own row. Raises BoardOff."""
        if not self._public:
            raise BoardOff
        learner, voice = await asker.learner(), await asker.space_voice()
        key = period.key_on(board_day(self._clock(), await asker.space_zone()))
        board = await self._store.board(asker.address.space, key, asker.person, TOP)
        hidden = learner is not None and not learner.listed
        others = [
            Button(voice.say(title), Call("board", {"period": other}))
            for other, title in TITLES.items()
            if other is not period
        ]
        return Reply(
            voice.say(TITLES[period]),
            _board_blocks(board, voice, asker.actor.name, hidden=hidden),
            buttons=tuple(others),
        )


def _points(standing: Standing, voice: Voice) -> str:
    """Return a row's points in words."""
    return voice.count("{n} point", "{n} points", standing.points)


def _board_blocks(board: Board, voice: Voice, name: str, *, hidden: bool) -> tuple[Block, ...]:
    """Return the ranking, with the own row of the asker, called *name* by now, unless *hidden*, and notes on it."""
    own = None if hidden else board.own
    nameless = voice.say("(no name here yet)")
    most = max((one.points for one in board.top), default=0) or 1

    def row(one: Standing) -> RankedRow:
        is_own = own is not None and one.learner == own.learner
        shown = name if is_own else name_shown(one.name) or nameless
        return RankedRow(one.rank, shown, _points(one, voice), is_own, one.points / most)

    rows = [row(one) for one in board.top]
    if own and not any(row.own for row in rows):
        rows.append(row(own))
    blocks: list[Block] = [Ranking(tuple(rows))] if rows else []
    if not rows:
        blocks.append(Text(plain(voice.say("No answers yet. Start with /quiz."))))
    if hidden:
        blocks.append(Note(plain(voice.say("You're off the leaderboard. /me shows your rank, and only you see it."))))
    elif own is None and rows:
        blocks.append(
            Note(plain(voice.say("You have no answers in this period yet. /quiz puts you on the leaderboard.")))
        )
    elif board.to_next:
        blocks.append(
            Note(
                plain(voice.count("{n} point to the next place up.", "{n} points to the next place up.", board.to_next))
            )
        )
    if board.members > len(board.top):
        blocks.append(Note(plain(voice.count("{n} person in all.", "{n} people in all.", board.members))))
    return tuple(blocks)
