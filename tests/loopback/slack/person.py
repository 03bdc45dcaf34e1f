"""Somebody at a Slack client: types commands and messages, presses what is on the screen, reads what it shows."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.look import in_words
from tests.loopback.slack.server import BOT_USER, TEAM, Delivery, LoopbackSlack

_FORMATTED = re.compile(r"(?<![\w\u200b])([*_~`])(?=[^\s\u200b])(.*?[^\s\u200b])\1(?![\w\u200b])")
"""A pair of marks that Slack takes for formatting: at the edges of words, not beside blanks."""


@dataclass
class Person:
    """A member of a workspace, in a channel or alone with the bot."""

    server: LoopbackSlack
    name: str = "ana"
    locale: str = "en-US"
    zone: str = "America/Sao_Paulo"
    team: str = TEAM
    channel: str = "C1STUDY"
    admin: bool = False
    id: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    authorized: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.id = self.id or "U" + "".join(f"{ord(char) % 36:X}" for char in self.name).upper()
        self.server.people[self.id] = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name.lower(),
            "real_name": self.name,
            "tz": self.zone,
            "locale": self.locale,
            "is_admin": self.admin,
            "is_owner": False,
            "profile": {"display_name": self.name, "real_name": self.name},
        }

    async def command(self, name: str, text: str = "") -> Delivery:
        """Type a slash command; Slack escapes three characters of its text."""
        payload = {
            "command": f"/{name}",
            "text": escaped(text),
            "user_id": self.id,
            "user_name": self.name.lower(),
            "team_id": self.team,
            "channel_id": self.channel,
            "channel_name": "study",
            "api_app_id": "A1",
            **self.extra,
        }
        return await self.server.deliver("slash_commands", payload)

    async def say(self, text: str, *, thread: str = "", **more: Any) -> Delivery:
        """Write a message to the bot alone, or one that names it in a channel."""
        direct = self.channel.startswith("D")
        number = next(self.server._numbers)
        event = {
            "type": "message" if direct else "app_mention",
            "user": self.id,
            "team": self.team,
            "channel": self.channel,
            "text": escaped(text) if direct else f"<@{BOT_USER}> {escaped(text)}",
            "ts": f"{number}.000100",
            **({"channel_type": "im"} if direct else {}),
            **({"thread_ts": thread} if thread else {}),
            **more,
        }
        return await self.server.deliver("events_api", self._event(event, number))

    async def open_home(self) -> Delivery:
        """Open the app's home tab."""
        number = next(self.server._numbers)
        event = {"type": "app_home_opened", "user": self.id, "channel": "D" + self.id, "tab": "home"}
        return await self.server.deliver("events_api", self._event(event, number))

    def _event(self, event: dict[str, Any], number: int) -> dict[str, Any]:
        """Return an event as it is delivered."""
        return {
            "type": "event_callback",
            "event_id": f"Ev{number}",
            "team_id": self.team,
            "api_app_id": "A1",
            "event": event,
            "authorizations": [{"team_id": self.team, "user_id": BOT_USER, "is_bot": True, **self.authorized}],
        }

    async def press(
        self, screen: dict[str, Any], action_id: str, ticked: str = "", *, kind: str = "button"
    ) -> Delivery:
        """Press a button of a message or window, with the boxes ticked that *ticked* names.

        Where there are menus, its letters are chosen in them one after the other; a blank leaves one as it is.
        """
        boxes = [part for part in elements(screen) if part["type"] == "checkboxes"]
        chosen = [option for box in boxes for option in box["options"] if option["value"] in ticked]
        ticks = {box["action_id"]: {"type": "checkboxes", "selected_options": chosen} for box in boxes}
        ticks |= {menu["action_id"]: _chosen(menu, ticked) for menu in menus(screen)}
        state = {"values": {"block": ticks} if ticks else {}}
        payload: dict[str, Any] = {
            "type": "block_actions",
            "user": {"id": self.id, "username": self.name.lower(), "name": self.name.lower(), "team_id": self.team},
            "team": {"id": self.team, "domain": "loopback"},
            "api_app_id": "A1",
            "actions": [
                {
                    "type": kind,
                    "action_id": action_id,
                    "block_id": "block",
                    "action_ts": f"{next(self.server._numbers)}.1",
                }
            ],
            **self.extra,
        }
        if "ts" in screen:
            payload |= {
                "channel": {"id": screen.get("channel") or self.channel, "name": "study"},
                "message": screen,
                "container": {
                    "type": "message",
                    "message_ts": screen["ts"],
                    "channel_id": screen.get("channel"),
                    "is_ephemeral": bool(screen.get("ephemeral_to")),
                    **({"thread_ts": screen["thread_ts"]} if screen.get("thread_ts") else {}),
                },
                "state": state,
            }
        else:
            view = {"id": "VHOME", "hash": "h", **screen, "state": state}
            payload |= {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        return await self.server.deliver("interactive", payload)

    async def submit(self, view: dict[str, Any], text: str) -> Delivery:
        """Fill a form's one input and send it."""
        (block,) = [block for block in view["blocks"] if block["type"] == "input"]
        return await self.fill(view, **{block["element"]["action_id"]: text})

    async def fill(self, view: dict[str, Any], **typed: str) -> Delivery:
        """Fill a form's inputs and send it; those that are not *typed* are sent as they stand there."""
        values: dict[str, dict[str, Any]] = {}
        for block in [block for block in view["blocks"] if block["type"] == "input"]:
            element, name = block["element"], block["element"]["action_id"]
            told: dict[str, Any] = {"type": element["type"]}
            if element["type"] == "static_select":
                chosen = [option for option in element["options"] if option["value"] == typed.get(name)]
                told["selected_option"] = chosen[0] if chosen else element.get("initial_option")
            else:
                told["value"] = typed.get(name, element.get("initial_value")) or None
            values[block["block_id"]] = {name: told}
        state = {"values": values}
        payload = {
            "type": "view_submission",
            "user": {"id": self.id, "username": self.name.lower(), "team_id": self.team},
            "team": {"id": self.team, "domain": "loopback"},
            "api_app_id": "A1",
            "view": {**view, "state": state},
        }
        return await self.server.deliver("interactive", payload)


def _chosen(menu: dict[str, Any], letters: str) -> dict[str, Any]:
    """Return what a menu says once the letter of its place is chosen in it."""
    at = int(menu["action_id"].rpartition("-")[2]) - 1
    chosen = [option for option in menu["options"] if option["value"] == letters[at : at + 1]]
    return {"type": menu["type"], "selected_option": chosen[0] if chosen else None}


async def answered(delivery: Delivery, seconds: float | None = None) -> Delivery:
    """Wait until the person sees an answer."""
    await asyncio.wait_for(delivery.answered.wait(), seconds)
    return delivery


def escaped(text: str) -> str:
    """Return a text as Slack hands it on."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def elements(screen: dict[str, Any]) -> list[dict[str, Any]]:
    """Return everything that can be pressed or ticked."""
    return [part for block in screen["blocks"] if block["type"] == "actions" for part in block["elements"]]


def buttons(screen: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons of a message or window."""
    return [part for part in elements(screen) if part["type"] == "button"]


def boxes(screen: dict[str, Any]) -> list[str]:
    """Return the letters that can be ticked."""
    return [option["value"] for part in elements(screen) if part["type"] == "checkboxes" for option in part["options"]]


def menus(screen: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the menus in which letters are chosen for places."""
    return [part for part in elements(screen) if part["type"] == "static_select"]


def label(button: dict[str, Any]) -> str:
    """Return what stands on a button."""
    return str(button["text"]["text"])


def markup_of(screen: dict[str, Any]) -> str:
    """Return the texts of a message or window as they were sent."""
    texts = []
    for block in screen["blocks"]:
        if block["type"] in ("section", "header"):
            texts.append(block["text"]["text"])
        elif block["type"] == "context":
            texts.extend(element["text"] for element in block["elements"])
        elif block["type"] == "input":
            texts.append(block["label"]["text"])
        elif block["type"] == "actions":
            options = [option for part in block["elements"] for option in part.get("options", ())]
            said = [[option["text"], *filter(None, [option.get("description")])] for option in options]
            texts.extend(" ".join(one["text"] for one in each) for each in said if len(each[0]["text"]) > 1)
    return "\n".join(texts)


def text_of(screen: dict[str, Any]) -> str:
    """Return what a person reads, and the labels of what can be pressed."""
    lines = [read(line) for line in markup_of(screen).split("\n")]
    letters = [f"[{label(one)}]" for one in buttons(screen) if len(label(one)) == 1]
    letters += [f"[{letter}]" for letter in boxes(screen)]
    letters += [f"[{menu['placeholder']['text']}]" for menu in menus(screen)]
    numbered = [f"[{number}] {label(one)}" for number, one in enumerate(others(screen), start=1)]
    return in_words("\n".join([*lines, " ".join(letters), "  ".join(numbered)]))


def others(screen: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons that are no letters and send no ticks."""
    return [
        one
        for one in buttons(screen)
        if len(label(one)) > 1 and not ((boxes(screen) or menus(screen)) and one["action_id"].startswith("x1:answer"))
    ]


def read(line: str) -> str:
    """Return a line of mrkdwn as it looks."""
    line = re.sub(r"^(> |• )", "", line)
    line = re.sub(r"<(https://[^|>]+)\|([^>]+)>", r"\2 <\1>", line)
    before = ""
    while before != line:
        before, line = line, _FORMATTED.sub(r"\2", line)
    line = line.replace("\u200b", "")
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        line = line.replace(entity, char)
    return line
