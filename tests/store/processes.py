"""A process of its own that works on a store: `python processes.py <verb> <url> [<word>...]`, started by Helper.

It opens the store, waits for a line on standard input, and then prints what it has done, line by line.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import resource
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Helper:
    """The test's side of such a process."""

    def __init__(self, *words: str) -> None:
        """Start the process; it does nothing before `go`."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(ROOT)},
        )

    def go(self) -> Helper:
        """Let it work."""
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return self

    def line(self) -> str:
        """Return the next line that it prints."""
        assert self._process.stdout
        return self._process.stdout.readline().rstrip("\n")

    def rest(self) -> list[str]:
        """Return all the whole lines that it prints until its end."""
        assert self._process.stdout
        return self._process.stdout.read().split("\n")[:-1]

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self._process.kill()

    def code(self) -> int:
        """Wait for its end and return its exit code."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        return self._process.wait()


def say(words: object) -> None:
    """Print a line in one piece."""
    os.write(1, f"{words}\n".encode())


async def wait_for_go() -> None:
    """Wait for the test, or end with it."""
    if not await asyncio.to_thread(sys.stdin.readline):
        sys.exit()


async def start(url: str) -> None:
    """Open and upgrade a database."""
    from bot.store.store import SqlStore

    await wait_for_go()
    store = await SqlStore.open(url)
    say(len(await store.upgrade()))
    await store.close()


async def upgrade_and_die(url: str, statements: str) -> None:
    """Upgrade, and end as `kill -9` does before so many statements have been run."""
    from bot.store.store import SqlStore

    store = await SqlStore.open(url)
    fetch, left = store._writer.fetch, iter(range(int(statements)))

    async def counted(*words: Any) -> Any:
        if next(left, None) is None:
            os._exit(9)
        return await fetch(*words)

    store._writer.fetch = counted  # type: ignore[assignment, method-assign]
    await wait_for_go()
    await store.upgrade()
    os._exit(0)


async def forever(url: str, name: str) -> None:
    """Answer the postings from 1 on as a few people, and say so after each answer, until killed."""
    from bot.domain.records import Person
    from bot.store.store import SqlStore
    from tests.store.world import World

    store = await SqlStore.open(url)
    await wait_for_go()
    world = World(store, url)

    async def person(number: int) -> None:
        who = Person("terminal", f"{name}-{number}")
        for posting in itertools.count(1):
            await world.answer(posting, who)
            say(f"{posting} {who.user_id}")

    await asyncio.gather(*(person(number) for number in range(8)))


async def everything(url: str, postings: str, people: str) -> None:
    """Answer so many postings as so many people, all at once, and say how many answers were new."""
    from bot.domain.records import Person
    from bot.store.store import SqlStore
    from tests.store.world import World

    store = await SqlStore.open(url)
    await wait_for_go()
    world = World(store, url)

    async def person(number: int) -> int:
        who = Person("terminal", str(number))
        return sum([(await world.answer(posting, who)).new for posting in range(1, int(postings) + 1)])

    say(sum(await asyncio.gather(*(person(number) for number in range(int(people))))))
    await store.close()


async def limited(url: str) -> None:
    """Answer until the system lets no file grow, then with the limit lifted again."""
    from bot.domain.errors import StoreUnavailable
    from bot.domain.records import Person
    from bot.store.store import SqlStore
    from tests.store.world import World

    store = await SqlStore.open(url)
    await store.upgrade()
    world = World(store, url)
    posting = await world.daily()
    await wait_for_go()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
    try:
        for number in range(1000):
            last = Person("terminal", str(number))
            await world.answer(posting, last)
    except StoreUnavailable as error:
        say(f"refused {type(error).__name__}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if (await world.answer(posting, last)).new and await world.sums_hold():
        say("then answered")
    await store.close()


VERBS: dict[str, Callable[..., Awaitable[None]]] = {
    "start": start,
    "upgrade-and-die": upgrade_and_die,
    "forever": forever,
    "everything": everything,
    "limited": limited,
}


async def main(verb: str, *words: str) -> None:
    """Do what the command line says."""
    await VERBS[verb](*words)


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except BaseException:  # noqa: BLE001 - whatever it was, the process must end
        traceback.print_exc()
        os._exit(1)  # the threads of a store that wasn't closed would keep the process alive
