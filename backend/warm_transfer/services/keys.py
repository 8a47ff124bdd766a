"""Keys for one purpose each, all made from the master secret."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32


def derive_key(master: bytes, purpose: str) -> bytes:
    """By HKDF (RFC 5869): whoever has the key for one purpose has none for another."""
    info = f"warm-transfer {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)
