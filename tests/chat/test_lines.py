"""One walk over the blocks serves every dialect."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.lines import Dialect, flat, lines, marked
from bot.chat.markup import Span, plain
from bot.chat.reply import Block, Document, Fact, Facts, LetteredOption, Note, Options, RankedRow, Ranking, Text

MARKS = Dialect(
    escape=lambda text: text.replace("!", "\\!"),
    code="`{}`".format,
    link="<{1}|{0}>".format,
    channel="#{}".format,
    bold="*{}*",
    bullet="+",
    note="({})",
    verdict=" = {}",
    reason=", {}",
    gap="...",
)
BROKEN = plain(" a!\n b ")


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (Text(BROKEN), [" a\\!\n b "]),
        (Text(BROKEN, "H!"), ["*H\\!:*  a\\!\n b "]),
        (Note(BROKEN), ["(a\\! b)"]),
        (Facts((Fact("L!", BROKEN), Fact("", BROKEN))), ["+ *L\\!:* a\\! b", "+ a\\! b"]),
        (Facts((), "H!"), ["*H\\!:*"]),
        (Document("f!", "x!"), ["f\\!:", "x\\!"]),
    ],
)
def test_every_kind_of_block_has_its_lines(block: Block, shown: list[str]) -> None:
    assert list(lines(block, MARKS)) == shown


def test_paragraphs_keep_their_breaks_unless_the_dialect_wants_one_line() -> None:
    assert list(lines(Text(BROKEN, "H"), replace(MARKS, one_line=True))) == ["*H:* a\\! b"]


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        (LetteredOption("A", BROKEN), "*A.* a\\! b"),
        (LetteredOption("A", BROKEN, right=True, verdict="yes!"), "*A.* a\\! b = *✓ yes\\!*"),
        (LetteredOption("B", BROKEN, right=False, verdict="no", why=BROKEN), "*B.* a\\! b = *✗ no*, a\\! b"),
        (LetteredOption("C", BROKEN, why=BROKEN), "*C.* a\\! b"),
    ],
    ids=["open", "right", "wrong", "open with a reason"],
)
def test_an_option_shows_verdict_and_reason_once_it_is_answered(option: LetteredOption, shown: str) -> None:
    assert list(lines(Options((option,)), MARKS)) == [shown]


def ranking(*rows: tuple[int, bool]) -> Ranking:
    """Return a ranking of ranks, each with whether it is the asking person's."""
    return Ranking(tuple(RankedRow(rank, "n!", "v!", own=own) for rank, own in rows))


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        (((1, False), (2, True)), False),
        (((1, False), (1, True)), False),
        (((1, False), (3, True)), True),
        (((1, False), (3, False)), False),
        (((9, True),), False),
    ],
    ids=["next", "tie", "behind a gap", "another's", "alone"],
)
def test_a_gap_is_shown_before_the_own_row_alone(rows: tuple[tuple[int, bool], ...], gap: bool) -> None:
    shown = list(lines(ranking(*rows), MARKS))
    assert ("..." in shown) == gap
    assert len(shown) == len(rows) + gap
    assert "..." not in list(lines(ranking(*rows), replace(MARKS, gap="")))


def test_the_own_row_has_an_arrow() -> None:
    assert list(lines(ranking((1, False), (2, True)), MARKS)) == ["*1.* n\\!: v\\!", "*2.* *n\\!: v\\! ←*"]


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (Span(" x! "), " x\\! "),
        (Span(" x! ", bold=True), " *x\\!* "),
        (Span(" x! ", code=True), " `x!` "),
        (Span(" x! ", url="u!"), " <u!|x\\!> "),
        (Span("x", bold=True, code=True, url="u"), "*<u|`x`>*"),
        (Span(" 7 ", channel=True), " #7 "),
        (Span("  ", bold=True), "  "),
        (Span("\u200b ", url="u"), " "),
        (Span("a\u202e b", bold=True), "*a b*"),
        (Span("x x", bold=True), "*x x*"),
        (Span("{}", bold=True), "*{}*"),
    ],
)
def test_blanks_and_what_cannot_be_seen_stay_outside_the_marks(span: Span, shown: str) -> None:
    assert marked((span,), MARKS) == shown


def test_a_run_of_spans_is_put_on_one_line() -> None:
    assert flat((Span(" a\n"), Span("b ", bold=True), Span("\t c")), MARKS) == "a *b* c"


DRAWN = replace(MARKS, signs=("yes", "no"), medals=("gold", "silver"), bar="|{}|")


def test_a_dialect_may_have_signs_before_options_and_medals_and_bars() -> None:
    options = Options((LetteredOption("A", plain("x"), True, "v"), LetteredOption("B", plain("y"), False, "w")))
    assert list(lines(options, DRAWN)) == ["yes *A.* x = *v*", "no *B.* y = *w*"]
    assert list(lines(Options((LetteredOption("A", plain("x")),)), DRAWN)) == ["*A.* x"]
    rows = (RankedRow(1, "n", "v", share=1.0), RankedRow(2, "m", "w"), RankedRow(3, "o", "u", own=True, share=0.0))
    assert list(lines(Ranking(rows), DRAWN)) == [
        "gold |██████████| n: v",
        "silver m: w",
        "*3.* |░░░░░░░░░░| *o: u ←*",
    ]
    facts = Facts((Fact("L", plain("v"), 0.5), Fact("M", plain("w"))))
    assert list(lines(facts, DRAWN)) == ["|█████░░░░░| *L:* v", "+ *M:* w"]
    assert list(lines(facts, MARKS)) == ["+ *L:* v", "+ *M:* w"]
    for label in ("x" * 12, "x" * 13):
        shown = list(lines(Facts((Fact(label, plain("v"), 0.5),)), DRAWN))
        assert shown == ([f"|█████░░░░░| *{label}:* v"] if len(label) == 12 else [f"*{label}:*", "|█████░░░░░| v"])
