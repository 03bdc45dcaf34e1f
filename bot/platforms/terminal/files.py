"""The documents of a reply as files of the person at the terminal: thousands of lines are no card."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

from bot.chat.markup import Span, plain
from bot.chat.reply import Block, Document, Reply, Text
from bot.chat.wording import Voice

SECRET = 0o600
"""The mode of the files: only the person reads their own data."""


def saved(reply: Reply, voice: Voice) -> Reply:
    """Return *reply* with each document written to a file, and the file's path in its place."""
    return replace(
        reply, blocks=tuple(_saved(one, voice) if isinstance(one, Document) else one for one in reply.blocks)
    )


def _saved(document: Document, voice: Voice) -> Block:
    """Write a document here, or else where temporary files go; return a sentence with the path, or with the reason."""
    reason = ""
    for folder in (os.curdir, tempfile.gettempdir()):
        try:
            path = _written(Path(folder).absolute(), document)
        except OSError as error:
            reason = error.strerror or type(error).__name__
        else:
            return Text((*plain(voice.say("It is in this file:") + " "), Span(str(path), code=True)))
    return Text(
        plain(voice.say("I couldn't save it as a file ({reason}). Make some room, then ask again.", reason=reason))
    )


def _written(folder: Path, document: Document) -> Path:
    """Write a document to a new file, whole or not at all; a file that is there already stays. Raises OSError."""
    name = Path(document.name)
    for number in count(1):
        path = folder / (f"{name.stem}-{number}{name.suffix}" if number > 1 else name.name)
        with suppress(FileExistsError):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET)
            try:
                with os.fdopen(opened, "w", encoding="utf-8", errors="replace") as file:
                    file.write(document.text + "\n")
            except OSError:
                path.unlink(missing_ok=True)
                raise
            break
    return path
