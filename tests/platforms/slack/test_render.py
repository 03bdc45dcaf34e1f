"""A reply becomes a message, a window or a home tab that Slack takes: all of it, or LimitExceeded."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.button_ids import button_id, wanting
from bot.chat.intents import CATALOGUE
from bot.chat.markup import Span, parse, plain
from bot.chat.plain import plain_text
from bot.chat.reply import (
    Block,
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
)
from bot.chat.request import Call
from bot.chat.wording import VOICES, Voice
from bot.content.model import Bank
from bot.features.daily.cards import daily_card
from bot.features.practice.cards import question_card
from bot.platforms.limits import LimitExceeded
from bot.platforms.slack import limits, render
from bot.platforms.slack.render import Message, form, home, message, modal
from tests.loopback.slack.person import boxes, buttons, elements, label, markup_of, menus, text_of
from tests.loopback.slack.schema import LIMITS, message_problems, view_problems
from tests.support.cards import AGAIN, all_cards, without_places
from tests.support.questions import daily_of, posting_of

EN = VOICES["en"]


def body(shown: Message) -> dict[str, Any]:
    """Return a message as it goes over the line."""
    sent: dict[str, Any] = json.loads(json.dumps({"text": shown.text, "blocks": shown.blocks}))
    return sent


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
def test_every_card_of_the_bank_fits_a_message_a_window_and_a_home_tab(every_kind: Bank, voice: Voice) -> None:
    for name, reply in all_cards(every_kind, voice):
        assert list(message_problems(body(message(reply)))) == [], name
        assert list(view_problems(modal(reply, voice, "{}"))) == [], name
        assert list(view_problems(home(reply))) == [], name


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
def test_every_card_says_all_that_plain_text_says(every_kind: Bank, voice: Voice) -> None:
    """No word of a reply is left out: what a pipe prints can be read on the card as well."""
    for name, reply in all_cards(every_kind, voice):
        told = text_of(body(message(reply)))
        for word in {word.strip(":,;.·<>[]✓✗") for word in plain_text(without_places(reply)).split()} - {"-"}:
            assert word in told, (name, word)


def test_the_text_beside_the_blocks_says_it_too() -> None:
    """Notifications and screen readers have no blocks; files are told of by Slack itself."""
    reply = Reply("Title <1>", (Text((Span("bold", bold=True), Span(" & plain"))), Document("x.json", "{}")))
    shown = message(reply)
    assert shown.text == "Title &lt;1&gt;\nbold &amp; plain"
    assert [file.name for file in shown.files] == ["x.json"]


def test_a_verdict_is_said_in_words_and_a_symbol() -> None:
    options = (
        LetteredOption("A", plain("x"), True, "right", plain("so")),
        LetteredOption("B", plain("y"), False, "wrong", plain("no")),
        LetteredOption("C", plain("z"), False, "wrong"),
    )
    text = markup_of(body(message(Reply("t", (Options(options),)))))
    assert "✅ *A.* x\n> *right* · so" in text
    assert "❌ *B.* y\n> *wrong* · no" in text
    assert text.endswith("❌ *C.* z\n> *wrong*")


def test_one_answer_is_a_button_a_letter_and_several_are_boxes_and_a_button() -> None:
    options = Options(tuple(LetteredOption(letter, plain(f"text {letter}")) for letter in "ABCDE"))
    single = Choice(Call("answer", {"posting": "7", "topic": "", "level": ""}), "letters", "ABCDE", 1, "Answer")
    one = body(message(Reply("q", (options,), choice=single)))
    assert [(label(each), each["action_id"]) for each in buttons(one)] == [
        (letter, f"x1:answer:7:{letter}") for letter in "ABCDE"
    ]
    several = body(message(Reply("q", (options,), choice=replace(single, pick=2))))
    assert boxes(several) == list("ABCDE")
    assert [(label(each), each["action_id"], each["style"]) for each in buttons(several)] == [
        ("Answer", "x1:answer:7", "primary")
    ]


def test_an_open_question_is_one_run_of_text_and_an_answered_one_a_section_an_option() -> None:
    def sections(*options: LetteredOption) -> int:
        return sum(block["type"] == "section" for block in message(Reply("q", (Options(options),))).blocks)

    assert sections(LetteredOption("A", plain("x")), LetteredOption("B", plain("y"))) == 1
    assert (
        sections(LetteredOption("A", plain("x"), True, "right"), LetteredOption("B", plain("y"), False, "wrong")) == 2
    )


def ticked(*texts: str) -> tuple[list[dict[str, Any]], str]:
    """Return the boxes of a question with options of these texts, and the sections above them."""
    letters = "ABCDE"[: len(texts)]
    options = Options(tuple(LetteredOption(one, plain(text)) for one, text in zip(letters, texts, strict=True)))
    shown = body(message(Reply("q", (options,), choice=big(letters))))
    (tick,) = [part for part in elements(shown) if part["type"] == "checkboxes"]
    sections = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "section"]
    return tick["options"], "\n".join(sections)


def test_a_box_says_its_option_which_then_stands_nowhere_else() -> None:
    long = " ".join(["word"] * 28)
    (first, second), above = ticked("*short*\n& sweet", long)
    assert (first["text"]["text"], first["value"], "description" in first) == ("A. *short* & sweet", "A", False)
    assert f"{second['text']['text']} {second['description']['text']}" == f"B. {long}"
    assert above == ""


def test_boxes_have_letters_alone_when_an_option_fits_none() -> None:
    (first, second), above = ticked("short", "word " * 40)
    assert [(one["text"]["text"], "description" in one) for one in (first, second)] == [("A", False), ("B", False)]
    assert "*A.* short\n*B.* word" in above


def test_a_title_is_a_header_and_one_too_long_for_it_is_bold() -> None:
    def head(title: str) -> dict[str, Any]:
        block: dict[str, Any] = message(Reply(title, (Text(plain("x")),))).blocks[0]
        return block

    assert head("✓ Right: <A> & *B*")["text"]["text"] == "✅ Right: <A> & *B*"
    assert head("x" * limits.HEADER)["type"] == "header"
    assert head("x" * (limits.HEADER + 1))["text"]["text"] == f"*{'x' * (limits.HEADER + 1)}*"


def test_the_button_that_leads_on_stands_out() -> None:
    shown = body(message(Reply("t", buttons=(Button("Next", Call("quiz"), onward=True), Button("b", Call("me"))))))
    assert [one.get("style") for one in buttons(shown)] == ["primary", None]


def test_a_notification_names_a_channel_and_not_its_id() -> None:
    reply = Reply("t", (Text((Span("In "), Span("C123", channel=True), Span(" and <#C9>"))),))
    assert message(reply).text == "t\nIn <#C123> and &lt;#C9&gt;"


def big(letters: str) -> Choice:
    """Return a choice of many letters."""
    return Choice(Call("answer", {"posting": "1"}), "letters", letters, 2, "Answer")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("x" * (limits.SECTION + 1)),
        Reply("t", (Text(plain("x" * (limits.SECTION + 1))),)),
        Reply("t", (Note(plain("x" * (limits.SECTION + 1))),)),
        Reply("t", tuple(Text(plain("x")) for _ in range(limits.BLOCKS))),
        Reply("t", buttons=(Button("x" * (limits.BUTTON + 1), Call("me")),)),
        Reply("t", buttons=(Button("a", Call("me")), Button("b", Call("me")))),
        Reply("t", buttons=tuple(Button("a", Call("answer", {"posting": str(n)})) for n in range(26))),
        Reply("t", tuple(Text(plain("x" * 2_900)) for _ in range(14))),
        Reply("t", choice=big("ABCDEFGHIJK")),
    ],
    ids=["title", "line", "note", "blocks", "label", "same id twice", "buttons", "text", "boxes"],
)
def test_what_does_not_fit_raises_and_is_not_cut(reply: Reply) -> None:
    with pytest.raises(LimitExceeded, match=r"Slack|limit|characters|must"):
        message(reply)


def test_a_window_holds_more_blocks_than_a_message_and_no_more() -> None:
    def fits(count: int) -> list[Any]:
        blocks: tuple[Block, ...] = tuple(Text(plain("x")) for _ in range(count))
        shown: list[Any] = modal(Reply("t", blocks), EN)["blocks"]
        return shown

    assert len(fits(limits.VIEW_BLOCKS - 1)) == limits.VIEW_BLOCKS
    with pytest.raises(LimitExceeded):
        fits(limits.VIEW_BLOCKS)


def test_metadata_that_is_too_long_raises() -> None:
    with pytest.raises(LimitExceeded):
        modal(Reply("t"), EN, "x" * (limits.METADATA + 1))


def test_all_kinds_of_blocks_are_shown() -> None:
    reply = Reply(
        "Title",
        (
            Text((Span("bold ", bold=True), Span("code", code=True), Span("link", url="https://a.test/b"))),
            Text(plain("said"), "Head"),
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
    )
    assert markup_of(body(message(reply))).split("\n") == [
        "Title",
        "*bold* `code`<https://a.test/b|link>",
        "*Head:* said",
        "*H:*",
        "• *L:* v",
        "█████░░░░░ bare",
        "🥇 ana: 9 points",
        "🥇 bia: 9 points",
        "…",
        "*7.* █░░░░░░░░░ *caio: 1 point 👈*",
        "small print",
        "x.json",
    ]


def test_lines_share_sections_and_none_is_torn() -> None:
    rows = tuple(Fact("", plain("x" * 1_000)) for _ in range(5))
    blocks = message(Reply("t", (Facts(rows),))).blocks
    texts = [block["text"]["text"].split("\n") for block in blocks[1:]]
    assert [len(lines) for lines in texts] == [2, 2, 1]
    assert {len(line) for lines in texts for line in lines} == {1_002}


@pytest.mark.parametrize(("last", "lengths"), [(998, [3_000]), (999, [2_001, 999])])
def test_a_section_is_filled_to_its_limit_breaks_counted(last: int, lengths: list[int]) -> None:
    """Lines of 1,000, 1,000 and 998 characters have 3,000 with the two breaks between them."""
    rows = tuple(Fact("", plain("x" * (length - len("• ")))) for length in (1_000, 1_000, last))
    assert [len(block["text"]["text"]) for block in message(Reply("t", (Facts(rows),))).blocks[1:]] == lengths


def test_a_block_without_text_is_no_section() -> None:
    assert len(message(Reply("t", (Text(plain("")), Facts(()), Options(())))).blocks) == 1


def test_what_holds_peoples_names_is_not_kept() -> None:
    kept = (render._block, render._spoken)
    for one in kept:
        one.cache_clear()
    personal = (
        Ranking((RankedRow(1, "a name that is kept nowhere", "1 point"),)),
        Document("me.json", "a life"),
        Note(plain("Shared by a name")),
        Facts((Fact("clarify-01", plain("a name: this is wrong")), Fact("", parse("**Written**")))),
    )
    message(Reply("t", personal))
    assert [one.cache_info().currsize for one in kept] == [0, 0]
    message(Reply("t", (Text(parse("a text that many people see")),)))
    assert [one.cache_info().currsize for one in kept] == [1, 1]


def test_a_windows_words_may_reach_their_limit_and_not_exceed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voice, "say", lambda _voice, _text: "x" * limits.VIEW_TITLE)
    assert modal(Reply("t"), EN)["close"]["text"] == "x" * limits.VIEW_TITLE
    monkeypatch.setattr(Voice, "say", lambda _voice, _text: "x" * (limits.VIEW_TITLE + 1))
    with pytest.raises(LimitExceeded, match="close"):
        modal(Reply("t"), EN)


def test_a_sentence_alone_is_no_heading() -> None:
    assert markup_of(body(message(Reply("Nothing is stored about you.")))) == "Nothing is stored about you."


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
def test_every_form_fits_and_carries_the_button_it_was_opened_by(voice: Voice) -> None:
    calls = [Call(name, {"posting": str((1 << 63) - 1)}) for name in CATALOGUE]
    wanted = [(call, param) for call in calls if (param := wanting(call)) and param.description]
    assert wanted
    for call, param in wanted:
        view = form(call, param, voice, '{"channel": "C1"}')
        assert list(view_problems(view)) == []
        assert view["callback_id"] == button_id(call)
        assert view["private_metadata"] == '{"channel": "C1"}'
        assert view["submit"]["text"] == voice.say("Send")


def test_slack_is_not_to_look_for_names_and_addresses_in_our_texts() -> None:
    shown = message(Reply("@here #general https://a.test", (Note(plain("@here")),)))
    assert all(block["text"]["verbatim"] for block in shown.blocks if block["type"] == "section")
    assert all(part["verbatim"] for block in shown.blocks if block["type"] == "context" for part in block["elements"])


def test_our_table_of_limits_is_the_one_that_is_documented() -> None:
    assert (LIMITS["message.blocks.max_items"], LIMITS["view.blocks.max_items"]) == (limits.BLOCKS, limits.VIEW_BLOCKS)
    assert LIMITS["section.text.max_length"] == limits.SECTION
    assert (LIMITS["actions.elements.max_items"], LIMITS["button.text.max_length"]) == (limits.ELEMENTS, limits.BUTTON)
    assert LIMITS["checkboxes.options.max_items"] == limits.CHECKBOXES
    assert LIMITS["option.text.max_length"] == LIMITS["option.description.max_length"] == limits.BOX
    assert LIMITS["header.text.max_length"] == limits.HEADER
    assert (
        LIMITS["view.title.max_length"],
        LIMITS["view.private_metadata.max_length"],
    ) == (limits.VIEW_TITLE, limits.METADATA)
    assert LIMITS["plain_text_input.max_length.max"] == limits.INPUT


def test_what_can_be_pressed_is_found() -> None:
    """The walk that other tests rely on finds every element."""
    shown = body(message(Reply("q", choice=big("AB"), buttons=(Button("a", Call("me")),))))
    assert [part["type"] for part in elements(shown)] == ["checkboxes", "button", "button"]


@pytest.mark.parametrize("name", ["&" * 20, "😀" * 20, "ana"], ids=["escaped", "four bytes", "short"])
def test_the_text_beside_the_blocks_stays_within_what_slack_takes_of_a_change(name: str) -> None:
    reply = Reply("Title", tuple(Text(plain(f"{number} {name * 3}")) for number in range(40)))
    shown = message(reply)
    assert len(shown.text.encode()) <= limits.FALLBACK == 4_000
    assert shown.text.startswith("Title\n0 ")
    assert shown.text.endswith("\n…") == (name != "ana")
    assert f"39 {name * 3}".replace("&", "&amp;") in json.dumps(shown.blocks, ensure_ascii=False)


def test_a_line_too_long_for_it_is_left_to_the_blocks() -> None:
    assert message(Reply("😀" * 2_000)).text == "…"


def places_shown(bank: Bank, id_: str) -> dict[str, Any]:
    """Return the message of a question whose options are arranged."""
    return body(message(question_card(bank, bank.questions[id_], posting_of(bank.questions[id_]), AGAIN, EN)))


def test_each_place_of_an_order_has_a_menu_of_steps(kinds: Bank) -> None:
    order = places_shown(kinds, "arranged-01")
    assert [menu["placeholder"]["text"] for menu in menus(order)] == [f"Step {at}" for at in range(1, 6)]
    assert [menu["action_id"] for menu in menus(order)] == [f"place-{at}" for at in range(1, 6)]
    third = menus(order)[1]["options"][2]
    assert (third["text"]["text"], third["value"]) == ("2: C. Extract the text of the letters from the PDF files", "C")
    assert [(label(one), one["action_id"]) for one in buttons(order)] == [
        ("Answer", f"x1:answer:7::{':'.join(AGAIN.values())}"),
        ("Report", "x1:report:7"),
    ]


def test_each_prompt_has_a_menu_of_partners(kinds: Bank) -> None:
    pairs = places_shown(kinds, "arranged-03")
    assert [menu["placeholder"]["text"] for menu in menus(pairs)][1] == "2. Turn recorded calls into text"
    assert {len(menu["options"]) for menu in menus(pairs)} == {5}


def test_a_message_that_many_share_has_a_button_to_a_copy_of_ones_own(kinds: Bank) -> None:
    for id_ in ("arranged-01", "arranged-03"):
        daily = body(message(daily_card(kinds, kinds.questions[id_], daily_of(kinds.questions[id_]), EN)))
        first = buttons(daily)[0]
        assert (label(first), first["action_id"]) == ("Answer", "x1:today:7")
        assert menus(daily) == []


def test_an_entry_or_invitation_that_a_menu_does_not_take_raises() -> None:
    def reply(slot: str, text: str) -> Reply:
        options = Options((LetteredOption("A", plain(text)), LetteredOption("B", plain("b"))))
        places = Places(Call("place"), (slot, "two"), prompted=True)
        return Reply("q", (options,), Choice(Call("answer", {"posting": "7"}), "letters", "AB", 2, "Answer", places))

    message(reply("x" * 150, "x" * 69))
    for slot, text in (("x" * 151, "x"), ("x", "x" * 70)):
        with pytest.raises(LimitExceeded):
            message(reply(slot, text))
