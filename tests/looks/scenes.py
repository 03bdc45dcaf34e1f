"""The screens that are looked at: what a learner meets first, from the renderers' own payloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.chat.language import Language
from bot.chat.reply import Reply
from bot.chat.request import Actor, Address, Call, Request
from bot.chat.wording import VOICES
from bot.content.model import Bank, Kind, Question
from bot.domain.following import StudyHistory
from bot.domain.records import Answer, Answered, Learner, Person, Recorded, Result
from bot.features.daily.cards import daily_card, daily_result
from bot.features.practice.cards import question_card, verdict_card
from bot.platforms.discord.render import card
from bot.platforms.slack.manifest import ROOT
from bot.platforms.slack.render import message
from tests.conftest import House
from tests.support.questions import NOON, daily_of, posting_of

Payload = list[dict[str, Any]]
LINES: Sequence[tuple[str, Mapping[str, str]]] = (
    ("which", {"about": "drift"}),
    ("which", {"about": "model"}),
    ("more", {"service": "model-monitor"}),
    ("compare", {"first": "clarify", "second": "model-monitor"}),
    ("leaderboard", {}),
    ("me", {}),
    ("settings", {}),
    ("topics", {}),
    ("help", {}),
    ("home", {}),
)
"""The calls whose replies are looked at beside questions and verdicts."""


def payload_of(platform: str, reply: Reply) -> Payload:
    """Return the payload that a platform's renderer makes of a reply."""
    return card(reply).components if platform == "discord" else message(reply).blocks


def question_and_verdict(bank: Bank, language: Language) -> tuple[Reply, Reply]:
    """Return the question of the README's pictures, and its verdict on a wrong choice."""
    return asked_and_answered(bank, pictured(bank), language, wrong=True)


def pictured(bank: Bank) -> Question:
    """Return the first easy question on Model Monitor with one answer."""
    return next(
        one
        for one in bank.questions.values()
        if one.teaches == "model-monitor" and one.kind is Kind.SINGLE and one.level == "easy"
    )


def asked_and_answered(bank: Bank, question: Question, language: Language, *, wrong: bool) -> tuple[Reply, Reply]:
    """Return a question and its verdict, on a choice that is wrong wherever it can be."""
    voice, posting = VOICES[language], posting_of(question)
    others = [option.id for option in question.options if option.id not in question.key]
    chosen = tuple(others if wrong else question.key)[: len(question.key)]
    answer = Answer(7, 1, "slack:T1", question.id, chosen, not wrong, 0 if wrong else 2, True, NOON, date.min, date.min)
    recorded = Recorded(posting, Learner(1, Person("slack", "1"), "Ana"), answer, new=True, total=34)
    return question_card(bank, question, posting, {}, voice), verdict_card(bank, question, recorded, {}, voice)


def longest(bank: Bank, kind: Kind) -> Question:
    """Return the question of a kind that says most, its options counted twice."""
    return max(
        (one for one in bank.questions.values() if one.kind is kind),
        key=lambda one: len(one.stem.pt_br) + 2 * sum(len(option.text.pt_br) for option in one.options),
    )


async def scenes(house: House, kinds: Bank, platform: str, language: Language) -> list[tuple[str, Payload]]:
    """Return the payloads of every screen, each with a name; *kinds* is a bank with questions of all kinds."""
    replies = [*_questions(house.bank, language), *_dailies(house.bank, language)]
    arranged = (one for one in kinds.questions.values() if one.kind.is_arranged)
    replies += [(one.id, question_card(kinds, one, posting_of(one), {}, VOICES[language])) for one in arranged]
    replies += [reply async for reply in _commands(house, platform, language)]
    return [(f"{language}-{name}", payload_of(platform, reply)) for name, reply in replies]


def _questions(bank: Bank, language: Language) -> Iterator[tuple[str, Reply]]:
    """Yield questions and verdicts: the README's, and the longest of each kind."""
    for name, question in [
        ("short", pictured(bank)),
        *((kind.value, longest(bank, kind)) for kind in (Kind.SINGLE, Kind.MULTIPLE)),
    ]:
        for wrong in (False, True):
            asked, answered = asked_and_answered(bank, question, language, wrong=wrong)
            yield f"{name}-verdict-{'wrong' if wrong else 'right'}", answered
        yield f"{name}-question", asked


def _dailies(bank: Bank, language: Language) -> Iterator[tuple[str, Reply]]:
    """Yield a channel's question, open and closed."""
    voice, question = VOICES[language], pictured(bank)
    daily = replace(daily_of(question), told=12)
    people = tuple(
        Answered(name, name == "Zoë", StudyHistory({NOON.date() - timedelta(days=at): 1 for at in range(days)}), "UTC")
        for name, days in (("Ana", 12), ("Bruno", 4), ("Zoë", 1))
    )
    chosen = {option.id: 1 + 2 * (option.id in question.key) for option in question.options}
    result = Result(sum(chosen.values()), 3, chosen, people)
    yield "daily-open", daily_card(bank, question, daily, voice, "https://example.org/before")
    yield "daily-closed", daily_result(bank, question, daily, result, voice)


async def _commands(house: House, platform: str, language: Language) -> Any:
    """Yield the replies to commands, once some people have answered questions."""
    root = ROOT if platform == "slack" else ""
    place = Address(f"{platform}:{language}", "1")
    names = ("Ana", "Bruno", "Maria Aparecida de Souza Albuquerque", "Zoë", "Kim")
    people = [Actor(platform, f"{language}{name}", name, language, admin=True, zone="UTC", root=root) for name in names]

    async def ask(actor: Actor, call: Call) -> Reply:
        return await house.dispatcher.handle(Request("r", actor, place, call))

    await ask(people[0], Call("settings space", {"language": language}))
    for number, actor in enumerate(people):
        for _ in range(6 - number):
            asked = await ask(actor, Call("quiz", {"topic": "aif" if number % 2 else "mla"}))
            assert asked.choice
            posting = await house.store.posting(int(asked.choice.call.args["posting"]))
            key = house.bank.questions[posting.question].key
            letters = [at for at, option in zip("ABCDEF", posting.order, strict=False) if option in key]
            await ask(actor, Call("answer", {**asked.choice.call.args, "letters": "".join(letters)}))
    for name, args in LINES:
        yield "-".join((name, *args.values())), await ask(people[1], Call(name, args))
