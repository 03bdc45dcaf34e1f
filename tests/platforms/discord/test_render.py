"""A reply becomes a message that Discord takes: all of it, or LimitExceeded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.chat.button_ids import wanting
from bot.chat.intent import Param
from bot.chat.markup import Span, parse, plain
from bot.chat.plain import plain_text
from bot.chat.reply import (
    Button,
    Choice,
    Document,
    Fact,
    Facts,
    LetteredOption,
    Note,
    Options,
    Places,
    RankedRow,
    Ranking,
    Reply,
    Text,
    Tone,
)
from bot.chat.request import Call
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bank
from bot.features.daily.cards import daily_card
from bot.features.practice.cards import question_card
from bot.platforms.discord import limits, render
from bot.platforms.discord.render import Card, card, form
from bot.platforms.limits import LimitExceeded
from tests.loopback.discord.person import buttons, markup_of, menus, read, text_of
from tests.loopback.discord.schema import callback_problems, walk
from tests.support.cards import AGAIN, all_cards, without_places
from tests.support.questions import daily_of, posting_of


def components_of(message: Card) -> list[dict[str, Any]]:
    assert message.view.to_components() == message.components  # type: ignore[no-untyped-call]
    return message.components


def body(message: Card) -> dict[str, Any]:
    """Return a message as the first response that discord.py makes of it."""
    data: dict[str, Any] = {"components": components_of(message), "flags": 1 << 15}
    if message.files:
        data["attachments"] = [{"id": str(at), "filename": file.filename} for at, file in enumerate(message.files)]
    return {"type": 4, "data": data}


def shown(message: Card) -> dict[str, Any]:
    """Return a message as a person sees it."""
    files = [{"filename": file.filename, "text": file.fp.read().decode()} for file in message.files]
    return {"components": components_of(message), "attachments": files}


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
async def test_every_card_of_the_bank_fits_and_is_taken(every_kind: Bank, voice: Voice) -> None:
    for name, reply in all_cards(every_kind, voice):
        assert callback_problems(body(card(reply))) == [], name


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
async def test_every_card_says_all_that_plain_text_says(every_kind: Bank, voice: Voice) -> None:
    """No word of a reply is left out: what a pipe prints can be read on the card as well."""
    for name, reply in all_cards(every_kind, voice):
        message = text_of(shown(card(reply)))
        for word in {word.strip(":,;.·<>[]✓✗") for word in plain_text(without_places(reply)).split()} - {"-"}:
            assert word in message, (name, word)


async def test_a_verdict_is_said_in_words_and_a_symbol() -> None:
    options = (
        LetteredOption("A", plain("x"), True, "right", plain("so")),
        LetteredOption("B", plain("y"), False, "wrong", plain("no")),
    )
    text = markup_of(shown(card(Reply("t", (Options(options),)))))
    assert "✅ **A.** x\n> **right** · so" in text
    assert "❌ **B.** y\n> **wrong** · no" in text


async def test_one_answer_is_a_button_a_letter_and_several_are_a_menu() -> None:
    options = Options(tuple(LetteredOption(letter, plain(f"text {letter}")) for letter in "ABCDE"))
    single = Choice(Call("answer", {"posting": "7", "topic": "", "level": ""}), "letters", "ABCDE", 1)
    one = shown(card(Reply("q", (options,), choice=single)))
    assert [(each["label"], each["custom_id"]) for each in buttons(one)] == [
        (letter, f"x1:answer:7:{letter}") for letter in "ABCDE"
    ]
    (menu,) = menus(shown(card(Reply("q", (options,), choice=replace(single, pick=2)))))
    assert (menu["custom_id"], menu["min_values"], menu["max_values"]) == ("x1:answer:7", 2, 2)
    assert [(each["label"], each["value"]) for each in menu["options"]] == [
        (f"{letter}. text {letter}", letter) for letter in "ABCDE"
    ]


def menu_labels(*options: tuple[str, str]) -> list[str]:
    """Return the labels of the menu of a question with these letters and texts."""
    lettered = Options(tuple(LetteredOption(letter, plain(text)) for letter, text in options))
    choice = Choice(Call("answer", {"posting": "7"}), "letters", "AB", 2)
    (menu,) = menus(shown(card(Reply("q", (lettered,) if options else (), choice=choice))))
    return [each["label"] for each in menu["options"]]


async def test_a_menu_has_letters_alone_when_a_text_would_not_fit_it() -> None:
    fits = "x" * (limits.SELECT_LABEL - len("A. "))
    assert menu_labels(("A", fits), ("B", "a\n *b*")) == [f"A. {fits}", "B. a *b*"]
    assert menu_labels(("A", fits * 3), ("B", "short")) == ["A", "B"]


async def test_what_is_too_long_for_an_entry_goes_on_below_it() -> None:
    words = " ".join(["word"] * 30)
    options = Options((LetteredOption("A", plain(words)), LetteredOption("B", plain("short"))))
    choice = Choice(Call("answer", {"posting": "7"}), "letters", "AB", 2)
    (menu,) = menus(shown(card(Reply("q", (options,), choice=choice))))
    first, second = menu["options"]
    assert f"{first['label']} {first['description']}" == f"A. {words}"
    assert (second["label"], "description" in second) == ("B. short", False)


async def test_a_question_has_air_between_its_options() -> None:
    options = [LetteredOption(letter, plain(letter)) for letter in "ABCD"]
    for judged in (options, [replace(one, right=False, verdict="wrong") for one in options]):
        parts = walk(components_of(card(Reply("q", (Options(tuple(judged)),)))))
        assert [part["content"][:9] for part in parts if part["type"] == 10][1:] == [
            f"{'❌ ' * (judged is not options)}**{letter}.** {letter}"[:9] for letter in "ABCD"
        ]


async def test_the_button_that_leads_on_stands_out() -> None:
    message = shown(card(Reply("t", buttons=(Button("Next", Call("quiz"), onward=True), Button("b", Call("me"))))))
    assert [button["style"] for button in buttons(message)] == [1, 2]


async def test_a_menu_has_letters_alone_when_its_options_are_not_those_of_the_question() -> None:
    assert menu_labels(("A", "x"), ("C", "y")) == ["A", "B"]
    assert menu_labels() == ["A", "B"]


@pytest.mark.parametrize("tone", Tone)
async def test_a_tone_has_its_colour(tone: Tone) -> None:
    colours = {Tone.PLAIN: 0x5865F2, Tone.RIGHT: 0x2ECC71, Tone.TROUBLE: 0xE74C3C}
    (container,) = components_of(card(Reply("t", tone=tone)))
    assert container["accent_color"] == colours.get(tone, 0xF1C40F)


async def test_a_form_carries_its_button_and_asks_for_its_text() -> None:
    call = Call("report", {"posting": "7"})
    param = wanting(call)
    assert param is not None
    data: Any = form(call, param, VOICES["en"]).to_dict()
    (label,) = data["components"]
    assert (data["custom_id"], data["title"]) == ("x1:report:7", "What is wrong with this question?")
    assert label["label"] == "In your own words"
    assert (label["component"]["custom_id"], label["component"]["max_length"]) == ("text", 500)
    assert label["component"]["required"]


@pytest.mark.parametrize(("message", "limit"), [("title", limits.MODAL_TITLE), ("label", limits.INPUT_LABEL)])
async def test_a_forms_words_may_reach_their_limit_and_not_exceed_it(
    monkeypatch: pytest.MonkeyPatch, message: str, limit: int
) -> None:
    param = Param("text", "title", required=True)

    def said(length: int) -> None:
        texts = {"title": "t", "In your own words": "l"}
        texts["title" if message == "title" else "In your own words"] = "x" * length
        monkeypatch.setattr(Voice, "say", lambda _voice, text: texts[text])

    said(limit)
    form(Call("report", {"posting": "7"}), param, VOICES["en"])
    said(limit + 1)
    with pytest.raises(LimitExceeded, match=message):
        form(Call("report", {"posting": "7"}), param, VOICES["en"])


@pytest.mark.parametrize(
    "reply",
    [
        Reply("x" * (limits.TEXT + 1)),
        Reply("t", tuple(Text(plain("x" * 1_000)) for _ in range(4))),
        Reply("t", buttons=(Button("x" * 81, Call("me")),)),
        Reply("t", buttons=(Button("a", Call("me")), Button("b", Call("me")))),
        Reply("t", tuple(Text(plain("x")) for _ in range(45))),
        Reply("t", (Document("big.txt", "x" * (limits.FILE_BYTES + 1)),)),
        Reply("t", choice=Choice(Call("answer", {"posting": "1"}), "letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 2)),
    ],
    ids=["title", "text", "label", "same id twice", "components", "file", "menu"],
)
async def test_what_does_not_fit_raises_and_is_not_cut(reply: Reply) -> None:
    with pytest.raises(LimitExceeded):
        card(reply)


async def test_all_kinds_of_blocks_are_shown() -> None:
    reply = Reply(
        "Title",
        (
            Text((Span("bold ", bold=True), Span("co`de", code=True), Span("link", url="https://a.test/(b)"))),
            Facts((Fact("L", plain("v")), Fact("", plain("bare"), 0.5)), "H"),
            Ranking(
                (
                    RankedRow(1, "ana", "9 points"),
                    RankedRow(1, "bia", "9 points"),
                    RankedRow(7, "caio", "1 point", own=True, share=1 / 9),
                )
            ),
            Note(plain("small\nprint")),
            Document("x.json", '{"a": 1}'),
        ),
        tone=Tone.TROUBLE,
    )
    message = card(reply)
    assert callback_problems(body(message)) == []
    assert markup_of(shown(message)).split("\n") == [
        "### Title",
        "**bold** ``co`de``[link](https://a.test/(b%29)",
        "**H:**",
        "- **L:** v",
        "`█████░░░░░` bare",
        "🥇 ana: 9 points",
        "🥇 bia: 9 points",
        "…",
        "**7.** `█░░░░░░░░░` **caio: 1 point 👈**",
        "-# small print",
        "x.json:",
        '{"a": 1}',
    ]


async def test_a_sentence_alone_is_no_heading() -> None:
    assert markup_of(shown(card(Reply("Nothing is stored about you.")))) == "Nothing is stored about you."


@pytest.mark.parametrize(
    "name",
    ["@everyone", "<@123456789012345678>", "**x**", "[a](https://b.test)", "# big", "1. one", "- x", "> q", "a_b_c"],
)
async def test_text_from_people_shows_as_it_stands(name: str) -> None:
    message = markup_of(shown(card(Reply("t", (Ranking((RankedRow(1, name, "2 points"),)), Text(plain(name)))))))
    assert read(message.split("\n")[-1]) == name
    assert message.split("\n")[-1] != name


async def test_what_holds_peoples_names_is_not_kept() -> None:
    render._kept.cache_clear()
    options = (LetteredOption("A", parse("x"), True, "right", plain("a name's own words")),)
    card(Reply("t", (Note(plain("Shared by a name")), Options(options), Facts((Fact("", plain("a name: wrong")),)))))
    assert render._kept.cache_info().currsize == 0
    card(Reply("t", (Text(parse("a text that many people see")),)))
    assert render._kept.cache_info().currsize == 1


async def test_a_view_is_not_kept_waiting_for_clicks() -> None:
    assert card(Reply("t", buttons=(Button("a", Call("me")),))).view.is_finished()


def test_the_parts_of_a_container_are_walked() -> None:
    """The walk that the other tests rely on finds what lies inside."""
    nested = [{"type": 17, "components": [{"type": 10, "content": "x"}]}, {"type": 1, "components": [{"type": 2}]}]
    assert [part["type"] for part in walk(nested)] == [17, 10, 1, 2]


def places_shown(bank: Bank, id_: str, half: str = "") -> dict[str, Any]:
    """Return the message of a question whose options are arranged, some of them already, in a channel's order."""
    question = bank.questions[id_]
    posting = posting_of(question, id=(1 << 63) - 1)
    return shown(card(question_card(bank, question, posting, AGAIN, VOICES["en"], half=half)))


async def test_an_order_is_pressed_step_by_step_with_a_way_back(kinds: Bank) -> None:
    first, some, all_ = (places_shown(kinds, "arranged-01", half) for half in ("", "BD", "BDACE"))
    assert [each["label"] for each in buttons(first)] == ["A", "B", "C", "D", "E", "Report"]
    assert [each["label"] for each in buttons(some)] == ["A", "C", "E", "Undo", "Report"]
    assert [each["label"] for each in buttons(all_)] == ["Answer", "Undo", "Report"]
    again = ":".join(AGAIN.values())
    assert buttons(some)[0]["custom_id"] == f"x1:place:9223372036854775807:A:BD::{again}"
    assert buttons(some)[3]["custom_id"] == f"x1:place:9223372036854775807:-:BD::{again}"
    assert buttons(all_)[0]["custom_id"] == f"x1:answer:9223372036854775807:BDACE:{again}"
    assert "So far: B D. Now the next one." in markup_of(some)


async def test_each_pair_has_a_menu_that_shows_what_was_chosen(kinds: Bank) -> None:
    first, some, all_ = (places_shown(kinds, "arranged-03", half) for half in ("", "-B--E", "ABCDE"))
    assert [menu["placeholder"] for menu in menus(first)][1] == "2. Turn recorded calls into text"
    assert [option["label"] for option in menus(first)[1]["options"]][:2] == [
        "2: A. Amazon Comprehend",
        "2: B. Amazon Transcribe",
    ]
    chosen = [[option["value"] for option in menu["options"] if option["default"]] for menu in menus(some)]
    assert chosen == [[], ["B"], [], [], ["E"]]
    assert menus(some)[0]["custom_id"].startswith("x1:place:9223372036854775807::-B--E:1:")
    assert [each["label"] for each in buttons(some)] == ["Report"]
    assert [each["label"] for each in buttons(all_)] == ["Answer", "Report"]


async def test_a_message_that_many_share_has_a_button_to_a_copy_of_ones_own(kinds: Bank) -> None:
    for id_ in ("arranged-01", "arranged-03"):
        daily = shown(card(daily_card(kinds, kinds.questions[id_], daily_of(kinds.questions[id_]), VOICES["en"])))
        assert [each["label"] for each in buttons(daily)] == ["Answer", "Report"]
        assert buttons(daily)[0]["custom_id"] == "x1:today:7"
        assert menus(daily) == []


async def test_a_prompt_or_entry_that_a_menu_does_not_take_raises() -> None:
    def reply(prompt: str, text: str) -> Reply:
        options = Options((LetteredOption("A", plain(text)), LetteredOption("B", plain("b"))))
        places = Places(Call("place", {"posting": "7"}), (prompt, "two"), prompted=True)
        return Reply("q", (options,), Choice(Call("answer", {"posting": "7"}), "letters", "AB", 2, places=places))

    card(reply("x" * 150, "x" * 94))
    for prompt, text in (("x" * 151, "x"), ("x", "x" * 95)):
        with pytest.raises(LimitExceeded):
            card(reply(prompt, text))
