"""Export: a question as JSON says everything a reader of the bank needs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.content.exchange.export import as_json
from bot.content.model import Bilingual
from bot.content.reading.load import load

if TYPE_CHECKING:
    from bot.content.model import Bank
    from tests.content.conftest import Files


def test_a_question_is_written_with_both_languages(files: Files) -> None:
    question = load(files.root).questions["alpha-01"]
    told: Any = json.loads(json.dumps(as_json(question), ensure_ascii=False))
    assert list(told) == [
        "id", "kind", "stem", "options", "key", "domain", "exams", "services", "level", "source", "checked_on",
    ]  # fmt: skip
    assert told["id"] == "alpha-01"
    assert told["kind"] == "single"
    assert told["stem"] == {"en": question.stem.en, "pt-BR": question.stem.pt_br}
    assert told["options"][1]["text"] == {"en": "Amazon Widget Store", "pt-BR": "Amazon Widget Store"}
    assert set(told["options"][1]) == {"id", "text", "why"}
    assert told["domain"] == 1
    assert told["exams"] == [{"exam": "X-1", "domain": 1, "objective": "1.1"}]
    assert told["services"] == ["alpha"]
    assert told["level"] == "easy"
    assert told["source"] == "https://example.com/proof"
    assert told["checked_on"] == "2026-11-01"


def test_a_wrong_option_takes_its_situation_along(files: Files) -> None:
    question = load(files.root).questions["alpha-01"]
    situated = replace(question.options[-1], right_when=Bilingual("it could wait", "pudesse esperar"))
    told: Any = as_json(replace(question, options=(*question.options[:-1], situated)))
    assert told["options"][-1]["right_when"] == {"en": "it could wait", "pt-BR": "pudesse esperar"}


def test_the_key_is_a_sorted_list(files: Files) -> None:
    question = load(files.root).questions["alpha-01"]
    assert as_json(replace(question, key=tuple("cab")))["key"] == ["a", "b", "c"]


def test_the_key_of_an_order_stays_in_its_order_and_pairs_have_their_prompts(kinds: Bank) -> None:
    steps: Any = as_json(kinds.questions["arranged-01"])
    assert (steps["kind"], steps["key"]) == ("ordering", ["c", "e", "a", "d", "b"])
    assert "prompts" not in steps
    pairs: Any = as_json(kinds.questions["arranged-03"])
    assert pairs["key"] == [option["id"] for option in pairs["options"]] == list("abcde")
    assert pairs["prompts"][1] == {
        "en": "Turn recorded calls into text",
        "pt-BR": "Passar ligações gravadas para texto",
    }
