"""The explanation of a question: its options with verdicts and reasons, the words that decide, and the source."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache

from bot.chat.language import Language
from bot.chat.markup import Span, Written, parse
from bot.chat.reply import Block, Fact, Facts, LetteredOption, Note, Options, Text
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bilingual, Question
from bot.domain.grading import LETTERS
from bot.domain.records import Posting
from bot.features.practice.arranged import judged_in_places, letters_in_places, told_first


def letters_of(question: Question, chosen: Sequence[str], posting: Posting) -> str:
    """Return the letters that option ids were shown under, or those of arranged ones in the order of their places."""
    if question.kind.is_arranged:
        return letters_in_places(question, chosen, posting)
    shown = zip(LETTERS, posting.order, strict=False)
    return " + ".join(letter for letter, option in shown if option in chosen)


def explanation(question: Question, posting: Posting, voice: Voice, *, situations: bool = False) -> list[Block]:
    """Return every option with its verdict and reason, then the deciding words and the source.

    With *situations* wrong options say also when they would be right. Arranged options stand in their right order.
    """
    return [
        judged_in_places(question, posting, (), voice)
        if question.kind.is_arranged
        else _judged_options(question, posting, posting.order, (), voice, situations=situations),
        _grounds(question.deciding, question.source, question.checked_on, voice.language),
    ]


def lesson(question: Question, voice: Voice) -> tuple[Block, ...]:
    """Return the lesson of a question: its situation, the right options with their reasons, the words that decide."""
    right = (one for one in question.options if one.id in question.key)
    told = "\n".join(f"{one.text.in_(voice.language)}: {one.why.in_(voice.language)}" for one in right)
    return (
        Text(parse(question.stem.in_(voice.language))),
        Text(parse(told)),
        *_short_grounds(question.deciding, question.source, voice.language),
    )


def reasons(question: Question, posting: Posting, chosen: Sequence[str], voice: Voice) -> list[Block]:
    """Return the key and the own choice, with the reasons that a verdict gives, the deciding words and the source."""
    if question.kind.is_arranged:
        first = told_first(question, chosen, voice.language)
        options = judged_in_places(question, posting, chosen, voice, first)
    else:
        told = _explained(question, chosen)
        shown = [one for one in posting.order if one in told or one in chosen]
        options = _judged_options(question, posting, shown, chosen, voice, told)
    return [options, *_short_grounds(question.deciding, question.source, voice.language)]


def others(question: Question, posting: Posting, chosen: Sequence[str], voice: Voice) -> Options:
    """Return the options that a verdict did not explain; of arranged ones, all in their right order."""
    if question.kind.is_arranged:
        return judged_in_places(question, posting, chosen, voice)
    told = _explained(question, chosen)
    rest = [one for one in posting.order if one not in told]
    return _judged_options(question, posting, rest, chosen, voice, situations=True)


def _explained(question: Question, chosen: Sequence[str]) -> set[str]:
    """Return the options whose reason a verdict gives: the key, and the one wrong choice where one was to be made."""
    return {*question.key, *(chosen if len(question.key) == 1 else ())}


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
