"""The listener for Slack's commands, presses, windows and messages: decoded, answered, and acknowledged in time.

Slack wants each of them acknowledged within 3 s. A command is answered in its acknowledgement where that is quick
enough, in one round trip that cannot post twice; work that takes longer is acknowledged after 1.5 s and shown through
the response URL. A press is acknowledged at once and answered through its response URL: Slack takes no answer in that
acknowledgement. A delivery that comes twice is acknowledged twice and answered once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.chat.button_ids import NONE, pressed, wanting
from bot.chat.intent import Delivery, Param, Who
from bot.chat.intents import CATALOGUE, FORMS
from bot.chat.reply import Reply, Tone
from bot.chat.request import REST, Actor, Call, Request
from bot.entry.dispatch import Asker, Dispatcher
from bot.platforms.in_time import in_time
from bot.platforms.limits import LimitExceeded
from bot.platforms.slack.decode import (
    Body,
    address_of,
    command_call,
    form_call,
    line_call,
    origin_in,
    remembered_by,
    remembering,
    ticked,
    unnamed,
    wrong_inputs,
)
from bot.platforms.slack.deliveries import Deliveries, name_of
from bot.platforms.slack.middleware import Middleware, Next
from bot.platforms.slack.origin import Origin, origin_of
from bot.platforms.slack.profiles import LONG_PATIENCE, PATIENCE, ProfileCache
from bot.platforms.slack.render import Message, documents, form, home, message, modal, refilled
from bot.platforms.slack.send import Sender, code_of
from bot.platforms.slack.ways import Payload
from bot.platforms.under_way import UnderWay

ANSWERS_IN_ACK = "prova_answers_in_ack"
"""The key in a request's context: the acknowledgement may carry an answer."""
DELIVERY = "prova_delivery"
"""The key in a request's context: the delivery's name, by which it is recognized when it comes again."""

_ANY = re.compile("")
WRITTEN = (None, "file_share", "thread_broadcast")
"""Subtypes of messages that people wrote."""
_log = logging.getLogger(__name__)


class SlackListener:
    """Answers Slack's deliveries; an end waits for those `under_way`."""

    def __init__(self, dispatcher: Dispatcher, sender: Sender, profiles: ProfileCache) -> None:
        """Take the way in, the way out, and the people's profiles."""
        self._dispatcher = dispatcher
        self._sender = sender
        self._profiles = profiles
        self.under_way = UnderWay()
        self.deliveries = Deliveries()

    def attach(self, app: AsyncApp) -> None:
        """Register the handlers of everything that *app* receives."""
        app.error(_raise)
        app.use(Middleware(self.handle_once))
        app.command(_ANY)(self.answer_command)
        app.action(_ANY)(self.answer_press)
        app.view(_ANY)(self.answer_form)
        app.event("app_home_opened")(self.show_home)
        app.event("app_mention")(self.answer_mention)
        app.event("message")(self.answer_message)
        app.event(_ANY)(self.pass_over)

    async def show_unacknowledged(self, body: Body, token: str, answer: Mapping[str, Any]) -> None:
        """Show an answer whose acknowledgement could not be sent: a message, or the next view of a form's window."""
        origin = origin_of(body, token, "")
        if "blocks" in answer:
            told = Message(str(answer.get("text")), list(answer["blocks"]))
            private = answer.get("response_type") != "in_channel"
            await self._guarded(self._sender.show(await self._profiles.placed(origin), told, private=private))
        elif "view" in answer:
            await self._guarded(self._sender.update(origin, str(origin.view.get("id")), answer["view"]))

    async def handle_once(
        self,
        request: AsyncBoltRequest,
        next: Next,  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse | None:
        """Acknowledge a delivery that came before, without doing it again.

        Events carry an id. By HTTP, Slack marks a request that it sends again, byte for byte; envelopes of a socket are
        recognized before they come here.
        """
        event = request.body.get("event_id")
        name = request.context[DELIVERY] = name_of(event, request.raw_body)
        if self.deliveries.remember(name) and (event or "x-slack-retry-num" in request.headers):
            return BoltResponse(status=200, body="")
        await next()
        return None

    async def answer_command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Answer a command."""
        call = command_call(str(body.get("command", "")), str(body.get("text") or ""))
        origin = origin_in(body, context)
        form = CATALOGUE[call.intent].form
        if form and not call.args.get(REST):
            await ack()
            self._start(self._open(Call(form), origin))
            return
        work = self.under_way.start(self._message(call, origin))
        private = CATALOGUE[call.intent].delivery is not Delivery.PUBLIC
        shown = work.result() if await in_time(work) else None
        private = private or bool(shown and shown.failed)
        if shown and context.get(ANSWERS_IN_ACK, True):
            await ack(self._sender.body(shown, private=private))
            if shown.files:
                self._start(self._sender.upload(origin, shown.files))
            return
        await ack()

        async def later() -> None:
            late = await work
            await self._sender.show(await self._profiles.placed(origin), late, private=private or late.failed)

        self._start(later())

    async def answer_press(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Acknowledge a press, and answer it."""
        await ack()
        actions = body.get("actions") or [{}]
        if actions[0].get("type", "button") == "button":
            origin = origin_in(body, context, remembered_by(body.get("view") or {}))
            self._start(self._answer_press(body, str(actions[0].get("action_id", "")), origin))

    async def answer_form(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Answer a form in its own window."""
        view: Body = body.get("view") or {}
        call = form_call(view)
        origin = origin_in(body, context, remembered_by(view))
        work = self.under_way.start(self._reply(call, origin))
        if await in_time(work):
            asker, reply = work.result()
            if wrong := wrong_inputs(call, reply, view):
                await ack(response_action="errors", errors=wrong)
            else:
                await ack(response_action="update", view=await self._as_window(asker, reply, origin))
            return
        await ack(response_action="update", view=await self._moment(origin))

        async def later() -> None:
            asker, reply = await work
            wrong = wrong_inputs(call, reply, view)
            shown = refilled(view, wrong) if wrong else await self._as_window(asker, reply, origin)
            await self._sender.update(origin, str(view.get("id")), shown)

        self._start(later())

    async def show_home(self, body: Body, context: AsyncBoltContext) -> None:
        """Show a person's home tab when it is opened."""
        if (body.get("event") or {}).get("tab", "home") == "home":
            self._start(self._publish_home(origin_in(body, context)))

    async def answer_mention(self, body: Body, context: AsyncBoltContext) -> None:
        """Answer a message that names the bot."""
        event: Body = body.get("event") or {}
        if not event.get("bot_id"):
            self._start(self._answer_line(unnamed(event, context), origin_in(body, context)))

    async def answer_message(self, body: Body, context: AsyncBoltContext) -> None:
        """Answer a message to the bot alone; edits, joins and other bots are no such thing."""
        event: Body = body.get("event") or {}
        if event.get("channel_type") == "im" and event.get("subtype") in WRITTEN and not event.get("bot_id"):
            self._start(self._answer_line(unnamed(event, context), origin_in(body, context)))

    async def pass_over(self) -> None:
        """Pass over events of no use to us."""

    def _start(self, work: Awaitable[object]) -> None:
        """Start work whose failure only the log can hold."""
        self.under_way.start(self._guarded(work))

    @staticmethod
    async def _guarded(work: Awaitable[object]) -> None:
        """Do work, and log its failure: there is no other way left to report it."""
        try:
            await work
        except SlackApiError as error:  # its text may repeat what was sent
            _log.error("slack: could not be answered (%s)", code_of(error))
        except Exception:  # noqa: BLE001 - the log is the last to hear of it
            _log.exception("slack: could not be answered")

    async def _message(self, call: Call, origin: Origin) -> Message:
        """Carry out a call, and return the reply as a message."""
        return await self._as_message(*await self._reply(call, origin))

    async def _as_message(self, asker: Asker, reply: Reply) -> Message:
        """Return a reply as a message, or an apology for one that does not fit."""
        try:
            return message(reply)
        except LimitExceeded:
            return message(await self._dispatcher.apologize(asker))

    async def _as_window(self, asker: Asker, reply: Reply, origin: Origin) -> Payload:
        """Return a reply as a window, and send the documents it comes with."""
        voice = await asker.voice_or_default()
        try:
            shown = modal(reply, voice, remembering(origin))
        except LimitExceeded:
            return modal(await self._dispatcher.apologize(asker), voice, remembering(origin))
        if files := documents(reply):
            self._start(self._sender.upload(origin, files))
        return shown

    async def _reply(self, call: Call, origin: Origin) -> tuple[Asker, Reply]:
        """Carry out a call."""
        actor = await self._actor(call, origin)
        direct = origin.between_people and not actor.unsure and not (await self._profiles.placed(origin)).direct
        request = Request(origin.id, actor, address_of(origin), call, direct=direct)
        asker = self._dispatcher.asker(request)
        return asker, await self._dispatcher.serve(asker)

    async def _actor(self, call: Call, origin: Origin) -> Actor:
        """Return the asking person, and whether they are an admin or host where that matters."""
        intent = CATALOGUE[call.intent]
        who = intent.looked_up
        decides = intent.who is not Who.ANYONE and not (who is Who.HOSTS and self._profiles.lists(origin))
        patience = LONG_PATIENCE if decides else PATIENCE
        actor = await self._profiles.actor(origin, as_admin=who is not Who.ANYONE, patience=patience)
        if who is Who.HOSTS and not actor.admin:
            hosts = await self._profiles.hosts(origin, patience)
            return replace(actor, admin=bool(hosts), unsure=not hosts and (actor.unsure or hosts is None))
        return actor

    async def _answer_press(self, body: Body, action_id: str, origin: Origin) -> None:
        """Answer a press: in a form, in the window it was made in, or where its message is."""
        origin = await self._profiles.placed(origin)
        call = pressed(action_id)
        param = wanting(call)
        letters = ticked(body)
        if param and letters is not None:
            call = Call(call.intent, {**call.args, param.name: letters or NONE})
        elif param and param.description:
            await self._open_form(call, param, origin)
            return
        if call.intent in FORMS:
            await self._open(call, origin)
            return
        delivery = CATALOGUE[call.intent].delivery
        if origin.view and not (delivery is Delivery.PUBLIC and origin.channel):
            await self._answer_in_window(call, origin)
            return
        shown = await self._message(call, origin)
        replace = delivery is Delivery.IN_PLACE and not shown.failed
        private = delivery is not Delivery.PUBLIC or shown.failed
        await self._sender.show(origin, shown, private=private, replace=replace)

    async def _answer_in_window(self, call: Call, origin: Origin) -> None:
        """Answer a press in a window: in that window, or from the home tab in a new one."""
        asker, reply = await self._reply(call, origin)
        shown = await self._as_window(asker, reply, origin)
        if origin.view.get("type") == "modal":
            if reply.failed and await self._sender.open(origin, shown) is not None:
                return  # on top of the window, in which all that was chosen stays
            await self._sender.update(origin, str(origin.view.get("id")), shown)
            if not origin.channel and (call.intent == "answer" or CATALOGUE[call.intent].delivery is Delivery.IN_PLACE):
                await self._publish_home(origin)  # the window was opened there, and covers it
        elif await self._sender.open(origin, shown) is None:
            await self._sender.post(origin, await self._as_message(asker, reply), private=True)

    async def _open_form(self, call: Call, param: Param, origin: Origin) -> None:
        """Ask for a text in a window of its own."""
        voice = await self._dispatcher.voice(await self._actor(call, origin))
        if await self._sender.open(origin, form(call, param, voice, remembering(origin))) is None:
            told = Reply(voice.say("I couldn't open the form. Press the button again."), tone=Tone.TROUBLE)
            await self._sender.show(origin, message(told), private=True)

    async def _open(self, call: Call, origin: Origin) -> None:
        """Open the window of a form; one that takes longer than a trigger lasts is opened without it, and filled then.

        A refusal is told in a message, and so is how to type it where no window can be opened.
        """
        work = self.under_way.start(self._reply(call, origin))
        window = None if await in_time(work) else await self._sender.open(origin, await self._moment(origin))
        asker, reply = await work
        if window:
            await self._sender.update(origin, window, await self._as_window(asker, reply, origin))
            return
        if reply.form and await self._sender.open(origin, await self._as_window(asker, reply, origin)) is not None:
            return
        await self._sender.show(origin, await self._as_message(asker, reply), private=True)

    async def _moment(self, origin: Origin) -> Payload:
        """Return the window of a reply that takes longer."""
        voice = await self._dispatcher.voice(await self._profiles.actor(origin, patience=0))
        return modal(Reply(voice.say("One moment …")), voice, remembering(origin))

    async def _publish_home(self, origin: Origin) -> None:
        """Publish a person's home tab."""
        _, reply = await self._reply(Call("home"), origin)
        await self._sender.publish(origin, home(reply))

    async def _answer_line(self, text: str, origin: Origin) -> None:
        """Answer a line that a person wrote."""
        call = line_call(text, alone=origin.direct)
        shown = await self._message(call, origin)
        private = CATALOGUE[call.intent].delivery is not Delivery.PUBLIC or shown.failed
        await self._sender.post(origin, shown, private=private)
        await self._sender.upload(origin, shown.files)


async def _raise(error: Exception) -> None:
    """Raise an error to the app's caller; Bolt would only write it down."""
    raise error
