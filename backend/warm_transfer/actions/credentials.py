"""Passwords and random tokens: made, hashed and compared here alone."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

TOKEN_BYTES = 32  # 256 bits: not to be guessed, so a plain SHA-256 of it may be stored

_passwords = PasswordHash((Argon2Hasher(),))


def new_id() -> str:
    return secrets.token_hex(16)


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_passwords.hash, password)


async def verify_password(password: str, stored_hash: str | None) -> bool:
    """Whether the password fits. Takes as long when there is nothing to compare with."""
    fits = await asyncio.to_thread(_passwords.verify, password, stored_hash or _nobodys_hash())
    return fits and stored_hash is not None


@lru_cache
def _nobodys_hash() -> str:
    return _passwords.hash(new_token())
