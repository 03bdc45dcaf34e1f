"""The skeletons of new questions and services: they load, and the linter lists the texts still to be written."""

from __future__ import annotations

from datetime import date

from bot.content.model import Exam

MODELINE = "# yaml-language-server: $schema=../schemas/{name}.json\n"
"""The line from which editors know a file's schema."""

_PICK = {
    "single": ("Which option meets these requirements?", "Qual opção atende a esses requisitos?"),
    "multiple": (
        "Which steps meet these requirements? (Choose TWO.)",
        "Quais ações atendem a esses requisitos? (Escolha DUAS.)",
    ),
    "three": (
        "Which steps meet these requirements? (Choose THREE.)",
        "Quais ações atendem a esses requisitos? (Escolha TRÊS.)",
    ),
    "ordering": (
        "In which order should the team take these steps?",
        "Em que ordem a equipe deve executar estas etapas?",
    ),
    "matching": ("Which service meets each of these needs?", "Qual serviço atende a cada uma destas necessidades?"),
}
"""The end of the stem in both languages, by the form of a question."""
_PICKED = {"single": ("abcd", "a"), "multiple": ("abcde", "ab"), "three": ("abcdef", "abc")}
"""The options, and the right ones, of the forms in which options are picked."""


def question(id_: str, form: str, service: str | None, exam: Exam, objective: str, today: date) -> str:
    """Return the lines of a question of a form, as an item of a list."""
    ask_en, ask_pt = _PICK[form]
    domain = next(one.number for one in exam.domains if objective in {task.id for task in one.tasks})
    return f"""\
- id: {id_}
  kind: {"multiple" if form == "three" else form}
  level: medium
  exams:
    - {{exam: {exam.id}, domain: {domain}, objective: "{objective}"}}
  services: [{service or ""}]
  stem:
    en: >-
      A company of some kind has something and wants something else. Its team, its data and its budget constrain it in
      this way: write the situation of {id_} here. {ask_en}
    pt-BR: >-
      Uma empresa de certo ramo tem uma coisa e quer outra. Sua equipe, seus dados e seu orçamento a limitam desta
      forma: escreva aqui a situação de {id_}. {ask_pt}
{_parts(form)}  deciding:
    en: "the words of the stem that decide"
    pt-BR: "as palavras do enunciado que decidem"
  source: https://docs.aws.amazon.com/
  checked_on: {today:%Y-%m-%d}
"""


def _parts(form: str) -> str:
    """Return the lines of a question's options and key, or of its pairs."""
    if form == "matching":
        return f"  pairs:\n{''.join(map(_pair, 'abcd'))}"
    if form == "ordering":
        return f"  options:\n{''.join(map(_step, 'abcd'))}  key: [c, a, d, b]\n"
    letters, key = _PICKED[form]
    options = "".join(_option(letter, right=letter in key) for letter in letters)
    return f"  options:\n{options}  key: [{', '.join(key)}]\n"


def _pair(letter: str) -> str:
    """Return the lines of a pair."""
    return f"""\
    - id: {letter}
      prompt: {{en: "The need numbered {letter * 3}", pt-BR: "A necessidade de número {letter * 3}"}}
      text: {{en: "The thing that is called {letter * 4}", pt-BR: "A coisa que se chama {letter * 4}"}}
      why:
        en: "Say here why these two belong together, by the word of the need that decides for this thing."
        pt-BR: "Diga aqui por que os dois formam um par, pela palavra da necessidade que decide por esta coisa."
"""


def _step(letter: str) -> str:
    """Return the lines of a step."""
    return f"""\
    - id: {letter}
      text: {{en: "The step that is called {letter * 3}", pt-BR: "A etapa que se chama {letter * 3}"}}
      why:
        en: "Say here what this step needs from the one before it, and what the one after it needs from this."
        pt-BR: "Diga aqui o que esta etapa precisa receber da anterior, e o que a seguinte precisa receber desta."
"""


_RIGHT_WHEN = """\
      right_when:
        en: "the one requirement that would have to differ, after the words Right if"
        pt-BR: "o único requisito que teria de ser outro, depois das palavras Certa se"
"""


def _option(letter: str, *, right: bool) -> str:
    """Return the lines of an option."""
    met, atende = ("meets", "atende") if right else ("misses", "não atende")
    return f"""\
    - id: {letter}
      text: {{en: "The thing that is called {letter * 3}", pt-BR: "A coisa que se chama {letter * 3}"}}
      why:
        en: "Say here which requirement of the situation {letter * 3} {met}, by its name, and why that is so."
        pt-BR: "Diga aqui a qual requisito da situação {letter * 3} {atende}, pelo nome, e por que é assim."
{"" if right else _RIGHT_WHEN}"""


def service(id_: str, phase: str, today: date) -> str:
    """Return a service's file."""
    name = id_.replace("-", " ").title()
    return f"""\
{MODELINE.format(name="service")}id: {id_}
name: Amazon {name}
short: {name}
phase: {phase}
summary:
  en: "What it does, in one or two sentences."
  pt-BR: "O que faz, em uma ou duas frases."
choose_when:
  en: "Choose it when ..."
  pt-BR: "Escolha quando ..."
not_when:
  - when:
      en: "what it does not do"
      pt-BR: "o que não faz"
    instead: Another Product
profile:
  en: "who asks for it, and in what words"
  pt-BR: "quem pergunta por ele, e com que palavras"
contrasts:
  - with: Another Product
    word: {{en: "the word that decides", pt-BR: "a palavra que decide"}}
    because:
      en: "Why that word decides."
      pt-BR: "Por que essa palavra decide."
cues:
  en:
    - a phrase that gives {name} away
  pt-BR:
    - uma frase que entrega {name}
numbers:
  - en: "A limit or a count that decides, in one line."
    pt-BR: "Um limite ou uma contagem que decide, em uma linha."
    # If AWS's service models have it, and `make facts` then holds the line against them:
    # model: [{{api: kms, shape: PlaintextType, max: 4096}}]
status: {{state: active}}
examined:
  note:
    en: "How it comes up in questions."
    pt-BR: "Como aparece nas questões."
docs: https://docs.aws.amazon.com/
checked_on: {today:%Y-%m-%d}
"""
