"""The rules of item writing for one question, each in English and Portuguese.

Every rule yields `(level, message)`. A letter in a text is an error because options are shuffled when they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Literal, TypeAlias

from bot.chat.language import LANGUAGES, Language
from bot.content.guides import is_answer, labels
from bot.content.model import Bank, Kind, Option, Question
from bot.domain.text import fold

Severity: TypeAlias = Literal["error", "warning", "stale"]
"""The gravity of a verdict: to be mended, to be looked at again, or right at its last check, long ago."""

Verdict: TypeAlias = "tuple[Severity, str]"

WHY_WORDS = 12
STEM_WORDS = range(25, 121)
MIN_OPTIONS = 3
MIN_KEYS_OF_MULTIPLE = 2
LONGER = 1.25
CLANG_LETTERS = 5
RIGHT_WHEN_CHARACTERS = 140

_RIGHT_IF: Mapping[Language, str] = {"en": "Right if", "pt-BR": "Certa se"}

_LETTERS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?i:options?|answers?|choices?|alternatives?) \(?(?:[A-E]|[b-e])\)?(?![\w'-])"
        r"|\b[A-E]\)? (?:is|are|was|would be) (?:not )?(?:the )?(?:wrong|(?:in)?correct|right|true|false|best|better)\b"
        r"|\([A-E]\)"
        r"|\b(?i:first|second|third|fourth|fifth|last|previous|next|above|following) (?:option|answer|choice)s?\b"
        r"|\b(?:option|answer|choice)s? (?:above|below)\b"
    ),
    "pt-BR": re.compile(
        r"\b(?i:opção|opções|alternativas?|letras?|respostas?|itens|item) \(?(?:[A-E]|[bcd])\)?(?![\w'-])"
        r"|\b[A-E]\)? (?:está|estão|é|são|seria) (?:a )?(?:in)?(?:errad|corret|cert|fals|verdadeir|melhor)"
        r"|\([A-E]\)"
        r"|\b(?i:primeira|segunda|terceira|quarta|quinta|última|próxima) (?:opção|alternativa|resposta)\b"
        r"|\b(?:opção|opções|alternativas?|respostas?) (?:anterior|anteriores|acima|abaixo|seguintes?)\b"
    ),
}
_CATCH_ALL: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:all|none|both|any|neither) of (?:the )?(?:above|these|those|(?:other )?(?:options|answers|choices))\b"
        r"|\b(?:both|neither) \(?[a-e]\)? (?:and|nor) \(?[a-e]\b|^\(?[a-e]\)? (?:and|&) \(?[a-e]\)?\W*$",
        re.IGNORECASE,
    ),
    "pt-BR": re.compile(
        r"\b(?:todas|todos|nenhuma|nenhum|ambas|ambos) (?:[ao]s|d[ao]s)?\s*"
        r"(?:(?:outras )?(?:alternativas|opções|respostas)|anteriores|acima)\b"
        r"|\b(?:tanto|nem) (?:[ao] )?[a-e] (?:quanto|como|nem) (?:[ao] )?[a-e]\b|^\(?[a-e]\)? (?:e|&) \(?[a-e]\)?\W*$",
        re.IGNORECASE,
    ),
}
_ABSOLUTES: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:always|never|only)\b", re.IGNORECASE),
    "pt-BR": re.compile(r"\b(?:sempre|nunca|jamais|apenas|somente|só)\b", re.IGNORECASE),
}
_SUPERLATIVES: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:MOST|LEAST)\b"),
    "pt-BR": re.compile(r"\b(?:MAIS|MENOS|MENOR|MAIOR)\b"),
}
_ENDINGS: Mapping[Language, Mapping[int, str]] = {
    "en": {2: "Choose TWO.", 3: "Choose THREE."},
    "pt-BR": {2: "Escolha DUAS.", 3: "Escolha TRÊS."},
}
"""The last words of a stem that asks for several options, as the exams have them."""
_NEGATIONS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:NOT|EXCEPT)\b"),
    "pt-BR": re.compile(r"\b(?:NÃO|EXCETO)\b"),
}
# A negation belongs to the question only before a clause of its own begins: "Which service lets people who do not
# code ..." asks nothing negative.
_QUIET_NEGATIONS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?i:which|what)\b(?:(?!\b(?:that|who|whose|where|when|if|so|without|and|but|to)\b)[^?,;.])*"
        r"\b(?:not|except|Not|Except)\b[^?.]*\?"
    ),
    "pt-BR": re.compile(
        r"\b(?i:qual|quais)\b(?:(?!\b(?:que|quem|onde|quando|se|sem|e|mas|para)\b)[^?,;.])*"
        r"\b(?:não|exceto|Não|Exceto)\b[^?.]*\?"
    ),
}


def question_verdicts(question: Question, bank: Bank, common: Mapping[Language, AbstractSet[str]]) -> Iterator[Verdict]:
    """Yield the faults of *question* in either language; *common* holds words too frequent to give a key away."""
    yield from _counts(question)
    yield from _right_when(question)
    for language in LANGUAGES:
        yield from _letters(question, language)
        yield from _options(question, language)
        yield from _stem(question, language)
        if not question.kind.is_arranged:
            yield from _giveaways(question, language)
            yield from _clang(question, language, common[language])
    yield from _services(question, bank)


def keys_and_distractors(question: Question) -> tuple[list[Option], list[Option]]:
    """Return the right options and the wrong ones."""
    return (
        [option for option in question.options if option.id in question.key],
        [option for option in question.options if option.id not in question.key],
    )


def is_negative(question: Question) -> bool:
    """Return whether the question asks for the option that does not fit, in capitals or not."""
    return any(
        pattern[language].search(question.stem.in_(language))
        for language in LANGUAGES
        for pattern in (_NEGATIONS, _QUIET_NEGATIONS)
    )


def words(text: str) -> list[str]:
    """Return the folded words of *text*."""
    return re.findall(r"\w+", fold(text))


def first_label(text: str, labels: Collection[str]) -> str | None:
    """Return the first of *labels* that occurs in *text* as whole words, or None."""
    padded = f" {' '.join(words(text))} "
    return next((label for label in labels if words(label) and f" {' '.join(words(label))} " in padded), None)


def _counts(question: Question) -> Iterator[Verdict]:
    if len(question.options) < MIN_OPTIONS:
        yield "error", f"has {len(question.options)} options; write {MIN_OPTIONS} or more"
    keys = len(question.key)
    fits = keys == 1 if question.kind is Kind.SINGLE else MIN_KEYS_OF_MULTIPLE <= keys < len(question.options)
    if not question.kind.is_arranged and not fits:
        yield "error", f"the key has {keys} options, which does not fit the kind `{question.kind}`; mend one of them"
    if question.kind is Kind.MULTIPLE and fits:
        for language, endings in _ENDINGS.items():
            if keys not in endings:
                yield "warning", f"the key has {keys} options; the exams ask for {' or '.join(map(str, endings))}"
            elif not question.stem.in_(language).rstrip(" )").endswith(endings[keys]):
                yield "warning", f"the stem ({language}) does not say how many to choose; end it in “({endings[keys]})”"


def _right_when(question: Question) -> Iterator[Verdict]:
    """Yield the faults of the situations in which wrong options would be right."""
    for option in question.options:
        if option.right_when and option.id in question.key:  # of steps, each is
            yield "error", f"option {option.id} is right, and has a `right_when`; only a wrong one has"
        for language in LANGUAGES if option.right_when else ():
            text = option.right_when.in_(language) if option.right_when else ""
            if text.endswith((".", "!", "?")) or text.startswith(_RIGHT_IF[language]):
                message = f"the right_when of option {option.id} ({language}) follows “{_RIGHT_IF[language]}”"
                yield "error", f"{message}; write the rest of that sentence, without a period"
            if len(text) > RIGHT_WHEN_CHARACTERS:
                message = f"the right_when of option {option.id} ({language}) has {len(text)} characters"
                yield "error", f"{message}; name the one thing that would differ, in {RIGHT_WHEN_CHARACTERS} or fewer"


def _letters(question: Question, language: Language) -> Iterator[Verdict]:
    places = [("the stem", question.stem), ("`deciding`", question.deciding)]
    for option in question.options:
        places += [(f"option {option.id}", option.text), (f"the why of option {option.id}", option.why)]
        if option.right_when:
            places.append((f"the right_when of option {option.id}", option.right_when))
    places += [(f"the prompt of pair {pair.id}", pair.prompt) for pair in question.pairs]
    for place, text in places:
        if found := _LETTERS[language].search(text.in_(language)):
            yield "error", f"{place} ({language}) says “{found.group()}”; options are shuffled, so say the thing itself"


def _options(question: Question, language: Language) -> Iterator[Verdict]:
    first: dict[str, str] = {}
    for option in question.options:
        text = option.text.in_(language)
        twin = first.setdefault(fold(text), option.id)
        if twin != option.id:
            yield "error", f"options {twin} and {option.id} ({language}) say the same; rewrite one"
        if found := _CATCH_ALL[language].search(text):
            yield "error", f"option {option.id} ({language}) says “{found.group()}”; write an option of its own"
        count = len(option.why.in_(language).split())
        if count < WHY_WORDS:
            message = f"the why of option {option.id} ({language}) has {count} words; name the requirement"
            yield "error", f"{message} it meets or fails, in {WHY_WORDS} or more"


def _giveaways(question: Question, language: Language) -> Iterator[Verdict]:
    keys, distractors = ([each.text.in_(language) for each in group] for group in keys_and_distractors(question))
    if not keys or not distractors:
        return
    mean = sum(map(len, distractors)) / len(distractors)
    longest = max(map(len, keys))
    if longest > max(map(len, distractors)) and longest > LONGER * mean:
        message = f"the key ({language}) is the longest option: {longest} characters, the wrong ones {mean:.0f}"
        yield "warning", f"{message} on average; shorten it or lengthen a wrong one"
    absolute = _ABSOLUTES[language]
    if (in_keys := any(map(absolute.search, keys))) != any(map(absolute.search, distractors)):
        where, texts = ("the key", keys) if in_keys else ("wrong options", distractors)
        said = next(found.group() for found in map(absolute.search, texts) if found)
        yield "warning", f"an absolute (“{said}”) stands in {where} ({language}) alone; drop it"


def _stem(question: Question, language: Language) -> Iterator[Verdict]:
    stem = question.stem.in_(language).strip()
    if "?" not in stem:
        yield "warning", f"the stem ({language}) asks no question; end it in one"
    if stem.endswith(":"):
        yield "warning", f"the stem ({language}) ends in a colon; ask a question that stands without the options"
    count = len(stem.split())
    if count not in STEM_WORDS:
        yield "warning", f"the stem ({language}) has {count} words; keep it within {STEM_WORDS[0]} to {STEM_WORDS[-1]}"
    if found := _QUIET_NEGATIONS[language].search(stem):
        capital = "NOT or EXCEPT" if language == "en" else "NÃO or EXCETO"
        yield "warning", f"the stem ({language}) asks “{found.group()}”; write {capital} in capitals, or ask positively"
    superlatives = _SUPERLATIVES[language].findall(stem)
    if len(superlatives) > 1:
        yield "warning", f"the stem ({language}) says {' and '.join(superlatives)}; keep one of them"


def _clang(question: Question, language: Language, common: AbstractSet[str]) -> Iterator[Verdict]:
    keys, distractors = (
        {root_of(word) for each in group for word in words(each.text.in_(language))}
        for group in keys_and_distractors(question)
    )
    stem = {root_of(word): word for word in words(question.stem.in_(language))}
    shared = sorted(stem[root] for root in (keys & stem.keys()) - distractors - common if len(root) >= CLANG_LETTERS)
    if shared:
        quoted = ", ".join(f"“{word}”" for word in shared)
        yield "warning", f"stem and key ({language}) alone share {quoted}; say it otherwise in one of them"


def root_of(word: str) -> str:
    """Return a word without the sign of its plural."""
    return word.removesuffix("s")


def common_words(stems: Collection[str]) -> AbstractSet[str]:
    """Return the words that occur in so many *stems* (a tenth, and three at least) that they point to no key."""
    counts: dict[str, int] = {}
    for stem in stems:
        for word in {root_of(word) for word in words(stem)}:
            counts[word] = counts.get(word, 0) + 1
    return {word for word, count in counts.items() if count >= max(3, len(stems) / 10)}


def _services(question: Question, bank: Bank) -> Iterator[Verdict]:
    keys = [option.text.in_(language) for option in keys_and_distractors(question)[0] for language in LANGUAGES]
    mentioned = [bank.services[each] for each in question.services if each in bank.services]
    for service in mentioned:
        if not any(first_label(text, (service.name, service.short)) for text in keys):
            continue
        for language in () if question.kind.is_arranged else LANGUAGES:
            if label := first_label(question.stem.in_(language), labels(service)):
                yield "error", f"the stem ({language}) says “{label}”, which names the key; describe the need instead"
        if service.id == question.teaches and not is_answer(bank, service):
            yield "error", f"the key names {service.short}, which cannot be an answer in the exam; key what replaced it"
