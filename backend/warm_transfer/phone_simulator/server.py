"""The simulator as a process."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from warm_transfer.phone_simulator.config import DEFAULT_AUTH_TOKEN, SimulatorConfig
from warm_transfer.phone_simulator.control import BIGGEST_SOUND, Control
from warm_transfer.phone_simulator.exchange import Exchange
from warm_transfer.phone_simulator.handset import Handsets
from warm_transfer.phone_simulator.rest import add_rest_routes

PAGE = Path(__file__).parent / "page"
SHUTDOWN_S = 1.0
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def create_app(config: SimulatorConfig) -> web.Application:
    handsets = Handsets()
    exchange = Exchange(config, handsets.changed)
    app = web.Application(client_max_size=BIGGEST_SOUND)
    add_rest_routes(app, exchange)
    Control(exchange).add_routes(app)
    handsets.add_routes(app, exchange)
    app.router.add_get("/", _page)
    app.router.add_static("/page", PAGE)
    app.on_response_prepare.append(_secure)

    async def close(_app: web.Application) -> None:
        await exchange.close()

    app.on_shutdown.append(close)
    return app


def serve(config: SimulatorConfig) -> None:
    """Until SIGINT or SIGTERM."""
    web.run_app(
        create_app(config),
        host=config.host,
        port=config.port,
        print=None,
        access_log=None,
        shutdown_timeout=SHUTDOWN_S,
    )


def introduction(config: SimulatorConfig, public_url: str) -> str:
    """What to put into `.env`, and where the phone is."""
    return "\n".join(
        (
            f"A phone for your browser: {base_url(config)}/",
            "For .env:",
            f"TWILIO_API_URL={base_url(config)}",
            f"TWILIO_ACCOUNT_SID={config.account_sid}",
            f"TWILIO_AUTH_TOKEN={_shown(config.auth_token)}",
            f"TWILIO_PHONE_NUMBER={config.number}",
            f"PUBLIC_URL={public_url}",
        )
    )


def base_url(config: SimulatorConfig) -> str:
    listens_everywhere = config.host in ("0.0.0.0", "::")  # noqa: S104 - compared
    host = "localhost" if listens_everywhere or config.host == "127.0.0.1" else config.host
    return f"http://{f'[{host}]' if ':' in host else host}:{config.port}"


def _shown(auth_token: str) -> str:
    """One that was given may be a real one, which belongs on no screen."""
    return auth_token if auth_token == DEFAULT_AUTH_TOKEN else "(the one given)"


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _secure(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
