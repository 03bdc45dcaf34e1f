"""Linting: each rule of item writing finds its fault in both languages, and leaves good questions alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bot.content.authoring.lint import Finding, lint
from bot.content.authoring.rules import common_words
from bot.content.model import Bank, Bilingual, Examined, Kind, Question, ServiceState, Status
from bot.content.reading.load import load, load_with_places
from bot.domain.selection import shuffled

if TYPE_CHECKING:
    from tests.content.conftest import Files

TODAY = date(2026, 11, 22)


@pytest.fixture
def bank(files: Files) -> Bank:
    """A bank without a finding."""
    return load(files.root)


def with_question(bank: Bank, question: Question) -> Bank:
    """Return *bank* with *question* in the place of its namesake."""
    return replace(bank, questions={**bank.questions, question.id: question})


def of(bank: Bank, id_: str = "alpha-01", today: date = TODAY) -> list[tuple[str, str]]:
    """Return level and message of the findings with that id."""
    return [(each.level, each.message) for each in lint(bank, today) if each.id == id_]


def stem(bank: Bank, en: str | None = None, pt: str | None = None) -> Bank:
    """Return *bank* with another stem of alpha-01 in the languages given."""
    question = bank.questions["alpha-01"]
    return with_question(bank, replace(question, stem=Bilingual(en or question.stem.en, pt or question.stem.pt_br)))


def option(bank: Bank, id_: str, **changes: Any) -> Bank:
    """Return *bank* with an option of alpha-01 changed."""
    question = bank.questions["alpha-01"]
    options = tuple(replace(each, **changes) if each.id == id_ else each for each in question.options)
    return with_question(bank, replace(question, options=options))


def both(text: str) -> Bilingual:
    """Return a text that is the same in both languages."""
    return Bilingual(text, text)


def test_a_good_bank_has_no_finding(bank: Bank) -> None:
    assert lint(bank, TODAY) == ()


def test_a_finding_prints_its_place_like_a_problem(files: Files) -> None:
    files.change("services/alpha.yaml", "checked_on: 2026-11-01", "checked_on: 2027-11-01")
    loaded = load_with_places(files.root)
    (finding,) = lint(loaded.bank, TODAY, loaded.where)
    message = "`checked_on` is 2027-11-01, after today; write the day on which somebody checked it"
    assert str(finding) == f"bank/services/alpha.yaml:1: alpha: {message}"
    assert str(Finding("warning", "bank", "m")) == "bank: m"
    assert str(Finding("warning", "x", "m", (Path("a.yaml"), 3))) == "a.yaml:3: x: m"


LETTERS = [
    ("en", "Because A is wrong here"),
    ("en", "Option B stores parts"),
    ("en", "Unlike option (c), it stores parts"),
    ("en", "Both answers A and that one"),
    ("en", "That is done by the house (C)"),
    ("en", "The first option stores parts"),
    ("pt-BR", "Porque a alternativa A está errada"),
    ("pt-BR", "A está errada neste caso"),
    ("pt-BR", "Ao contrário da opção b, guarda peças"),
    ("pt-BR", "A letra D guarda peças"),
    ("pt-BR", "A alternativa anterior guarda peças"),
    ("pt-BR", "Isso é feito pela casa (C)"),
]
PADDING = " of the need and of everything else that a story of this length has to tell"


@pytest.mark.parametrize(("language", "text"), LETTERS)
def test_a_letter_or_position_is_an_error(bank: Bank, language: str, text: str) -> None:
    why = bank.questions["alpha-01"].options[1].why
    changed = Bilingual(text + PADDING, why.pt_br) if language == "en" else Bilingual(why.en, text + PADDING)
    ((level, message),) = of(option(bank, "b", why=changed))
    assert level == "error"
    assert message.startswith(f"the why of option b ({language}) says “")


@pytest.mark.parametrize(
    "text",
    [
        "It is not an option a team would take, and the answer a person gives is free",
        "Vitamin A is cheap, hepatitis B is not, and plan B was only an idea",
        "A alternativa a esse recurso é outra resposta e não serve",
        "A resposta a esse pedido está pronta, e a opção que resta é cara",
    ],
)
def test_articles_and_other_letters_are_no_letter_reference(bank: Bank, text: str) -> None:
    assert of(option(bank, "b", why=both(text + PADDING))) == []


CATCH_ALL = [
    "All of the above",
    "None of these options",
    "Both A and B",
    "A and C",
    "Todas as anteriores",
    "Nenhuma das alternativas anteriores",
    "Nenhuma das anteriores",
    "Todas as alternativas acima",
    "Tanto A quanto B",
    "A e C",
]


@pytest.mark.parametrize("text", CATCH_ALL)
def test_an_option_about_other_options_is_an_error(bank: Bank, text: str) -> None:
    found = of(option(bank, "b", text=both(text)))
    assert any(level == "error" and "write an option of its own" in message for level, message in found)


@pytest.mark.parametrize(
    "text", ["Both endpoints and batches", "All of the training data", "Tanto dados quanto modelos", "Todas as fontes"]
)
def test_both_and_all_of_other_things_are_fine(bank: Bank, text: str) -> None:
    assert not any("of its own" in message for _, message in of(option(bank, "b", text=both(text))))


def test_a_short_why_is_an_error_in_each_language(bank: Bank) -> None:
    found = of(option(bank, "c", why=both("It does not fit.")))
    assert [level for level, _ in found] == ["error", "error"]
    assert found[0][1].startswith("the why of option c (en) has 4 words; ")
    assert found[1][1].startswith("the why of option c (pt-BR) has 4 words; ")


def test_options_that_say_the_same_are_an_error(bank: Bank) -> None:
    assert ("error", "options b and c (en) say the same; rewrite one") in of(
        option(bank, "c", text=Bilingual("amazon  WIDGET store", "Outra coisa"))
    )


def test_fewer_than_three_options_are_an_error(bank: Bank) -> None:
    question = bank.questions["alpha-01"]
    assert ("error", "has 2 options; write 3 or more") in of(
        with_question(bank, replace(question, options=question.options[:2]))
    )


def test_a_key_count_that_does_not_fit_the_kind_is_an_error(bank: Bank) -> None:
    question = replace(bank.questions["alpha-01"], kind=Kind.MULTIPLE)
    message = "the key has 1 options, which does not fit the kind `multiple`; mend one of them"
    assert ("error", message) in of(with_question(bank, question))


EN = "A bakery counts loaves each morning and wants tomorrow's number before sunrise although nobody there programs."
PT = "Uma padaria conta pães a cada manhã e quer o número de amanhã antes do sol, embora ninguém ali saiba programar."
GOOD_EN = f"{EN} The budget is small. Which service meets the need?"
GOOD_PT = f"{PT} O orçamento é pequeno. Qual serviço atende à necessidade?"

STEMS = [
    (f"{EN} The owner chooses a new service for this need today.", None, "the stem (en) asks no question"),
    (None, f"{PT} O dono escolhe hoje um serviço novo para isso.", "the stem (pt-BR) asks no question"),
    (f"{EN} Which of them? The service that meets it is:", None, "the stem (en) ends in a colon"),
    ("Which service?", None, "the stem (en) has 2 words; keep it within 25 to 120"),
    (None, f"{PT * 7} Qual serviço?", "keep it within 25 to 120"),
    (f"{EN} The budget is small. Which service does not meet it?", None, "asks “Which service does not meet it?”"),
    (f"{EN} The budget is small and nobody is there. Which ones except that one?", None, "write NOT or EXCEPT"),
    (
        None,
        f"{PT} O orçamento é curto. Qual serviço não atende?",
        "asks “Qual serviço não atende?”; write NÃO or EXCETO",
    ),
    (f"{EN} Which service meets it with the LEAST work and the MOST speed?", None, "the stem (en) says LEAST and MOST"),
    (None, f"{PT} Qual atende com o MENOR esforço e a MAIOR rapidez?", "the stem (pt-BR) says MENOR and MAIOR"),
]


@pytest.mark.parametrize(("en", "pt", "message"), STEMS)
def test_a_weak_stem_is_a_warning(bank: Bank, en: str | None, pt: str | None, message: str) -> None:
    found = [each for each in of(stem(bank, en, pt)) if message in each[1]]
    assert [level for level, _ in found] == ["warning"]


@pytest.mark.parametrize(
    ("en", "pt"),
    [
        (GOOD_EN, GOOD_PT),
        (
            f"{EN} Which service lets people who do not program meet the need?",
            f"{PT} Qual serviço permite que quem não programa atenda à necessidade?",
        ),
        (f"{EN} It does not matter to her. Which is it?", f"{PT} Isso não importa a ela. Qual serviço será?"),
    ],
)
def test_a_negation_outside_the_question_is_fine(bank: Bank, en: str, pt: str) -> None:
    assert of(stem(bank, en, pt)) == []


def test_a_negative_question_in_capitals_counts_for_the_bank_alone(bank: Bank) -> None:
    changed = stem(bank, f"{EN} The budget is small. Which service does NOT meet the need?")
    assert of(changed) == []
    assert of(changed, "bank") == [("warning", "1 of 4 questions ask what does NOT fit; ask at least 97% positively")]


def test_a_key_that_sticks_out_by_its_length_is_a_warning(bank: Bank) -> None:
    text = Bilingual("Amazon Gizmo Works with a long tail", "Amazon Gizmo Works")
    changed = option(bank, "a", text=text)
    assert of(changed) == [
        (
            "warning",
            (
                "the key (en) is the longest option: 35 characters, the wrong ones 19 on average; shorten it or"
                " lengthen a wrong one"
            ),
        )
    ]
    assert of(changed, "bank") == []


def test_a_bank_whose_keys_are_mostly_the_longest_is_a_warning(bank: Bank) -> None:
    for question in bank.questions.values():
        key = replace(question.options[0], text=Bilingual("Amazon Gizmo Workshop", "Amazon Gizmo Works"))
        bank = with_question(bank, replace(question, options=(key, *question.options[1:])))
    message = "the key is the longest option (en) in 100% of the single-choice questions; bring it to 28% or less"
    assert of(bank, "bank") == [("warning", message)]


@pytest.mark.parametrize(
    ("letter", "word", "where"),
    [("a", "only", "the key (en)"), ("b", "never", "wrong options (en)"), ("b", "somente", "wrong options (pt-BR)")],
)
def test_an_absolute_on_one_side_is_a_warning(bank: Bank, letter: str, word: str, where: str) -> None:
    text = next(each.text for each in bank.questions["alpha-01"].options if each.id == letter)
    ((level, message),) = of(option(bank, letter, text=both(f"{text.en} {word}")))
    assert (level, message) == ("warning", f"an absolute (“{word}”) stands in {where} alone; drop it")


def test_absolutes_on_both_sides_give_nothing_away(bank: Bank) -> None:
    for letter in "abc":
        text = next(each.text for each in bank.questions["alpha-01"].options if each.id == letter)
        bank = option(bank, letter, text=both(f"{text.en} only"))
    assert of(bank) == []


def test_a_word_that_only_stem_and_key_share_is_a_warning(bank: Bank) -> None:
    changed = option(bank, "a", text=Bilingual("Amazon Loaf Bakeries", "Amazon Gizmo Works"))
    assert of(changed) == []
    changed = option(bank, "a", text=Bilingual("Amazon Sunrise", "Amazon Gizmo Works"))
    assert of(changed) == [("warning", "stem and key (en) alone share “sunrise”; say it otherwise in one of them")]


@pytest.mark.parametrize("label", ["Amazon Alpha", "ALPHA", "the alpha"])
def test_a_stem_that_names_its_key_is_an_error(bank: Bank, label: str) -> None:
    changed = stem(option(bank, "a", text=both("Amazon Alpha")), f"{EN} The owner knows {label} well. Which is it?")
    ((level, message),) = [each for each in of(changed) if "names the key" in each[1]]
    assert level == "error"
    assert message.startswith("the stem (en) says “")


def test_a_stem_may_hold_the_name_as_a_part_of_another_word(bank: Bank) -> None:
    changed = stem(
        option(bank, "a", text=both("Amazon Alpha")), f"{EN} The owner likes all alphabets well. Which is it?"
    )
    assert of(changed) == []


def test_a_key_that_cannot_be_an_answer_any_more_is_an_error(bank: Bank) -> None:
    gone = replace(bank.services["alpha"], examined=Examined(answer=False, note=both("Gone.")))
    changed = replace(bank, services={**bank.services, "alpha": gone})
    assert of(changed) == []
    message = "the key names Alpha, which cannot be an answer in the exam; key what replaced it"
    assert of(option(changed, "a", text=both("Amazon Alpha"))) == [("error", message)]
    assert of(option(changed, "b", text=both("Amazon Alpha"))) == []


def test_a_closed_service_needs_no_questions(bank: Bank) -> None:
    alone = replace(bank, questions={"beta-01": bank.questions["beta-01"], "beta-02": bank.questions["beta-02"]})
    assert [level for level, _ in of(alone, "alpha")] == ["warning"]
    status = Status(ServiceState.CLOSED, date(2026, 7, 30), both("Closed."), both("Something else."))
    closed = replace(bank.services["alpha"], status=status)
    assert of(replace(alone, services={**bank.services, "alpha": closed}), "alpha") == []


def test_old_checks_are_stale_and_future_ones_errors(bank: Bank) -> None:
    assert of(bank, today=date(2027, 4, 30)) == []
    assert {(level, id_) for level, id_ in _levels(bank, date(2027, 5, 1))} == {
        ("stale", id_) for id_ in (*bank.services, *bank.questions, *bank.exams)
    }
    assert {level for level, _ in _levels(bank, date(2026, 10, 31))} == {"error"}


def _levels(bank: Bank, today: date) -> list[tuple[str, str]]:
    return [(each.level, each.id) for each in lint(bank, today)]


def test_a_service_with_fewer_than_two_questions_is_a_warning(bank: Bank) -> None:
    questions = {id_: each for id_, each in bank.questions.items() if id_ != "beta-02"}
    message = "is taught by 1 questions; write 2 or more that name it first"
    assert of(replace(bank, questions=questions), "beta") == [("warning", message)]


def test_a_long_button_name_is_an_error_and_few_cues_a_warning(bank: Bank) -> None:
    alpha = bank.services["alpha"]
    changed = replace(alpha, short="x" * 31, cues=replace(alpha.cues, en=alpha.cues.en[:3]))
    assert of(replace(bank, services={**bank.services, "alpha": changed}), "alpha") == [
        ("error", "`short` has 31 characters; a button takes 30"),
        ("warning", "has 3 cues in en; write 24 or more"),
    ]


def test_near_duplicate_stems_are_a_warning_in_either_language(bank: Bank) -> None:
    twin = replace(bank.questions["beta-01"], stem=replace(bank.questions["beta-01"].stem, pt_br=GOOD_PT))
    changed = with_question(stem(bank, None, GOOD_PT.replace("pães", "bolos")), twin)
    ((level, message),) = of(changed, "beta-01")
    assert level == "warning"
    assert message.endswith("of its words in common with alpha-01; change one")


def test_a_key_position_far_from_chance_is_a_warning(bank: Bank) -> None:
    question = bank.questions["alpha-01"]
    ids = [f"q-{number}" for number in range(2000)]
    questions = {id_: replace(question, id=id_, stem=both(f"{id_}?")) for id_ in _where_key_is_first(ids)}
    assert any(
        level == "warning" and "stands at A" in message
        for level, message in of(replace(bank, questions=questions), "bank")
    )


def _where_key_is_first(ids: list[str]) -> list[str]:
    return [id_ for id_ in ids if shuffled("abc", Random(id_))[0] == "a"][:40]


# --- where each rule begins to speak ---


def numbered(bank: Bank, count: int, *, changed: int = 0, **changes: Any) -> Bank:
    """Return *bank* with so many questions like alpha-01, the first of them with *changes*."""
    like = bank.questions["alpha-01"]
    ids = [f"alpha-{number:03}" for number in range(count)]
    return replace(
        bank,
        questions={id_: replace(like, id=id_, **(changes if at < changed else {})) for at, id_ in enumerate(ids)},
    )


def says(bank: Bank, part: str, id_: str = "bank") -> bool:
    """Tell whether a finding of that id says something."""
    return any(part in message for _, message in of(bank, id_))


@pytest.mark.parametrize(("changed", "told"), [(7, False), (8, True)])
def test_keys_may_be_the_longest_option_in_twenty_eight_of_a_hundred(bank: Bank, changed: int, told: bool) -> None:
    first, *others = bank.questions["alpha-01"].options
    options = (replace(first, text=both("Amazon Gizmo Workshop")), *others)
    assert says(numbered(bank, 25, changed=changed, options=options), "the key is the longest option (en)") is told


@pytest.mark.parametrize(("changed", "told"), [(3, False), (4, True)])
def test_three_of_a_hundred_questions_may_be_negative(bank: Bank, changed: int, told: bool) -> None:
    negative = both(f"{EN} The budget is small. Which service does NOT meet the need?")
    assert says(numbered(bank, 100, changed=changed, stem=negative), "ask what does NOT fit") is told


@pytest.mark.parametrize(("at_a", "told"), [(0, False), (18, False), (19, True)])
def test_the_key_may_stand_at_a_letter_three_standard_errors_oftener_than_by_chance(
    bank: Bank, at_a: int, told: bool
) -> None:
    """Of thirty-six keys among four options nine are expected, with a standard error of three."""
    where: dict[bool, list[str]] = {True: [], False: []}
    for id_ in (f"q-{number}" for number in range(200)):
        where[shuffled("abcd", Random(id_))[0] == "a"].append(id_)
    ids = where[True][:at_a] + where[False][: 36 - at_a]
    question = bank.questions["alpha-01"]
    question = replace(question, options=(*question.options, replace(question.options[-1], id="d")))
    changed = replace(bank, questions={id_: replace(question, id=id_) for id_ in ids})
    assert says(changed, "the key stands at A") is told


@pytest.mark.parametrize(("count", "shared", "told"), [(8, 6, True), (15, 11, False)], ids=["6 of 10", "11 of 19"])
def test_stems_that_share_six_of_ten_content_words_are_near_duplicates(
    bank: Bank, count: int, shared: int, told: bool
) -> None:
    """Words of fewer than four letters do not count, however many there are."""
    words = [f"word{number}" for number in range(2 * count)]
    one, other = words[:count], [*words[:shared], *words[count : 2 * count - shared]]
    little = " and the for was her his you all but not"
    changed = stem(bank, " ".join(one) + little)
    twin = replace(bank.questions["beta-01"], stem=Bilingual(" ".join(other) + little, "Outra coisa inteiramente."))
    assert says(with_question(changed, twin), "in common with alpha-01", "beta-01") is told


def test_four_letters_make_a_content_word(bank: Bank) -> None:
    changed = stem(bank, "oven loaf rye")
    for text, told in (("oven loaf tea", True), ("oven cake rye", False)):
        twin = replace(bank.questions["beta-01"], stem=Bilingual(text, "Outra coisa inteiramente."))
        assert says(with_question(changed, twin), "in common with alpha-01", "beta-01") is told


@pytest.mark.parametrize(("count", "told"), [(11, True), (12, False)])
def test_a_why_has_twelve_words_or_more(bank: Bank, count: int, told: bool) -> None:
    assert says(option(bank, "b", why=both(" ".join(["word"] * count))), "the why of option b", "alpha-01") is told


@pytest.mark.parametrize(("count", "told"), [(24, True), (25, False), (120, False), (121, True)])
def test_a_stem_has_twenty_five_to_a_hundred_and_twenty_words(bank: Bank, count: int, told: bool) -> None:
    assert says(stem(bank, " ".join(["word"] * (count - 1)) + " which?"), "keep it within", "alpha-01") is told


@pytest.mark.parametrize(
    ("keys", "kind", "told"),
    [
        ("a", Kind.SINGLE, False),
        ("ab", Kind.SINGLE, True),
        ("", Kind.SINGLE, True),
        ("a", Kind.MULTIPLE, True),
        ("ab", Kind.MULTIPLE, False),
        ("abc", Kind.MULTIPLE, True),
    ],
)
def test_a_single_question_has_one_key_and_a_multiple_one_two_or_more_but_not_all(
    bank: Bank, keys: str, kind: Kind, told: bool
) -> None:
    question = replace(bank.questions["alpha-01"], key=tuple(keys), kind=kind)
    assert says(with_question(bank, question), "does not fit the kind", "alpha-01") is told


@pytest.mark.parametrize(
    ("key", "wrong", "told"),
    [(25, (20, 20), False), (26, (20, 20), True), (30, (30, 10), False), (31, (30, 10), True), (26, (25, 20), False)],
)
def test_a_key_sticks_out_when_it_is_the_longest_and_a_quarter_longer_than_the_wrong_ones_on_average(
    bank: Bank, key: int, wrong: tuple[int, int], told: bool
) -> None:
    for letter, size in zip("abc", (key, *wrong), strict=True):
        bank = option(bank, letter, text=both(letter * size))
    assert says(bank, "the key (en) is the longest option", "alpha-01") is told


@pytest.mark.parametrize(("word", "told"), [("loaf", False), ("crumb", True)])
def test_words_of_five_letters_that_stem_and_key_share_give_it_away(bank: Bank, word: str, told: bool) -> None:
    changed = option(stem(bank, GOOD_EN.replace("bakery", word)), "a", text=both(f"Amazon {word}"))
    assert says(changed, f"stem and key (en) alone share “{word}”", "alpha-01") is told


@pytest.mark.parametrize(
    ("stems", "holding", "common"), [(5, 2, False), (5, 3, True), (40, 3, False), (40, 4, True), (31, 3, False)]
)
def test_a_word_is_common_in_a_tenth_of_the_stems_and_three_at_least(stems: int, holding: int, common: bool) -> None:
    texts = ["the ovens are hot"] * holding + ["it is cold"] * (stems - holding)
    assert ("oven" in common_words(texts)) is common


@pytest.mark.parametrize(("short", "told"), [("x" * 30, False), ("x" * 31, True)])
def test_a_button_takes_thirty_characters(bank: Bank, short: str, told: bool) -> None:
    alpha = replace(bank.services["alpha"], short=short)
    assert says(replace(bank, services={**bank.services, "alpha": alpha}), "a button takes 30", "alpha") is told


@pytest.mark.parametrize(("cues", "told"), [(23, True), (24, False)])
def test_a_service_has_twenty_four_cues_in_each_language(bank: Bank, cues: int, told: bool) -> None:
    alpha = bank.services["alpha"]
    fewer = replace(alpha, cues=replace(alpha.cues, pt_br=alpha.cues.pt_br[:cues]))
    assert says(replace(bank, services={**bank.services, "alpha": fewer}), "cues in pt-BR", "alpha") is told


@pytest.mark.parametrize(
    ("url", "told"),
    [("https://example.com", True), ("https://example.com/", True), ("https://example.com/a", False)],
)
def test_an_address_names_a_page_and_not_only_a_site(bank: Bank, url: str, told: bool) -> None:
    question = replace(bank.questions["alpha-01"], source=url)
    assert says(with_question(bank, question), "`source` names no page", "alpha-01") is told


def test_a_check_of_today_is_not_after_today(bank: Bank) -> None:
    assert of(bank, today=date(2026, 11, 1)) == []


def test_one_superlative_is_fine(bank: Bank) -> None:
    assert of(stem(bank, f"{EN} Which service meets it with the LEAST work of all of them?")) == []


def test_only_a_wrong_option_has_a_situation_in_which_it_is_right(bank: Bank) -> None:
    key = next(iter(bank.questions["alpha-01"].key))
    for id_ in [one.id for one in bank.questions["alpha-01"].options]:
        found = of(option(bank, id_, right_when=both("the results could wait an hour")))
        assert bool(found) == (id_ == key)
        assert all(level == "error" and "only a wrong one has" in message for level, message in found)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Right if it could wait", "write the rest of that sentence"),
        ("Certa se pudesse esperar", "write the rest of that sentence"),
        ("it could wait.", "without a period"),
        ("x" * 140, None),
        ("x" * 141, "141 characters"),
        ("option B were cheaper", "options are shuffled"),
    ],
)
def test_a_situation_continues_its_sentence_in_one_line(bank: Bank, text: str, part: str | None) -> None:
    question = bank.questions["alpha-01"]
    wrong = next(one.id for one in question.options if one.id not in question.key)
    found = of(option(bank, wrong, right_when=both(text)))
    assert [level for level, _ in found] == ["error"] * len(found)
    assert bool(found) == bool(part)
    assert part is None or part in found[0][1]
