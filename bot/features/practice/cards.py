"""The cards of a question: open, judged and closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.chat.intents import LEVELS
from bot.chat.language import Language
from bot.chat.markup import Span, parse, plain
from bot.chat.reply import Block, Button, Choice, Fact, Facts, LetteredOption, Note, Options, Reply, Text, Tone
from bot.chat.request import Call
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bank, Bilingual, Question
from bot.domain.calendar import study_day
from bot.domain.grading import LETTERS
from bot.domain.records import DailyPosting, Posting, Recorded, Result
from bot.domain.scoring import PRACTICE_A_DAY, PRACTICE_RIGHT
from bot.domain.streak import Streak, streak

SHOWN_FROM = 3
"""Answers from which on a group is told how it answered."""
LONG_RUN = 3
"""Days in a row that are thanked for."""
NAMED = 10
"""People who are thanked by name."""

_LEVEL_LABELS = {level.value: level.label for level in LEVELS}


def question_card(bank: Bank, question: Question, posting: Posting, again: Mapping[str, str], voice: Voice) -> Reply:
    """Return the open question, its options in the posting's order; *again* goes on to the next question's choice."""
    wanted = len(question.key)
    first_final = voice.say("Choose {n}. Your first answer counts.", n=wanted)
    options = [
        LetteredOption(letter, parse(_text(question, option, voice)))
        for letter, option in zip(LETTERS, posting.order, strict=False)
    ]
    return Reply(
        title=_heading(bank, question, voice),
        blocks=(
            Text(parse(question.stem.in_(voice.language))),
            Options(tuple(options)),
            Note(plain(first_final)),
        ),
        choice=Choice(
            Call("answer", {"posting": str(posting.id), **again}),
            "letters",
            LETTERS[: len(posting.order)],
            wanted,
            voice.say("Answer"),
        ),
        buttons=(_report_button(posting, voice),),
    )


def daily_card(bank: Bank, question: Question, daily: DailyPosting, voice: Voice, before: str | None = None) -> Reply:
    """Return a place's question of the day: the open question, until when it takes answers, and how many there are.

    *before* is the address of the question before, which is explained there.
    """
    card = question_card(bank, question, daily.posting, {}, voice)
    closes = daily.posting.closes_at
    about = [voice.say("Choose {n}. Your first answer counts.", n=len(question.key))]
    if closes:
        about.append(
            voice.say("Closes {moment}.", moment=voice.moment(closes.astimezone(daily.schedule.recurrence.zone)))
        )
    if daily.told:
        about.append(voice.count("{n} answered.", "{n} answered.", daily.told))
    notes: list[Block] = [Note(plain(" ".join(about)))]
    if before:
        notes.append(Note((Span(voice.say("The question before, explained"), url=before),)))
    return replace(
        card,
        title=" · ".join((voice.say("Question of the day"), *_placed(bank, question, voice))),
        blocks=(*card.blocks[:-1], *notes),
    )


def daily_result(bank: Bank, question: Question | None, daily: DailyPosting, result: Result, voice: Voice) -> Reply:
    """Return what a place's question becomes when it is closed: key, reasons, how the group answered, and thanks."""
    heading = voice.say("Question of the day, closed")
    if question is None:
        gone = voice.say("The question was withdrawn or rewritten meanwhile, so it is not explained here.")
        return Reply(heading, (Text(plain(gone)),))
    posting = daily.posting
    blocks: list[Block] = [Text(parse(question.stem.in_(voice.language)))]
    key = _letters(tuple(question.key), posting)
    blocks.append(Text(plain(voice.say("Right: {letters}", letters=key))))
    blocks.extend(explanation(question, posting, (), voice))
    blocks.extend(_group(posting, result, voice))
    blocks.extend(_thanks(daily, result, voice))
    return Reply(
        " · ".join((heading, *_placed(bank, question, voice))),
        tuple(blocks),
        buttons=(
            Button(voice.say("Practice"), Call("quiz")),
            *_about(bank, question, voice),
            _report_button(posting, voice),
        ),
    )


def _group(posting: Posting, result: Result, voice: Voice) -> list[Block]:
    """Return how the group answered; fewer than three would be known by their answers."""
    if result.answers < SHOWN_FROM:
        return []
    rows = [
        Fact(letter, plain(voice.say("{n} of {all}", n=result.chosen.get(option, 0), all=result.answers)))
        for letter, option in zip(LETTERS, posting.order, strict=False)
    ]
    right = voice.say("{correct} of {answers} right", correct=result.correct, answers=result.answers)
    return [Facts((*rows, Fact("", plain(right))), voice.say("How you answered"))]


def _thanks(daily: DailyPosting, result: Result, voice: Voice) -> list[Block]:
    """Return thanks to those who answered for the first time, and to those who have come many days in a row."""
    facts = []
    if new := [one.name for one in result.people if one.newcomer][:NAMED]:
        facts.append(Fact(voice.say("Here for the first time"), plain(", ".join(new))))
    over = study_day(daily.posting.closes_at, daily.schedule.recurrence.zone) if daily.posting.closes_at else daily.day
    runs = [
        (streak(one.days, min(over, max(one.days, default=over)), result.posts).current, one.name)
        for one in result.people
    ]
    long = sorted(((days, name) for days, name in runs if days >= LONG_RUN), key=lambda run: (-run[0], run[1]))[:NAMED]
    if long:
        told = ", ".join(f"{name} ({voice.count('{n} day', '{n} days', days)})" for days, name in long)
        facts.append(Fact(voice.say("In a row"), plain(told)))
    return [Facts(tuple(facts), voice.say("Thank you"))] if facts else []


def verdict_card(
    bank: Bank,
    question: Question,
    recorded: Recorded,
    again: Mapping[str, str],
    voice: Voice,
    run: Streak | None = None,
) -> Reply:
    """Return the verdict on a durable answer, every option's reason, and the way on; *run* is the learner's streak."""
    answer = recorded.answer
    letters = _letters(answer.chosen, recorded.posting)
    if answer.correct:
        title = voice.say("✓ Right: {letters}", letters=letters)
    else:
        key = _letters(tuple(question.key), recorded.posting)
        title = voice.say("✗ Not this time: you chose {letters}, the answer is {key}", letters=letters, key=key)
    if not answer.chosen:  # it is forgotten after a while, where the operator has set that
        title = voice.say("✓ Right") if answer.correct else voice.say("✗ Not this time")
    blocks: list[Block] = []
    if not recorded.new:
        blocks.append(Text(plain(voice.say("You have answered this one before. Your first answer stands."))))
    blocks.extend(explanation(question, recorded.posting, answer.chosen, voice))
    earned = _earned(recorded, voice)
    if run:
        earned += " " + voice.count("{n} day in a row.", "{n} days in a row.", run.current)
    blocks.append(Note(plain(earned)))
    return Reply(
        title,
        tuple(blocks),
        buttons=_way_on(bank, question, recorded.posting, again, voice),
        tone=Tone.RIGHT if answer.correct else Tone.WRONG,
    )


def closed_card(bank: Bank, question: Question, posting: Posting, again: Mapping[str, str], voice: Voice) -> Reply:
    """Return the explanation of a closed question to somebody who comes too late; nothing counts."""
    return Reply(
        voice.say("This question is closed, so your answer does not count. Here is why:"),
        tuple(explanation(question, posting, (), voice)),
        buttons=_way_on(bank, question, posting, again, voice),
        tone=Tone.REFUSED,
    )


def _heading(bank: Bank, question: Question, voice: Voice) -> str:
    """Return the card's title: level, exam and domain."""
    level = voice.say(_LEVEL_LABELS[question.level])
    return " · ".join((voice.say("Practice"), level, *_placed(bank, question, voice)))


def _placed(bank: Bank, question: Question, voice: Voice) -> Iterator[str]:
    """Yield the exam and the domain that a question is of."""
    for place in question.exams[:1]:
        domain = next(domain for domain in bank.exams[place.exam].domains if domain.number == place.domain)
        yield f"{place.exam} · {domain.name.in_(voice.language)}"


def _text(question: Question, option: str, voice: Voice) -> str:
    """Return an option's text; postings are checked to show options the question has."""
    return next(one.text.in_(voice.language) for one in question.options if one.id == option)


def _letters(chosen: Sequence[str], posting: Posting) -> str:
    """Return option ids as the letters they were shown under."""
    shown = zip(LETTERS, posting.order, strict=False)
    return " + ".join(letter for letter, option in shown if option in chosen)


def explanation(question: Question, posting: Posting, chosen: Sequence[str], voice: Voice) -> list[Block]:
    """Return every option with its verdict and reason, then the deciding words and the source."""
    language = voice.language
    by_id = {option.id: option for option in question.options}
    options = [
        _judged(letter, by_id[one].text, by_id[one].why, language, right=one in question.key, chosen=one in chosen)
        for letter, one in zip(LETTERS, posting.order, strict=False)
    ]
    return [Options(tuple(options)), _grounds(question.deciding, question.source, question.checked_on, language)]


@lru_cache(maxsize=8192)
def _judged(
    letter: str, text: Bilingual, why: Bilingual, language: Language, *, right: bool, chosen: bool
) -> LetteredOption:
    """Return an option with the word that stands beside it and its reason.

    Kept, as is what follows: a daily question is explained to everybody who answers it, in the same words.
    """
    voice = VOICES[language]
    if chosen:
        verdict = voice.say("your answer, right") if right else voice.say("your answer, wrong")
    else:
        verdict = voice.say("right") if right else voice.say("wrong")
    return LetteredOption(letter, parse(text.in_(language)), right, verdict, parse(why.in_(language)))


@lru_cache(maxsize=4096)
def _grounds(deciding: Bilingual, source: str, checked_on: date, language: Language) -> Facts:
    """Return what decides a question, and the page that proves it."""
    voice = VOICES[language]
    checked = voice.say("checked on {day}", day=voice.day(checked_on))
    return Facts(
        (
            Fact(voice.say("What decides"), parse(deciding.in_(language))),
            Fact(voice.say("Source"), (Span(voice.say("AWS documentation"), url=source), Span(f" ({checked})"))),
        )
    )


def _earned(recorded: Recorded, voice: Voice) -> str:
    """Return the line on points, with the reason when a right answer earned none."""
    answer = recorded.answer
    total = voice.count("You have {n} point.", "You have {n} points.", recorded.total)
    if not recorded.new:
        return total
    if answer.points:
        return voice.count("+{n} point.", "+{n} points.", answer.points) + " " + total
    if answer.correct and not answer.first_sight:
        return voice.say("No points: you had answered this question before.") + " " + total
    if answer.correct:
        return voice.say("No points: {n} right answers a day earn some.", n=PRACTICE_A_DAY) + " " + total
    return voice.say("A right first answer earns {n} points.", n=PRACTICE_RIGHT) + " " + total


def _way_on(
    bank: Bank, question: Question, posting: Posting, again: Mapping[str, str], voice: Voice
) -> tuple[Button, ...]:
    """Return the buttons under an explanation."""
    return (
        Button(voice.say("Next"), Call("quiz", again)),
        Button(voice.say("Another topic"), Call("topics")),
        *_about(bank, question, voice),
        _report_button(posting, voice),
    )


def _about(bank: Bank, question: Question, voice: Voice) -> Iterator[Button]:
    """Yield the button that leads to the service a question teaches, where it teaches one."""
    if service := question.teaches:
        yield Button(voice.say("About {service}", service=bank.name_of(service)), Call("service", {"service": service}))


def _report_button(posting: Posting, voice: Voice) -> Button:
    """Return the button that reports the question of a posting."""
    return Button(voice.say("Report"), Call("report", {"posting": str(posting.id)}), asks="text")
