"""One batch of answers, judged and written in one transaction with a handful of set-based statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.calendar import ALL_TIME
from bot.domain.errors import NotYours, PostingClosed, UnknownPosting
from bot.domain.kinds import RULES, PostingKind
from bot.domain.memory import Memory, reviewed
from bot.domain.records import Answer, Judgement, Learner, Person, Posting, PostingState, Recorded
from bot.domain.scoring import points
from bot.ports.store import Attempt
from bot.store import memories, standings
from bot.store.base import NEW_LEARNER, SAVE_LEARNER, SAVE_MEMBER
from bot.store.connection import Bulk, Connection, Fetch, Many, Row, Steps
from bot.store.mapping import Insert, marks
from bot.store.spaces import of_space
from bot.store.tables import ANSWERS, LEARNERS, MEMORIES, POSTINGS
from bot.store.values import storable

_READ = f"""
WITH wanted (n, posting_id, platform, user_id) AS ({{rows}})
SELECT w.n, {POSTINGS.select_list("p")}, {LEARNERS.select_list("l")}, {ANSWERS.select_list("a")},
    (SELECT s.points FROM standing s WHERE s.space = p.space AND s.period = '{ALL_TIME}' AND s.learner_id = l.id),
    (SELECT 1 FROM answer e WHERE e.learner_id = l.id AND e.question = p.question LIMIT 1),
    (SELECT m.name FROM member m WHERE m.space = p.space AND m.learner_id = l.id),
    {of_space("zone", "p.space")}, {MEMORIES.select_list("m")}, {MEMORIES.select_list("o")}
FROM wanted w
LEFT JOIN posting p ON p.id = w.posting_id
LEFT JOIN learner l ON l.platform = w.platform AND l.user_id = w.user_id
LEFT JOIN answer a ON a.posting_id = p.id AND a.learner_id = l.id
LEFT JOIN memory m ON m.learner_id = l.id AND m.question = p.question
LEFT JOIN memory o ON o.learner_id = l.id AND o.question = p.reviews
"""
"""Reads by keys only: as a join, or with EXISTS, PostgreSQL may read a whole board or all answers for it."""
_SCORED = """
SELECT learner_id, local_date, kind, COUNT(*) FROM answer
WHERE learner_id IN ({learners}) AND local_date IN ({days}) AND kind IN ({kinds}) AND points > 0
GROUP BY learner_id, local_date, kind
"""
_CAPPED = [kind for kind, rules in RULES.items() if rules.scored_a_day is not None]
_NEW_ANSWER = Insert(ANSWERS, "kind", "studied")

Outcome = Recorded | Exception


@dataclass(frozen=True, slots=True)
class _Draft:
    """An attempt that passed; without a judgement when there is an earlier answer."""

    attempt: Attempt
    posting: Posting
    learner: Learner
    judgement: Judgement | None
    first_sight: bool


@dataclass(slots=True)
class _Known:
    """The database's knowledge about a batch, and the batch's own additions so far."""

    postings: dict[int, Posting] = field(default_factory=dict)
    zones: dict[str, str | None] = field(default_factory=dict)
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    learners: dict[Person, Learner] = field(default_factory=dict)
    answers: dict[tuple[int, int], Answer] = field(default_factory=dict)
    drafted: set[tuple[int, int]] = field(default_factory=set)
    sighted: set[tuple[int, str]] = field(default_factory=set)
    totals: dict[tuple[str, int], int] = field(default_factory=dict)
    scored: dict[tuple[int, date, PostingKind], int] = field(default_factory=dict)
    met: dict[Person, Learner] = field(default_factory=dict)
    named: dict[tuple[str, int], str] = field(default_factory=dict)
    memories: dict[tuple[int, str], Memory] = field(default_factory=dict)
    learnt: dict[tuple[int, str], Memory] = field(default_factory=dict)


async def write(db: Connection, attempts: Sequence[Attempt], new_id: Callable[[], int]) -> list[Outcome]:
    """Judge the attempts in order, write those that passed, commit, and return an outcome for each.

    An exception in the list belongs to that attempt alone. One that is raised belongs to the whole batch, of which
    nothing was written then.
    """
    return await db.run(_steps(attempts, new_id))


def _steps(attempts: Sequence[Attempt], new_id: Callable[[], int]) -> Steps[list[Outcome]]:
    """Read the postings and learners, judge, and write."""
    known = yield from _read(attempts)
    drafts = [_judge(known, attempt, new_id) for attempt in attempts]
    yield from _read_scored(known, [draft for draft in drafts if isinstance(draft, _Draft)])
    outcomes = [draft if isinstance(draft, Exception) else _record(known, draft) for draft in drafts]
    yield from _write(known, [each for each in outcomes if isinstance(each, Recorded) and each.new])
    return outcomes


def found_again(attempt: Attempt, outcome: Outcome) -> Outcome:
    """Return the outcome of an attempt that was tried before: the answer that is there may be the attempt's own."""
    if isinstance(outcome, Recorded) and outcome.answer.answered_at == attempt.at:
        return replace(outcome, new=True)
    return outcome


def _read(attempts: Sequence[Attempt]) -> Steps[_Known]:
    """Read the postings, learners, answers and totals of the attempts."""
    wanted = [(number, one.posting, one.person.platform, one.person.user_id) for number, one in enumerate(attempts)]
    known = _Known()
    for row in (yield Bulk(_READ, wanted)):
        _learn(known, attempts[row[0]], row[1:])
    return known


def _learn(known: _Known, attempt: Attempt, row: Row) -> None:
    """Add the row that was read for an attempt to the known."""
    learner_at = POSTINGS.width
    answer_at = learner_at + LEARNERS.width
    total_at = answer_at + ANSWERS.width
    if row[0] is None:
        return
    posting = known.postings.get(attempt.posting)
    if posting is None:
        posting = known.postings[attempt.posting] = POSTINGS.record_of(row[:learner_at])
        known.zones[posting.space] = row[total_at + 3]
    if row[learner_at] is None:
        return
    learner = known.learners.get(attempt.person)
    if learner is None:
        learner = known.learners[attempt.person] = LEARNERS.record_of(row[learner_at:answer_at])
    known.totals[posting.space, learner.id] = row[total_at] or 0
    if row[total_at + 2] is not None:
        known.names[posting.space, learner.id] = row[total_at + 2]
    if row[answer_at] is not None:
        known.answers[posting.id, learner.id] = ANSWERS.record_of(row[answer_at:total_at])
    memory_at = total_at + 4
    _remember(known, learner.id, posting.question, row[memory_at : memory_at + MEMORIES.width])
    _remember(known, learner.id, posting.reviews, row[memory_at + MEMORIES.width :])
    if row[total_at + 1]:
        known.sighted.add((learner.id, posting.question))


def _remember(known: _Known, learner: int, question: str | None, row: Row) -> None:
    """Add the memory that was read for a question, if there is one, to the known."""
    if question is not None and row[0] is not None:
        known.memories[learner, question] = MEMORIES.record_of(row)


def _judge(known: _Known, attempt: Attempt, new_id: Callable[[], int]) -> _Draft | Exception:
    """Judge one attempt; return its draft, or the refusal."""
    posting = known.postings.get(attempt.posting)
    if posting is None:
        return UnknownPosting()
    before = known.learners.get(attempt.person)
    if RULES[posting.kind].personal and (before is None or posting.learner != before.id):
        return NotYours()
    learner = Learner(new_id(), attempt.person) if before is None else before
    if (posting.id, learner.id) in known.answers or (posting.id, learner.id) in known.drafted:
        return _Draft(attempt, posting, learner, None, first_sight=False)
    if _closed(posting, attempt):
        return PostingClosed(posting)
    try:
        judgement = attempt.judge(posting, learner, known.zones[posting.space])
    except Exception as refusal:  # noqa: BLE001 - a rule that fails must not take the batch along
        return refusal
    first_sight = (learner.id, posting.question) not in known.sighted
    return _accept(known, _Draft(attempt, posting, learner, judgement, first_sight))


def _closed(posting: Posting, attempt: Attempt) -> bool:
    """Return whether a posting takes no answer any more at the attempt's instant."""
    if posting.closes_at is not None and posting.closes_at <= attempt.at:
        return True
    return posting.state is PostingState.CLOSED or posting.state is PostingState.SKIPPED


def _accept(known: _Known, draft: _Draft) -> _Draft:
    """Add a draft to the known, so that the attempts after it see it."""
    person = draft.attempt.person
    if person not in known.learners:
        known.learners[person] = known.met[person] = draft.learner
    member, name = (draft.posting.space, draft.learner.id), storable(draft.attempt.name)
    if known.names.get(member) != name:
        known.names[member] = known.named[member] = name
    known.drafted.add((draft.posting.id, draft.learner.id))
    known.sighted.add((draft.learner.id, draft.posting.question))
    return draft


def _read_scored(known: _Known, drafts: Sequence[_Draft]) -> Steps[None]:
    """Read the answers of a capped kind that earned points already, on each day on which a draft may earn some."""
    wanted = [
        (draft.learner.id, draft.judgement.local_date)
        for draft in drafts
        if draft.judgement and draft.judgement.correct and draft.first_sight and draft.posting.kind in _CAPPED
    ]
    if not wanted:
        return
    learners = list(dict.fromkeys(learner for learner, _ in wanted))
    days = list(dict.fromkeys(day.isoformat() for _, day in wanted))
    sql = _SCORED.format(learners=marks(learners), days=marks(days), kinds=marks(_CAPPED))
    rows = yield Fetch(sql, [*learners, *days, *(kind.value for kind in _CAPPED)])
    for learner, day, kind, count in rows:
        known.scored[learner, date.fromisoformat(day), PostingKind(kind)] = count


def _record(known: _Known, draft: _Draft) -> Recorded:
    """Add a draft's answer to the known, and return it with its points and the total."""
    posting, learner = draft.posting, draft.learner
    key, board = (posting.id, learner.id), (posting.space, learner.id)
    total = known.totals.get(board, 0)
    if draft.judgement is None:
        return Recorded(posting, learner, known.answers[key], new=False, total=total)
    answer = known.answers[key] = _answer(draft, draft.judgement, _award(known, draft, draft.judgement))
    known.totals[board] = total + answer.points
    return Recorded(posting, learner, answer, new=True, total=total + answer.points)


def _award(known: _Known, draft: _Draft, judgement: Judgement) -> int:
    """Return the points of a draft, and count them among those of its day."""
    kind = draft.posting.kind
    day = (draft.learner.id, judgement.local_date, kind)
    scored = known.scored.get(day, 0)
    earned = points(kind, correct=judgement.correct, first_sight=draft.first_sight, scored_today=scored)
    if earned:
        known.scored[day] = scored + 1
    return earned


def _answer(draft: _Draft, judgement: Judgement, earned: int) -> Answer:
    """Return the answer that a draft becomes."""
    return Answer(
        posting=draft.posting.id,
        learner=draft.learner.id,
        space=draft.posting.space,
        question=draft.posting.question,
        chosen=judgement.chosen,
        correct=judgement.correct,
        points=earned,
        first_sight=draft.first_sight,
        answered_at=draft.attempt.at,
        local_date=judgement.local_date,
        board_date=judgement.board_date,
    )


def _study(known: _Known, one: Recorded) -> int:
    """Count an answer as the day's review of its question, and of the one it stands for; return which it was."""
    studied = 0
    for question, flag in ((one.answer.question, memories.OWN), (one.posting.reviews, memories.OTHER)):
        if question is None:
            continue
        key = (one.learner.id, question)
        before = known.memories.get(key)
        after = reviewed(before, one.answer.local_date, right=one.answer.correct)
        if after is not before:
            known.memories[key] = known.learnt[key] = after
            studied |= flag
    return studied


def _write(known: _Known, new: Sequence[Recorded]) -> Steps[None]:
    """Write the learners met, the answers, the memory after them, and their sums on the boards."""
    if not new:
        return
    first_at = {each.learner.person: each.answer.answered_at for each in reversed(new)}
    beside = (
        Many(SAVE_LEARNER, [NEW_LEARNER.row(met, created_at=first_at[person]) for person, met in known.met.items()]),
        Many(SAVE_MEMBER, [(space, learner, name) for (space, learner), name in known.named.items()]),
        Many(
            _NEW_ANSWER.sql,
            [_NEW_ANSWER.row(each.answer, kind=each.posting.kind, studied=_study(known, each)) for each in new],
        ),
        Many(memories.SAVE, [memories.row_of(*key, memory) for key, memory in known.learnt.items()]),
    )
    yield from standings.add([each.answer for each in new], {each.learner.id: each.learner for each in new}, beside)
