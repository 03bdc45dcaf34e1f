"""The completion of a prompt's line: commands in both languages, then their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.chat.intents import CATALOGUE, commands
from bot.chat.parse import parse
from bot.chat.request import REST
from bot.chat.wording import Voice
from bot.entry.dispatch import Dispatcher


class CommandCompleter(Completer):
    """Completes the line of a prompt."""

    def __init__(self, dispatcher: Dispatcher, voice: Callable[[], Voice]) -> None:
        """Take the source of values, and the language of the moment."""
        self._dispatcher = dispatcher
        self._voice = voice

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield the completions of the line so far."""
        line = document.text_before_cursor
        if not line.startswith("/"):
            return
        voice = self._voice()
        for intent in commands():
            name = "/" + " ".join(voice.name(word) for word in intent.name.split())
            if name.startswith(line.casefold()) and name != line:
                yield Completion(name, -len(line), display_meta=voice.say(intent.description))
        call = parse(line)
        params = CATALOGUE[call.intent].params
        if params and " " in line and call.intent != "unknown":
            typed = call.args.get(REST, "")
            for param in params:
                for value in self._dispatcher.suggest.values(call.intent, param.name, typed, voice):
                    yield Completion(value, -len(typed))
