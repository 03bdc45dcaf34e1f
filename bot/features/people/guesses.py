"""The commands that people mean: by a name in either language, another word for one, or a slip in it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

from bot.chat.intent import Intent
from bot.chat.intents import CATALOGUE, SHOW, commands
from bot.chat.wording import VOICES
from bot.domain.text import fold

ALIKE = 0.72
"""The likeness from which on a word is a slip of a command's name."""
MOST = 2
"""Commands that are offered for one word at most."""
SMALL_TALK = frozenset(
    {"hi", "hello", "hey", "hiya", "yo", "good morning", "good afternoon", "good evening", "start", "thanks"}
    | {"thank you", "thx", "oi", "ola", "opa", "e ai", "eai", "bom dia", "boa tarde", "boa noite", "tudo bem"}
    | {"oi tudo bem", "ola tudo bem", "comecar", "obrigado", "obrigada", "valeu", "what can you do", "who are you"}
    | {"o que voce faz", "quem e voce", "como funciona", "how does this work"}
)
"""Folded lines that ask for nothing in particular."""

OTHER_WORDS: Mapping[str, str] = {
    "quiz": "next question practice practise train ask pergunta questão praticar prática treinar treino próxima "
    "próximo",
    "review": "revise revision repeat mistakes missed wrong due revisão repetir erros erradas",
    "which": "what define explain search find lookup service services explica explicar explique buscar busca procurar "
    "serviço serviços definição",
    "compare": "vs versus diff difference diferença comparação",
    "leaderboard": "ranking rankings board top scoreboard scores leaders rank classificação líderes pontuações posição",
    "daily": "today schedule hoje diário agenda",
    "me": "stats stat statistics score points streak progress profile rank readiness estatísticas estatística pontos "
    "pontuação progresso perfil sequência posição",
    "settings": "config configuration preferences options setup language lang zone timezone configuração configurações "
    "opções preferências idioma língua fuso",
    "settings exam": "exam exams prova provas exame",
    "settings export": "export exportar download baixar",
    "settings forget": "forget delete erase esquecer apagar excluir",
    "result": "passed failed results passei reprovei aprovado reprovado",
    "reports": "issues complaints denúncias",
    "help": "commands command menu comandos comando socorro faq info",
}
"""Other words that people try for a command, in both languages."""


def is_small_talk(line: str) -> bool:
    """Return whether a line asks for nothing in particular, such as a greeting."""
    return fold(line).strip(" !?.,;:)(") in SMALL_TALK


@cache
def _names() -> dict[str, str]:
    """Return the commands by folded name in every language; one that has subcommands is also its own `show`."""
    names = [(intent.name, intent.name) for intent in commands()]
    names += [(f"{name.split()[0]} {SHOW}", name.split()[0]) for name, _ in names if " " in name]
    return {
        fold(" ".join(map(voice.name, name.split()))): intent for voice in VOICES.values() for name, intent in names
    }


@cache
def _others() -> dict[str, tuple[str, ...]]:
    """Return the commands by other words for them, folded, two at most."""
    said = {name: fold(words).split() for name, words in OTHER_WORDS.items()}
    every = dict.fromkeys(word for words in said.values() for word in words)
    return {word: tuple(name for name, words in said.items() if word in words)[:MOST] for word in every}


def command_named(words: str) -> Intent | None:
    """Return the command of a name, or of another word for one, with or without a slash; None for other words."""
    wanted = fold(words.lstrip("/!\\"))
    name = _names().get(wanted) or next(iter(_others().get(wanted, ())), None)
    return CATALOGUE[name] if name else None


def other_word(word: str) -> tuple[str, ...]:
    """Return the commands that a word stands for, such as `stats`, and that are called otherwise."""
    return _others().get(fold(word.lstrip("/!\\")), ())


def nearest(line: str) -> tuple[str, ...]:
    """Return the commands that the first word of a line may mean: by another word for them, or by a slip in a name.

    Without a slash another word is a command only where it stands alone: "score my model" is a phrase.
    """
    first = line.lstrip("/!\\").split()[:1]
    if not first:
        return ()
    meant = other_word(first[0])
    if meant and (line.startswith("/") or line.split() == first):
        return meant
    slip = slip_of(first[0])
    return (slip,) if slip else ()


def slip_of(line: str) -> str | None:
    """Return the command whose name is nearest to the first word of *line*, or None."""
    first = line.lstrip("/!\\").split()[:1]
    single = {name: intent for name, intent in _names().items() if " " not in name}
    close = difflib.get_close_matches(fold(first[0]), single, n=1, cutoff=ALIKE) if first else []
    return single[close[0]] if close else None
