"""Half of an order or of pairs on Slack: what is chosen stays in the menus, and what is missing costs nothing."""

from __future__ import annotations

import pytest

from tests.conftest import House
from tests.loopback.slack.person import answered, buttons, label, menus, text_of
from tests.loopback.slack.stage import on_slack


@pytest.mark.parametrize(
    ("topic", "chosen", "said"),
    [
        ("easy", "B", "Still missing: A, C. Every letter needs a place, as in B C A."),
        ("easy", "", "Still missing: A, B, C. Every letter needs a place, as in B C A."),
        ("easy", "BBA", "B appears twice. Every letter has one place, as in B C A."),
        ("comprehend", " BC", "Still missing: A, D, E. Every letter needs a place, as in 1B 2C 3D 4E 5A."),
    ],
)
async def test_half_of_an_answer_is_told_beside_the_question_and_costs_nothing(
    kinds_house: House, topic: str, chosen: str, said: str
) -> None:
    async with on_slack(kinds_house) as stage:
        ana = stage.person()
        question = (await answered(await ana.command("prova", f"quiz {topic}"))).message
        assert question
        (send,) = [one for one in buttons(question) if label(one) == "Answer"]
        told = (await answered(await ana.press(question, send["action_id"], chosen))).message
        assert told
        assert said in text_of(told)
        whole = "ABCDE"[: len(menus(question))]
        verdict = (await answered(await ana.press(question, send["action_id"], whole))).message
        assert verdict
        assert text_of(verdict).startswith(("✓", "✗"))


async def test_choosing_in_a_menu_alone_is_acknowledged_and_says_nothing(kinds_house: House) -> None:
    async with on_slack(kinds_house) as stage:
        ana = stage.person()
        question = (await answered(await ana.command("prova", "quiz easy"))).message
        assert question
        delivery = await ana.press(question, menus(question)[0]["action_id"], "B", kind="static_select")
        await stage.prova.stop(5)
        assert delivery.message is None
