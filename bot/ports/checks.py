"""The results of the checks of `prova doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.ports.clock import CLOCKS_APART, CLOCKS_USELESS


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: its part, its gravity, and a sentence that has the remedy of a fault."""

    part: str
    level: Literal["ok", "warn", "fail"]
    said: str

    @classmethod
    def of_clock(cls, part: str, theirs: datetime, ours: datetime) -> CheckResult:
        """Compare two clocks: Slack refuses requests five minutes off, and questions would come early or late."""
        apart = abs(ours - theirs)
        if apart < CLOCKS_APART:
            return cls(part, "ok", "The clocks agree.")
        said = f"This machine's clock is {apart.total_seconds():.0f} s off: let it be set over the network."
        return cls(part, "warn" if apart < CLOCKS_USELESS else "fail", said)
