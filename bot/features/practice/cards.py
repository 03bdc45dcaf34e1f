"""The cards of a question as one learner sees it: open, judged and closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bot.chat.intents import LEVELS
from bot.chat.markup import Written, parse, plain
from bot.chat.reply import Block, Button, Choice, Note, Reply, Text, Tone
from bot.chat.request import Call
from bot.chat.wording import N_, Voice
from bot.content.model import Bank, Kind, Question
from bot.domain.grading import LETTERS
from bot.domain.kinds import RULES, PostingKind
from bot.domain.records import Posting, Recorded
from bot.domain.streak import Streak
from bot.features.practice.arranged import answer_label, note_of, open_options, places_of
from bot.features.practice.explaining import letters_of, others, reasons
from bot.features.practice.named_topics import Topic
from bot.features.practice.presentation import PRESENTATIONS

Again = Mapping[str, str]
"""The topic and level that the next question is to have, as a button carries them."""

_NUMBER = re.compile(r"\b(TWO|THREE|DUAS|DOIS|TRÊS)\b")
"""The number of options to be chosen, as exams write it at the end of a question."""
_OTHERS = {
    Kind.SINGLE: N_("The other options"),
    Kind.MULTIPLE: N_("The other options"),
    Kind.ORDERING: N_("The right order"),
    Kind.MATCHING: N_("The right pairs"),
}
_WHY = {
    Kind.SINGLE: N_("Why not the others?"),
    Kind.MULTIPLE: N_("Why not the others?"),
    Kind.ORDERING: N_("Why this order?"),
    Kind.MATCHING: N_("Why these pairs?"),
}
"""The button to the reasons that a verdict leaves out, and the heading above them."""
_LEVEL_LABELS = {level.value: level.label for level in LEVELS}


def question_card(
    bank: Bank,
    question: Question,
    posting: Posting,
    again: Again,
    voice: Voice,
    *,
    half: str = "",
    topic: Topic | None = None,
    exam: str = "",
) -> Reply:
    """Return the open question, its options in the posting's order; its buttons carry *again* to the next question.

    It names the *topic* that it was asked for by, and shows the exam of it, or else *exam*. Of options that are
    arranged, the letters of *half* are in their places already.
    """
    carried = {"posting": str(posting.id), **again}
    shown = PRESENTATIONS[posting.kind]
    places = None
    if question.kind.is_arranged:
        places = places_of(question, Call("place", {**carried, "placed": half}), half, voice)
    return Reply(
        title=_heading(bank, question, posting, voice, (topic and topic.exam) or exam),
        blocks=(
            Text(parse(question.stem.in_(voice.language))),
            *open_options(question, posting, voice),
            _below(question, topic, voice, half),
        ),
        choice=Choice(
            Call(shown.answer, carried),
            "letters",
            LETTERS[: len(posting.order)],
            len(question.key),
            answer_label(voice),
            places,
        ),
        buttons=(report_button(posting, voice),),
    )


def _below(question: Question, topic: Topic | None, voice: Voice, half: str) -> Note:
    """Return the note under an open question: its topic, if one was asked for, and the rule that counts."""
    counts = first_counts(question, voice, half)
    if topic is None:
        return Note(Written(plain(counts)))
    asked = voice.say("Topic: {topic}", topic=topic.name.in_(voice.language))
    return Note(plain(f"{asked} · {counts}"))  # the topic may be a person's words


def first_counts(question: Question, voice: Voice, half: str = "") -> str:
    """Return the line under an open question: the number to choose, unless its text says it, and the rule."""
    if question.kind.is_arranged:
        return note_of(question, half, voice)
    if len(question.key) == 1 or _NUMBER.search(question.stem.in_(voice.language)):
        return voice.say("Your first answer counts.")
    return voice.say("Choose {n}. Your first answer counts.", n=len(question.key))


def verdict_card(
    bank: Bank,
    question: Question,
    recorded: Recorded,
    again: Again,
    voice: Voice,
    run: Streak | None = None,
) -> Reply:
    """Return the verdict on a durable answer, the reasons that matter first, and buttons; *run* is the streak.

    The rest is behind a button: a verdict is to be seen at once, with the question before it and the prompt after it.
    """
    given = recorded.answer
    letters = letters_of(question, given.chosen, recorded.posting)
    if given.correct:
        title = voice.say("✓ Right: {letters}", letters=letters)
    else:
        key = letters_of(question, question.key, recorded.posting)
        title = voice.say("✗ Not this time: you chose {letters}, the answer is {key}", letters=letters, key=key)
    if not given.chosen:  # it is forgotten after a while, where the operator has set that
        title = voice.say("✓ Right") if given.correct else voice.say("✗ Not this time")
    blocks: list[Block] = []
    if not recorded.new:
        blocks.append(Text(plain(voice.say("You've answered this one before. Your first answer stands."))))
    blocks.extend(reasons(question, recorded.posting, given.chosen, voice))
    blocks.append(Note(plain(" · ".join(_earned(recorded, run, voice)))))
    return Reply(
        title,
        tuple(blocks),
        buttons=_way_on(bank, question, recorded.posting, again, voice),
        tone=Tone.RIGHT if given.correct else Tone.WRONG,
    )


def closed_card(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> Reply:
    """Return the explanation of a closed question to a learner who comes too late; nothing counts."""
    return Reply(
        voice.say("This question is closed, so your answer doesn't count. Here's why:"),
        tuple(reasons(question, posting, (), voice)),
        buttons=_way_on(bank, question, posting, again, voice),
        tone=Tone.REFUSED,
    )


def others_card(
    bank: Bank, question: Question, posting: Posting, chosen: Sequence[str], again: Again, voice: Voice
) -> Reply:
    """Return the reasons of the options that a verdict did not explain."""
    ways = _way_on(bank, question, posting, again, voice)
    return Reply(
        voice.say(_OTHERS[question.kind]),
        (others(question, posting, chosen, voice),),
        buttons=tuple(button for button in ways if button.call.intent != "others"),
    )


def _heading(bank: Bank, question: Question, posting: Posting, voice: Voice, exam: str) -> str:
    """Return the card's title: kind, level where the kind shows it, exam and domain; *exam* is that to be shown."""
    shown = PRESENTATIONS[posting.kind]
    level = [voice.say(_LEVEL_LABELS[question.level])] if shown.shows_level else []
    return " · ".join((voice.say(shown.heading), *level, *placed(bank, question, voice, exam)))


def placed(bank: Bank, question: Question, voice: Voice, exam: str = "") -> Iterator[str]:
    """Yield the exam and domain of a question, if it has any: those of *exam*, where it has a place in that one."""
    for place in sorted(question.exams, key=lambda place: place.exam != exam)[:1]:
        domain = next(domain for domain in bank.exams[place.exam].domains if domain.number == place.domain)
        yield f"{place.exam} · {domain.name.in_(voice.language)}"


def _earned(recorded: Recorded, run: Streak | None, voice: Voice) -> Iterator[str]:
    """Yield the points of an answer, or why a right one earned none, then the total and the streak."""
    answer, rules = recorded.answer, RULES[recorded.posting.kind]
    if recorded.new and answer.points:
        yield voice.count("+{n} point", "+{n} points", answer.points)
        yield voice.say("{n} in all", n=recorded.total)
    else:
        if recorded.new and answer.correct and rules.right and not answer.first_sight:
            yield voice.say("No points for a question you've answered before")
        elif recorded.new and answer.correct and rules.right:
            yield voice.say("You've already earned today's {n} scoring answers", n=rules.scored_a_day)
        yield voice.count("{n} point", "{n} points", recorded.total)
    if run:
        yield voice.count("{n} day in a row", "{n} days in a row", run.current)


def _way_on(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> tuple[Button, ...]:
    """Return the buttons under an explanation."""
    service = question.teaches
    name = bank.name_of(service) if service else ""
    onward, *ways = _ways(posting.kind, tuple(again.items()), service, name, voice)
    why = Button(voice.say(_WHY[question.kind]), Call("others", {"posting": str(posting.id), **again}))
    return (onward, why, *ways, report_button(posting, voice))


@lru_cache(maxsize=4096)
def _ways(
    kind: PostingKind, again: tuple[tuple[str, str], ...], service: str | None, name: str, voice: Voice
) -> tuple[Button, ...]:
    """Return the buttons under the explanations of many questions: to the next one, to topics, to the service."""
    shown = PRESENTATIONS[kind]
    onward = Button(voice.say(shown.onward), Call(shown.next, dict(again)), onward=True)
    return (onward, Button(voice.say("Topics"), Call("topics")), *_about(service, name, voice))


def about_buttons(bank: Bank, question: Question, voice: Voice) -> Iterator[Button]:
    """Yield the button to the service that a question teaches, if it teaches one."""
    if service := question.teaches:
        yield from _about(service, bank.name_of(service), voice)


def _about(service: str | None, name: str, voice: Voice) -> Iterator[Button]:
    """Yield the button to a service, if there is one."""
    if service:
        yield Button(voice.say("About {service}", service=name), Call("service", {"service": service}))


def report_button(posting: Posting, voice: Voice) -> Button:
    """Return the button that reports the question of a posting."""
    return Button(voice.say("Report"), Call("report", {"posting": str(posting.id)}), asks="text")
