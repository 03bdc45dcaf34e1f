"""A request: an intent with its values, the asking person, and the place."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

CURRENT: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being carried out, for the log; a platform sets it where it decodes one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The asking person. `user_id` is the platform's own id; `name` is decoration; `locale` is the client's.

    `zone` is the client's IANA time zone where it says so; `admin` is the platform's word on the person in this place,
    `unsure` says that it gave none.
    `root` is the command that all others are typed behind, on a platform that knows their names differently.
    """

    platform: str
    user_id: str
    name: str
    locale: str = "en"
    admin: bool = False
    zone: str | None = None
    root: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """The place of a request: the space (`platform:id`) and the channel's id in it.

    `own_space` is True for a conversation that is a space itself, `alone` where no one but the asking person reads.
    """

    space: str
    channel: str
    own_space: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """An intent by name, with raw values by parameter.

    A platform whose people type sentences puts all that follows the command under `REST`; the values are taken apart
    and checked in one place, `entry.arguments`.
    """

    intent: str
    args: Mapping[str, str] = field(default_factory=dict)


REST = ""
"""The key of a Call's arguments that holds the untyped rest of a line."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that one person asks, once. `id` names it in the log.

    `direct` is a direct conversation that is nobody's to run: neither a channel, nor the person's own with the bot.
    """

    id: str
    actor: Actor
    address: Address
    call: Call
    direct: bool = False
