"""The commands of `warm-transfer` that phones need."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from warm_transfer.config import get_settings
from warm_transfer.phone_simulator import config as simulated


def bridge() -> None:
    """Run a phone bridge alone: it carries phones into calls."""
    from warm_transfer.bridge.main import run
    from warm_transfer.logging import configure_logging

    settings = get_settings()
    configure_logging(settings)
    run(settings)


def phone_number() -> None:
    """Have callers who ring TWILIO_PHONE_NUMBER come here: sets its addresses at Twilio."""
    from warm_transfer.ops.phone_number import point_number_here

    typer.echo(asyncio.run(point_number_here(get_settings())))


def phone_simulator(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Default: PHONE_SIMULATOR_PORT.")
    ] = None,
    account_sid: Annotated[
        str, typer.Option(envvar="TWILIO_ACCOUNT_SID")
    ] = simulated.DEFAULT_ACCOUNT_SID,
    auth_token: Annotated[
        str, typer.Option(envvar="TWILIO_AUTH_TOKEN")
    ] = simulated.DEFAULT_AUTH_TOKEN,
    number: Annotated[
        str, typer.Option(envvar="TWILIO_PHONE_NUMBER", help="The account's number.")
    ] = simulated.DEFAULT_NUMBER,
    voice_url: Annotated[
        str, typer.Option(help="What the number calls when it rings. Default: this product's.")
    ] = "",
    status_url: Annotated[str, typer.Option(help="The number's status callback.")] = "",
    spoken_chars_per_s: Annotated[
        float, typer.Option(min=1, help="How fast Say speaks.")
    ] = simulated.SPOKEN_CHARS_PER_S,
    calls_per_s: Annotated[
        int | None, typer.Option(min=1, help="More than that are refused. Default: any.")
    ] = None,
) -> None:
    """Stand in for Twilio, with a page that is a phone: for tests, and to try without an account.

    PORT and PUBLIC_URL of .env say where the product is.
    """
    from warm_transfer.logging import configure_logging
    from warm_transfer.ops.addresses import base_url
    from warm_transfer.ops.ports import Port, require_free
    from warm_transfer.phone_simulator.server import introduction, serve

    settings = get_settings()
    configure_logging(settings)
    public_url = base_url(settings)
    port = port or settings.phone_simulator_port
    require_free([Port(port, "tcp", "PHONE_SIMULATOR_PORT", "phone simulator")], host)
    config = simulated.SimulatorConfig(
        host=host,
        port=port,
        account_sid=account_sid,
        auth_token=auth_token,
        number=number,
        voice_url=voice_url or f"{public_url}/api/webhooks/twilio/voice",
        status_url=status_url or f"{public_url}/api/webhooks/twilio/status",
        spoken_chars_per_s=spoken_chars_per_s,
        calls_per_s=calls_per_s,
    )
    typer.echo(introduction(config, public_url))
    serve(config)
