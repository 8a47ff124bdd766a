"""What the database keeps but must not tell: unreadable without the master secret."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet

from warm_transfer.services.keys import derive_key


class Seal:
    def __init__(self, master: bytes) -> None:
        self._fernet = Fernet(urlsafe_b64encode(derive_key(master, "sealed content")))
        self._mark_key = derive_key(master, "marks")

    def close(self, content: bytes) -> bytes:
        return self._fernet.encrypt(content)

    def open(self, sealed: bytes) -> bytes:
        return self._fernet.decrypt(sealed)

    def mark(self, *parts: bytes) -> str:
        """The same for the same parts, and nobody who reads it can try out which they were."""
        lengths = b",".join(str(len(part)).encode() for part in parts)
        content = b"\0".join((lengths, *parts))
        return hmac.new(self._mark_key, content, hashlib.sha256).hexdigest()
