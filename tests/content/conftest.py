"""A small valid bank on disk that tests break in one place at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.reading.load import BankInvalid, load

PHASES = """\
- id: data
  name: {en: Data, pt-BR: Dados}
  aliases: [dados]
- id: watch
  name: {en: Watching, pt-BR: Vigilância}
"""

EXAM = """\
id: X-1
name: Example Exam
guide: 1.3
status: {state: active, since: 2026-04-30}
scored: 50
unscored: 15
minutes: 90
pass_mark: 700
price_usd: 100
languages: [en, pt-BR]
kinds: [single, multiple]
domains:
  - number: 1
    name: {en: First, pt-BR: Primeiro}
    weight: 60
    tasks:
      - {id: 1.1, name: {en: One, pt-BR: Um}}
      - {id: 1.2, name: {en: Two, pt-BR: Dois}}
  - number: 2
    name: {en: Second, pt-BR: Segundo}
    weight: 40
    tasks:
      - {id: 2.1, name: {en: Three, pt-BR: Três}}
source: https://example.com/guide
checked_on: 2026-11-01
"""

SERVICE = """\
id: @id@
name: Amazon @Name@
short: @Name@
aliases: [@alias@]
phase: data
summary: {en: It does things., pt-BR: Faz coisas.}
choose_when: {en: Choose it when it fits., pt-BR: Escolha quando serve.}
not_when:
  - when: {en: you need the other one, pt-BR: você precisa do outro}
    instead: @other@
  - when: {en: you need logs, pt-BR: você precisa de logs}
    instead: Amazon CloudWatch
profile: {en: Analysts, pt-BR: Analistas}
contrasts:
  - with: @other@
    word: {en: word, pt-BR: palavra}
    because: {en: Of the word., pt-BR: Pela palavra.}
cues:
  en: [@cues@]
  pt-BR: [@cues@]
status:
  state: active
examined:
  answer: true
  note: {en: It is asked., pt-BR: É cobrado.}
docs: https://example.com/@id@
checked_on: 2026-11-01
"""

QUESTION = """\
- id: @id@
  kind: single
  level: easy
  exams:
    - {exam: X-1, domain: 1, objective: 1.1}
  services: [@service@]
  stem:
    en: @en@
    pt-BR: @pt@
  options:
    - id: a
      text: {en: Amazon Gizmo Works, pt-BR: Amazon Gizmo Works}
      why: {en: It meets the one need that the story names and nothing in it speaks against this, pt-BR: @why@}
    - id: b
      text: {en: Amazon Widget Store, pt-BR: Amazon Widget Store}
      why: {en: It stores small parts and so it fails the one need that the story names here, pt-BR: @why@}
    - id: c
      text: {en: Amazon Gadget House, pt-BR: Amazon Gadget House}
      why: {en: It houses large parts and so it fails the one need that the story names here, pt-BR: @why@}
  key: [a]
  deciding: {en: the need, pt-BR: a necessidade}
  source: https://example.com/proof
  checked_on: 2026-11-01
"""

WHY = "Ele atende à única necessidade que a história cita e nada nela fala contra esta escolha"
STEMS = {
    "alpha-01": (
        (
            "A bakery counts loaves every morning and its owner wants tomorrow's number before sunrise, although nobody"
            " there writes programs and the budget allows nothing new. Which service meets this need?"
        ),
        (
            "Uma padaria conta pães toda manhã e o dono quer o número de amanhã antes do sol nascer, embora ninguém ali"
            " programe e o orçamento não permita nada de novo. Qual serviço atende a essa necessidade?"
        ),
    ),
    "alpha-02": (
        (
            "During harvest a vineyard photographs grapes from small drones and must sort ripe bunches within seconds,"
            " far from any network, while its engineers sleep. What should the engineers choose?"
        ),
        (
            "Durante a colheita um vinhedo fotografa uvas com drones e precisa separar cachos maduros em segundos,"
            " longe de qualquer rede, enquanto os engenheiros dormem. O que os engenheiros devem escolher?"
        ),
    ),
    "beta-01": (
        (
            "An insurer has claims from forty years on paper, scans them overnight and wants similar cases grouped"
            " so that adjusters read each group once a week. Which capability fits these adjusters?"
        ),
        (
            "Uma seguradora guarda sinistros de quarenta anos em papel, digitaliza tudo à noite e gostaria de casos"
            " parecidos agrupados para que peritos leiam cada grupo uma vez por semana. Qual recurso serve aos peritos?"
        ),
    ),
    "beta-02": (
        (
            "Students at a music school record their scales on telephones, and teachers hope to hear wrong notes marked"
            " automatically by the next lesson without listening to hours of audio. Which approach suits teachers?"
        ),
        (
            "Alunos de uma escola gravam escalas no celular, e professores esperam ouvir notas erradas marcadas"
            " automaticamente até a aula seguinte sem escutar horas de áudio. Qual abordagem convém aos professores?"
        ),
    ),
}


@dataclass(frozen=True)
class Files:
    """The directory of a bank, and hands to change its files."""

    root: Path

    def change(self, name: str, old: str, new: str, count: int = 1) -> int:
        """Put *new* in the place of the first *old* in a file and return the line where it stood."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {name}"
        path.write_text(text.replace(old, new, count), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file of the bank."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def problems(self, directory: Path | None = None) -> list[str]:
        """Return the problems of the bank, or of another *directory*, as they are printed."""
        with pytest.raises(BankInvalid) as caught:
            load(directory or self.root)
        printed = [str(problem) for problem in caught.value.problems]
        assert str(caught.value).splitlines() == printed
        return printed


def _filled(template: str, **values: str) -> str:
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return template


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """A valid bank in `bank`, below the current directory, so that problems name `bank/...`."""
    monkeypatch.chdir(tmp_path)
    bank = Files(Path("bank"))
    bank.write("phases.yaml", PHASES)
    bank.write("exams/x-1.yaml", EXAM)
    for name, other in (("alpha", "beta"), ("beta", "alpha")):
        cues = ", ".join(f"{name} phrase {number}" for number in range(24))
        text = _filled(SERVICE, id=name, Name=name.title(), alias=f"The {name.title()}", other=other, cues=cues)
        bank.write(f"services/{name}.yaml", text)
        asked = (
            _filled(QUESTION, id=id_, service=name, en=en, pt=pt, why=WHY)
            for id_, (en, pt) in STEMS.items()
            if id_.startswith(name)
        )
        bank.write(f"questions/{name}.yaml", "\n".join(asked))
    return bank
