"""The cards of a channel's daily question: open for all, and closed with key, reasons and how the group answered."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.chat.language import language_of
from bot.chat.markup import Span, parse, plain
from bot.chat.printable import name_shown
from bot.chat.reply import Block, Button, Fact, Facts, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bank, Question
from bot.domain.calendar import study_day
from bot.domain.following import streak_of
from bot.domain.grading import LETTERS
from bot.domain.records import Answered, DailyPosting, Posting, Result, Schedule
from bot.features.practice.cards import about_buttons, first_counts, placed, question_card, report_button
from bot.features.practice.explaining import explanation, letters_of

SHOWN_FROM = 3
"""Answers from which on a group sees how it answered: fewer would be known by their answers."""
LONG_RUN = 3
"""Days in a row from which on a learner is thanked."""
NAMED = 10
"""The largest number of people who are thanked by name."""


def channel_voice(schedule: Schedule) -> Voice:
    """Return the voice of a schedule's channel."""
    return VOICES[language_of(schedule.language)]


def daily_card(bank: Bank, question: Question, daily: DailyPosting, voice: Voice, before: str | None = None) -> Reply:
    """Return a channel's question of the day: the open question, its closing time, and the number of answers.

    *before* is the link to the previous question's message, where that is explained.
    """
    card = question_card(bank, question, daily.posting, {}, voice)
    closes = daily.posting.closes_at
    about = [Span(first_counts(question, voice))]
    if closes:
        before_it, after_it = voice.say("Closes {moment}.", moment="\0").split("\0")
        moment = voice.instant(closes.astimezone(daily.schedule.recurrence.zone))
        about += [Span(f" {before_it}"), moment, Span(after_it)]
    if daily.told:
        about.append(Span(" " + voice.count("{n} answered.", "{n} answered.", daily.told)))
    notes: list[Block] = [Note(tuple(about))]
    if before:
        notes.append(Note((Span(voice.say("The previous question, explained"), url=before),)))
    choice = card.choice
    if choice and choice.places:
        begin = Button(choice.submit, Call("today", {"posting": str(daily.posting.id)}))
        choice = replace(choice, places=replace(choice.places, begin=begin))
    return replace(
        card,
        choice=choice,
        title=" · ".join((voice.say("Question of the day"), *placed(bank, question, voice))),
        blocks=(*card.blocks[:-1], *notes),
    )


def daily_result(bank: Bank, question: Question | None, daily: DailyPosting, result: Result, voice: Voice) -> Reply:
    """Return the closed question of a channel: key, reasons, the group's answers, and thanks."""
    heading = voice.say("Question of the day, closed")
    if question is None:
        gone = voice.say("The question has since been withdrawn or rewritten, so it isn't explained here.")
        return Reply(heading, (Text(plain(gone)),))
    posting = daily.posting
    blocks: list[Block] = [Text(parse(question.stem.in_(voice.language)))]
    key = letters_of(question, question.key, posting)
    blocks.append(Text(plain(voice.say("Right: {letters}", letters=key))))
    blocks.extend(explanation(question, posting, voice))
    blocks.extend(_group(question, posting, result, voice))
    blocks.extend(_thanks(daily, result, voice))
    return Reply(
        " · ".join((heading, *placed(bank, question, voice))),
        tuple(blocks),
        buttons=(
            Button(voice.say("Practice"), Call("quiz")),
            *about_buttons(bank, question, voice),
            report_button(posting, voice),
        ),
    )


def _group(question: Question, posting: Posting, result: Result, voice: Voice) -> list[Block]:
    """Return the group's answers from SHOWN_FROM answers on, by option where options were picked."""
    if result.answers < SHOWN_FROM:
        return []
    picked = () if question.kind.is_arranged else zip(LETTERS, posting.order, strict=False)
    counts = [(letter, result.chosen.get(option, 0)) for letter, option in picked]
    rows = [
        Fact(letter, plain(voice.say("{n} of {all}", n=n, all=result.answers)), n / result.answers)
        for letter, n in counts
    ]
    right = voice.say("{correct} of {answers} right", correct=result.correct, answers=result.answers)
    return [Facts((*rows, Fact("", plain(right))), voice.say("How you answered"))]


def _thanks(daily: DailyPosting, result: Result, voice: Voice) -> list[Block]:
    """Return thanks to the newcomers, and to the learners with a streak of at least LONG_RUN days."""
    facts = []
    if new := [name for one in result.people if one.newcomer and (name := name_shown(one.name))][:NAMED]:
        facts.append(Fact(voice.say("First time here"), plain(", ".join(new))))
    runs = [(_run_of(one, daily), name) for one in result.people if (name := name_shown(one.name))]
    long = sorted(((days, name) for days, name in runs if days >= LONG_RUN), key=lambda run: (-run[0], run[1]))[:NAMED]
    if long:
        told = ", ".join(f"{name} ({voice.count('{n} day', '{n} days', days)})" for days, name in long)
        facts.append(Fact(voice.say("In a row"), plain(told)))
    return [Facts(tuple(facts), voice.say("Thank you"))] if facts else []


def _run_of(one: Answered, daily: DailyPosting) -> int:
    """Return the streak of a learner on the last study day on which a question could be answered."""
    zone = ZoneInfo(one.zone) if one.zone else daily.schedule.recurrence.zone
    days = one.history.days
    over = study_day(daily.posting.closes_at, zone) if daily.posting.closes_at else daily.day
    return streak_of(one.history, zone, min(over, max(days, default=over))).current
