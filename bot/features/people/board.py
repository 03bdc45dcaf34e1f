"""`/leaderboard`: the ranking of a space, and the asking learner's own row."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.markup import plain
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
    Period.WEEK: N_("Leaderboard of this week"),
    Period.MONTH: N_("Leaderboard of this month"),
    Period.ALL: N_("Leaderboard of all time"),
}


class Leaderboard:
    """Shows the boards."""

    def __init__(self, store: Boards, clock: Clock, zone: ZoneInfo, *, public: bool = True) -> None:
        """Build the command; boards turn over at midnight of *zone*; there may be no *public* board."""
        self._public = public
        self._store = store
        self._clock = clock
        self._zone = zone

    async def show(self, asker: Asker, *, period: Period = Period.WEEK) -> Reply:
        """Show the first ten rows of a period, and the asker's own row. Raises BoardOff."""
        if not self._public:
            raise BoardOff
        learner, voice = await asker.learner(), await asker.voice()
        key = period.key_on(board_day(self._clock(), self._zone))
        board = await self._store.board(asker.address.space, key, asker.person, TOP)
        hidden = learner is not None and not learner.listed
        others = [
            Button(voice.say(title), Call("board", {"period": other}))
            for other, title in TITLES.items()
            if other is not period
        ]
        return Reply(voice.say(TITLES[period]), _board_blocks(board, voice, hidden=hidden), buttons=tuple(others))


def _points(standing: Standing, voice: Voice) -> str:
    """Return a row's points in words."""
    return voice.count("{n} point", "{n} points", standing.points)


def _board_blocks(board: Board, voice: Voice, *, hidden: bool) -> tuple[Block, ...]:
    """Return the ranking, with the asker's own row unless they are *hidden*, and notes on it."""
    own = None if hidden else board.own
    rows = [
        RankedRow(one.rank, one.name, _points(one, voice), own=own is not None and one.learner == own.learner)
        for one in board.top
    ]
    if own and not any(row.own for row in rows):
        rows.append(RankedRow(own.rank, own.name, _points(own, voice), own=True))
    blocks: list[Block] = [Ranking(tuple(rows))] if rows else []
    if not rows:
        blocks.append(Text(plain(voice.say("Nobody has answered yet. /quiz is a start."))))
    if hidden:
        blocks.append(Note(plain(voice.say("You are off the board. /me shows your rank to you alone."))))
    elif own is None and rows:
        blocks.append(Note(plain(voice.say("You have no answer in this period yet. /quiz puts you on the board."))))
    elif board.to_next:
        blocks.append(
            Note(
                plain(voice.count("{n} point to the next place up.", "{n} points to the next place up.", board.to_next))
            )
        )
    if board.members > len(board.top):
        blocks.append(Note(plain(voice.count("{n} person in all.", "{n} people in all.", board.members))))
    return tuple(blocks)
