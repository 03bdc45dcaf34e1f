"""The verb `prova content facts`: the cards' figures and AWS's own service models."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli.common import fail
from bot.content.model import Bank


def print_unbound(bank: Bank) -> None:
    """Print the lines with figures that no service model bears out, which a person has to check by hand."""
    from bot.content.authoring.facts import unbound

    loose = list(unbound(bank))
    for one in loose:
        print(f"{one.service}#{one.line}: {', '.join(one.figures)}: {one.text}")
    lines = [number for service in bank.services.values() for number in service.numbers]
    facts = sum(len(number.model) for number in lines)
    bound = sum(bool(number.model) for number in lines)
    print(f"{bound} of {len(lines)} lines are bound, by {facts} facts; {len(loose)} have figures to check by hand.")


def write_models(bank: Bank, folder: Path, botocore: Path, before: Path | None) -> None:
    """Write the bound parts of the models in an unpacked botocore, and print the news since the one *before*."""
    from bot.content.authoring.aws_models import bound_parts, news
    from bot.content.authoring.facts import FILE, fact_verdicts, read_models

    for path in (botocore, before):
        if path and not (path / "data").is_dir():
            fail(f"{path} is no unpacked botocore: it has no folder “data”.")
    target = folder / FILE
    target.write_text(json.dumps(bound_parts(bank, botocore), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    models = read_models([folder])
    faults = [
        f"{service.id}: {message}"
        for service in bank.services.values()
        for _, message in (fact_verdicts(service, models) if models else ())
    ]
    print(f"{target}: written. To mend in the cards: {len(faults)}.")
    print(*faults, sep="\n", end="\n" if faults else "")
    for line in news(bank, botocore, before) if before else ():
        print(line)
