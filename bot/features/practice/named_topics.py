"""The topics that a bank has by name: phases, exams with their domains, tasks and skills, services, kinds, levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.chat.intents import LEVELS
from bot.content.model import Bank, Bilingual, Exam

WHOLE = "all"
"""The id of the whole bank as a topic."""
MISSED = "missed"
"""The id of missed questions as a topic; they are each learner's own."""

LONGEST_NAME = 75
"""Characters of a topic's name: the limit of a button on Slack, the smallest of the platforms."""

Placed = defaultdict[tuple[str, str], dict[str, None]]
"""The ids of questions by exam and part, in the order of the bank."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the quiz: its id, its name, the questions it covers, and other words for it.

    `exam` is the exam whose part it is. One that is not `suggested` is found by its name all the same.
    """

    id: str
    name: Bilingual
    questions: tuple[str, ...]
    words: tuple[str, ...] = ()
    exam: str = ""
    suggested: bool = True


def named_topics(bank: Bank) -> Iterator[Topic]:
    """Yield the topics of *bank* by name; a name that two have in common is the first one's."""
    placed = _placed(bank)
    yield from _phases(bank)
    for exam in bank.exams.values():
        yield from _domains(exam, placed)
    yield from _services(bank)
    yield from _collections(bank)
    yield from _kinds(bank)
    yield from _levels(bank)
    for exam in bank.exams.values():
        yield from _tasks(exam, placed)


def _phases(bank: Bank) -> Iterator[Topic]:
    """Yield a topic for each phase: the questions that teach a service of it."""
    for phase in bank.phases.values():
        taught = tuple(
            question.id
            for question in bank.questions.values()
            if question.teaches and bank.services[question.teaches].phase == phase.id
        )
        yield Topic(phase.id, phase.name, taught, phase.aliases)


def _services(bank: Bank) -> Iterator[Topic]:
    """Yield a topic for each service: the questions that teach it."""
    taught: dict[str | None, list[str]] = {}
    for question in bank.questions.values():
        taught.setdefault(question.teaches, []).append(question.id)
    for service in bank.services.values():
        questions = tuple(taught.get(service.id, ()))
        yield Topic(service.id, Bilingual(service.short, service.short), questions, (service.name, *service.aliases))


def _domains(exam: Exam, placed: Placed) -> Iterator[Topic]:
    """Yield the topic of an exam, and one for each of its domains."""
    name = f"{exam.id} · {exam.name}"
    yield Topic(exam.id.lower(), Bilingual(name, name), tuple(placed[exam.id, ""]), (exam.name,), exam.id)
    for domain in exam.domains:
        number = str(domain.number)
        words = (f"domain {number}", f"domínio {number}", f"d{number}", domain.name.en, domain.name.pt_br)
        full = Bilingual(
            _name(f"{exam.id} domain {number}", domain.name.en), _name(f"{exam.id} domínio {number}", domain.name.pt_br)
        )
        yield Topic(f"{exam.id.lower()}.{number}", full, tuple(placed[exam.id, number]), words, exam.id)


def _tasks(exam: Exam, placed: Placed) -> Iterator[Topic]:
    """Yield a topic for each task statement of an exam, and one for each of its skills."""
    for task in (one for domain in exam.domains for one in domain.tasks):
        number = f"{exam.id} {task.id}"
        words = (f"task {task.id}", f"tarefa {task.id}", task.name.en, task.name.pt_br)
        full = Bilingual(_name(number, task.name.en), _name(number, task.name.pt_br))
        yield Topic(f"{exam.id.lower()}.{task.id}", full, tuple(placed[exam.id, task.id]), words, exam.id)
        for skill in task.skills:
            name = f"{exam.id} {skill.id}"
            within = tuple(placed[exam.id, skill.id])
            yield Topic(f"{exam.id.lower()}.{skill.id}", Bilingual(name, name), within, (), exam.id, suggested=False)


def _name(number: str, name: str) -> str:
    """Return the number of a part of an exam with its name, where a button has room for both."""
    full = f"{number}: {name}"
    return full if len(full) <= LONGEST_NAME else number


def _placed(bank: Bank) -> Placed:
    """Return the questions by exam and by the number of each part of it that they belong to, "" for the whole."""
    placed: Placed = defaultdict(dict)
    for question in bank.questions.values():
        for place in question.exams:
            for part in ("", str(place.domain), place.objective, place.skill):
                if part is not None:
                    placed[place.exam, part][question.id] = None
    return placed


def _collections(bank: Bank) -> Iterator[Topic]:
    """Yield the whole bank, and missed questions."""
    everything = (
        *(
            "all",
            "everything",
            "any",
            "anything",
            "any topic",
            "all questions",
            "random",
            "random question",
            "whatever",
        ),
        *("mixed", "mix", "surprise me", "question", "questions", "quiz", "tudo", "todos", "todas", "qualquer"),
        *("qualquer um", "qualquer uma", "qualquer tema", "qualquer coisa", "aleatório", "aleatória", "aleatórias"),
        *("aleatoriamente", "questão aleatória", "misto", "misturado", "surpresa", "pergunta", "perguntas", "questão"),
        *("questões", "todas as questões", "todas as perguntas", "tanto faz"),
    )
    yield Topic(WHOLE, Bilingual("All topics", "Todos os temas"), tuple(bank.questions), everything)
    wrong = (
        *("wrong", "wrong answers", "wrong ones", "missed", "missed questions", "mistakes", "my mistakes", "errors"),
        *("my errors", "incorrect", "failed", "what I missed", "questions I missed", "questions I got wrong"),
        *("errada", "erradas", "errado", "errados", "erro", "erros", "meus erros", "errei", "que errei", "o que errei"),
        *("as que errei", "questões que errei", "questões erradas", "perguntas erradas", "respostas erradas"),
        *("incorretas", "as erradas", "minhas erradas"),
    )
    yield Topic(MISSED, Bilingual("Missed questions", "Questões que você errou"), (), wrong)


def _kinds(bank: Bank) -> Iterator[Topic]:
    """Yield a topic for each way in which questions are answered."""
    for id_, kind, keys, name, words in _KINDS:
        questions = (one for one in bank.questions.values() if one.kind.value == kind)
        yield Topic(id_, name, tuple(one.id for one in questions if keys in (0, len(one.key))), words)


def _choosing(*numbers: str) -> tuple[str, ...]:
    """Return the ways to say that so many are to be chosen: the *numbers* in words of both languages, and in digits."""
    verbs = ("choose", "pick", "select", "mark", "escolha", "escolher", "marque", "selecione")
    nouns = ("answers", "right answers", "respostas", "respostas certas", "alternativas", "options", "opções")
    return tuple(
        phrase for one in numbers for phrase in (*(f"{verb} {one}" for verb in verbs), *(f"{one} {of}" for of in nouns))
    )


_KINDS = (
    (
        *("single", "single", 0),
        Bilingual("One right answer", "Uma resposta certa"),
        (
            *("single answer", "one answer", "multiple choice", "choose one", "pick one", "múltipla escolha"),
            *("uma resposta", "resposta única", "escolha uma"),
        ),
    ),
    (
        *("choose-two", "multiple", 2),
        Bilingual("Choose two", "Escolha duas"),
        _choosing("two", "2", "duas", "dois"),
    ),
    (
        *("choose-three", "multiple", 3),
        Bilingual("Choose three", "Escolha três"),
        _choosing("three", "3", "três"),
    ),
    (
        *("multiple", "multiple", 0),
        Bilingual("Several right answers", "Várias respostas certas"),
        (
            *("multiple response", "multiple responses", "multiple answers", "multiple select", "multi"),
            *("more than one answer", "resposta múltipla", "respostas múltiplas", "múltipla resposta", "múltiplas"),
            *("múltiplas respostas", "múltipla", "várias respostas", "mais de uma resposta"),
        ),
    ),
    (
        *("ordering", "ordering", 0),
        Bilingual("Steps in order", "Passos em ordem"),
        ("order", "in order", "sequence", "put in order", "ordenação", "ordenar", "ordem", "em ordem", "sequência"),
    ),
    (
        *("matching", "matching", 0),
        Bilingual("Matching", "Associação"),
        ("match", "correspondência", "associar", "associação de pares", "relacionar", "ligar"),
    ),
)
"""The ways in which questions are answered: id, kind in the bank, number of keys (0 is any), name, other words."""


def _levels(bank: Bank) -> Iterator[Topic]:
    """Yield a topic for each level."""
    names = {
        "easy": Bilingual("Easy questions", "Questões fáceis"),
        "medium": Bilingual("Medium questions", "Questões médias"),
        "hard": Bilingual("Hard questions", "Questões difíceis"),
    }
    for option in LEVELS:
        questions = tuple(one.id for one in bank.questions.values() if one.level.value == option.value)
        yield Topic(option.value, names[option.value], questions, option.words)
