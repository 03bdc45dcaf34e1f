"""`make bench`: measure everything once and print it as a table; `--write` keeps it in `bench/README.md`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bench import answers, boards, dailies, discord, lookups, processes, slack
from bench.figure import Figure, table

README = Path(__file__).parent / "README.md"
MARK = "<!-- figures -->"


def main() -> None:
    """Measure, print, and write if asked to."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        figures.extend(asyncio.run(answers.measure(Path(folder))))
        figures.extend(asyncio.run(boards.measure(Path(folder))))
        figures.extend(lookups.measure())
        figures.extend(processes.measure(Path(folder)))
        figures.extend(asyncio.run(discord.measure(Path(folder))))
        figures.extend(asyncio.run(slack.measure(Path(folder))))
        figures.extend(asyncio.run(dailies.measure(Path(folder))))
    text = table(figures)
    print(text)
    if "--write" in sys.argv[1:]:
        head = README.read_text(encoding="utf-8").partition(MARK)[0]
        README.write_text(f"{head}{MARK}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
