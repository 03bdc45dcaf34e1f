"""The reader of AWS's own service models, as an unpacked `botocore` has them; none of its code is run."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.content.authoring.facts import asked, place
from bot.content.model import Bank, ModelFact
from bot.domain.text import fold

_TAG = re.compile(r"<[^>]+>")
_LISTED = 6
"""Values of an enum that a line of news names."""


def version(botocore: Path) -> str:
    """Return the version of the `botocore` in a folder."""
    found = re.search(r"__version__ = '([\w.]+)'", (botocore / "__init__.py").read_text(encoding="utf-8"))
    return found[1] if found else "unknown"


def bound_parts(bank: Bank, botocore: Path) -> dict[str, Any]:
    """Return the content of `aws-models.json`: the parts of the models that the bank's numbers are bound to."""
    facts: defaultdict[str, list[ModelFact]] = defaultdict(list)
    for fact in _facts(bank):
        facts[fact.api].append(fact)
    apis = {api: _parts(facts[api], _model(botocore, api)) for api in sorted(facts)}
    return {"botocore": version(botocore), "apis": apis}


def news(bank: Bank, now: Path, before: Path) -> Iterator[str]:
    """Yield the operations and values that each API with a card has *now* and had not *before*: a to-do list."""
    cards: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for service in bank.services.values():
        for number in service.numbers:
            cards |= {fact.api: cards[fact.api] | {service.id: None} for fact in number.model}
    for api in sorted(cards):
        model, former = _model(now, api), _model(before, api)
        found = _new_operations(model["operations"], former["operations"])
        found += _new_values(model["shapes"], former["shapes"])
        if found:
            yield f"{api} (cards: {', '.join(cards[api])})"
            yield from (f"  {line}" for line in found)


def _facts(bank: Bank) -> Iterator[ModelFact]:
    for service in bank.services.values():
        for number in service.numbers:
            yield from number.model


def _model(botocore: Path, api: str) -> dict[str, Any]:
    """Return the newest model of an API; one without shapes and operations if there is none."""
    files = sorted((botocore / "data" / api).glob("*/service-2.json*"))
    if not files:
        return {"shapes": {}, "operations": {}}
    data = files[-1].read_bytes()
    model: dict[str, Any] = json.loads(gzip.decompress(data) if files[-1].suffix == ".gz" else data)
    return model


def _parts(facts: Iterable[ModelFact], model: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the parts of one API by kind and name, sorted, so that a change of the model is a small difference."""
    parts: dict[str, dict[str, Any]] = {"shapes": {}, "operations": {}}
    for fact in facts:
        kind, name = place(fact)
        there = _there(model[kind], name)
        if there is None:
            parts[kind][name] = None
            continue
        part = parts[kind].setdefault(name, {})
        for one in asked(fact):
            if one == "words":
                part.setdefault("words", {})[fact.words] = _says(there, fact.words or "")
            elif one in ("enum", "members"):
                names = set(there.get(one, ())) & set(getattr(fact, one) if fact.more else there.get(one, ()))
                part[one] = sorted(names.union(part.get(one, ())))
            else:
                part[one] = there.get(one)
    return {kind: dict(sorted(named.items())) for kind, named in parts.items() if named}


def _there(named: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Return the shape, member or operation of that name, or None."""
    owner, _, member = name.partition(".")
    there: Mapping[str, Any] | None = named.get(owner)
    return (there or {}).get("members", {}).get(member) if member else there


def _says(there: Mapping[str, Any], words: str) -> bool:
    """Return True if the documentation of a part holds some words, in any case and across tags and lines."""
    said = f"{there.get('documentation', '')} {there.get('deprecatedMessage', '')}"
    return fold(words) in fold(html.unescape(_TAG.sub(" ", said)))


def _new_operations(operations: Mapping[str, Any], former: Mapping[str, Any]) -> list[str]:
    """Return a line with the operations that are new, or none."""
    new = [name for name in operations if name not in former]
    return [f"new operations: {', '.join(new)}"] if new else []


def _new_values(shapes: Mapping[str, Any], former: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each enum that has new values; an enum that is new itself comes with its operation."""
    for name, shape in shapes.items():
        before = former.get(name, {}).get("enum")
        new = [value for value in shape.get("enum", ()) if before is not None and value not in before]
        if new:
            more = f" and {len(new) - _LISTED} more" if len(new) > _LISTED else ""
            yield f"new in {name}: {', '.join(new[:_LISTED])}{more}"
