"""Statistics: what the bank holds, in numbers that can be written as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from bot.content.authoring.stats import key_longest, key_positions, stats
from bot.content.model import Bilingual, Kind
from bot.content.reading.load import load
from bot.domain.selection import shuffled

if TYPE_CHECKING:
    from bot.content.model import Bank
    from tests.content.conftest import Files


def test_everything_is_counted_and_gaps_are_zero(files: Files) -> None:
    files.change("questions/beta.yaml", "kind: single\n  level: easy", "kind: multiple\n  level: hard")
    files.change("questions/beta.yaml", "key: [a]", "key: [a, b]")
    files.change("questions/beta.yaml", "services: [beta]", "services: [alpha, beta]", count=2)
    told: Any = json.loads(json.dumps(stats(load(files.root))))
    assert told["services"] == 2
    assert told["questions"] == {
        "total": 4,
        "by_service": {"alpha": 4, "beta": 0},
        "by_domain": {"X-1": {"1": 4, "2": 0}},
        "by_level": {"easy": 3, "hard": 1},
        "by_kind": {"single": 3, "multiple": 1},
        "guess_floor": {"single": 0.333, "multiple": 0.333},
        "by_exam": {"X-1": 4},
    }
    assert told["cues"]["pt-BR"] == {"total": 48, "by_service": {"alpha": 24, "beta": 24}}
    assert list(told["key_longest"]) == ["en", "pt-BR"]
    assert sum(told["key_positions"].values()) == 5


def test_the_share_of_longest_keys_counts_single_choice_and_each_language(files: Files) -> None:
    bank = load(files.root)
    first, second, third, fourth = bank.questions.values()
    long = replace(first.options[0], text=Bilingual("Amazon Gizmo Works at length", "Amazon Gizmo"))
    questions = [replace(each, options=(long, *each.options[1:])) for each in (first, second)]
    changed = replace(bank, questions={q.id: q for q in (*questions, third, replace(fourth, kind=Kind.MULTIPLE))})
    assert key_longest(changed, "en") == 2 / 3
    assert key_longest(changed, "pt-BR") == 0


def test_a_key_as_long_as_another_option_is_not_the_longest(files: Files) -> None:
    bank = load(files.root)
    even = replace(bank.questions["alpha-01"].options[0], text=Bilingual("Amazon Widget Stork", "Amazon"))
    question = bank.questions["alpha-01"]
    changed = replace(question, options=(even, *question.options[1:]))
    assert key_longest(replace(bank, questions={"alpha-01": changed}), "en") == 0


def test_key_positions_follow_the_shuffle_seeded_by_the_id(files: Files) -> None:
    bank = load(files.root)
    expected = dict.fromkeys("ABCDEF", 0)
    for question in bank.questions.values():
        expected["ABC"[shuffled(["a", "b", "c"], Random(question.id)).index("a")]] += 1
    assert key_positions(bank) == expected
    assert key_positions(bank) == key_positions(bank)


def test_an_empty_bank_has_statistics(files: Files) -> None:
    told: Any = stats(replace(load(files.root), questions={}))
    assert told["questions"]["total"] == 0
    assert told["key_longest"] == {"en": 0, "pt-BR": 0}


def test_each_kind_has_its_share_of_lucky_guesses_and_arranged_keys_have_no_positions(kinds: Bank) -> None:
    told: Any = stats(kinds)
    floors = {"ordering": round((1 / 120 + 1 / 6) / 2, 3), "matching": round(1 / 120, 3), "multiple": 1 / 20}
    assert told["questions"]["guess_floor"] == floors
    assert told["questions"]["by_kind"] == {"ordering": 2, "matching": 1, "multiple": 1}
    assert sum(told["key_positions"].values()) == 3
