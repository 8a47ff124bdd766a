"""Where this machine reaches what listens on it."""

from __future__ import annotations

# Who listens on every address reaches itself here. HOST=:: listens on IPv6 alone.
LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not listened on


def own_http_url(host: str, port: int) -> str:
    """Of a server that listens on `host` alone."""
    host = LOOPBACK_OF.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
