"""The limit for Prova on Slack: a Bolt app that answers every command and press with a constant block.

It answers before it returns, as Prova does; Bolt's default looks for the acknowledgement every 10 ms.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

ANY = re.compile("")
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "Compares what a deployed model gets. " * 20}}]

logging.disable(logging.CRITICAL)
app = AsyncApp(
    token=os.environ["SLACK_BOT_TOKEN"],
    signing_secret=os.environ.get("SLACK_SIGNING_SECRET"),
    process_before_response=True,
)


@app.command(ANY)
async def command(ack: Any) -> None:
    """Answer with the constant block."""
    await ack(text="drift", blocks=BLOCKS)


@app.action(ANY)
async def action(ack: Any, respond: Any) -> None:
    """Acknowledge, and answer with the constant block."""
    await ack()
    await respond(text="drift", blocks=BLOCKS, replace_original=False)


async def listen(app_token: str) -> None:
    """Serve Slack through a socket."""
    await AsyncSocketModeHandler(app, app_token).start_async()  # type: ignore[no-untyped-call]


def main() -> None:
    """Serve Slack by the transport that the environment names."""
    if port := os.environ.get("PROVA_HTTP_PORT"):
        web.run_app(app.web_app("/slack/events"), host="127.0.0.1", port=int(port), print=None, access_log=None)
    else:
        asyncio.run(listen(os.environ["SLACK_APP_TOKEN"]))


if __name__ == "__main__":
    main()
