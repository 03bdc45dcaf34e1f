"""The catalogue: everything a person can ask of the bot, declared once.

Command trees, parsers, button ids, `/help` and the README's table are all made from `CATALOGUE`. Names, descriptions
and labels are English message ids; `chat.wording` has them in Portuguese, command and parameter names under the
context `command`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.intent import Delivery, Intent, Param, ParamOption, Takes, Who
from bot.chat.wording import N_

SHOW = "show"
"""The subcommand behind which a command with subcommands is found itself."""

LEVELS = (
    ParamOption("easy", N_("easy"), ("facil", "fácil")),
    ParamOption("medium", N_("medium"), ("medio", "médio", "media", "média")),
    ParamOption("hard", N_("hard"), ("dificil", "difícil")),
)
PERIODS = (
    ParamOption("week", N_("week"), ("semana", "weekly", "semanal")),
    ParamOption("month", N_("month"), ("mes", "mês", "monthly", "mensal")),
    ParamOption("all", N_("all time"), ("all", "all-time", "alltime", "total", "geral", "sempre", "tudo")),
)
LANGUAGE_OPTIONS = (
    ParamOption("en", "English", ("en", "en-us", "en-gb", "inglês")),
    ParamOption(
        "pt-BR",
        "Português (Brasil)",
        (
            *("pt", "pt-br", "pt_br", "português", "portuguese", "brasileiro"),
            *("brazilian portuguese", "português do brasil", "português brasileiro"),
        ),
    ),
)
LANGUAGE_NAMES = {option.value: option.label for option in LANGUAGE_OPTIONS}
"""The languages' names for themselves."""
REPORT_LONGEST = 500
"""Characters of a report: a page of four fits one message also when every character has to be escaped."""

ON_OFF = (
    ParamOption("on", N_("on"), ("yes", "show", "sim", "mostrar", "ligado")),
    ParamOption("off", N_("off"), ("no", "hide", "não", "esconder", "desligado")),
)

OUTCOMES = (
    ParamOption("on", N_("pass"), ("passed", "passei", "aprovado", "aprovada", "yes", "sim")),
    ParamOption("off", N_("fail"), ("failed", "reprovei", "reprovado", "reprovada", "no", "não")),
)
YES = ParamOption("on", N_("yes"), ("on", "sim", "y", "s"))
"""The one value of a question whether somebody is sure."""

CATALOGUE: dict[str, Intent] = {
    intent.name: intent
    for intent in (
        Intent(
            "quiz",
            description=N_("A practice question you haven't seen lately"),
            params=(
                Param("topic", N_("A service, a phase, an exam, a task such as 2.1, or an idea"), Takes.TOPIC),
                Param("level", N_("How hard it should be: easy, medium or hard"), Takes.LEVEL, options=LEVELS),
            ),
            examples=(
                *(N_("monitoring"), N_("overfitting hard"), N_("AIF-C01 domain 2"), N_("task 2.1")),
                *(N_("choose two"), N_("missed")),
            ),
            also=(
                *("next", "question", "practice", "practise", "train", "ask", "pergunta", "questão", "praticar"),
                *("prática", "treinar", "treino", "próxima", "próximo"),
            ),
        ),
        Intent(
            "answer",
            params=(
                Param("posting", takes=Takes.POSTING, required=True),
                Param("letters", required=True),
                Param("topic"),
                Param("level", takes=Takes.LEVEL, options=LEVELS),
            ),
        ),
        Intent(
            "others",
            params=(
                Param("posting", takes=Takes.POSTING, required=True),
                Param("topic"),
                Param("level", takes=Takes.LEVEL, options=LEVELS),
            ),
        ),
        Intent("topics"),
        Intent("review", description=N_("The questions you're about to forget")),
        Intent("review taught", params=(Param("question", required=True),)),
        Intent(
            "which",
            description=N_("Which AWS service fits? Describe the need in your own words"),
            params=(Param("about", N_("What it's about, in English or Portuguese"), Takes.ABOUT, required=True),),
            examples=(N_("drift"), N_("label photos")),
            also=(
                *("what", "define", "explain", "search", "find", "lookup", "service", "services", "explica"),
                *("explicar", "explique", "buscar", "busca", "procurar", "serviço", "serviços", "definição"),
            ),
        ),
        Intent(
            "place",
            Delivery.IN_PLACE,
            params=(
                Param("posting", takes=Takes.POSTING, required=True),
                Param("letter", required=True),
                Param("placed"),
                Param("slot", takes=Takes.NUMBER),
                Param("topic"),
                Param("level", takes=Takes.LEVEL, options=LEVELS),
            ),
        ),
        Intent(
            "compare",
            description=N_("Two services side by side, and the word that decides"),
            params=(
                Param("first", N_("A service, or both with a comma between"), Takes.ABOUT, required=True),
                Param("second", N_("The other service"), Takes.ABOUT),
            ),
            examples=(N_("kms, secrets manager"),),
            also=("vs", "versus", "diff", "difference", "diferença", "comparação"),
        ),
        Intent("pair", params=(Param("first", required=True), Param("second", required=True))),
        Intent("service", params=(Param("service", required=True),)),
        Intent("more", params=(Param("service", required=True),)),
        Intent("share", Delivery.PUBLIC, params=(Param("service", required=True),)),
        Intent(
            "leaderboard",
            Delivery.PUBLIC,
            N_("Who's ahead this week, this month or all time"),
            (Param("period", N_("week, month or all time"), Takes.PERIOD, options=PERIODS),),
            examples=(N_("month"),),
            also=(
                *("ranking", "rankings", "board", "top", "scoreboard", "scores", "leaders", "rank"),
                *("classificação", "líderes", "pontuações", "posição"),
            ),
        ),
        Intent("board", params=(Param("period", takes=Takes.PERIOD, options=PERIODS),)),
        Intent(
            "daily",
            description=N_("This channel's daily question: when it comes, and how it went"),
            more_for=Who.HOSTS,
            also=("today", "schedule", "hoje", "diário", "diária", "agenda"),
        ),
        Intent(
            "daily set",
            description=N_("Post a question here every study day"),
            params=(
                Param("time", N_("The local time, such as 09:00"), Takes.TIME, longest=40, also=("at", "horario")),
                Param(
                    "zone",
                    N_("A time zone, such as America/Sao_Paulo"),
                    Takes.ZONE,
                    longest=80,
                    also=("timezone", "tz"),
                ),
                Param(
                    "days",
                    N_("The weekdays, such as mon-fri; every day if left out"),
                    Takes.WEEKDAYS,
                    longest=120,
                    also=("on",),
                ),
                Param(
                    "topic",
                    N_("An exam, a service, a phase or an exam domain"),
                    Takes.TOPIC,
                    longest=200,
                    also=("about", "sobre", "exam", "exame"),
                ),
                Param(
                    "language",
                    N_("English or Portuguese"),
                    Takes.LANGUAGE,
                    options=LANGUAGE_OPTIONS,
                    also=("lang", "lingua"),
                ),
                Param(
                    "closes",
                    N_("Hours until it closes, 1 to 168"),
                    Takes.NUMBER,
                    longest=20,
                    least=1,
                    most=168,
                    also=("hours", "horas", "close", "fechar"),
                ),
            ),
            who=Who.HOSTS,
            form="daily form",
        ),
        Intent("daily form", who=Who.HOSTS),
        Intent(
            "daily pause",
            description=N_("Pause the daily question here for a while"),
            params=(
                Param("until", N_("The first day with a question again, such as January 7"), Takes.DAY, longest=40),
            ),
            who=Who.HOSTS,
        ),
        Intent("daily resume", description=N_("Resume the daily question after a pause"), who=Who.HOSTS),
        Intent("daily skip", description=N_("Skip the next daily question"), who=Who.HOSTS),
        Intent("leave out", params=(Param("day", takes=Takes.DATE, required=True),), who=Who.HOSTS),
        Intent("daily now", description=N_("Post the next daily question right away"), who=Who.HOSTS),
        Intent("daily off", description=N_("Turn off the daily question here; nothing is deleted"), who=Who.HOSTS),
        Intent(
            "me",
            description=N_("Your streak, points, accuracy and rank"),
            also=(
                *("stats", "stat", "statistics", "score", "points", "streak", "progress", "profile", "rank"),
                *("estatísticas", "estatística", "pontos", "pontuação", "progresso", "perfil", "sequência", "posição"),
            ),
        ),
        Intent(
            "settings",
            Delivery.IN_PLACE,
            N_("Your language, time zone and data"),
            also=(
                *("config", "configuration", "preferences", "options", "setup", "language", "lang", "zone", "timezone"),
                *("configuração", "configurações", "opções", "preferências", "idioma", "língua", "fuso"),
            ),
        ),
        Intent(
            "settings exam",
            description=N_("Choose the exam you're studying for, and its day"),
            params=(
                Param("exam", N_("An exam such as AIF-C01, or none"), longest=80),
                Param("day", N_("The day of the exam, such as 2027-01-20"), Takes.DAY, longest=40),
            ),
        ),
        Intent(
            "settings language",
            Delivery.IN_PLACE,
            N_("Choose the language of private replies"),
            params=(
                Param("language", N_("English or Portuguese"), Takes.LANGUAGE, required=True, options=LANGUAGE_OPTIONS),
            ),
        ),
        Intent(
            "settings zone",
            Delivery.IN_PLACE,
            N_("Choose your time zone, such as America/Sao_Paulo"),
            params=(Param("zone", N_("A time zone, such as America/Sao_Paulo"), Takes.ZONE, required=True),),
        ),
        Intent(
            "settings board",
            Delivery.IN_PLACE,
            N_("Put your name on the leaderboard or take it off"),
            params=(Param("show", N_("on or off"), Takes.SWITCH, required=True, options=ON_OFF),),
        ),
        Intent(
            "settings space",
            description=N_("Set the zone and language of this group's leaderboard and public replies"),
            params=(
                Param("zone", N_("A time zone, such as America/Sao_Paulo"), Takes.ZONE),
                Param("language", N_("English or Portuguese"), Takes.LANGUAGE, options=LANGUAGE_OPTIONS),
            ),
            who=Who.ADMINS,
        ),
        Intent(
            "settings export",
            description=N_("Get everything stored about you"),
            also=("export", "exportar", "download", "baixar"),
        ),
        Intent(
            "settings forget",
            Delivery.IN_PLACE,
            N_("Erase everything stored about you"),
            params=(Param("sure", N_("yes, once you're sure"), Takes.SWITCH, options=(YES,)),),
            also=("forget", "delete", "erase", "esquecer", "apagar", "excluir"),
        ),
        Intent(
            "result",
            description=N_("Tell how the real exam went"),
            params=(
                Param("outcome", N_("pass or fail"), Takes.SWITCH, required=True, options=OUTCOMES),
                Param("score", N_("Your score, from 100 to 1,000"), Takes.NUMBER, longest=6),
            ),
            examples=(N_("pass 812"),),
        ),
        Intent(
            "keep result",
            Delivery.IN_PLACE,
            params=(
                Param("outcome", takes=Takes.SWITCH, required=True, options=OUTCOMES),
                Param("score", takes=Takes.NUMBER, longest=6),
            ),
        ),
        Intent(
            "report",
            params=(
                Param("posting", takes=Takes.POSTING, required=True),
                Param("text", N_("What is wrong with this question?"), required=True, longest=REPORT_LONGEST),
            ),
        ),
        Intent(
            "reports",
            description=N_("What learners reported about questions"),
            params=(Param("skip", N_("How many of the newest to skip"), Takes.NUMBER, longest=6),),
            who=Who.ADMINS,
        ),
        Intent("home"),
        Intent("today", params=(Param("posting", takes=Takes.POSTING, required=True),)),
        Intent("said", params=(Param("line", required=True),)),
        Intent("reply", params=(Param("letters", required=True),)),
        Intent(
            "help",
            description=N_("What you can ask"),
            params=(Param("command", N_("A command to explain, such as quiz"), longest=80),),
            also=("commands", "command", "menu", "comandos", "comando", "socorro", "faq", "info"),
        ),
        Intent("unknown", params=(Param("line"),)),
        Intent("stale"),
    )
}


FORMS = frozenset(intent.form for intent in CATALOGUE.values() if intent.form)
"""The intents whose reply is a form."""


def commands() -> Iterator[Intent]:
    """Yield the intents that people can type, in the order of the catalogue."""
    return (intent for intent in CATALOGUE.values() if intent.is_command)
