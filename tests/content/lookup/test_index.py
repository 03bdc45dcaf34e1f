"""`/which` finds what learners mean: every line of their notes as it stands, in any spelling, and nothing by force."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.lookup import index as room
from bot.content.lookup import weights
from bot.content.lookup.index import Index
from bot.content.lookup.words import grams_of, stems_of
from bot.content.model import Bank, Bilingual, Cues, Examined, Service, ServiceState, Status, Subject
from bot.ports.lookup import Found

HERE = Path(__file__).parent
NOTES = HERE / "notes.tsv"
NOTHING = "-"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows(NOTES), ids=lambda row: row["phrase"])
def test_every_line_of_the_notes_gives_its_service_first(index: Index, row: dict[str, str]) -> None:
    found = index.find(row["phrase"])
    assert found.services[:1] != ()
    assert found.services[0] in row["expected"].split("|")


APART = "phrases-test-*.tsv"
"""Phrases that were written apart from the cues, and that no cue was written for."""
ALL = "phrases*.tsv"


def phrases(sets: str = APART) -> list[dict[str, str]]:
    """Return the phrases of sets."""
    return [row for path in sorted(HERE.glob(sets)) for row in rows(path)]


def share(index: Index, sets: str = APART, **wanted: str) -> float:
    """Return how many of the phrases of a kind or language have their service first."""
    asked = [row for row in phrases(sets) if row["expected"] != NOTHING and wanted.items() <= row.items()]
    right = [row for row in asked if (index.find(row["phrase"]).services or ("",))[0] in row["expected"].split("|")]
    return len(right) / len(asked)


@pytest.mark.parametrize(
    ("kind", "least"),
    [("keyword", 0.85), ("typo", 0.8), ("abbreviation", 0.8), ("synonym", 0.85), ("scenario", 0.9), ("symptom", 0.8)],
)
def test_phrases_written_without_sight_of_the_cues_are_found(index: Index, kind: str, least: float) -> None:
    """A floor under what was measured, so that a change of cues or formula that loses much is seen."""
    assert share(index, kind=kind) >= least


def test_portuguese_is_found_about_as_well_as_english(index: Index) -> None:
    assert abs(share(index, ALL, language="pt") - share(index, ALL, language="en")) <= 0.05


@pytest.mark.parametrize("word", ["model", "dados", "data", "ia", "training", "aws"])
def test_a_word_that_speaks_of_many_services_decides_nothing_alone(index: Index, word: str) -> None:
    assert not index.find(word).confident


def test_a_typo_that_may_be_two_words_is_taken_for_the_commoner(index: Index) -> None:
    assert index.find("modle").services == index.find("model").services


def test_traps_get_no_confident_answer(index: Index) -> None:
    traps = [row["phrase"] for row in phrases() if row["expected"] == NOTHING]
    assert sum(index.find(phrase).confident for phrase in traps) <= 0.1 * len(traps)


def test_what_nothing_answers_finds_nothing_and_little_else_does(index: Index) -> None:
    """F1 of finding nothing at all."""
    refused = [row["expected"] == NOTHING for row in phrases() if not index.find(row["phrase"]).services]
    traps = sum(row["expected"] == NOTHING for row in phrases())
    assert 2 * sum(refused) / (len(refused) + traps) >= 0.7


@pytest.mark.parametrize("phrase", ["cache redis em memória", "DDoS protection", "undo the last commit in git"])
def test_a_subject_that_no_service_answers_draws_its_phrases_away(bank: Bank, index: Index, phrase: str) -> None:
    assert index.find(phrase).services == ()
    assert Index(bank.services).find(phrase).services != ()


@pytest.mark.parametrize(
    ("phrase", "service"),
    [
        ("drift", "model-monitor"),
        ("DRIFT???", "model-monitor"),
        ("dirft", "model-monitor"),
        ("deteccao de vies", "clarify"),
        ("detec\u0327a\u0303o de vie\u0301s", "clarify"),
        ("HPO", "automatic-model-tuning"),
        ("what is AMT", "automatic-model-tuning"),
        ("hiperparametors", "automatic-model-tuning"),
        ("DetecÃ§Ã£o de viÃ©s e explicabilidade", "clarify"),
        ("Painel central para monitorar a sa√∫de de todos os modelos implantados.", "model-dashboard"),
        ("Amazon SageMaker Clarify", "clarify"),
        ("sagemaker canvas", "canvas"),
    ],
)
def test_names_typos_damaged_accents_and_abbreviations_are_answered_for_sure(
    index: Index, phrase: str, service: str
) -> None:
    found = index.find(phrase)
    assert found.services[0] == service
    assert found.confident


@pytest.mark.parametrize(
    "phrase", ["", "   ", "???", "12345", "\x00\x1b", "🙂", "asdf qwer zxcv", "football world cup"]
)
def test_what_means_nothing_here_finds_nothing(index: Index, phrase: str) -> None:
    assert index.find(phrase) == Found((), confident=False)


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_gets_one_of_three_outcomes_and_always_the_same(index: Index, phrase: str) -> None:
    found = index.find(phrase)
    assert found == index.find(phrase)
    assert not found.confident or found.services
    assert len(set(found.services)) == len(found.services)


def test_ten_thousand_characters_are_no_burden(index: Index) -> None:
    assert index.find("drift " * 2000).services[0] == "model-monitor"


# --- each rule of the lookup, in a bank of a few services ---


def made(id_: str, *cues: str, aliases: tuple[str, ...] = (), says: str = "") -> Service:
    """Return a service that has little but its name, its cues, and what its summary *says*."""
    name = Bilingual(id_.title(), id_.title())
    return Service(
        id=id_,
        name=name.en,
        short=name.en,
        phase="phase",
        summary=Bilingual(f"{name.en} {says}", name.en),
        choose_when=name,
        not_when=(),
        profile=name,
        contrasts=(),
        cues=Cues(cues, ()),
        status=Status(ServiceState.ACTIVE),
        examined=Examined(answer=True, note=name),
        docs="https://example.com",
        checked_on=date(2026, 11, 1),
        aliases=aliases,
    )


TREES = ("acacia", "banyan", "cypress", "dogwood", "ebony", "fern", "ginkgo", "hazel", "juniper", "larch")


def over(*services: Service, away: str = "") -> Index:
    """Return the lookup over *services* among others, and over a subject elsewhere with the cue *away*."""
    everything = {service.id: service for service in (*services, *map(made, TREES))}
    return Index(everything, [Subject("away", Cues((away,), ()))] if away else [])


def apart(words: Sequence[str]) -> list[Service]:
    """Return a service for each word, with a long text that makes it weigh less."""
    return [made(f"other{number}", word, says="lawn " * 40) for number, word in enumerate(words)]


def scores(index: Index, *words: str) -> list[float]:
    """Return the scores of all services for words that are known as they are."""
    stems = {stem for word in words for stem in stems_of(word)}
    return index._scores(words, list(words), stems, index._cues_near(stems))


BAKING = "knead dough proof shape score steam brown crust"


@pytest.mark.parametrize(
    ("away", "found"),
    [
        (BAKING, False),
        ("dough proof shape score steam brown crust", False),
        ("proof shape score steam brown crust", True),
        ("shape score steam brown crust", True),
    ],
    ids=["as near", "a word less near", "two words less near", "three words less near"],
)
def test_a_service_is_named_only_where_it_is_clearly_nearer_than_a_subject_elsewhere(away: str, found: bool) -> None:
    """One word of eight makes less than the tenth that is wanted, and two make more."""
    assert over(made("bread", BAKING), away=away).find(f"a {BAKING}").services[:1] == (("bread",) if found else ())


def test_a_subject_elsewhere_that_is_nearly_as_near_leaves_the_answer_unsure() -> None:
    index = over(made("bread", BAKING), away="proof shape score steam brown crust")
    assert not index.find(f"a {BAKING}").confident
    assert over(made("bread", BAKING), away="steam brown crust").find(f"a {BAKING}").confident


def test_an_alias_leads_before_what_the_rest_of_the_phrase_speaks_of_and_does_not_hide_it() -> None:
    """Less of a lift and the answer would be unsure, more and the other one would not be named."""
    spoken = "sourdough oven crust steam"
    index = over(made("bread", spoken, says=spoken), made("wine", aliases=("GP",)))
    found = index.find(f"a GP with {spoken}")
    assert found.services[:2] == ("wine", "bread")
    assert (found.confident, found.close) == (True, True)


def test_two_aliases_in_one_phrase_are_a_tie() -> None:
    index = over(made("wine", aliases=("Grape Press",)), made("mill", "flour sack", aliases=("Flour Mill",)))
    found = index.find("grape press or flour mill with a sack")
    assert set(found.services[:2]) == {"wine", "mill"}
    assert not found.confident


def test_a_name_of_one_everyday_word_leads_alone_and_not_within_a_phrase() -> None:
    index = over(made("bread", "sourdough oven crust"), made("wine", aliases=("Press",)))
    assert index.find("press").services[0] == "wine"
    assert index.find("press a sourdough oven crust").services[0] == "bread"


@pytest.mark.parametrize(
    ("alias", "seen"),
    [
        ("GP", True),
        ("Grape Press", True),
        ("Cold Grape Press", True),
        ("Old Cold Grape Press", True),
        ("Very Old Cold Grape Press", False),
    ],
)
def test_an_alias_of_up_to_four_words_lifts_its_service_wherever_it_is_in_a_phrase(alias: str, seen: bool) -> None:
    spoken = "sourdough oven crust steam loaf rye"
    index = over(made("bread", spoken, says=spoken), made("wine", aliases=(alias,)))
    for phrase in (f"{alias} {spoken}", f"{spoken} {alias}"):
        assert (index.find(phrase).services[0] == "wine") is seen


@pytest.mark.parametrize(("mentions", "close"), [(4, False), (5, True)])
def test_a_whole_cue_leads_before_what_speaks_of_it_oftener_and_names_that_when_it_is_close(
    mentions: int, close: bool
) -> None:
    """The cue scores 1, the other one just less than three quarters, and just more."""
    cue = "oven crust rustic loaf"
    index = over(made("bread", cue), made("cake", f"{cue} sugar", says=f"{cue} " * mentions))
    assert index.find(cue) == Found(("bread", "cake"), confident=True, close=close)


def test_a_cue_that_two_services_share_leaves_it_open() -> None:
    found = over(made("bread", "oven crust"), made("cake", "oven crust")).find("oven crust")
    assert found == Found(("bread", "cake"), confident=False)


REPAIRS = over(made("bread", "bran rustic steamed sourdough 2025"))


@pytest.mark.parametrize(
    "typed", ["barn", "bram", "brabn", "rusic", "rutsic", "urstic", "steamd", "sourdogh", "soudroug", "surdough"]
)
def test_a_word_with_a_slip_is_read_as_the_known_one(typed: str) -> None:
    assert REPAIRS.find(typed).services[:1] == ("bread",)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("brn", "three letters"),
        ("rutsci", "two slips in six letters"),
        ("sourdoh", "two slips in seven letters"),
        ("soudrogx", "three slips in eight letters"),
        ("xustic", "another first letter"),
        ("xrustic", "a letter before the first"),
        ("2024", "a number"),
    ],
)
def test_a_word_further_away_is_not_guessed(typed: str, why: str) -> None:
    assert REPAIRS.find(typed) == Found((), confident=False), why


def test_of_two_known_words_the_nearer_is_meant_and_of_equally_near_ones_the_commoner() -> None:
    index = over(made("bread", "loaves"), made("cake", "leaves"), made("tea", "leaves green"), made("farm", "hoaxes"))
    assert index.find("loavess").services[0] == "bread"
    assert over(made("sauna", "steaming"), made("film", "streaming")).find("streamingg").services[0] == "film"
    assert index.find("lxaves").services[:2] == ("cake", "tea")


def test_repaired_words_count_for_less_than_those_that_were_written_right() -> None:
    """Beside a word that is unknown they may all have been others."""
    index = over(made("bread", "rustic sourdough steamed loaf"))
    assert index.find("rustic sourdough steamed loaf xyzzyq").confident
    mended = index.find("rustik sourdouhg steemed loav xyzzyq")
    assert mended.services[0] == "bread"
    assert not mended.confident
    assert index.find("rustik sourdouhg steemed loav").confident


def test_one_repaired_word_may_be_the_one_that_makes_an_answer_unsure() -> None:
    """In a bank of six services, where an unknown word weighs much."""
    index = Index({one.id: one for one in (made("bread", "rustic sourdough steamed loaf"), *map(made, TREES[:5]))})
    assert index.find("rustic sourdough steamed loaf xyzzyq").confident
    assert not index.find("rustic sourdough steamed loav xyzzyq").confident


@pytest.mark.parametrize(("services", "found"), [(12, False), (13, True)])
def test_an_unknown_word_weighs_more_than_the_rarest_known_one(services: int, found: bool) -> None:
    """Half of the words are known, and in a small bank not two fifths of the weight."""
    others = [made(tree) for tree in (*TREES, "maple", "myrtle")][: services - 1]
    index = Index({service.id: service for service in (made("bread", "rustic oven"), *others)})
    assert index.find("rustic xyzzyq").services[:1] == (("bread",) if found else ())


@pytest.mark.parametrize(("typed", "cue"), [("bakes", "baking"), ("treinando", "treinar")])
def test_a_word_is_known_by_its_stem_in_either_language(typed: str, cue: str) -> None:
    """These are too far from one another to be repaired."""
    assert over(made("bread", cue)).find(typed).services[:1] == ("bread",)


def test_two_words_that_are_one_elsewhere_are_read_as_one_unless_it_is_short() -> None:
    index = over(made("bread", "crumb loaf"))
    assert index.find("cru mb").services == ("bread",)
    assert index.find("lo af").services == ()
    assert index.find("a loaf with cru mb").confident


def test_what_a_text_mentions_makes_a_candidate_and_no_sure_answer() -> None:
    found = over(made("bread", says="knead dough proof")).find("we knead dough proof")
    assert found.services[:1] == ("bread",)
    assert not found.confident


def test_words_together_in_one_cue_weigh_more_than_the_same_words_apart() -> None:
    index = over(made("bread", "oven", "crust", "sourdough"), made("toast", "oven crust sourdough"))
    found = index.find("my oven with a crust of sourdough")
    assert found.services[:2] == ("toast", "bread")
    assert found.confident
    best_first = over(made("toast", "oven crust sourdough", "oven"), made("bread", "oven", "crust", "sourdough"))
    assert best_first.find("my oven with a crust of sourdough").confident


def test_a_word_of_like_letters_makes_a_candidate_behind_those_that_have_the_word() -> None:
    spoken = "yeast walnut wheat whisk water warm whole wafer rye flour salt butter sugar honey cream"
    assert over(made("yeasty"), made("bread", says=spoken)).find("the yeast").services[:2] == ("bread", "yeasty")


def test_one_word_often_mentioned_weighs_less_than_two_words_mentioned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And more than the same word mentioned once: the weight of a word grows with its mentions, to a limit."""
    monkeypatch.setattr(room, "LETTERS", 0.0)
    often, both_ = made("often", says="oven " * 9), made("both", says="oven crust " + "flour " * 7)
    assert over(often, both_).find("the oven crust").services[:2] == ("both", "often")
    once = made("once", says="oven " + "flour " * 8)
    assert over(once, often).find("the oven").services[:2] == ("often", "once")


def test_a_word_weighs_more_in_a_short_text_than_in_a_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LETTERS", 0.0)
    index = over(made("novel", says="oven " + "flour " * 40), made("verse", says="oven"))
    assert index.find("the oven").services[:2] == ("verse", "novel")


def test_words_letters_and_a_phrase_have_their_shares_of_a_score() -> None:
    """Eight mentions in a text of the usual length, all of a text's letters, and a whole name."""
    (score, *others) = scores(over(made("yeast")), "yeast")
    assert score == pytest.approx(0.40 * 8 / (8 + 1.2) + 0.15 + 0.45)
    assert max(others) < 0.02
    assert scores(Index({"yeast": made("yeast")}), "yeast") == [pytest.approx(score)]


def test_a_word_in_another_form_is_a_little_less_like_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its fifteen sequences of letters nine are among the twelve that were written, and six are nowhere."""
    monkeypatch.setattr(room, "WORDS", 0.0)
    monkeypatch.setattr(room, "PHRASE", 0.0)
    (score, *_) = scores(over(made("yeast")), "yeasts")
    rare = math.log(1 + 10.5 / 1.5)
    assert score == pytest.approx(0.15 * 9 * rare**2 / (math.sqrt(12 * rare**2) * math.sqrt(9 * rare**2 + 6)))


def test_the_length_of_a_text_weakens_a_mention_by_three_tenths_of_its_excess(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty-two words, where eleven texts have ten on average."""
    monkeypatch.setattr(room, "LETTERS", 0.0)
    (score, *_) = scores(over(made("bread", says="oven " + "flour " * 23)), "oven")
    assert score == pytest.approx(0.40 / (1 + 1.2 * (0.7 + 0.3 * 32 / (112 / 11))))


def test_a_common_word_that_is_a_cue_is_no_sure_answer_and_a_rare_one_is() -> None:
    others = [made(id_, says="oven") for id_ in ("roast", "toast", "grill", "smoke", "boil")]
    index = over(made("bread", "the oven", "the crust"), *others)
    common = index.find("an oven")
    assert (common.services[0], common.confident, common.close) == ("bread", False, False)
    assert index.find("a crust").confident
    assert index.find("the oven").confident, "the whole cue is said"


@pytest.mark.parametrize(("services", "sure"), [(8, False), (9, False), (10, True)])
def test_the_fewer_services_there_are_the_less_one_word_decides(services: int, sure: bool) -> None:
    bank = {service.id: service for service in (made("bread", "the oven"), *map(made, TREES[: services - 1]))}
    assert Index(bank).find("an oven").confident is sure


def test_five_services_are_named_at_most() -> None:
    index = over(*(made(id_, "oven crust") for id_ in ("bread", "roast", "toast", "grill", "smoke", "boil")))
    assert index.find("oven crust").services == ("bread", "roast", "toast", "grill", "smoke")


def test_a_bank_without_services_finds_nothing() -> None:
    assert Index({}).find("oven") == Found((), confident=False)


def test_a_bank_of_one_service_answers_with_it() -> None:
    index = Index({"bread": made("bread", "oven crust rustic loaf")})
    assert index.find("bread") == Found(("bread",), confident=True)


def test_a_hundred_and_twenty_words_of_a_text_are_weighed() -> None:
    index = over(made("bread", "oven"), made("wine", "grape"))
    assert set(index.find("oven " * 119 + "grape").services[:2]) == {"bread", "wine"}
    assert index.find("oven " * 120 + "grape").services[:2] == ("bread",)


@pytest.mark.parametrize(
    ("phrase", "cue"),
    [("oven", "oven"), ("oven grape press flour sack", "oven"), ("oven grape press flour sack plough", None)],
)
def test_a_cue_is_the_reason_while_it_is_a_good_part_of_what_was_said(phrase: str, cue: str | None) -> None:
    """Its one word of five is a third of both together, and of six it is less than three tenths."""
    found = over(made("bread", "oven"), *apart(phrase.split()[1:])).find(phrase)
    assert found.services[0] == "bread"
    assert found.because == ({"en": cue} if cue else {})


def test_a_cue_that_is_said_in_part_is_the_reason_too() -> None:
    """Two of its three words, among ten: four of thirteen."""
    words = ["grape", "press", "flour", "sack", "plough", "tractor", "barn", "field", "meadow"]
    index = over(made("bread", "oven crust rustic"), *apart(words))
    for said, because in ((8, {"en": "oven crust rustic"}), (9, {})):
        found = index.find(" ".join(["oven crust", *words[:said]]))
        assert (found.services[0], found.because) == ("bread", because)


def test_little_words_are_no_part_of_a_cue() -> None:
    index = over(made("cake", "oven dough"), made("bread", "how do we use the oven"))
    assert index.find("an oven").services[:2] == ("bread", "cake")


def test_a_word_weighs_less_the_more_services_have_it() -> None:
    """In three texts: ln(1 + 0.5 / 3.5) where all have it, ln(1 + 2.5 / 1.5) where one has."""
    told = weights.idf_of([Counter("ab"), Counter("aa"), Counter("a")])
    assert told == {"a": pytest.approx(math.log(8 / 7)), "b": pytest.approx(math.log(8 / 3))}


def test_letters_are_compared_in_threes_to_fives_with_the_edges_of_the_word() -> None:
    assert sorted(grams_of("oven")) == sorted([" ov", "ove", "ven", "en ", " ove", "oven", "ven ", " oven", "oven "])


def test_little_words_are_no_part_of_a_reason() -> None:
    index = over(made("bread", "oven"), made("farm", "how do we use the team with our"))
    assert index.find("how do we use the team with our oven").because == {"en": "oven"}


def test_little_words_alone_are_a_name_where_they_are_one_and_nothing_else() -> None:
    index = over(made("bread"), made("team"))
    assert index.find("team") == Found(("team",), confident=True)
    assert index.find("how do we use it").services == ()


def test_the_nearest_of_several_subjects_elsewhere_counts() -> None:
    subjects = [Subject(f"away{number}", Cues((cue,), ())) for number, cue in enumerate(("sea", BAKING, "sky"))]
    services = {service.id: service for service in (made("bread", BAKING), *map(made, TREES))}
    assert Index(services, subjects).find(f"a {BAKING}").services == ()


def test_what_cannot_be_read_finds_nothing_also_where_a_cue_cannot_be_read_either() -> None:
    index = over(made("bread", "🙂"))
    assert index.find("???") == Found((), confident=False)


def test_the_reason_is_the_cue_that_fits_best() -> None:
    index = over(made("bread", "oven crust", "oven crust sourdough", "oven"))
    assert index.find("sourdough crust from the oven").because == {"en": "oven crust sourdough"}
    first = over(made("bread", "oven crust", "crust oven"))
    assert first.find("oven crust").because == {"en": "oven crust"}


NOTHING_FITS, UNSURE, SURE, CLOSE = (False, False, False), (True, False, False), (True, True, False), (True, True, True)


@pytest.mark.parametrize(
    ("best", "second", "away", "known", "outcome"),
    [
        (0.159, 0.0, 0.0, 1.0, NOTHING_FITS),
        (0.160, 0.0, 0.0, 1.0, UNSURE),
        (0.299, 0.0, 0.0, 1.0, UNSURE),
        (0.300, 0.0, 0.0, 1.0, SURE),
        (1.0, 0.0, 0.0, 0.399, NOTHING_FITS),
        (1.0, 0.0, 0.0, 0.400, UNSURE),
        (1.0, 0.0, 0.0, 0.649, UNSURE),
        (1.0, 0.0, 0.0, 0.650, SURE),
        (1.0, 0.851, 0.0, 1.0, UNSURE),
        (20.0, 17.0, 0.0, 1.0, CLOSE),
        (1.0, 0.849, 0.0, 1.0, CLOSE),
        (1.0, 0.751, 0.0, 1.0, CLOSE),
        (1.0, 0.750, 0.0, 1.0, SURE),
        (1.0, 0.0, 0.910, 1.0, NOTHING_FITS),
        (1.0, 0.0, 0.908, 1.0, UNSURE),
        (1.0, 0.0, 0.851, 1.0, UNSURE),
        (1.0, 0.0, 0.849, 1.0, CLOSE),
    ],
)
def test_score_margin_and_known_share_decide_how_sure_an_answer_is(
    best: float, second: float, away: float, known: float, outcome: tuple[bool, bool, bool]
) -> None:
    found = over(made("bread"), made("wine"))._decided([0, 1], [best, second], away, known)
    assert (bool(found.services), found.confident, found.close) == outcome
