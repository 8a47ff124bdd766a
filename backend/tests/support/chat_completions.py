"""A server that speaks chat completions as OpenAI and Groq document them, over real HTTP.

https://platform.openai.com/docs/api-reference/chat/create
https://platform.openai.com/docs/guides/structured-outputs
https://console.groq.com/docs/api-reference, https://console.groq.com/docs/errors

It refuses what those services refuse: a missing key, an unknown model or parameter, a schema that
strict mode does not take. What it answers is up to a `Mind`, and it can be told to misbehave.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from aiohttp import web

from tests.support.minds import honest
from tests.support.ports import free_tcp_ports

Json = dict[str, Any]
Mind = Callable[[Json], Json | str]  # the document that was sent → the answer

Trouble = Literal[
    "hang", "busy", "broken", "cut", "garbage", "page", "not_json", "wrong_shape", "empty",
    "refusal", "filtered", "too_long", "no_choices",
]  # fmt: skip

CHARS_PER_TOKEN = 4
COMMON = {"model", "messages", "response_format", "temperature", "stream", "seed", "stop"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """`formats` are the response formats its model takes."""

    name: str
    path: str
    model: str
    key: str | None
    parameters: frozenset[str]
    formats: frozenset[str] = frozenset({"json_schema", "json_object", "text"})


GROQ = Dialect(
    "groq",
    "/openai/v1",
    "openai/gpt-oss-120b",
    "gsk_test",
    frozenset({"max_completion_tokens", "reasoning_effort"}),
)
OPENAI = Dialect(
    "openai", "/v1", "gpt-5.4-mini", "sk-test", frozenset({"max_completion_tokens", "store"})
)
# Such as vLLM or llama.cpp.
COMPATIBLE = Dialect("compatible", "/v1", "qwen3-8b", None, frozenset({"max_tokens"}))


@dataclass
class ChatCompletions:
    """`async with ChatCompletions(GROQ) as server`, at `server.url`.

    `troubles` are had one after the other, one a request; then it answers as it should.
    """

    dialect: Dialect
    mind: Mind = honest
    first_token_s: float = 0.0
    tokens_per_s: float = float("inf")
    retry_after: str | None = "1"
    troubles: deque[Trouble] = field(default_factory=deque)
    requests: list[Json] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    _hanging: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        (port,) = free_tcp_ports(1)
        self.url = f"http://127.0.0.1:{port}{self.dialect.path}"
        app = web.Application(client_max_size=8 * 2**20)
        app.router.add_post(f"{self.dialect.path}/chat/completions", self._complete)
        app.router.add_get(f"{self.dialect.path}/models", self._models)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()
        await self._runner.cleanup()

    def release(self) -> None:
        """Let those that hang go on, and hang no more."""
        self._hanging.set()

    def trouble(self, *troubles: Trouble, times: int = 1) -> None:
        self.troubles.extend(troubles * times)

    @property
    def documents(self) -> list[Json]:
        """What was sent for reading, request by request."""
        return [json.loads(request["messages"][-1]["content"]) for request in self.requests]

    async def _models(self, request: web.Request) -> web.StreamResponse:
        refused = self._unauthorised(request)
        if refused is not None:
            return refused
        return web.json_response({"object": "list", "data": [{"id": self.dialect.model}]})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        refused = self._unauthorised(request)
        if refused is not None:
            return refused
        body = await request.json()
        wrong = _what_is_wrong(body, self.dialect)
        if wrong is not None:
            return wrong
        self.requests.append(body)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._answer(request, body)
        finally:
            self.at_once -= 1

    async def _answer(self, request: web.Request, body: Json) -> web.StreamResponse:
        trouble = self.troubles.popleft() if self.troubles else None
        if trouble == "hang":
            await self._hanging.wait()
        if trouble == "busy":
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return _error(429, "Rate limit reached", "rate_limit_exceeded", headers=headers)
        if trouble == "broken":
            return _error(500, "The server had an error", "internal_server_error")
        if trouble == "page":
            return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
        if trouble == "not_json":
            return web.Response(body=b'{"id": "chat', content_type="application/json")
        answer = self.mind(json.loads(body["messages"][-1]["content"]))
        content = answer if isinstance(answer, str) else json.dumps(answer)
        tokens = len(content) // CHARS_PER_TOKEN
        await asyncio.sleep(self.first_token_s + tokens / self.tokens_per_s)
        completion = self._completion(body, content, tokens, trouble)
        if trouble == "cut":
            return await _cut(request, json.dumps(completion).encode())
        return web.json_response(completion)

    def _completion(self, body: Json, content: str, tokens: int, trouble: Trouble | None) -> Json:
        message: Json = {"role": "assistant", "content": content, "refusal": None}
        finish = "stop"
        match trouble:
            case "garbage":
                message["content"] = "Sure! Here is the briefing you asked for."
            case "wrong_shape":
                message["content"] = json.dumps({"headline": 7, "facts": "none"})
            case "empty":
                message["content"] = ""
            case "refusal":
                message |= {"content": None, "refusal": "I can't help with that."}
            case "filtered":
                finish = "content_filter"
            case "too_long":
                message["content"], finish = content[: len(content) // 2], "length"
        read = sum(len(each["content"]) for each in body["messages"]) // CHARS_PER_TOKEN
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_764_000_000,
            "model": body["model"],
            "choices": []
            if trouble == "no_choices"
            else [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
            "usage": {
                "prompt_tokens": read,
                "completion_tokens": tokens,
                "total_tokens": read + tokens,
            },
        }

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        key = self.dialect.key
        if key is None or request.headers.get("Authorization") == f"Bearer {key}":
            return None
        return _error(401, "Incorrect API key provided", "invalid_api_key")


def _what_is_wrong(body: Json, dialect: Dialect) -> web.Response | None:
    if body.get("model") != dialect.model:
        return _error(404, "The model does not exist", "model_not_found")
    unknown = set(body) - COMMON - dialect.parameters
    if unknown:
        parameter = min(unknown)
        return _error(
            400, f"Unsupported parameter: {parameter}", "unsupported_parameter", parameter
        )
    roles = [message.get("role") for message in body.get("messages", [])]
    if roles != ["system", "user"]:
        return _error(400, "Invalid messages", "invalid_value", "messages")
    wanted = body.get("response_format", {"type": "text"})
    if wanted["type"] not in dialect.formats:
        said = f"This model does not support response format `{wanted['type']}`"
        return _error(400, said, None, "response_format")
    if wanted["type"] == "json_schema":
        schema = wanted["json_schema"]
        if not (
            schema.get("name") and schema.get("strict") is True and _is_strict(schema["schema"])
        ):
            return _error(400, "Invalid schema", "invalid_json_schema", "response_format")
    if wanted["type"] == "json_object" and "JSON" not in body["messages"][0]["content"]:
        return _error(400, "'messages' must contain the word 'json'", None, "messages")
    return None


def _is_strict(schema: Any) -> bool:
    """Every object names all its properties as required and allows no other."""
    if isinstance(schema, list):
        return all(_is_strict(each) for each in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return False
        if sorted(schema.get("required", [])) != sorted(schema["properties"]):
            return False
    return all(_is_strict(each) for each in schema.values())


def _error(
    status: int,
    message: str,
    code: str | None,
    param: str | None = None,
    *,
    headers: dict[str, str] | None = None,
) -> web.Response:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return web.json_response({"error": error}, status=status, headers=headers)


async def _cut(request: web.Request, whole: bytes) -> web.StreamResponse:
    """As when a proxy dies: the length was promised, and half of it comes."""
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": str(len(whole))}
    )
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    assert request.transport is not None
    request.transport.close()
    return response
