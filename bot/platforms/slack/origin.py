"""The origin of a request on Slack: a person at a place, and the ways back to there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PLATFORM = "slack"


@dataclass(frozen=True, slots=True)
class Origin:
    """A person at a place, as one event describes them.

    `id` names the request in the log. `token` speaks for the workspace `space`; `user` is Slack's id there, `learner`
    the one that no other workspace uses. A press inside a window has a `view` and no `channel`. `seen_alone`: only
    the person sees the message whose button was pressed. `direct`: the place is known to be the conversation of the
    person and the bot alone.
    """

    id: str
    token: str = field(repr=False)
    space: str
    user: str
    learner: str
    name: str = ""
    channel: str = ""
    thread: str = ""
    response_url: str = field(default="", repr=False)
    trigger: str = field(default="", repr=False)
    view: Mapping[str, Any] = field(default_factory=dict)
    seen_alone: bool = False
    direct: bool = False

    @property
    def between_people(self) -> bool:
        """Return whether the place is a direct conversation that may be one between two people."""
        return self.channel.startswith("D") and not self.direct


def origin_of(body: Mapping[str, Any], token: str, space: str, organization: str | None = None) -> Origin:
    """Return the origin of a command, a press, a submission or an event; any payload has one.

    The people of an *organization* are the same in all its workspaces.
    """
    event = inside(body, "event")
    container = inside(body, "container")
    message = inside(body, "message")
    user = body.get("user") or body.get("user_id") or event.get("user") or ""
    person: Mapping[str, Any] = user if isinstance(user, Mapping) else {"id": user}
    channel = body.get("channel") or body.get("channel_id") or event.get("channel") or container.get("channel_id") or ""
    home = person.get("team_id") or event.get("user_team") or space
    owner = organization or inside(body, "enterprise").get("id") or body.get("enterprise_id") or home
    return Origin(
        id=hashlib.sha256(str(body.get("event_id") or body.get("trigger_id")).encode()).hexdigest()[:12],
        token=token,
        space=space,
        user=str(person.get("id", "")),
        learner=f"{owner}.{person.get('id', '')}",
        name=str(person.get("name") or person.get("username") or body.get("user_name") or ""),
        channel=str(channel.get("id", "") if isinstance(channel, Mapping) else channel),
        thread=str(event.get("thread_ts") or container.get("thread_ts") or message.get("thread_ts") or ""),
        response_url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
        view=inside(body, "view"),
        seen_alone=bool(container.get("is_ephemeral")),
        direct=event.get("channel_type") == "im",
    )


def inside(body: object, name: str) -> Mapping[str, Any]:
    """Return the mapping under *name*, or an empty one where there is something else."""
    value = body.get(name) if isinstance(body, Mapping) else None
    return value if isinstance(value, Mapping) else {}
