"""No text of a file is cut or changed in silence: what YAML would swallow is told with its line and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from bot.content.reading import tree
from bot.content.reading.tree import parse

if TYPE_CHECKING:
    from tests.content.conftest import Files

COMMENT = "` #` begins a comment, which is no part of the text; put the text in double quotes"
ANCHOR = "a text cannot begin with `&`; put the text in double quotes"
COMMA = "a comma ends a text in `[...]`, also that of 1,000; put the text in double quotes"
INVISIBLE = "holds the invisible character U+{}; delete it"
SWALLOWED = [
    ("name: Ground Truth #1 choice\n", 1, COMMENT),
    ("id: x\nname: Ground Truth # 1 choice\n", 2, COMMENT),
    ("name: C #sharp\n", 1, COMMENT),
    ("name: the sign #\n", 1, COMMENT),
    ('name: "Ground Truth" #1 choice\n', 1, COMMENT),
    ("- Ground Truth #1\n", 1, COMMENT),
    ("name:\n  Ground Truth\n  is the #1 choice\n", 2, COMMENT),
    ("a:\n  name: Ground Truth is the\n    #1 choice\nb: c\n", 2, COMMENT),
    ("a: [b c #1,\n  ]\n", 1, COMMENT),
    ("name: &Amazon SageMaker Clarify\n", 1, ANCHOR),
    ("- &Amazon SageMaker\n", 1, ANCHOR),
    ("a: [b, &c d]\n", 1, ANCHOR),
    ("a: &b\n  c: d\n", 1, ANCHOR),
    ("a: [1,000 endpoints, x]\n", 1, COMMA),
    ("a: [b, up to 0,5 ms]\n", 1, COMMA),
    ('a: "b\\0c"\n', 1, INVISIBLE.format("0000")),
    ('a: "\\e[31m"\n', 1, INVISIBLE.format("001B")),
    ('a: "b\\u202ec"\n', 1, INVISIBLE.format("202E")),
    ('a: "b\\rc"\n', 1, INVISIBLE.format("000D")),
    ('a: "b\\Lc"\n', 1, INVISIBLE.format("2028")),
    ("a: b\u202ec\n", 1, INVISIBLE.format("202E")),
    ("a: 'b\u00adc'\n", 1, INVISIBLE.format("00AD")),
    ("a: \u200b\n", 1, INVISIBLE.format("200B")),
    ('a: "\\u3164"\n', 1, INVISIBLE.format("3164")),
    ('a: "\\u034f"\n', 1, "holds nothing that can be seen; write a text"),
    ("a:\n  - >-\n    b\n    c\u200bd\n", 2, INVISIBLE.format("200B")),
    ("b\u200b: c\n", 1, INVISIBLE.format("200B")),
]


@pytest.mark.parametrize("libyaml", [True, False])
@pytest.mark.parametrize(("text", "line", "said"), SWALLOWED)
def test_what_would_be_swallowed_is_told_with_its_line_and_what_to_write(
    text: str, line: int, said: str, *, libyaml: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not libyaml:
        monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
    ((where, fault),) = parse(text).faults
    assert where == line
    assert fault.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "kind: single                  # single: 4 options\n",
        "kind: single # one word needs one blank only\n",
        "name: Ground Truth  # the labels\n",
        'name: "Ground Truth #1 choice"\n',
        'name: "Ground Truth" # quoted\n',
        "name: C#\n",
        "name: a#b c\n",
        "services: [a, b]    # first the one it teaches\n",
        "exams:\n  - {exam: AIF-C01, domain: 4} # one\n",
        "name: Ground Truth\n#1 of the list\nid: x\n",
        "- id: x\n  #note\n  name: y\n",
        "name: Ground Truth  ## the labels\n",
        "name: Truth #\n",
        "a: >-\n  Ground Truth is the\n  #1 choice for 1,000 & more\n",
        "a: AT&T & 1,000 more\n",
        'a: ["1,000 endpoints", x,y]\n',
        "a: [a,b,c]\n",
        "a: 1,000 endpoints\n",
        'a: "two\\nlines\\tand \\"quotes\\" \\u00e9"\n',
        "a: 👩\u200d💻 café ⚠️ e\u0301 日本\n",
        "a: —\n",
    ],
)
def test_comments_and_texts_that_are_whole_are_left_in_peace(text: str) -> None:
    assert parse(text).faults == ()


@pytest.mark.parametrize("libyaml", [True, False])
def test_half_a_character_is_no_text(*, libyaml: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not libyaml:
        monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
    ((line, fault),) = parse('a: b\nc: "\\ud800"\n').faults
    assert line == 2
    assert fault.startswith("the character of this number does not exist" if libyaml else INVISIBLE.format("D800"))


def test_an_option_that_nobody_sees_is_one_problem_of_its_question(files: Files) -> None:
    line = files.change("questions/beta.yaml", "text: {en: Amazon Gizmo Works,", 'text: {en: "\\u200b",')
    assert files.problems() == [f"bank/questions/beta.yaml:{line}: beta-01: {INVISIBLE.format('200B')}"]
