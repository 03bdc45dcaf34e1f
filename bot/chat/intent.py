"""The kinds of things that a person can ask: intents with typed parameters, and how each is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Delivery(Enum):
    """The audience of a reply; fixed before the work, since platforms fix it at the first acknowledgement."""

    PRIVATE = auto()
    PUBLIC = auto()
    IN_PLACE = auto()


class Who(Enum):
    """The people who may ask."""

    ANYONE = auto()
    ADMINS = auto()
    HOSTS = auto()
    """Admins, and those to whom a channel belongs by its platform."""


class Takes(Enum):
    """The type of a parameter: `entry.arguments` reads it, and a platform offers the matching input or completion."""

    TEXT = auto()
    TOPIC = auto()
    ABOUT = auto()
    LEVEL = auto()
    PERIOD = auto()
    LANGUAGE = auto()
    SWITCH = auto()
    NUMBER = auto()
    ZONE = auto()
    TIME = auto()
    WEEKDAYS = auto()
    DAY = auto()
    """A day to come, as people write it."""
    DATE = auto()
    """A date that a button carries."""
    POSTING = auto()
    """A posting's id that a button carries."""


@dataclass(frozen=True, slots=True)
class ParamOption:
    """A value of a parameter with options: its label, and further words that mean the same in any language."""

    value: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of an intent."""

    name: str
    description: str = ""
    takes: Takes = Takes.TEXT
    required: bool = False
    options: tuple[ParamOption, ...] = ()
    longest: int = 4_000
    """Characters that are read; a longer value is refused rather than cut."""
    also: tuple[str, ...] = ()
    """Other words for its name in a typed line, in any language."""
    least: int = 0
    most: int | None = None
    """The smallest and the largest number, where a number is taken."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a person can ask. Without a description it is a button only, and no command."""

    name: str
    delivery: Delivery = Delivery.PRIVATE
    description: str = ""
    params: tuple[Param, ...] = ()
    who: Who = Who.ANYONE
    more_for: Who = Who.ANYONE
    """The people who are shown more than others."""
    examples: tuple[str, ...] = ()
    """Values to type behind the name, for instance, as message ids; the simplest first."""
    form: str = ""
    """The intent whose reply is a form of the parameters, for platforms with windows, where none is given."""

    @property
    def looked_up(self) -> Who:
        """Return the role that has to be looked up for the asking person, be it only to show more."""
        return self.more_for if self.who is Who.ANYONE else self.who

    @property
    def is_command(self) -> bool:
        """Return whether people can type it."""
        return bool(self.description)
