#!/bin/sh
# pytest-asyncio writes out the value of an async fixture for every test that uses it, although nothing is printed.
#
# Guess: a fixture that yields a large dataclass costs its construction and nothing more; `repr` is called where a
#   test fails.
# Behaviour: asyncio.Runner, which runs the fixture, compares the handler of SIGINT with its own when it is done. To
#   turn the handler into an enum, signal.getsignal formats "%r is not a valid Handlers"; the handler is a partial
#   that holds the finished task, and the text of a finished task holds the text of its result: the whole fixture.
# Why it matters: a fixture that holds a few megabytes of configuration, a catalogue or a model's weights makes each
#   test slower by the time that its text takes: in a file of 167 tests it was 63 of 126 profiled seconds, all below
#   `signal.getsignal`, far from the tests' own code. `@dataclass(repr=False)` on the largest part is enough.
# Seen with: Python 3.11.7, pytest 8.4.2, pytest-asyncio 1.2.0. Output: "3 tests, 6 texts of the fixture's part".
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pytest==8.4.2 pytest-asyncio==1.2.0

cat > "$folder/test_texts.py" <<'TEST'
from dataclasses import dataclass

import pytest
import pytest_asyncio


class Part:
    texts = 0

    def __repr__(self):
        Part.texts += 1
        return "Part()"


@dataclass
class World:
    part: Part


@pytest_asyncio.fixture
async def world():
    yield World(Part())


@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(3))
async def test_that_passes(world, number):
    assert world.part


def test_report():
    print(f"3 tests, {Part.texts} texts of the fixture's part")
    assert Part.texts >= 3, "the fixture's value is no longer written out: this finding is history"
TEST

cd "$folder"
"$folder/venv/bin/python" -m pytest -q -s -p no:cacheprovider test_texts.py
