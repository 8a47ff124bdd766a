"""The application itself, called without a network or, where it streams, through a real server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from tests.support.ports import free_tcp_ports
from tests.support.waiting import until
from warm_transfer.actions.context import Context
from warm_transfer.actions.users import create_user, issue_sign_in_link
from warm_transfer.config import Settings
from warm_transfer.domain.actor import Role
from warm_transfer.main import ApiServer, create_app
from warm_transfer.services.tokens import TokenKind

OWN_ORIGIN = "http://calls.test"
MANY = "100000/minute"


class _GivenSettings(Settings):
    """Only what is given counts: LiveKit Agents, for one, sets environment variables of ours."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def settings_for(data_dir: Path, **changed: Any) -> Settings:
    """Settings that nothing of this machine's environment gets into, with limits out of the way."""
    defaults: dict[str, Any] = {
        "data_dir": data_dir,
        "livekit_port": free_tcp_ports(1)[0],
        "stt_providers": ["none"],
        "rate_limit_sign_in": MANY,
        "rate_limit_calls": MANY,
        "rate_limit_room_ids": MANY,
        "rate_limit_connections": MANY,
    }
    return _GivenSettings(**(defaults | changed))


@dataclass(frozen=True, slots=True)
class SignedInAgent:
    """`client` sends the access token with each request, and holds the seat's cookies."""

    id: str
    username: str
    client: httpx.AsyncClient


class Api:
    """One application, its context, and clients of it."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.ctx: Context = app.state.ctx
        self._clients: list[httpx.AsyncClient] = []

    def client(self, *, token: str | None = None, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """A browser or program at `address`, with cookies of its own."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        return self._keep(httpx.AsyncClient(transport=transport, base_url=OWN_ORIGIN), token)

    def _keep(self, client: httpx.AsyncClient, token: str | None) -> httpx.AsyncClient:
        if token is not None:
            client.headers["Authorization"] = f"Bearer {token}"
        self._clients.append(client)
        return client

    async def agent(
        self,
        username: str,
        *,
        role: Role = Role.AGENT,
        team: str | None = None,
        seat: str = "agent",
    ) -> SignedInAgent:
        """A new agent, signed in by a one-time link."""
        name = username.title()
        account = await create_user(self.ctx, username, name=name, role=role, team=team)
        client = self.client()
        token = await issue_sign_in_link(self.ctx, username)
        answer = await client.post("/api/auth/link", json={"token": token, "seat": seat})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return SignedInAgent(account.id, username, client)

    def worker(self) -> httpx.AsyncClient:
        return self.client(token=self.ctx.tokens.issue(TokenKind.WORKER, "worker", 600))

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


@asynccontextmanager
async def running_api(data_dir: Path, **settings: Any) -> AsyncIterator[Api]:
    """Started as a server starts it, but called directly. It cannot stream events."""
    app = create_app(settings_for(data_dir, **settings))
    async with app.router.lifespan_context(app):
        api = Api(app)
        try:
            yield api
        finally:
            await api.close()


class ServedApi(Api):
    """Behind a real server, at `url`."""

    def __init__(self, app: FastAPI, server: ApiServer, url: str) -> None:
        super().__init__(app)
        self.server = server
        self.url = url

    def client(self, *, token: str | None = None, address: str = "127.0.0.1") -> httpx.AsyncClient:
        return self._keep(httpx.AsyncClient(base_url=self.url, timeout=30), token)


@asynccontextmanager
async def served_api(data_dir: Path, **settings: Any) -> AsyncIterator[ServedApi]:
    app = create_app(settings_for(data_dir, **settings))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, proxy_headers=False, timeout_graceful_shutdown=5
    )
    server = ApiServer(config, app.state.ctx)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        api = ServedApi(app, server, url)
        try:
            await until(_started(server, serving), "the API serves")
            yield api
        finally:
            await api.close()
            server.should_exit = True
            await serving


def _started(server: ApiServer, serving: asyncio.Task[None]) -> Any:
    async def probe() -> bool:
        if serving.done():
            serving.result()
        return server.started

    return probe
