"""The addresses that people open, as `warm-transfer up` prints them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from warm_transfer.config import Settings
from warm_transfer.ops.livekit_config import address_on_network, listens_on_loopback

AGENT_PAGES = {
    "agent-a": "agent-a",
    "agent-b": "agent-b",
}  # the demo's; everybody else's is `agent`
OTHER_AGENTS_PAGE = "agent"


def base_url(settings: Settings) -> str:
    """The address people use: PUBLIC_URL, else this machine."""
    return (settings.public_url or f"http://localhost:{settings.port}").rstrip("/")


def sign_in_address(settings: Settings, username: str, token: str) -> str:
    """The token is behind the `#`, which browsers never send: it stays out of every log."""
    page = AGENT_PAGES.get(username, OTHER_AGENTS_PAGE)
    return f"{base_url(settings)}/{page}#sign-in={token}"


def announce(
    settings: Settings,
    tokens: Sequence[tuple[str, str]],
    say: Callable[[str], None],
    *,
    phone_page: str | None = None,
) -> None:
    """`tokens`: username and sign-in token of each agent to greet. `phone_page`: simulated."""
    say("")
    say(f"  caller    {base_url(settings)}/")
    for username, token in tokens:
        say(f"  {username:<9} {sign_in_address(settings, username, token)}")
    if phone_page is not None:
        say(f"  phone     {phone_page}")
    if tokens:
        minutes = settings.sign_in_link_ttl_s // 60
        say(f"\nEach link works once, for {minutes} minutes. Another: warm-transfer sign-in USER")
    if not listens_on_loopback(settings) and settings.public_url is None:
        say(
            f"\nOther machines reach it at http://{address_on_network() or settings.host}:"
            f"{settings.port}/, but their browsers give the microphone to https:// pages only: "
            "put TLS in front (docs/setup.md) and set PUBLIC_URL and LIVEKIT_PUBLIC_URL."
        )
    browsers_url = settings.livekit_browser_url or ""
    if base_url(settings).startswith("https://") and not browsers_url.startswith("wss://"):
        say(
            "\nhttps:// pages reach LiveKit at wss:// addresses only: put TLS in front of its "
            f"port {settings.livekit_port} too, and set LIVEKIT_PUBLIC_URL=wss://… (docs/setup.md)."
        )
