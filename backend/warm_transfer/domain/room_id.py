"""The room ID: what an agent reads out and another types to join a transfer's destination.

Eight letters, such as `abcd-efgh`, without those that look like others in print (i, l, o).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

ALPHABET = "abcdefghjkmnpqrstuvwxyz"
HALF = 4


def make_room_id(choose: Callable[[Sequence[str]], str]) -> str:
    """23 ** 8 = 78 thousand million possible ones: not to be guessed at ten tries a minute."""
    letters = "".join(choose(ALPHABET) for _ in range(2 * HALF))
    return f"{letters[:HALF]}-{letters[HALF:]}"


def parse_room_id(typed: str) -> str | None:
    """The room ID as it is stored, from any case and with or without hyphen; None if it is none."""
    letters = typed.strip().lower().replace("-", "").replace(" ", "")
    if len(letters) != 2 * HALF or any(letter not in ALPHABET for letter in letters):
        return None
    return f"{letters[:HALF]}-{letters[HALF:]}"
