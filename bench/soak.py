"""`make soak`: fifty interactions a second on both platforms, then twenty with kills and a database in trouble.

`python -m bench.soak MINUTES` is calm, on SQLite: nothing may stay unanswered, and memory is to be flat.
`python -m bench.soak MINUTES --faults` is not, on PostgreSQL with a standby: the process is killed every 30 s and
started again, and the server pauses, hangs, stops, and hands over (`bench.faults`). People who get no answer press
again, as people do. Either way every answer whose verdict was seen must be in the database, once; else the exit status
is 1.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.faults import Pair, kill_repeatedly, own_pair
from bot.config import REPOSITORY_CONTENT
from bot.content.reading.load import load
from bot.store.store import SqlStore
from tests.loopback.discord import person as discord
from tests.loopback.discord.server import TOKEN, LoopbackDiscord
from tests.loopback.slack import person as slack
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, TEAM, LoopbackSlack

RATE, TROUBLED_RATE = 50.0, 20.0
"""Interactions a second, both platforms together, calm and with faults: then those that failed come again too."""
POSTINGS = 40
PEOPLE = 2_000
PATIENCE, AGAIN = 10.0, 10.0
"""Seconds after which a person presses again: without a word, and after a refusal."""
TRIES = 60
STARTING = 15.0
"""Seconds after a kill in which the process starts, a database in trouble or not."""
EVERY_LOOK = 60.0
"""Seconds between two measurements of the memory."""
VERDICT = "What decides"


@dataclass
class Soak:
    """The soak: both platforms, the process, and the verdicts that people have seen."""

    url: str
    folder: Path
    guilds: LoopbackDiscord
    team: LoopbackSlack
    process: asyncio.subprocess.Process = field(init=False)
    seen: set[tuple[int, str]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    acknowledged: list[float] = field(default_factory=list)
    killed: list[float] = field(default_factory=list)
    longest: float = 0.0
    rng: random.Random = field(default_factory=lambda: random.Random(4))

    async def start(self) -> None:
        """Start Prova in a process."""
        environment = {
            **os.environ,
            "DISCORD_TOKEN": TOKEN,
            "LOOPBACK_DISCORD": f"{self.guilds.api} {self.guilds.gateway}",
            "LOOPBACK_SLACK": self.team.api,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "PROVA_DATABASE_URL": self.url,
            "PROVA_LOG_LEVEL": "WARNING",
        }
        with (self.folder / "log.txt").open("a", encoding="utf-8") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.loopback.launch", "bot", "run"), env=environment, stderr=log
            )

    async def kill(self) -> None:
        """Kill Prova, and start it again; it is away until it has connected."""
        self.killed.append(time.monotonic())
        self.process.kill()
        await self.process.wait()
        self.counts["kills"] += 1
        await self.start()
        with suppress(TimeoutError):
            await self.guilds.until(lambda: bool(self.guilds.sessions), PATIENCE)

    def memory(self) -> float:
        """Return the process's resident memory in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    async def interact(self, number: int) -> None:
        """Press a button or ask `/which` as one person, again until there is an answer."""
        who, posting = self.rng.randrange(PEOPLE), 1 + self.rng.randrange(POSTINGS)
        on_discord, asks = number % 2 == 0, number % 5 == 0
        act = self._discord(who, posting, asks=asks) if on_discord else self._slack(who, posting, asks=asks)
        for _ in range(TRIES):
            start = time.monotonic()
            with suppress(TimeoutError, ConnectionError, LookupError):  # LookupError: no bot is connected just now
                answer = await act()
                self.longest = max(self.longest, time.monotonic() - start)
                if asks and "Model Monitor" in answer:
                    self.counts["asked"] += 1
                    return
                if not asks and VERDICT in answer:
                    self.counts["answered"] += 1
                    self.acknowledged.append(time.monotonic())
                    user = str(10**17 + who) if on_discord else f"U{who:06}"
                    self.seen.add((posting + (0 if on_discord else 1_000), user))
                    return
                self.counts["refused"] += 1
                await asyncio.sleep(AGAIN)
                continue
            self._note_silence(start)
            await asyncio.sleep(1)
        self.counts["given up"] += 1

    def _note_silence(self, start: float) -> None:
        """Note an interaction without an answer; it is nobody's fault while the process is killed and starts."""
        if any(start - STARTING < at for at in self.killed):
            self.counts["unanswered for a kill"] += 1
        else:
            self.counts["unanswered"] += 1
            self.longest = max(self.longest, time.monotonic() - start)

    def _discord(self, who: int, posting: int, *, asks: bool) -> Callable[[], Awaitable[str]]:
        """Return a person's interaction on Discord."""
        person = discord.Person(self.guilds, f"learner {who}", id=str(10**17 + who))
        card: dict[str, Any] = {"id": "1", "components": [], "flags": 0, "attachments": []}
        custom_id = f"x1:answer:{posting}:A"
        card["components"] = [{"type": 1, "components": [{"type": 2, "custom_id": custom_id, "style": 1}]}]

        async def act() -> str:
            interaction = await (person.command("which", {"about": "drift"}) if asks else person.press(card, custom_id))
            return discord.text_of((await discord.answered(interaction, PATIENCE)).message or {})

        return act

    def _slack(self, who: int, posting: int, *, asks: bool) -> Callable[[], Awaitable[str]]:
        """Return a person's interaction on Slack."""
        person = slack.Person(self.team, f"learner {who}", id=f"U{who:06}")
        action_id = f"x1:answer:{posting + 1_000}:A"
        button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "A"}}
        screen = {"ts": "1.1", "channel": "C1STUDY", "blocks": [{"type": "actions", "elements": [button]}]}

        async def act() -> str:
            delivery = await (person.command("which", "drift") if asks else person.press(screen, action_id))
            return slack.text_of((await slack.answered(delivery, PATIENCE)).message or {})

        return act


@asynccontextmanager
async def running_soak(url: str, folder: Path) -> AsyncIterator[Soak]:
    """Start the platforms and the process, with questions in the database, and stop them afterwards."""
    store = await SqlStore.open(url)
    await store.upgrade()
    question = next(one for one in load(REPOSITORY_CONTENT).questions.values() if len(one.key) == 1)
    shown = ",".join(option.id for option in question.options)
    async with store._writer.transaction():  # noqa: SLF001 - as the scheduler would, without its hours
        await store._writer.many(  # noqa: SLF001 - likewise
            "INSERT INTO posting (id, kind, space, question, revision, shown, state, created_at) "
            "VALUES (?, 'daily', ?, ?, ?, ?, 'sent', 0)",
            [
                (number + shift, space, question.id, question.revision, shown)
                for shift, space in ((0, "discord:1"), (1_000, f"slack:{TEAM}"))
                for number in range(1, POSTINGS + 1)
            ],
        )
    await store.close()
    guilds, team = LoopbackDiscord(clock=time.monotonic), LoopbackSlack(clock=time.monotonic)
    guilds.validate = team.validate = False
    await guilds.start()
    await team.start()
    soak = Soak(url, folder, guilds, team)
    await soak.start()
    try:
        await guilds.until(lambda: bool(guilds.sessions), 60)
        await team.until(lambda: bool(team.sockets), 60)
        yield soak
    finally:
        with suppress(ProcessLookupError):
            soak.process.terminate()
        await soak.process.wait()
        await guilds.stop()
        await team.stop()


async def stored_answers(url: str) -> list[tuple[int, str]]:
    """Return the answers in the database, by posting and user id."""
    store = await SqlStore.open(url)
    rows = await store._reader.fetch(  # noqa: SLF001 - it is the database that is looked at
        "SELECT a.posting_id, l.user_id FROM answer a JOIN learner l ON l.id = a.learner_id"
    )
    await store.close()
    return [(int(posting), str(user).rpartition(".")[2]) for posting, user in rows]


async def send_load(soak: Soak, seconds: float, rate: float) -> None:
    """Start interactions at a steady rate, and wait for the last of them."""
    start, people = time.monotonic(), set[asyncio.Task[None]]()
    for number in range(round(seconds * rate)):
        await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
        task = asyncio.create_task(soak.interact(number))
        people.add(task)
        task.add_done_callback(people.discard)
    await asyncio.gather(*people)


async def watch_memory(soak: Soak, until: float) -> list[float]:
    """Measure the process's memory in MiB, minute by minute."""
    found = []
    while time.monotonic() + EVERY_LOOK <= until:
        await asyncio.sleep(EVERY_LOOK)
        found.append(soak.memory())
    return found


async def run(minutes: float, pair: Pair | None) -> bool:
    """Soak, print the counts, and return whether every answer was kept once."""
    seconds = minutes * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = pair.url if pair else f"sqlite:///{folder / 'soak.db'}"
        rate = TROUBLED_RATE if pair else RATE
        async with running_soak(url, folder) as soak:
            idle = soak.memory()
            until = time.monotonic() + seconds
            if pair:
                await pair.wait_for_standby()
                await asyncio.gather(
                    send_load(soak, seconds, rate), kill_repeatedly(soak.kill, until), pair.trouble(seconds)
                )
            else:
                memory, _ = await asyncio.gather(watch_memory(soak, until), send_load(soak, seconds, rate))
        log = (folder / "log.txt").read_text(encoding="utf-8")
        kept = await stored_answers(url)
        lost = soak.seen - set(kept)
        doubled = len(kept) - len(set(kept))
    print(f"{minutes:g} min at {rate:g}/s on both platforms, {'PostgreSQL with faults' if pair else 'SQLite, calm'}")
    print(
        f"  {dict(soak.counts)}; longest silence {soak.longest:.2f} s; {log.count('Traceback')} tracebacks in the log"
    )
    for line in log.splitlines():
        if "Traceback" in line:
            print(f"  {line}")
    print(f"  acknowledged {len(soak.seen):,}, of which lost {len(lost)}; stored {len(kept):,}, doubled {doubled}")
    if pair:
        print(f"  an answer again after the end of a {'; '.join(pair.recoveries(soak.acknowledged))}")
    else:
        print(f"  memory: {idle:.0f} MiB idle, then each minute {', '.join(f'{one:.0f}' for one in memory)}")
    calm = not soak.counts["unanswered"] and (pair is not None or not soak.counts["refused"])
    return not lost and not doubled and not soak.counts["given up"] and calm


def main() -> None:
    """Run the soak that the command line asks for."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with own_pair() if "--faults" in sys.argv else nullcontext() as pair:
        well = asyncio.run(run(minutes, pair))
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
