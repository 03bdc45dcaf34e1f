"""`make bench ARGS="--against COMMIT"`: this tree beside an earlier one and bare bots, alternating in one run.

Both trees serve the bank of the earlier commit. Each has an environment of its own lock file, each bot is a process of
its own, and all of them live at once; they are asked in turns, a block each, so that a slow moment meets all alike.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.builds import NOW, Build, Metered, metered, prepare_build
from bench.figure import Compared
from bot.content.reading.load import load
from tests.loopback.discord.person import Person, answered, buttons
from tests.loopback.discord.server import TOKEN, Interaction, LoopbackDiscord
from tests.loopback.slack import person as slack
from tests.loopback.slack.server import APP_TOKEN, BOT_TOKEN, LoopbackSlack

TURNS, BLOCK, WARM = 12, 25, 60
HISTORY = 600
"""Answers of a learner who has been here for long."""
CARDS = 100
AT_ONCE, BURSTS = 100, 9
STARTS = 5
PROCESSES = 7
SETTLING = 3.0
"""Seconds after which an idle bot no longer grows."""
ANY = "x1:answer:1:A"
PROVA = ("bot", "run")
RATES = """
import asyncio, json, sys, tempfile
from pathlib import Path
from bench import answers
answers.TOTAL, answers.SINGLY, answers.BARE, answers.ROUNDS = 1_500, 300, 300, 1
with tempfile.TemporaryDirectory() as folder:
    figures = asyncio.run(answers.measure(Path(folder)))
print(json.dumps([[float(one.value.split()[0].replace(",", "")), float(one.ratio)] for one in figures]))
"""
"""Runs a tree's own measurement of answers through the feature, shortened: rates, and ratios to the bare loop."""
TIMED = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)\n"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
    "print(used.ru_utime + used.ru_stime)\n"
)

Act = Callable[[int], Awaitable[Interaction]]


@dataclass
class Bot:
    """A bot on a loopback server of its own: its process, and the costs seen so far, by what was asked."""

    server: LoopbackDiscord
    process: Metered
    bare: bool
    people: int = 0
    cpu: dict[str, float] = field(default_factory=dict)
    wall: dict[str, list[float]] = field(default_factory=dict)
    asked: list[tuple[Person, dict[str, Any]]] = field(default_factory=list)

    def newcomer(self) -> Person:
        """Return somebody who was never here."""
        self.people += 1
        return Person(self.server, f"learner {self.people}", id=str(5 * 10**17 + self.people))

    async def run(self, name: str, act: Act, count: int) -> None:
        """Do something *count* times, and add its processor time and the seconds until each was answered."""
        before = await self.process.read()
        times = [(await answered(await act(number))).acknowledged_after for number in range(count)]
        after = await self.process.read()
        self.cpu[name] = self.cpu.get(name, 0.0) + (after.cpu - before.cpu) / count
        self.wall.setdefault(name, []).extend(times)

    async def which(self, about: str) -> Interaction:
        """Ask which service fits."""
        options = {} if self.bare else {"about": about}
        return await Person(self.server, "ana").command("which", options)

    async def quiz(self, person: Person) -> Interaction:
        """Ask for a question, and keep its card."""
        interaction = await answered(await person.command("quiz"))
        self.asked.append((person, interaction.message or {}))
        return interaction

    async def press(self) -> Interaction:
        """Answer the last question that was asked."""
        person, card = self.asked.pop()
        if self.bare:
            card["components"] = [{"type": 1, "components": [{"type": 2, "custom_id": ANY, "style": 1}]}]
        letters = [part["custom_id"] for part in buttons(card)]
        return await person.press(card, letters[0])


def environment_of(folder: Path, content: Path) -> dict[str, str]:
    """Return the environment of a Prova: a database of its own, and the bank that all serve."""
    folder.mkdir(exist_ok=True)
    return {"PROVA_DATABASE_URL": f"sqlite:///{folder / 'prova.db'}", "PROVA_CONTENT_DIR": str(content)}


@asynccontextmanager
async def on_discord(build: Build, module: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[Bot]:
    """Start a bot on Discord, and wait until it is ready."""
    server = LoopbackDiscord(clock=asyncio.get_running_loop().time)
    server.validate = False
    await server.start()
    led = {**environment, "DISCORD_TOKEN": TOKEN, "LOOPBACK_DISCORD": f"{server.api} {server.gateway}"}
    try:
        async with metered(build, module, led) as process:
            await server.until(lambda: bool(server.sessions), 60)
            yield Bot(server, process, bare=module != PROVA)
    finally:
        await server.stop()


@asynccontextmanager
async def on_slack(
    build: Build, module: Sequence[str], environment: Mapping[str, str]
) -> AsyncIterator[tuple[LoopbackSlack, Metered]]:
    """Start an app on Slack's socket, and wait until it is ready."""
    server = LoopbackSlack(clock=asyncio.get_running_loop().time)
    server.validate = False
    await server.start()
    led = {
        **environment,
        "LOOPBACK_SLACK": server.api,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
    }
    try:
        async with metered(build, module, led) as process:
            await server.until(lambda: bool(server.sockets), 60)
            yield server, process
    finally:
        await server.stop()


async def measure(commit: str, folder: Path) -> list[Compared]:
    """Measure this tree beside an earlier one and bare bots."""
    then = prepare_build(commit)
    content = then.root / "content"
    figures = await compare_clicks(then, content, folder)
    figures += await compare_acknowledgements(then, content, folder)
    figures += await compare_starts(then, content, folder)
    figures += compare_processes(then, content, folder)
    return figures + compare_rates(then, content)


async def compare_clicks(then: Build, content: Path, folder: Path) -> list[Compared]:
    """Compare commands and answers on Discord, one after the other."""
    async with AsyncExitStack() as stack:
        builds = {"then": then, "now": NOW}
        bots = {
            name: await stack.enter_async_context(
                on_discord(build, PROVA, environment_of(folder / f"clicks-{name}", content))
            )
            for name, build in builds.items()
        }
        sizes = await _sizes(bots["now"])
        bots["bare"] = await stack.enter_async_context(
            on_discord(NOW, ("bench.bare_discord",), {"BENCH_SIZES": json.dumps(sizes)})
        )
        for turn in range(TURNS + 1):
            for bot in bots.values():
                await _ask_block(bot, warm=not turn)
        names = [service.name for service in load(content).services.values()][:CARDS]
        for _ in range(3):
            for bot in (bots["then"], bots["now"]):
                await bot.run("cards", partial(_ask_card, bot, names), CARDS)
        for bot in (bots["then"], bots["now"]):
            await _compare_histories(bot)
    return _click_rows(bots)


async def _ask_card(bot: Bot, names: Sequence[str], number: int) -> Interaction:
    """Ask for the card of a service by its name."""
    return await bot.which(names[number % len(names)])


async def _sizes(bot: Bot) -> dict[str, int]:
    """Return the bytes of the messages that a bot answers with."""
    which = await answered(await bot.which("drift"))
    person = bot.newcomer()
    quiz = await bot.quiz(person)
    answer = await answered(await bot.press())
    shown = {"which": which.message, "quiz": quiz.message, "answer": answer.message}
    return {name: len(json.dumps((message or {})["components"])) for name, message in shown.items()}


async def _ask_block(bot: Bot, *, warm: bool) -> None:
    """Ask a block of each kind; the first ones fill the caches that a running bot has filled, and do not count."""
    count = WARM if warm else BLOCK
    prefix = "warm " if warm else ""
    await bot.run(f"{prefix}which", lambda _: bot.which("drift"), count)
    await bot.run(f"{prefix}quiz", lambda _: bot.quiz(bot.newcomer()), count)
    await bot.run(f"{prefix}answer", lambda _: bot.press(), count)


async def _compare_histories(bot: Bot) -> None:
    """Ask a newcomer's questions in turns with those of somebody who has answered hundreds."""
    old = bot.newcomer()
    for _ in range(HISTORY):
        await bot.quiz(old)
        await answered(await bot.press())
    bot.asked.clear()
    for _ in range(TURNS):
        await bot.run("quiz of newcomers", lambda _: bot.quiz(bot.newcomer()), BLOCK)
        await bot.run("quiz after hundreds", lambda _: bot.quiz(old), BLOCK)


def _click_rows(bots: Mapping[str, Bot]) -> list[Compared]:
    """Return the rows of what was asked on Discord: processor time, then the wall's median."""
    rows = []
    for name, label, aims in (
        ("which", "`/which`, Discord", (0.60, 1.3)),
        ("answer", "durable answer, Discord", (0.60, 2.0)),
        ("quiz", "`/quiz`, Discord, fresh", (0.55, 1.8)),
    ):
        then, now, bare = (1e3 * bots[bot].cpu[name] / TURNS for bot in ("then", "now", "bare"))
        rows.append(Compared(f"{label}, CPU", "ms", then, now, bare, aims))
        then, now, bare = (1e3 * statistics.median(bots[bot].wall[name]) for bot in ("then", "now", "bare"))
        rows.append(Compared(f"{label}, wall", "ms", then, now, bare, aims))
    then, now = (1e3 * bots[bot].cpu["cards"] / 3 for bot in ("then", "now"))
    rows.append(Compared(f"{CARDS} service cards of `/which` in a row, each, CPU", "ms", then, now, None, (0.5, None)))
    old, new = (bots[bot].cpu["quiz after hundreds"] / bots[bot].cpu["quiz of newcomers"] for bot in ("then", "now"))
    rows.append(Compared(f"`/quiz` after {HISTORY} questions against fresh, CPU", "×", old, new, 1.0, (None, 1.1)))
    return rows


async def compare_acknowledgements(then: Build, content: Path, folder: Path) -> list[Compared]:
    """Compare a hundred commands at once on Slack: the time of the last acknowledgement."""
    last: dict[str, list[float]] = {"then": [], "now": [], "bare": []}
    async with AsyncExitStack() as stack:
        servers = {}
        for name, build, module in (
            ("then", then, PROVA),
            ("now", NOW, PROVA),
            ("bare", NOW, ("bench.bare_slack",)),
        ):
            environment = environment_of(folder / f"slack-{name}", content)
            servers[name], _ = await stack.enter_async_context(on_slack(build, module, environment))
        for turn in range(BURSTS + 1):
            for name, server in servers.items():
                people = [slack.Person(server, f"learner {number}", id=f"U{number:06}") for number in range(AT_ONCE)]
                sent = await asyncio.gather(*(person.command("which", "drift") for person in people))
                for delivery in sent:
                    await delivery.acked.wait()
                if turn:
                    last[name].append(max(delivery.acknowledged_after or 3.0 for delivery in sent))
    old, new, bare = (1e3 * statistics.median(last[name]) for name in ("then", "now", "bare"))
    return [Compared(f"{AT_ONCE} Slack commands at once, last acknowledgement", "ms", old, new, bare, (0.5, 2.5))]


async def compare_starts(then: Build, content: Path, folder: Path) -> list[Compared]:
    """Compare the start of `prova run` until it is ready, and the memory of both platforms idle."""
    loop = asyncio.get_running_loop()
    ready: dict[str, list[float]] = {"then": [], "now": [], "bare": []}
    memory: dict[str, float] = {}
    for turn in range(STARTS + 1):
        for name, build, module in (("then", then, PROVA), ("now", NOW, PROVA), ("bare", NOW, ("bench.bare_discord",))):
            start = loop.time()
            async with on_discord(build, module, environment_of(folder / f"start-{name}", content)):
                if turn:
                    ready[name].append(loop.time() - start)
    for name, build in (("then", then), ("now", NOW)):
        server = LoopbackSlack(clock=loop.time)
        server.validate = False
        await server.start()
        environment = environment_of(folder / f"start-{name}", content) | {
            "LOOPBACK_SLACK": server.api,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
        }
        async with on_discord(build, PROVA, environment) as bot:
            await asyncio.sleep(SETTLING)
            if not server.sockets:
                raise RuntimeError("Slack's socket is not open")
            memory[name] = (await bot.process.read()).memory
        await server.stop()
    old, new, bare = (statistics.median(ready[name]) for name in ("then", "now", "bare"))
    both = "memory, both platforms idle (limit: 110 MiB)"
    return [
        Compared("start of `prova run` to ready, Discord, wall", "s", old, new, bare, (0.5, 2.0)),
        Compared(both, "MiB", memory["then"], memory["now"], 110, (0.85, 1.0)),
    ]


def compare_processes(then: Build, content: Path, folder: Path) -> list[Compared]:
    """Compare `prova which drift` as a whole process, by processor time."""
    used: dict[str, list[float]] = {"then": [], "now": [], "bare": []}
    commands = {
        "then": (then, ["-m", "bot", "which", "drift", "--json"]),
        "now": (NOW, ["-m", "bot", "which", "drift", "--json"]),
        "bare": (NOW, ["-c", "pass"]),
    }
    for turn in range(PROCESSES + 1):
        for name, (build, arguments) in commands.items():
            environment = {**os.environ, **environment_of(folder / f"which-{name}", content)}
            command = [build.python, "-c", TIMED, build.python, *arguments]
            done = subprocess.run(command, cwd=build.root, env=environment, check=True, capture_output=True)
            if turn:
                used[name].append(1e3 * float(done.stdout))
    old, new, bare = (statistics.median(used[name]) for name in ("then", "now", "bare"))
    what = "`prova which drift`, CPU, beside an interpreter that does nothing"
    return [Compared(what, "ms", old, new, bare, (0.4, None))]


def compare_rates(then: Build, content: Path) -> list[Compared]:
    """Compare answers through the feature at 1, 100 and 1,000 at once, beside the bare loop of each tree's own run."""
    seen: dict[str, list[list[list[float]]]] = {"then": [], "now": []}
    for _ in range(3):
        for name, build in (("then", then), ("now", NOW)):
            done = subprocess.run(
                [build.python, "-c", RATES],
                cwd=build.root,
                env={**os.environ, "PROVA_CONTENT_DIR": str(content)},
                check=True,
                capture_output=True,
            )
            seen[name].append(json.loads(done.stdout))
    rows = []
    for at, (under_way, aim, floor) in enumerate(((1, 1.5, 0.5), (100, 1.8, 5.0), (1_000, 1.8, 6.0))):
        old, new = (statistics.median(run[at][0] for run in seen[name]) for name in ("then", "now"))
        limit = statistics.median(run[at][0] / run[at][1] for run in seen["now"])
        what = f"answers through the feature, {under_way:,} at once, beside a bare sqlite3 loop"
        rows.append(Compared(what, "/s", old, new, limit, (aim, floor), more=True))
    return rows


def run(commit: str) -> list[Compared]:
    """Run the whole comparison in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(commit, Path(folder)))
