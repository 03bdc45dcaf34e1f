"""The app manifest for Slack, made from the catalogue, with exactly the scopes that are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.intents import commands
from bot.chat.wording import VOICES

ROOT = "prova"
"""The command that takes all others as its text: Slack's command names are shared by all apps of a workspace.

It has the app's own name and so never a prefix. Prova names commands with it, which is right in either language, with a
prefix or without, and for names that Slack keeps to itself.
"""

BUILT_IN = frozenset(
    {"away", "collapse", "dnd", "expand", "feed", "join", "leave", "me", "msg", "mute", "open", "pro"}
    | {"remind", "search", "shortcuts", "shrug", "status", "topic", "who"}
)
"""Names that Slack keeps to itself; a manifest with one of them is refused as a whole."""

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

SCOPES: Mapping[str, str] = {
    "commands": "slash commands",
    "chat:write": "to answer",
    "app_mentions:read": "to hear its name in a channel",
    "im:history": "to hear what it is told directly",
    "channels:read": "to know whether it may post in a channel, and whose it is",
    "groups:read": "the same in private channels",
    "channels:history": "to find its daily question again before it would post it twice",
    "groups:history": "the same in private channels",
    "im:write": "to send somebody their data",
    "files:write": "to send somebody their data",
    "users:read": "names, languages, time zones and admins",
}
"""Bot scopes, each with its purpose."""
ESSENTIAL = ("commands", "chat:write")
"""Scopes without which nothing works at all."""
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")


def manifest(*, prefix: str = "", url: str = "") -> dict[str, Any]:
    """Return the app manifest: for Socket Mode, or for HTTP under *url*; *prefix* goes before all names but ROOT's."""
    settings: dict[str, Any] = {
        "event_subscriptions": {"bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        "token_rotation_enabled": False,
    }
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES)}}
    if url:
        settings["event_subscriptions"]["request_url"] = url + EVENTS_PATH
        settings["interactivity"]["request_url"] = url + EVENTS_PATH
        oauth["redirect_urls"] = [url + REDIRECT_PATH]
    return {
        "display_information": {
            "name": "Prova",
            "description": "Scenario questions for the AWS AI and ML certificates, in English and Portuguese",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Prova", "always_online": True},
            "slash_commands": [{**one, **({"url": url + EVENTS_PATH} if url else {})} for one in _commands(prefix)],
        },
        "oauth_config": oauth,
        "settings": settings,
    }


def _commands(prefix: str) -> list[dict[str, Any]]:
    """Return the slash commands: one for each first word of the catalogue, and the one that takes them all."""
    english = VOICES["en"]
    first: dict[str, dict[str, Any]] = {}
    for intent in commands():
        name, _, second = intent.name.partition(" ")
        command = first.setdefault(
            name,
            {"command": f"/{prefix}{name}", "description": english.say(intent.description), "should_escape": False},
        )
        hint = second or " ".join(f"<{param.name}>" if param.required else f"[{param.name}]" for param in intent.params)
        if hint:
            command["usage_hint"] = " | ".join(filter(None, (command.get("usage_hint"), hint)))
    everything = {
        "command": f"/{ROOT}",
        "description": "Everything Prova can do: /prova which drift, /prova quiz",
        "usage_hint": "<command> …",
        "should_escape": False,
    }
    return [everything, *(one for name, one in first.items() if prefix + name not in BUILT_IN)]
