"""Secrets at rest: sealed with a key that is not in the database."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.ports.store import SecretUnreadable

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_SEALED = "sealed:"


class Seal:
    """Seals texts with the first of its keys and opens them with any, so that a key can be replaced."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, the newest first; without any, texts stay as they are."""
        self._keys = keys

    def sealed(self, text: str) -> str:
        """Return *text* sealed, or as it is without a key."""
        if not self._keys:
            return text
        return _SEALED + _fernet(self._keys[0]).encrypt(text.encode()).decode("ascii")

    def opened(self, kept: str) -> str:
        """Return the text behind a sealed one. Raises SecretUnreadable without the key that sealed it."""
        from cryptography.fernet import InvalidToken, MultiFernet

        if not kept.startswith(_SEALED):
            return kept
        token = kept.removeprefix(_SEALED).encode()
        if self._keys:
            try:
                return MultiFernet([_fernet(key) for key in self._keys]).decrypt(token).decode()
            except InvalidToken:
                pass
        raise SecretUnreadable(
            "A secret in the database was sealed with another key: set PROVA_SECRET_KEY to that key, or to the new "
            "one, a comma and the old one."
        )


def _fernet(key: str) -> Fernet:
    """Return the cipher of a key of any length: HKDF (RFC 5869) makes Fernet's 32 bytes of it."""
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), length=32, salt=None, info=b"prova secrets").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
