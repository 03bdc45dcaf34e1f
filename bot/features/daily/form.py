"""The form of a channel's schedule: a value for each parameter of `/daily set`, as it is now."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.intent import Takes
from bot.chat.intents import CATALOGUE, LANGUAGE_NAMES
from bot.chat.language import language_of
from bot.chat.markup import plain
from bot.chat.reply import FormField, InputForm, Note, Reply, Text
from bot.chat.request import Call
from bot.chat.wording import N_, Voice
from bot.domain.calendar import EVERY_DAY
from bot.domain.records import Schedule
from bot.features.daily.page import WEEKDAYS

EARLY = "09:00"
"""The time that is proposed where there is none yet."""

_SET = "daily set"
_HOUR = timedelta(hours=1)
_LABELS = {
    "time": N_("Time, such as 09:00 or 9h30"),
    "zone": N_("Time zone, such as America/Sao_Paulo"),
    "days": N_("Weekdays, such as mon-fri"),
    "topic": N_("Topic: an exam, a service, a phase or an exam domain"),
    "language": N_("Language"),
    "closes": N_("Hours until it closes, 1 to 168"),
}


def schedule_form(schedule: Schedule, voice: Voice, *, known: bool) -> Reply:
    """Return the form of a schedule, a *known* one or only its defaults, and the same as a line to type."""
    days = [voice.say(WEEKDAYS[day - 1]).lower() for day in sorted(schedule.recurrence.weekdays)]
    values = {
        "time": f"{schedule.recurrence.at:%H:%M}" if known else EARLY,
        "zone": schedule.recurrence.zone.key,
        "days": voice.say("every day") if schedule.recurrence.weekdays == EVERY_DAY else ", ".join(days),
        "topic": schedule.topic or voice.say("everything"),
        "language": language_of(schedule.language),
        "closes": str(schedule.open_for // _HOUR),
    }
    fields = tuple(
        FormField(
            param.name,
            voice.say(_LABELS[param.name]),
            values[param.name],
            tuple(LANGUAGE_NAMES.items()) if param.takes is Takes.LANGUAGE else (),
            required=param.takes is Takes.TIME,
            longest=param.longest,
        )
        for param in CATALOGUE[_SET].params
    )
    line = " ".join((voice.command(_SET), *values.values()))
    return Reply(
        voice.say("Post a question here every study day"),
        (
            Text(plain(voice.say("In one line: {line}", line=line))),
            Note(plain(voice.say("What is left out stays as it is."))),
        ),
        form=InputForm(Call(_SET), fields, voice.say("Save")),
    )
