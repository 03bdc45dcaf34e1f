"""The cards of a question as one learner sees it: open, judged and closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

_LEVEL_LABELS = {level.value: level.label for level in LEVELS}


def question_card(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> Reply:
    """Return the open question, its options in the posting's order; its buttons carry *again* to the next question."""
    wanted = len(question.key)
    first_final = voice.say("Choose {n}. Your first answer counts.", n=wanted)
    options = [
        LetteredOption(letter, parse(_text(question, option, voice)))
        for letter, option in zip(LETTERS, posting.order, strict=False)
    ]
    return Reply(
        title=_heading(bank, question, posting, voice),
        blocks=(
            Text(parse(question.stem.in_(voice.language))),
            Options(tuple(options)),
            Note(Written(plain(first_final))),
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


def verdict_card(
    bank: Bank,
    question: Question,
    recorded: Recorded,
    again: Again,
    voice: Voice,
    run: Streak | None = None,
) -> Reply:
    """Return the verdict on a durable answer, every option's reason, and buttons; *run* is the learner's streak."""
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


def closed_card(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> Reply:
    """Return the explanation of a closed question to a learner who comes too late; nothing counts."""
    return Reply(
        voice.say("This question is closed, so your answer does not count. Here is why:"),
        tuple(explanation(question, posting, (), voice)),
        buttons=_way_on(bank, question, posting, again, voice),
        tone=Tone.REFUSED,
    )


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
    """Return an option with its verdict and reason.

    Cached, like the grounds: a daily question is explained in the same words to everybody with the same answer.
    """
    voice = VOICES[language]
    if chosen:
        verdict = voice.say("your answer, right") if right else voice.say("your answer, wrong")
    else:
        verdict = voice.say("right") if right else voice.say("wrong")
    return LetteredOption(letter, parse(text.in_(language)), right, verdict, parse(why.in_(language)))


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


def _earned(recorded: Recorded, voice: Voice) -> str:
    """Return the line on points, with the reason when a right answer earned none."""
    answer, rules = recorded.answer, RULES[recorded.posting.kind]
    total = voice.count("You have {n} point.", "You have {n} points.", recorded.total)
    if not recorded.new:
        return total
    if answer.points:
        return voice.count("+{n} point.", "+{n} points.", answer.points) + " " + total
    if answer.correct and not answer.first_sight:
        return voice.say("No points: you had answered this question before.") + " " + total
    if answer.correct:
        return voice.say("No points: {n} right answers a day earn some.", n=rules.scored_a_day) + " " + total
    return voice.say("A right first answer earns {n} points.", n=rules.right) + " " + total


def _way_on(bank: Bank, question: Question, posting: Posting, again: Again, voice: Voice) -> tuple[Button, ...]:
    """Return the buttons under an explanation."""
    service = question.teaches
    onward = _ways(posting.kind, tuple(again.items()), service, bank.name_of(service) if service else "", voice)
    return (*onward, report_button(posting, voice))


@lru_cache(maxsize=4096)
def _ways(
    kind: PostingKind, again: tuple[tuple[str, str], ...], service: str | None, name: str, voice: Voice
) -> tuple[Button, ...]:
    """Return the buttons under the explanations of many questions: to the next one, to topics, to the service."""
    shown = PRESENTATIONS[kind]
    onward = Button(voice.say(shown.onward), Call(shown.next, dict(again)))
    return (onward, Button(voice.say("Another topic"), Call("topics")), *_about(service, name, voice))


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
