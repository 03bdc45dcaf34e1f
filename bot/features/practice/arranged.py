"""Questions whose options all get a place: steps in an order, and partners of prompts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bot.chat.language import Language
from bot.chat.markup import parse, text_of
from bot.chat.reply import LetteredOption, Options, Places
from bot.chat.request import Call
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bilingual, Kind, Question
from bot.domain.grading import EMPTY, LETTERS, arrangement, arrangement_example
from bot.domain.records import Posting

ROOM = 10
"""Lines of a small screen that the options and reasons of a verdict may take, beside all else that it says."""
COLUMNS = 72
"""Characters of a line of a small screen, behind the place and the letter of a step."""
MARK = 16
"""Characters that a verdict adds to a step or pair: the place that the learner gave it."""


def open_options(question: Question, posting: Posting, voice: Voice) -> Iterator[Options]:
    """Yield the prompts by their numbers, where there are any, and the options by their letters."""
    language = voice.language
    if question.pairs:
        prompts = enumerate(question.pairs, start=1)
        yield Options(tuple(LetteredOption(str(at), parse(pair.prompt.in_(language))) for at, pair in prompts))
    texts = {option.id: option.text for option in question.options}
    shown = zip(LETTERS, posting.order, strict=False)
    yield Options(tuple(LetteredOption(letter, parse(texts[one].in_(language))) for letter, one in shown))


def note_of(question: Question, half: str, voice: Voice) -> str:
    """Return the line under an open question: the task, or the part of it that is done."""
    numbered = question.kind is Kind.MATCHING
    if not half.strip(EMPTY):
        if numbered:
            return voice.say("Give each number its letter. Your first answer counts.")
        return voice.say("Put all {n} steps in order. Your first answer counts.", n=len(question.key))
    so_far = arrangement(half, numbered=numbered)
    if EMPTY in half or len(half) < len(question.key):
        return voice.say("So far: {letters}. Now the next one.", letters=so_far)
    return voice.say(
        "Your answer: {letters}. It counts once you press “{answer}”.", letters=so_far, answer=answer_label(voice)
    )


def answer_label(voice: Voice) -> str:
    """Return the word on the button that sends an answer."""
    return voice.say("Answer")


def places_of(question: Question, step: Call, half: str, voice: Voice) -> Places:
    """Return the places of an open question, of which the letters of *half* are filled; *step* fills the next."""
    numbered = question.kind is Kind.MATCHING
    example = arrangement_example(len(question.key), numbered=numbered)
    if numbered:
        prompts = enumerate(question.pairs, start=1)
        slots = [f"{at}. {text_of(parse(pair.prompt.in_(voice.language)))}" for at, pair in prompts]
        typed = voice.say("Type a letter for each number, such as {example}.", example=example)
    else:
        slots = [voice.say("Step {n}", n=at) for at in range(1, len(question.key) + 1)]
        typed = voice.say("Type the letters in your order, such as {example}.", example=example)
    return Places(step, tuple(slots), half, prompted=numbered, undo=voice.say("Undo"), typed=typed)


def letters_in_places(question: Question, chosen: Sequence[str], posting: Posting) -> str:
    """Return the letters of an answer or key in the order of their places."""
    letters = dict(zip(posting.order, LETTERS, strict=False))
    return arrangement([letters[one] for one in chosen if one in letters], numbered=question.kind is Kind.MATCHING)


def judged_in_places(
    question: Question,
    posting: Posting,
    chosen: Sequence[str],
    voice: Voice,
    told: AbstractSet[str] | None = None,
) -> Options:
    """Return the options in their right places, each with the learner's own place or letter where that was another.

    Those of *told* (None is all) come with their reason; of pairs, the others are left out.
    """
    letters = dict(zip(posting.order, LETTERS, strict=False))
    own = _own(question, chosen, letters)
    options = {option.id: option for option in question.options}
    prompts = {pair.id: pair.prompt for pair in question.pairs}
    return Options(
        tuple(
            _judged(
                str(place),
                prompts.get(one),
                letters[one],
                options[one].text,
                options[one].why if told is None or one in told else None,
                own.get(one, ""),
                voice.language,
            )
            for place, one in enumerate(question.key, start=1)
            if told is None or one in told or not prompts
        )
    )


def told_first(question: Question, chosen: Sequence[str], language: Language) -> AbstractSet[str]:
    """Return the options whose reason a verdict gives: those that stood wrong, or any, as far as there is room."""
    options = {option.id: option for option in question.options}
    prompts = {pair.id: f"{pair.prompt.in_(language)}: " for pair in question.pairs}
    lines = {one: _lines(prompts.get(one, "") + options[one].text.in_(language), MARK) for one in question.key}
    left = ROOM - (0 if prompts else sum(lines.values()))
    told: set[str] = set()
    for one in _astray(question, chosen) or question.key:
        need = _lines(options[one].why.in_(language)) + (lines[one] if prompts else 0)
        if told and need > left:
            break
        told.add(one)
        left -= need
    return told


def _astray(question: Question, chosen: Sequence[str]) -> Sequence[str]:
    """Return the options that are not where the learner had them, in the order of their right places."""
    return [right for right, had in zip(question.key, chosen, strict=False) if right != had]


def _own(question: Question, chosen: Sequence[str], letters: dict[str, str]) -> dict[str, str]:
    """Return, by option, the place that the learner gave it, or its prompt's letter, where that was wrong."""
    astray = _astray(question, chosen)
    if question.kind is Kind.MATCHING:
        return {right: letters[had] for right, had in zip(question.key, chosen, strict=False) if right in astray}
    return {right: str(list(chosen).index(right) + 1) for right in astray if right in chosen}


def _lines(text: str, more: int = 0) -> int:
    """Return the lines of a small screen that a text takes, with so many characters *more*."""
    return math.ceil((len(text) + more) / COLUMNS)


@lru_cache(maxsize=8192)
def _judged(
    place: str,
    prompt: Bilingual | None,
    letter: str,
    text: Bilingual,
    why: Bilingual | None,
    own: str,
    language: Language,
) -> LetteredOption:
    """Return an option in its right place, with a verdict and perhaps its reason."""
    voice = VOICES[language]
    verdict = voice.say("you said {place}", place=own) if own else voice.say("right")
    shown = f"{letter}. {text.in_(language)}"
    label = place if prompt else f"{place}. {letter}"
    return LetteredOption(
        label,
        parse(f"{_led_in(prompt.in_(language))} {shown}" if prompt else text.in_(language)),
        not own,
        verdict,
        parse(why.in_(language)) if why else (),
    )


def _led_in(prompt: str) -> str:
    """Return a prompt as it leads to its partner: with a colon, unless it ends in a sign of its own."""
    return prompt if prompt.endswith(("?", "!", ".", ":")) else f"{prompt}:"
