"""The verbs of `prova`, for learners, authors and operators.

Heavy parts are imported by the verb that uses them, so that a small verb starts fast.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli.content import content_app
from bot.cli.daily import daily_app
from bot.cli.db import db_app
from bot.cli.diagnostics import doctor, health
from bot.cli.learner import play, which
from bot.cli.run import discord_app, run, slack_app
from bot.gc_tuning import raise_gc_thresholds
from bot.zone_data import use_newest_zone_data

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    """Print the version and exit, if it is wanted."""
    if wanted:
        print(f"prova {version('prova')}")
        raise typer.Exit


@app.callback()
def prova(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Practise for the AWS AI and ML certificates, in English or Portuguese."""


app.command()(play)
app.command()(which)
app.command()(run)
app.command()(doctor)
app.command()(health)
app.add_typer(discord_app, name="discord")
app.add_typer(slack_app, name="slack")
app.add_typer(content_app, name="content")
app.add_typer(daily_app, name="daily")
app.add_typer(db_app, name="db")


def main() -> None:
    """Run the command line."""
    raise_gc_thresholds()
    use_newest_zone_data()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # None when the caller has closed it
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="prova")
