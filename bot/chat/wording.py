"""Every sentence for people, in the language they read.

English sentences are the message ids; `locale/pt_BR.po` holds the Portuguese ones and is read through Babel when first
needed. `N_` marks a sentence that is looked up later; `Voice` looks one up and fills it.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from bot.chat.language import Language
from bot.chat.markup import Span, Spans, fill, parse

CATALOGUE = Path(__file__).parent / "locale" / "pt_BR.po"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name, which extractors know
    """Mark *message* for translation and return it as it is."""
    return message


ERRORS: Mapping[str, str] = {
    "bad-argument": N_("Try it like this: {usage}"),
    "passed-over": N_("I don't understand “{words}” here. Try it like this: {usage}"),
    "unknown-number": N_("“{number}” isn't a number. Type one, such as 12."),
    "unknown-pair": N_("I can't find two services in “{line}”. Name two, like this: model monitor, clarify."),
    "unknown-topic": N_("I don't know the topic “{topic}”. Try one of these: {suggestions}."),
    "unknown-exam": N_("There's no exam “{exam}” here. Choose one of {exams}."),
    "bad-score": N_("{score} isn't on the scale. Scores go from {least} to {most}: /result pass 790, for instance."),
    "unknown-choice": N_("“{value}” isn't one of the choices here. Choose one of these: {choices}."),
    "unknown-zone": N_("I don't know the time zone “{zone}”. Type a name such as {suggestions}."),
    "unknown-time": N_("“{time}” isn't a time of day. Type one, such as 09:00 or 9h30."),
    "unknown-weekdays": N_("I don't know the weekdays “{weekdays}”. Type some, such as mon-fri or sat, sun."),
    "unknown-day": N_("“{day}” isn't a future date. Type one, such as {example}."),
    "unclear-day": N_("“{day}” could be either of two days. Choose one: {choices}."),
    "bad-hours": N_("A question can stay open for 1 to {most} hours. Type, for example, closes:24."),
    "no-schedule": N_("This channel has no daily question. An admin can set one up with /daily set 09:00."),
    "zone-gone": N_("I don't know the daily question's time zone anymore. Set it again with /daily set."),
    "board-off": N_("The leaderboard is turned off here. /me shows how you're doing, and only you see it."),
    "not-next": N_("The question for {day} isn't next anymore. Type /daily to see what is."),
    "already-posted": N_("The question for {day} has already been posted. The next one comes at its usual time."),
    "cannot-post": N_("I'm not allowed to post in this channel. Give me permission to post here, then try again."),
    "no-such-option": N_("“{letter}” isn't an option of this question. Choose from {letters}."),
    "wrong-count": N_("This question wants {wanted} of {letters}. Answer, for example, {example}."),
    "letter-missing": N_("Still missing: {missing}. Every letter needs a place, as in {example}."),
    "letter-twice": N_("{letter} appears twice. Every letter has one place, as in {example}."),
    "place-twice": N_("{place} has two letters. Every number has one, as in {example}."),
    "too-long": N_("That's longer than I can read. Say it in {limit} characters or fewer."),
    "stale-button": N_("This button is from another version of Prova. Type /quiz or /help to continue."),
    "not-allowed": N_("Only admins can do that here. Ask one of them."),
    "for-channels": N_("That works in channels, not in direct messages. Type it in the channel you mean."),
    "role-unknown": N_(
        "I couldn't check whether you're an admin here, so nothing was changed. Please try again in a minute."
    ),
    "no-questions": N_(
        "There's no question on that topic at that level yet. Leave the level out, or choose another topic."
    ),
    "uncovered-exam": N_("{about} Prova has no questions on it. {shares}"),
    "unknown-posting": N_("I can't find that question anymore. Type /quiz for a new one."),
    "posting-closed": N_("This question is closed, so the answer doesn't count. Type /quiz for another one."),
    "not-yours": N_("This practice question belongs to someone else. Type /quiz for one of your own."),
    "question-gone": N_(
        "This question has been withdrawn or rewritten, so it can't be answered anymore. Type /quiz for another one."
    ),
    "store-unavailable": N_("I couldn't save that, so nothing was changed. Please try again in a minute."),
    "store-busy": N_("The database is busy, so nothing was changed. Please try again in a moment."),
    "store-full": N_("The disk is full, so nothing was saved. Please tell whoever runs Prova, and try again later."),
    "store-uncertain": N_(
        "I lost the database just then, so I can't tell whether that was saved. "
        "Please check again in a minute; it's safe to answer again."
    ),
    "error": N_("Something went wrong on my side. Please try again; if it keeps happening, report the code {request}."),
}
"""One sentence for each error code: the fault, and the next thing to do."""


@dataclass(frozen=True, slots=True)
class _Messages:
    """A catalogue in memory: (context, message id) -> the forms, and which form a number takes."""

    forms: Mapping[tuple[str | None, str], tuple[str, ...]]
    plural: Callable[[int], int]


@cache
def _portuguese() -> _Messages:
    """Read the Portuguese catalogue."""
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="pt_BR")
    forms = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            first = message.id if isinstance(message.id, str) else message.id[0]
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if all(strings):
                forms[message.context, first] = strings
    return _Messages(forms, gettext.c2py(catalogue.plural_expr))


@lru_cache(maxsize=1024)
def _written_out(day: date, language: Language) -> str:
    """Return a date in words; kept, since the bank has few dates and Babel takes its time."""
    from babel.dates import format_date

    return format_date(day, "long", locale=language.replace("-", "_"))


@cache
def _listed(locales: tuple[str, ...], language: Language) -> str:
    """Return the names of languages in *language*, joined as its grammar does."""
    from babel import Locale
    from babel.lists import format_list

    speaker = language.replace("-", "_")
    names = [Locale.parse(one, sep="-").get_language_name(speaker) or one for one in locales]
    return format_list(names, locale=speaker)


@lru_cache(maxsize=1024)
def _moment(at: datetime, language: Language, skeleton: str) -> str:
    """Return a local time without a zone, with its date as a CLDR skeleton asks."""
    from babel.dates import format_skeleton, format_time

    locale = language.replace("-", "_")
    return f"{format_skeleton(skeleton, at, locale=locale)}, {format_time(at, 'HH:mm', locale=locale)}"


@dataclass(frozen=True, slots=True)
class Voice:
    """A language to speak. A sentence missing from the catalogue is said in English.

    `root` is the command that all others are typed behind, where their own names cannot be relied on: `/prova quiz`.
    """

    language: Language
    root: str = ""

    def _forms(self, message: str, context: str | None = None) -> tuple[str, ...] | None:
        """Return the translated forms of *message*, or None where English is to be said."""
        return None if self.language == "en" else _portuguese().forms.get((context, message))

    def _template(self, message: str) -> str:
        """Return a sentence before its fields are filled, its commands as people type them here."""
        forms = self._forms(message)
        text = forms[0] if forms else message
        return _COMMAND.sub(f"/{self.root} ", text) if self.root else text

    def say(self, message: str, /, **values: object) -> str:
        """Return a sentence as plain text, its `{fields}` filled."""
        text = self._template(message)
        return text.format_map(values) if values else text

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the form of a sentence that fits the number; `{n}` is filled with it."""
        forms = self._forms(one)
        form = forms[_portuguese().plural(n)] if forms else one if n == 1 else many
        return form.format_map({"n": n, **values})

    def rich(self, message: str, /, **values: object) -> Spans:
        """Return a sentence with its markup; the values are text, with all their characters."""
        return fill(parse(self._template(message)), values)

    def name(self, word: str, /) -> str:
        """Return the name of a command or parameter."""
        forms = self._forms(word, "command")
        return forms[0] if forms else word

    def command(self, name: str, /) -> str:
        """Return a command as it is typed."""
        typed = " ".join(map(self.name, name.split()))
        return f"/{self.root} {typed}" if self.root else f"/{typed}"

    def day(self, day: date, /) -> str:
        """Return a date written out."""
        return _written_out(day, self.language)

    def languages(self, locales: Sequence[str], /) -> str:
        """Return the names of languages as a list, such as `Japanese and Korean`."""
        return _listed(tuple(locales), self.language)

    def moment(self, at: datetime, /, *, year: bool = False) -> str:
        """Return a local time with its weekday and date, such as `Tue, Nov 24, 09:00`; with the year if it matters."""
        wall_clock = at.replace(second=0, microsecond=0, tzinfo=None)  # the same instant elsewhere is another time
        return _moment(wall_clock, self.language, "yMMMEd" if year else "MMMEd")

    def instant(self, at: datetime, /, *, year: bool = False) -> Span:
        """Return the same as a span that keeps its instant, for clients that show it in their own zone."""
        return Span(self.moment(at, year=year), at=at)


_COMMAND = re.compile(r"(?<!\S)/(?=[a-z{])")
"""The slash of a command in a sentence."""

VOICES: dict[Language, Voice] = {"en": Voice("en"), "pt-BR": Voice("pt-BR")}


@cache
def voice_in(language: Language, root: str = "") -> Voice:
    """Return the voice of a language, for where commands are typed behind *root*."""
    return replace(VOICES[language], root=root)
