"""Where nobody counts."""

from __future__ import annotations


class Unmetered:
    """A `features.ports.Meter` that forgets."""

    def asked(self, platform: str, intent: str, outcome: str) -> None:
        """Count nothing."""

    def answered(self, platform: str, kind: str, *, correct: bool) -> None:
        """Count nothing."""

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Count nothing."""
