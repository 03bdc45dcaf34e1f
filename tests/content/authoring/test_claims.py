"""No text says more of an exam than its guide: exchanging a guide lists every text and key that has to be mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.content.authoring.claims import ClaimReader
from bot.content.authoring.lint import lint
from bot.content.model import Bank, Bilingual, Change, Exam, Number

TODAY = date(2026, 11, 30)


def without(exam: Exam, *names: str) -> Exam:
    """Return the guide as an edit leaves it that names these services no longer."""

    def kept(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in given if name not in names)

    domains = tuple(
        replace(
            domain,
            tasks=tuple(
                replace(task, skills=tuple(replace(one, names=kept(one.names)) for one in task.skills))
                for task in domain.tasks
            ),
        )
        for domain in exam.domains
    )
    change = Change(date(2026, 11, 30), "An edit.", dropped=names)
    return replace(exam, in_scope=kept(exam.in_scope), domains=domains, changes=(change, *exam.changes))


def said(bank: Bank, service: str, en: str, pt: str) -> list[str]:
    """Return what is found in a card that says this beside its numbers."""
    card = replace(bank.services[service], numbers=(Number(en, pt),))
    return [message for _, message in ClaimReader(bank).of_service(card)]


def test_the_bank_says_no_more_than_its_guides(bank: Bank) -> None:
    claims = ClaimReader(bank)
    found = [(one.id, verdict) for one in bank.services.values() for verdict in claims.of_service(one)]
    found += [(one.id, verdict) for one in bank.questions.values() for verdict in claims.of_question(one)]
    assert found == []


def test_an_exchanged_guide_lists_every_text_and_key_that_is_left_behind(bank: Bank) -> None:
    names = ("Amazon SageMaker Clarify", "Amazon SageMaker Ground Truth")
    edited = replace(bank, exams={**bank.exams, "MLA-C01": without(bank.exams["MLA-C01"], *names)})
    found = {finding.id: finding.message for finding in lint(edited, TODAY) if finding.level == "error"}
    keyed = {"ground-truth-01", "ground-truth-02", "ground-truth-03", "ground-truth-04", "pairs-operations-06"}
    assert keyed | {"clarify-05", "clarify-06", "ground-truth-05"} <= found.keys()
    assert not {id_ for id_ in found if id_.startswith(("model-monitor-", "role-manager-"))}


@pytest.mark.parametrize(
    ("en", "pt"),
    [
        ("Clarify is still the answer in the exam.", "O Clarify ainda é a resposta na prova."),
        ("It is closed, yet still what the exam expects.", "Está fechado, mas ainda é o que a prova espera."),
        ("AIF-C01 names Clarify in domain 4.", "O AIF-C01 cita o Clarify no domínio 4."),
        ("The exam guide lists it.", "O guia da prova o lista."),
        ("MLA-C02 asks for it.", "O MLA-C02 o cobra."),
        ("It is an exam answer still.", "Ainda é resposta de prova."),
    ],
)
def test_a_claim_that_a_guide_does_not_bear_out_is_an_error_in_either_language(bank: Bank, en: str, pt: str) -> None:
    assert len(said(bank, "clarify", en, pt)) == 2
    assert len(said(bank, "clarify", en, "Nada.")) == 1


@pytest.mark.parametrize(
    ("service", "en", "pt"),
    [
        ("clarify", "The AIF-C01 guide named it until summer 2026.", "O guia do AIF-C01 o citou até meados de 2026."),
        ("clarify", "MLA-C01 still names it.", "O MLA-C01 ainda o cita."),
        ("clarify", "No exam guide names it any more.", "Nenhum guia de prova o cita mais."),
        ("bedrock", "AIF-C01 names it.", "O AIF-C01 o cita."),
        ("clarify", "A school exam lists the names of pupils.", "O exame lista os nomes dos alunos."),
    ],
)
def test_what_a_guide_bears_out_and_what_is_past_is_no_error(bank: Bank, service: str, en: str, pt: str) -> None:
    assert said(bank, service, en, pt) == []


def test_the_longer_of_two_names_is_meant(bank: Bank) -> None:
    """“Strands Agents” is no “Agents”, and “ground truth” in small letters is no service."""
    assert said(bank, "bedrock", "AIF-C01 names Strands Agents.", "O AIF-C01 cita o Strands Agents.") == []
    assert said(bank, "bedrock", "AIF-C01 asks for ground truth.", "O AIF-C01 cobra o ground truth.") == []


def test_the_note_beside_the_sentence_says_nothing_of_guides(bank: Bank) -> None:
    service = bank.services["kms"]
    note = Bilingual("AIF-C01 asks for it.", "Criptografia.")
    (found,) = ClaimReader(bank).of_service(replace(service, examined=replace(service.examined, note=note)))
    assert found[1].startswith("`examined.note` (en) says “AIF-C01”")
    by_hand = replace(service, examined=replace(service.examined, note=note, answer=True))
    assert list(ClaimReader(bank).of_service(by_hand)) == []


def test_a_bank_without_guides_is_not_held_against_any(bank: Bank) -> None:
    alone = replace(bank, exams={})
    text = Number("AIF-C01 names Clarify.", "O AIF-C01 cita o Clarify.")
    card = replace(bank.services["clarify"], numbers=(text,))
    assert list(ClaimReader(alone).of_service(card)) == []
