"""Reading: a file that is no usable YAML is told in plain words, and no text makes the reader fall."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.reading import tree
from bot.content.reading.load import load
from bot.content.reading.tree import MAX_CHARACTERS, parse

if TYPE_CHECKING:
    from tests.content.conftest import Files

BANK = Path("bank")


def test_a_file_that_cannot_be_read_is_one_problem_and_no_chain_of_unknown_names(files: Files) -> None:
    files.write("services/beta.yaml", "id: beta\nname: 'open\n")
    assert files.problems() == ["bank/services/beta.yaml:2: -: a quote is opened here and never closed; close it"]


YAML_FAULTS = [
    (b"", 1, "is empty; write its content or delete the file"),
    (b"# nothing\n", 1, "is empty; write its content or delete the file"),
    (b"id: x\nname: \xff\n", 2, "is not UTF-8 from here on; save the file as UTF-8"),
    ("id: x\n".encode("utf-16"), 1, "is not UTF-8 from here on; save the file as UTF-8"),
    (b"id: x\nname: a\x00b\n", 2, "holds the control character U+0000; delete it"),
    (
        b"id: x\nname: a: b\n",
        2,
        "a text that holds `: ` cannot stand bare; put the text in double quotes, or mend the indentation",
    ),
    (b"id: x\nname: @b\n", 2, "a text cannot begin with this character; put the text in double quotes"),
    (b"id: x\nname: **bold**\n", 2, "a text cannot begin with `*` or `&`; put the text in double quotes"),
    (
        b"id: x\nname: *bold\n",
        2,
        "`*bold` points to another text; write the text out, or put the text in double quotes",
    ),
    (b'id: x\nname: "a\\qb"\n', 2, "a backslash in double quotes must be written twice; write `\\\\`"),
    (
        b"id: x\nname: {a: b\nc: d\n",
        3,
        "a `{...}` or `[...]` is not closed, or a text in it holds a quote or bracket; close it, or put",
    ),
    (b"id: x\nname\n", 3, "this is not `key: value`; indent a continued text deeper, or put the text in double quotes"),
    (
        b'id: x\nname: "a" b\n',
        2,
        "the indentation is off, or a quote ends too early; line the keys up, or put the text in double quotes",
    ),
    (b"id: x\n? [a]\n: b\n", 2, "a key cannot be a list or a mapping; put the text in double quotes"),
    (b"id: x\n---\nid: y\n", 2, "a second document begins here; delete the line `---`"),
    (b"[" * 100_000, 1, "is nested more than 12 levels deep; check the brackets and the indentation"),
    (b"\tid: x\n", 1, "holds a tab; use spaces"),
    (
        b"a: &a [x, x]\nb: &b [*a, *a]\n",
        2,
        "`*a` points to another text; write the text out, or put the text in double quotes",
    ),
    (b"id: x\nname: > 5 minutes\n", 2, "a text cannot begin with `>` or `|`; put the text in double quotes"),
    (b"&a [*a]\n", 1, "`*a` points to another text; write the text out, or put the text in double quotes"),
    (b"#" * (MAX_CHARACTERS + 1), 1, "holds more than 1,000,000 characters; split it into several files"),
    (
        b"just words\n",
        1,
        "this is `just words`; write a mapping with the keys `id`, `name`, `short`, `phase`, `summary`, ",
    ),
    (b"- a\n- b\n", 1, "this is a list; write a mapping with the keys `id`, `name`, `short`, `phase`, `summary`, "),
]


@pytest.mark.parametrize(("content", "line", "message"), YAML_FAULTS)
def test_a_file_that_is_no_usable_yaml_says_why_in_plain_words(
    files: Files, content: bytes, line: int, message: str
) -> None:
    files.write("services/beta.yaml", content)
    (problem,) = files.problems()
    assert problem.startswith(f"bank/services/beta.yaml:{line}: -: {message}")


def test_without_libyaml_the_same_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
    readable = [each for each in YAML_FAULTS if "UTF-8" not in each[2] and "a mapping with" not in each[2]]
    for content, line, message in readable:
        fault = parse(content.decode()).faults[0]
        assert fault[0] == line
        assert fault[1].startswith(message)


def test_a_byte_order_mark_and_windows_line_ends_are_harmless(files: Files) -> None:
    text = (BANK / "services/beta.yaml").read_bytes()
    files.write("services/beta.yaml", b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert load(BANK).services["beta"].short == "Beta"


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_reader_raise(text: str) -> None:
    parse(text)


@given(st.lists(st.sampled_from(list("{}[]:,-?&*!|>'\"#%@` \nab~")), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_heap_of_yaml_signs_makes_the_reader_raise(text: str) -> None:
    parse(text)


@pytest.mark.parametrize(("depth", "whole"), [(12, True), (13, False)])
def test_twelve_levels_are_read(depth: int, whole: bool) -> None:
    assert parse("[" * depth + "]" * depth).whole is whole


@pytest.mark.parametrize(("characters", "whole"), [(1_000_000, True), (1_000_001, False)])
def test_a_million_characters_are_read(characters: int, whole: bool) -> None:
    assert parse("a: b\n#" + "x" * (characters - 6)).whole is whole


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_nothing_unless_it_is_quoted(nothing: str) -> None:
    assert parse(f"a: {nothing}").data == {"a": None}
    assert parse(f'a: "{nothing}"').data == {"a": nothing}


def test_every_place_has_its_line_and_of_two_equal_keys_the_first_counts() -> None:
    read = parse("a:\n  - b\n  - c: d\ne: f\ne: g\n")
    assert read.data == {"a": ["b", {"c": "d"}], "e": "f"}
    assert dict(read.lines) == {(): 1, ("a",): 1, ("a", 0): 2, ("a", 1): 3, ("a", 1, "c"): 3, ("e",): 4}
    assert read.faults == ((5, "the key `e` stands twice; it is already on line 4, delete one"),)
