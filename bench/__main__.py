"""`make bench`: measure everything once and print it as a table; `--write` keeps it in `bench/README.md`.

`--against COMMIT` measures this tree beside that commit's and bare bots instead, and has a table of its own there;
so has `--postgres LEARNERS`.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench import against, answers, boards, dailies, discord, lookups, poolers, postgres, processes, scale, slack
from bench.figure import Figure, comparison, table

README = Path(__file__).parent / "README.md"
MARK = "<!-- figures -->"
COMPARED = "<!-- compared -->"
POSTGRES = "<!-- postgres -->"
END = "<!-- end -->"


def main() -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--against", metavar="COMMIT", help="compare with the build of an earlier commit")
    parser.add_argument("--postgres", metavar="LEARNERS", type=int, help="PostgreSQL with ten answers of so many")
    parser.add_argument("--write", action="store_true", help="keep the table in bench/README.md")
    given = parser.parse_args()
    if given.against:
        mark, text = COMPARED, comparison(against.run(given.against), given.against)
    elif given.postgres:
        mark, text = POSTGRES, table(scale.measure(given.postgres))
    else:
        mark, text = MARK, table(_measure())
    print(text)
    if given.write:
        head, _, tail = README.read_text(encoding="utf-8").partition(mark)
        rest = tail[tail.index(END) :]
        README.write_text(f"{head}{mark}\n\n{text}\n\n{rest}", encoding="utf-8")


def _measure() -> list[Figure]:
    """Measure everything that has a limit of its own."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        figures.extend(asyncio.run(answers.measure(Path(folder))))
        figures.extend(asyncio.run(poolers.measure()))
        figures.extend(postgres.measure())
        figures.extend(asyncio.run(boards.measure(Path(folder))))
        figures.extend(lookups.measure())
        figures.extend(processes.measure(Path(folder)))
        figures.extend(asyncio.run(discord.measure(Path(folder))))
        figures.extend(asyncio.run(slack.measure(Path(folder))))
        figures.extend(asyncio.run(dailies.measure(Path(folder))))
    return figures


if __name__ == "__main__":
    main()
