"""Half of an order or of pairs on Discord: each person has their own, and it outlives Prova."""

from __future__ import annotations

import pytest

from tests.conftest import House
from tests.loopback.discord.person import answered, buttons, is_private, menus, placing, text_of
from tests.loopback.discord.stage import connected, loopback, on_discord


async def test_what_is_in_place_outlives_the_process_that_put_it_there(kinds_house: House) -> None:
    """Another Prova, which has seen nothing of it, goes on from the message."""
    async with loopback() as server:
        async with connected(server, kinds_house) as stage:
            ana = stage.person()
            message = (await answered(await ana.command("quiz", {"topic": "easy"}))).message
            assert message
            for letter in "CA":
                way = next(one for one in placing(message) if one["label"] == letter)
                message = (await answered(await ana.press(message, way["custom_id"]))).message
                assert message
            assert "So far: C A." in text_of(message)
        server.sessions.clear()
        async with connected(server, kinds_house):
            (last,) = [one for one in placing(message) if one["label"] == "B"]
            message = (await answered(await ana.press(message, last["custom_id"]))).message
            assert message
            assert "Your answer: C A B." in text_of(message)
            verdict = (await answered(await ana.press(message, buttons(message)[0]["custom_id"]))).message
            assert verdict
            assert "C A B" in text_of(verdict)


@pytest.mark.parametrize(
    ("old", "new"),
    [(":B::", ":B:B:"), (":B::", ":Z::"), (":B::", ":B:AAAAAAAA:"), (":B::", ":B::1"), ("x1:place", "x0:place")],
)
async def test_a_forged_step_gets_one_private_sentence_and_the_question_stays(
    kinds_house: House, old: str, new: str
) -> None:
    async with on_discord(kinds_house) as stage:
        ana = stage.person()
        message = (await answered(await ana.command("quiz", {"topic": "easy"}))).message
        assert message
        way = next(one for one in placing(message) if one["label"] == "B")
        forged = f"{way['custom_id']}::".replace(old, new, 1).rstrip(":")
        told = await answered(await ana.press(message, forged))
        assert told.message
        assert is_private(told)
        assert told.message["id"] != message["id"]
        assert text_of(told.message).strip().count("\n") == 0
        assert "This button is from another version of Prova." in text_of(told.message)


async def test_a_step_of_anothers_question_is_refused_beside_it(kinds_house: House) -> None:
    async with on_discord(kinds_house) as stage:
        message = (await answered(await stage.person().command("quiz", {"topic": "comprehend"}))).message
        assert message
        pressed = await stage.person("bia").press(message, menus(message)[0]["custom_id"], ["B"])
        told = (await answered(pressed)).message
        assert told
        assert "This practice question belongs to someone else." in text_of(told)
