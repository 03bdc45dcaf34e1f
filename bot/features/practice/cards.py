"""The cards of a question as one learner sees it: open, judged and closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache

from bot.chat.intents import LEVELS
from bot.chat.language import Language
from bot.chat.markup import Span, Written, parse, plain
from bot.chat.reply import Block, Button, Choice, Fact, Facts, LetteredOption, Note, Options, Reply, Text, Tone
from bot.chat.request import Call
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bank, Bilingual, Question
from bot.domain.grading import LETTERS
from bot.domain.kinds import RULES, PostingKind
from bot.domain.records import Posting, Recorded
from bot.domain.streak import Streak
from bot.features.practice.presentation import PRESENTATIONS

Again = Mapping[str, str]
"""The topic and level that the next question is to have, as a button carries them."""

_NUMBER = re.compile(r"\b(TWO|THREE|DUAS|DOIS|TRÊS)\b")
"""The number of options to be chosen, as exams write it at the end of a question."""
_LEVEL_LABELS = {level.value: level.label for level in LEVELS}


def question_card(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> Reply:
    """Return the open question, its options in the posting's order; its buttons carry *again* to the next question."""
    wanted = len(question.key)
    options = [
        LetteredOption(letter, parse(_text(question, option, voice)))
        for letter, option in zip(LETTERS, posting.order, strict=False)
    ]
    return Reply(
        title=_heading(bank, question, posting, voice),
        blocks=(
            Text(parse(question.stem.in_(voice.language))),
            Options(tuple(options)),
            Note(Written(plain(first_counts(question, voice)))),
        ),
        choice=Choice(
            Call(PRESENTATIONS[posting.kind].answer, {"posting": str(posting.id), **again}),
            "letters",
            LETTERS[: len(posting.order)],
            wanted,
            voice.say("Answer"),
        ),
        buttons=(report_button(posting, voice),),
    )


def first_counts(question: Question, voice: Voice) -> str:
    """Return the line under an open question: the number to choose, unless its text says it, and what counts."""
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
    answer = recorded.answer
    letters = letters_of(answer.chosen, recorded.posting)
    if answer.correct:
        title = voice.say("✓ Right: {letters}", letters=letters)
    else:
        key = letters_of(tuple(question.key), recorded.posting)
        title = voice.say("✗ Not this time: you chose {letters}, the answer is {key}", letters=letters, key=key)
    if not answer.chosen:  # it is forgotten after a while, where the operator has set that
        title = voice.say("✓ Right") if answer.correct else voice.say("✗ Not this time")
    blocks: list[Block] = []
    if not recorded.new:
        blocks.append(Text(plain(voice.say("You have answered this one before. Your first answer stands."))))
    blocks.extend(_reasons(question, recorded.posting, answer.chosen, voice))
    blocks.append(Note(plain(" · ".join(_earned(recorded, run, voice)))))
    return Reply(
        title,
        tuple(blocks),
        buttons=_way_on(bank, question, recorded.posting, again, voice),
        tone=Tone.RIGHT if answer.correct else Tone.WRONG,
    )


def closed_card(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> Reply:
    """Return the explanation of a closed question to a learner who comes too late; nothing counts."""
    return Reply(
        voice.say("This question is closed, so your answer does not count. Here is why:"),
        tuple(_reasons(question, posting, (), voice)),
        buttons=_way_on(bank, question, posting, again, voice),
        tone=Tone.REFUSED,
    )


def others_card(
    bank: Bank, question: Question, posting: Posting, chosen: Sequence[str], again: Again, voice: Voice
) -> Reply:
    """Return the reasons of the options that a verdict did not explain."""
    told = _explained(question, chosen)
    rest = [one for one in posting.order if one not in told]
    next_, *others = _way_on(bank, question, posting, again, voice)
    return Reply(
        voice.say("The other options"),
        (_judged_options(question, posting, rest, chosen, voice, situations=True),),
        buttons=(next_, *(button for button in others if button.call.intent != "others")),
    )


def _explained(question: Question, chosen: Sequence[str]) -> set[str]:
    """Return the options whose reason a verdict gives: the key, and the one wrong choice where one was to be made."""
    return {*question.key, *(chosen if len(question.key) == 1 else ())}


def _heading(bank: Bank, question: Question, posting: Posting, voice: Voice) -> str:
    """Return the card's title: kind, level where the kind shows it, exam and domain."""
    shown = PRESENTATIONS[posting.kind]
    level = [voice.say(_LEVEL_LABELS[question.level])] if shown.shows_level else []
    return " · ".join((voice.say(shown.heading), *level, *placed(bank, question, voice)))


def placed(bank: Bank, question: Question, voice: Voice) -> Iterator[str]:
    """Yield the exam and domain of a question, if it has any."""
    for place in question.exams[:1]:
        domain = next(domain for domain in bank.exams[place.exam].domains if domain.number == place.domain)
        yield f"{place.exam} · {domain.name.in_(voice.language)}"


def _text(question: Question, option: str, voice: Voice) -> str:
    """Return the text of an option, which the question has: `Library.asked` checks that."""
    return next(one.text.in_(voice.language) for one in question.options if one.id == option)


def letters_of(chosen: Sequence[str], posting: Posting) -> str:
    """Return the letters that option ids were shown under."""
    shown = zip(LETTERS, posting.order, strict=False)
    return " + ".join(letter for letter, option in shown if option in chosen)


def explanation(question: Question, posting: Posting, voice: Voice, *, situations: bool = False) -> list[Block]:
    """Return every option with its verdict and reason, then the deciding words and the source.

    With *situations* wrong options say also when they would be right.
    """
    return [
        _judged_options(question, posting, posting.order, (), voice, situations=situations),
        _grounds(question.deciding, question.source, question.checked_on, voice.language),
    ]


def _reasons(question: Question, posting: Posting, chosen: Sequence[str], voice: Voice) -> list[Block]:
    """Return the key and the own choice, with the reasons that a verdict gives, the deciding words and the source."""
    told = _explained(question, chosen)
    shown = [one for one in posting.order if one in told or one in chosen]
    return [
        _judged_options(question, posting, shown, chosen, voice, told),
        *_short_grounds(question.deciding, question.source, voice.language),
    ]


def _judged_options(
    question: Question,
    posting: Posting,
    shown: Sequence[str],
    chosen: Sequence[str],
    voice: Voice,
    told: AbstractSet[str] | None = None,
    *,
    situations: bool = False,
) -> Options:
    """Return the options to be *shown*, each with its verdict, and those of *told* (None is all) with their reason.

    With *situations* a wrong one says also when it would be right, where its author wrote that.
    """
    by_id = {option.id: option for option in question.options}
    return Options(
        tuple(
            _judged(
                letter,
                by_id[one].text,
                by_id[one].why if told is None or one in told else None,
                by_id[one].right_when if situations else None,
                voice.language,
                right=one in question.key,
                chosen=one in chosen,
            )
            for letter, one in zip(LETTERS, posting.order, strict=False)
            if one in shown
        )
    )


@lru_cache(maxsize=8192)
def _judged(
    letter: str,
    text: Bilingual,
    why: Bilingual | None,
    right_when: Bilingual | None,
    language: Language,
    *,
    right: bool,
    chosen: bool,
) -> LetteredOption:
    """Return an option with its verdict and reason.

    Cached, like the grounds: a daily question is explained in the same words to everybody with the same answer.
    """
    voice = VOICES[language]
    verdict = voice.say("your answer") if chosen else voice.say("right") if right else voice.say("wrong")
    reasons = [why.in_(language)] if why else []
    if right_when:
        reasons.append(voice.say("Right if {situation}.", situation=right_when.in_(language)))
    return LetteredOption(letter, parse(text.in_(language)), right, verdict, parse(" ".join(reasons)))


@lru_cache(maxsize=4096)
def _short_grounds(deciding: Bilingual, source: str, language: Language) -> tuple[Facts, Note]:
    """Return the words that decide a question, and the link to the page that proves it."""
    voice = VOICES[language]
    return (
        Facts((Fact(voice.say("What decides"), parse(deciding.in_(language))),)),
        Note(Written((Span(voice.say("AWS documentation"), url=source),))),
    )


@lru_cache(maxsize=4096)
def _grounds(deciding: Bilingual, source: str, checked_on: date, language: Language) -> Facts:
    """Return the words that decide a question, and the page that proves it."""
    voice = VOICES[language]
    checked = voice.say("checked on {day}", day=voice.day(checked_on))
    return Facts(
        (
            Fact(voice.say("What decides"), parse(deciding.in_(language))),
            Fact(
                voice.say("Source"), Written((Span(voice.say("AWS documentation"), url=source), Span(f" ({checked})")))
            ),
        )
    )


def _earned(recorded: Recorded, run: Streak | None, voice: Voice) -> Iterator[str]:
    """Yield what an answer earned, or why a right one earned nothing, then the total and the streak."""
    answer, rules = recorded.answer, RULES[recorded.posting.kind]
    if recorded.new and answer.points:
        yield voice.count("+{n} point", "+{n} points", answer.points)
        yield voice.say("{n} in all", n=recorded.total)
    else:
        if recorded.new and answer.correct and not answer.first_sight:
            yield voice.say("No points for a question you've answered before")
        elif recorded.new and answer.correct:
            yield voice.say("You've already earned today's {n} scoring answers", n=rules.scored_a_day)
        yield voice.count("{n} point", "{n} points", recorded.total)
    if run:
        yield voice.count("{n} day in a row", "{n} days in a row", run.current)


def _way_on(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> tuple[Button, ...]:
    """Return the buttons under an explanation."""
    service = question.teaches
    name = bank.name_of(service) if service else ""
    onward, *ways = _ways(posting.kind, tuple(again.items()), service, name, voice)
    others = Button(voice.say("Why not the others?"), Call("others", {"posting": str(posting.id), **again}))
    return (onward, others, *ways, report_button(posting, voice))


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
