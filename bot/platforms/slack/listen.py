"""What comes in from Slack: commands, presses, windows, messages. Decoded, answered, and acknowledged in time.

Slack wants each of them acknowledged within 3 s. A command is answered in its acknowledgement where that is quick
enough, in one round trip that cannot post twice; work that takes longer is acknowledged after 1.5 s and shown through
the response URL. A press is acknowledged at once and answered through its response URL: Slack takes no answer in that
acknowledgement. What is delivered twice is acknowledged twice and answered once.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.chat.intents import CATALOGUE, NONE, Delivery, Param, Who, pressed, wanting
from bot.chat.parse import parse
from bot.chat.reply import Reply, Tone
from bot.chat.request import CURRENT, REST, Actor, Address, Call, Request
from bot.entry.dispatch import Dispatcher
from bot.platforms.limits import LimitExceeded
from bot.platforms.slack.manifest import ROOT
from bot.platforms.slack.origin import Origin, origin_of
from bot.platforms.slack.profiles import PLATFORM, Profiles
from bot.platforms.slack.render import LETTERS, Message, Payload, documents, form, home, message, modal
from bot.platforms.slack.send import Sender, code_of
from bot.platforms.slack.text import meant

PATIENCE = 1.5
"""Seconds that work may take before it is acknowledged without its answer: half of what Slack waits."""
REMEMBERED = 20_000
"""Deliveries that are recognized when they come again."""
ANSWERS_IN_ACK = "prova_answers_in_ack"
"""Tells in a request's context whether the acknowledgement may carry an answer."""
DELIVERY = "prova_delivery"
"""Tells in a request's context by what a delivery is recognized when it comes again."""

_ANY = re.compile("")
WRITTEN = (None, "file_share", "thread_broadcast")
"""Subtypes of messages that somebody wrote."""
_log = logging.getLogger(__name__)

Body = Mapping[str, Any]
_T = TypeVar("_T")


class SlackListener:
    """Answers whatever Slack delivers; `drain` waits for what is under way."""

    def __init__(self, dispatcher: Dispatcher, speaker: Sender, profiles: Profiles) -> None:
        """Take the way in, the way out, and who knows the people."""
        self._dispatcher = dispatcher
        self._speaker = speaker
        self._profiles = profiles
        self._under_way: set[asyncio.Task[Any]] = set()
        self._delivered: OrderedDict[str, None] = OrderedDict()

    def attach(self, app: AsyncApp) -> None:
        """Hear everything that *app* is told."""
        app.error(_raised)
        app.use(self.once)
        app.command(_ANY)(self.command)
        app.action(_ANY)(self.action)
        app.view(_ANY)(self.submission)
        app.event("app_home_opened")(self.opened)
        app.event("app_mention")(self.mention)
        app.event("message")(self.written)
        app.event(_ANY)(self.other)

    async def drain(self, seconds: float) -> None:
        """Wait until what is under way has been answered, at most so long."""
        if waiting := set(self._under_way):
            await asyncio.wait(waiting, timeout=seconds)

    def cut(self) -> None:
        """Cut off what is still under way."""
        for task in self._under_way:
            task.cancel()

    def hold(self) -> None:
        """Let `drain` wait for the task that calls this."""
        if task := asyncio.current_task():
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _again(self, delivery: str) -> bool:
        """Tell whether a delivery of that name came before, and remember it."""
        known = delivery in self._delivered
        self._delivered[delivery] = None
        self._delivered.move_to_end(delivery)
        if len(self._delivered) > REMEMBERED:
            self._delivered.popitem(last=False)
        return known

    def forget(self, delivery: str | None) -> None:
        """Take a delivery for new when it comes again: it could not be handled."""
        if delivery:
            self._delivered.pop(delivery, None)

    async def unacknowledged(self, body: Body, token: str, answer: Mapping[str, Any]) -> None:
        """Show an answer whose acknowledgement could not be sent: a message, or what a form's window turns to."""
        origin = origin_of(body, token, "")
        if "blocks" in answer:
            told = Message(str(answer.get("text")), list(answer["blocks"]))
            await self._guarded(self._speaker.show(origin, told, private=answer.get("response_type") != "in_channel"))
        elif "view" in answer:
            await self._guarded(self._speaker.update(origin, str(origin.view.get("id")), answer["view"]))

    async def once(
        self,
        request: AsyncBoltRequest,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse | None:
        """Acknowledge a delivery that came before, without doing it again.

        Events carry an id. Of what comes by HTTP, Slack marks what it sends again, byte for byte; envelopes of a socket
        are told apart before they come here.
        """
        event = request.body.get("event_id")
        body = request.raw_body
        name = str(event) if event else hashlib.sha256(body.encode()).hexdigest()
        request.context[DELIVERY] = name
        again = bool(event or body) and self._again(name)
        if again and (event or "x-slack-retry-num" in request.headers):
            return BoltResponse(status=200, body="")
        await next()
        return None

    async def command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Answer a command."""
        call = command_call(str(body.get("command", "")), str(body.get("text") or ""))
        origin = _origin(body, context)
        work = self._start(self._message(call, origin))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        private = CATALOGUE[call.intent].delivery is not Delivery.PUBLIC
        shown = work.result() if done else None
        if shown and context.get(ANSWERS_IN_ACK, True):
            await ack(self._speaker.body(shown, private=private))
            if shown.files:
                self._start(self._guarded(self._speaker.upload(origin, shown.files)))
            return
        await ack()

        async def later() -> None:
            await self._speaker.show(origin, await work, private=private)

        self._start(self._guarded(later()))

    async def action(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Acknowledge a press, and answer it."""
        await ack()
        actions = body.get("actions") or [{}]
        if actions[0].get("type", "button") == "button":
            origin = _origin(body, context, _metadata(body.get("view") or {}))
            self._start(self._guarded(self._press(body, str(actions[0].get("action_id", "")), origin)))

    async def submission(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Answer a form in its own window."""
        view: Body = body.get("view") or {}
        call = pressed(str(view.get("callback_id", "")))
        values = {
            name: str(field.get("value") or "") for block in (_state(view)).values() for name, field in block.items()
        }
        param = wanting(call)
        if param and param.name in values:
            call = Call(call.intent, {**call.args, param.name: values[param.name]})
        origin = _origin(body, context, _metadata(view))
        work = self._start(self._window(call, origin))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        if done:
            await ack(response_action="update", view=work.result())
            return
        voice = await self._dispatcher.voice(await self._profiles.actor(origin))
        await ack(response_action="update", view=modal(Reply(voice.say("One moment …")), voice))

        async def later() -> None:
            await self._speaker.update(origin, str(view.get("id")), await work)

        self._start(self._guarded(later()))

    async def opened(self, body: Body, context: AsyncBoltContext) -> None:
        """Show somebody's home tab."""
        if (body.get("event") or {}).get("tab", "home") == "home":
            self._start(self._guarded(self._home(_origin(body, context))))

    async def mention(self, body: Body, context: AsyncBoltContext) -> None:
        """Answer a message that names the bot."""
        event: Body = body.get("event") or {}
        if not event.get("bot_id"):
            self._start(self._guarded(self._line(_unnamed(event, context), _origin(body, context))))

    async def written(self, body: Body, context: AsyncBoltContext) -> None:
        """Answer a message to the bot alone; edits, joins and other bots are no such thing."""
        event: Body = body.get("event") or {}
        if event.get("channel_type") == "im" and event.get("subtype") in WRITTEN and not event.get("bot_id"):
            self._start(self._guarded(self._line(_unnamed(event, context), _origin(body, context))))

    async def other(self) -> None:
        """Pass over events that are nothing to us."""

    def _start(self, work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        """Start work that `drain` waits for."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    @staticmethod
    async def _guarded(work: Awaitable[object]) -> None:
        """Do work whose failure nobody but the operator can be told of."""
        try:
            await work
        except SlackApiError as error:  # its text may repeat what was sent
            _log.error("slack: could not be answered (%s)", code_of(error))
        except Exception:  # noqa: BLE001 - whatever it is
            _log.exception("slack: could not be answered")

    async def _message(self, call: Call, origin: Origin) -> Message:
        """Carry out what is asked, and return it as a message."""
        return await self._as_message(*await self._reply(call, origin))

    async def _as_message(self, request: Request, reply: Reply) -> Message:
        """Return a reply as a message; what does not fit one is apologized for."""
        try:
            return message(reply)
        except LimitExceeded:
            return message(await self._dispatcher.sorry(request))

    async def _window(self, call: Call, origin: Origin) -> Payload:
        """Carry out what is asked, and return it as a window."""
        return await self._as_window(*await self._reply(call, origin), origin)

    async def _as_window(self, request: Request, reply: Reply, origin: Origin) -> Payload:
        """Return a reply as a window, and send the documents it comes with."""
        voice = await self._dispatcher.voice(request.actor)
        try:
            shown = modal(reply, voice, _remembering(origin))
        except LimitExceeded:
            return modal(await self._dispatcher.sorry(request), voice, _remembering(origin))
        if files := documents(reply):
            self._start(self._guarded(self._speaker.upload(origin, files)))
        return shown

    async def _reply(self, call: Call, origin: Origin) -> tuple[Request, Reply]:
        """Carry out what is asked."""
        request = Request(origin.id, await self._actor(call, origin), _address(origin), call)
        return request, await self._dispatcher.handle(request)

    async def _actor(self, call: Call, origin: Origin) -> Actor:
        """Return who asks, and whether they may, where that matters."""
        who = CATALOGUE[call.intent].looked_up
        actor = await self._profiles.actor(origin, as_admin=who is not Who.ANYONE)
        if who is Who.HOSTS and not actor.admin:
            return replace(actor, admin=await self._profiles.hosts(origin))
        return actor

    async def _press(self, body: Body, action_id: str, origin: Origin) -> None:
        """Answer a press: in a form, in the window it was made in, or where its message is."""
        call = pressed(action_id)
        param = wanting(call)
        state = _state(body.get("view") or body)
        boxes = [box for block in state.values() for name, box in block.items() if name == LETTERS]
        if param and boxes:
            letters = "".join(str(option.get("value")) for box in boxes for option in box.get("selected_options") or [])
            call = Call(call.intent, {**call.args, param.name: letters or NONE})
        elif param and param.description:
            await self._form(call, param, origin)
            return
        delivery = CATALOGUE[call.intent].delivery
        if origin.view and not (delivery is Delivery.PUBLIC and origin.channel):
            await self._in_window(call, origin)
            return
        shown = await self._message(call, origin)
        replace = delivery is Delivery.IN_PLACE
        await self._speaker.show(origin, shown, private=delivery is not Delivery.PUBLIC, replace=replace)

    async def _in_window(self, call: Call, origin: Origin) -> None:
        """Answer a press in a window: in that window, or from the home tab in a new one."""
        request, reply = await self._reply(call, origin)
        shown = await self._as_window(request, reply, origin)
        if origin.view.get("type") == "modal":
            await self._speaker.update(origin, str(origin.view.get("id")), shown)
        elif not await self._speaker.open(origin, shown):
            await self._speaker.post(origin, await self._as_message(request, reply), private=True)

    async def _form(self, call: Call, param: Param, origin: Origin) -> None:
        """Ask for a text in a window of its own."""
        voice = await self._dispatcher.voice(await self._actor(call, origin))
        if not await self._speaker.open(origin, form(call, param, voice, _remembering(origin))):
            told = Reply(voice.say("The form could not be opened. Press the button again."), tone=Tone.TROUBLE)
            await self._speaker.show(origin, message(told), private=True)

    async def _home(self, origin: Origin) -> None:
        """Make somebody's home tab."""
        _, reply = await self._reply(Call("home"), origin)
        await self._speaker.publish(origin, home(reply))

    async def _line(self, text: str, origin: Origin) -> None:
        """Answer a line that somebody wrote."""
        call = line_call(text)
        private = CATALOGUE[call.intent].delivery is not Delivery.PUBLIC
        shown = await self._message(call, origin)
        await self._speaker.post(origin, shown, private=private)
        await self._speaker.upload(origin, shown.files)


def _unnamed(event: Body, context: AsyncBoltContext) -> str:
    """Return a message without the bot's own name; the names of others are words of it."""
    text = str(event.get("text") or "")
    return re.sub(rf"<@{re.escape(context.bot_user_id)}(\|[^>]*)?>", " ", text) if context.bot_user_id else text


async def _raised(error: Exception) -> None:
    """Raise what went wrong to where the app was called; Bolt would only write it down."""
    raise error


def command_call(command: str, text: str) -> Call:
    """Return what a slash command asks for: `/quiz …`, `/prova quiz …`, and both with a prefix of the workspace's.

    A name that is none of ours any more is the intent `unknown`.
    """
    name = command.removeprefix("/").rpartition("-")[2]
    rest = meant(text).strip()
    return line_call(rest) if name == ROOT else parse(f"{name} {rest}")


def line_call(text: str) -> Call:
    """Return what a line asks for; nothing at all asks for help."""
    line = meant(text).strip()
    return parse(line) if line else Call("help", {REST: ""})


def _origin(body: Body, context: AsyncBoltContext, metadata: Mapping[str, str] | None = None) -> Origin:
    """Return where a request came from, which the log names from now on; *metadata* is what a window remembers."""
    authorized = context.authorize_result
    space = str((authorized and (authorized.team_id or authorized.enterprise_id)) or context.team_id or "")
    organization = context.enterprise_id or (authorized.enterprise_id if authorized else None)
    origin = origin_of(body, str(context.bot_token or ""), space, organization)
    CURRENT.set(origin.id)
    if metadata:
        return replace(origin, channel=metadata.get("channel", ""), thread=metadata.get("thread", ""))
    return origin


def _remembering(origin: Origin) -> str:
    """Return what a window has to remember of where it is opened."""
    return json.dumps({"channel": origin.channel, "thread": origin.thread})


def _address(origin: Origin) -> Address:
    """Return where it is asked; outside of channels, in the conversation with the bot."""
    return Address(f"{PLATFORM}:{origin.space}", origin.channel or origin.user)


def _state(of: Body) -> Mapping[str, Mapping[str, Any]]:
    """Return the values of the inputs of a message or view, by block and action."""
    values = (of.get("state") or {}).get("values")
    return values if isinstance(values, Mapping) else {}


def _metadata(view: Body) -> dict[str, str]:
    """Return what a window remembers; a foreign one remembers nothing."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}
