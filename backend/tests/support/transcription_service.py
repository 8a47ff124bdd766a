"""Groq's and OpenAI's speech to text, as both document it, over real HTTP.

`POST /openai/v1/audio/transcriptions` (https://console.groq.com/docs/api-reference#audio) and
`POST /v1/audio/transcriptions` (https://platform.openai.com/docs/api-reference/audio): a form with
the recording; refusals are objects with `error`. It reads with the packaged model, and is strict:
what the services would refuse it refuses.
"""

from __future__ import annotations

import asyncio
import io
import re
import wave
from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Self

import numpy as np
from aiohttp import BodyPartReader, web

from tests.support.ports import free_tcp_ports
from warm_transfer.services.stt.engine import WhisperEngine

KEY = "sk-test-0123456789"
GROQ_PATH = "/openai/v1/audio/transcriptions"
OPENAI_PATH = "/v1/audio/transcriptions"
MODELS = {
    GROQ_PATH: {"whisper-large-v3", "whisper-large-v3-turbo"},
    OPENAI_PATH: {"whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"},
}
FIELDS = {"file", "model", "language", "prompt", "response_format", "temperature"}
FORMATS = {"json", "text", "verbose_json"}
LONGEST_BYTES = 25 * 1024 * 1024


class Fault(Enum):
    HANGS = "hangs"
    TOO_MANY = "429"
    ERROR = "500"
    CUT = "cut"
    GARBAGE = "garbage"
    NO_TEXT = "no text"


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    fields: dict[str, str]
    seconds: float


class Refused(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class TranscriptionService:
    """`fault` is what happens to every request, `faults` to the next ones."""

    engine: WhisperEngine
    fault: Fault | None = None
    faults: deque[Fault | None] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.port,) = free_tcp_ports(1)
        self.groq_url = f"http://127.0.0.1:{self.port}/openai/v1"
        self.openai_url = f"http://127.0.0.1:{self.port}/v1"
        app = web.Application(client_max_size=LONGEST_BYTES)
        app.router.add_post(GROQ_PATH, self._transcribe)
        app.router.add_post(OPENAI_PATH, self._transcribe)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._runner.cleanup()

    async def _transcribe(self, request: web.Request) -> web.StreamResponse:
        try:
            fields, samples = await _read_form(request)
        except Refused as refusal:
            self.refused.append(refusal.code)
            return _problem(refusal.status, refusal.code)
        self.requests.append(Request(request.path, fields, len(samples) / 16_000))
        fault = self.faults.popleft() if self.faults else self.fault
        if fault is not None:
            return await self._fail(request, fault)
        heard = await self.engine.final(samples)
        answer: dict[str, Any] = {"text": f" {heard.text}" if heard else ""}
        if fields["response_format"] == "verbose_json":
            answer |= {"task": "transcribe", "language": "english", "segments": []}
        if request.path == GROQ_PATH:
            answer["x_groq"] = {"id": f"req_{len(self.requests)}"}
        return web.json_response(answer)

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault is Fault.HANGS:
            await self._closing.wait()
        if fault is Fault.TOO_MANY:
            return _problem(429, "rate_limit_exceeded", {"retry-after": "2"})
        if fault is Fault.GARBAGE:
            return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
        if fault is Fault.NO_TEXT:
            return web.json_response({"result": "hello"})
        if fault is Fault.CUT:
            answer = web.StreamResponse(headers={"Content-Length": "400"})
            answer.content_type = "application/json"
            await answer.prepare(request)
            await answer.write(b'{"text": "The second pay')
            if request.transport is not None:
                request.transport.abort()
            return answer
        return _problem(500, "internal_server_error")


async def _read_form(request: web.Request) -> tuple[dict[str, str], np.ndarray]:
    if request.headers.get("Authorization") != f"Bearer {KEY}":
        raise Refused(401, "invalid_api_key")
    if request.content_type != "multipart/form-data":
        raise Refused(400, "unsupported_content_type")
    fields: dict[str, str] = {}
    recording = b""
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name not in FIELDS or part.name in fields:
            raise Refused(400, "unknown_or_repeated_field")
        if part.name == "file":
            if not re.fullmatch(r".+\.(wav|flac|mp3|ogg|webm|m4a)", part.filename or ""):
                raise Refused(400, "invalid_file_format")
            recording = bytes(await part.read())
        fields[part.name] = "" if part.name == "file" else (await part.text())
    _check(request.path, fields)
    return fields, _samples(recording)


def _check(path: str, fields: dict[str, str]) -> None:
    if fields.get("model") not in MODELS[path]:
        raise Refused(404, "model_not_found")
    if fields.setdefault("response_format", "json") not in FORMATS:
        raise Refused(400, "invalid_response_format")
    if not re.fullmatch(r"[a-z]{2}", fields.get("language", "en")):
        raise Refused(400, "invalid_language")
    if "file" not in fields:
        raise Refused(400, "missing_file")


def _samples(recording: bytes) -> np.ndarray:
    try:
        with wave.open(io.BytesIO(recording)) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (16_000, 1, 2):
                raise Refused(400, "unexpected_audio")
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    except (wave.Error, EOFError) as e:
        raise Refused(400, "invalid_file_format") from e
    if len(samples) < 1_600:  # "Audio file is too short. Minimum audio length is 0.1 seconds."
        raise Refused(400, "audio_too_short")
    return samples


def _problem(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": code.replace("_", " "), "type": kind, "code": code, "param": None}
    return web.json_response({"error": error}, status=status, headers=headers)
