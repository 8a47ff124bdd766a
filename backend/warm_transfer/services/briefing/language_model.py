"""Writes with a language model behind an OpenAI-compatible chat completions endpoint.

https://platform.openai.com/docs/api-reference/chat, https://console.groq.com/docs/api-reference
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import openai
from openai.types.chat import ChatCompletion

from warm_transfer.domain.briefing import Briefing
from warm_transfer.domain.transcript import Segment
from warm_transfer.services.briefing.base import BriefingMaterial
from warm_transfer.services.briefing.checking import check
from warm_transfer.services.briefing.endpoint import Endpoint
from warm_transfer.services.briefing.failures import (
    WriterFailed,
    WriterRefused,
    WriterUnusable,
)
from warm_transfer.services.briefing.local import write_briefing
from warm_transfer.services.briefing.merging import revised
from warm_transfer.services.briefing.metering import Meter, Usage
from warm_transfer.services.briefing.prompt import SCHEMA, document, instructions, turn_ids
from warm_transfer.services.briefing.rolling import pieces, unread
from warm_transfer.services.briefing.vendor_errors import translated

# At DEBUG it logs whole requests, which hold what was said. No setting may bring that about.
logging.getLogger("openai").setLevel(logging.WARNING)

MAX_ANSWER_TOKENS = 2_000  # an answer has some 300 to 600; models that think first need more
NO_KEY = "none"  # servers of one's own ask for none, the SDK does


@dataclass(frozen=True, slots=True)
class _Form:
    """How an answer is asked for. Models differ in which they take."""

    response_format: dict[str, Any] | None
    extra: Mapping[str, Any]


_STRICT = {
    "type": "json_schema",
    "json_schema": {"name": "briefing", "strict": True, "schema": SCHEMA},
}


class LanguageModelWriter:
    """Reads what the standing briefing has not read, in as many requests as it takes.

    Each request has `timeout_s`. What a service refuses of the strict form of an answer is asked
    for in the next plainer one, which is remembered.
    """

    def __init__(
        self, endpoint: Endpoint, *, timeout_s: float, language: str | None, meter: Meter
    ) -> None:
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._language = language
        self._meter = meter
        self._forms = _forms(endpoint.extra)
        self._form = 0
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.key or NO_KEY,
            timeout=timeout_s,
            max_retries=0,  # another writer is at hand, and people wait
        )

    @property
    def source(self) -> str:
        return self._endpoint.name

    async def write(self, material: BriefingMaterial) -> Briefing:
        if not material.segments:
            return replace(write_briefing(material), source=self.source)
        briefing = material.standing.briefing if material.standing else None
        for piece in pieces(unread(material.segments, material.standing)):
            briefing = await self._read(material, briefing, piece)
        return briefing or write_briefing(material)

    async def close(self) -> None:
        await self._client.close()

    async def _read(
        self, material: BriefingMaterial, so_far: Briefing | None, piece: Sequence[Segment]
    ) -> Briefing:
        turns = turn_ids(piece)
        text = document(material, so_far, turns)
        began_s = time.monotonic()
        outcome = "written"
        try:
            answer = await self._ask(text)
            # Which looks for each number in the whole call.
            revision = await asyncio.to_thread(check, answer, material, so_far, turns)
        except WriterFailed as e:
            outcome = e.outcome
            raise
        except asyncio.CancelledError:
            outcome = "cancelled"
            raise
        finally:
            self._meter.request(self.source, outcome, time.monotonic() - began_s)
        read_until_s = max(segment.end_s for segment in piece)
        briefing = revised(
            so_far,
            revision,
            source=self.source,
            covers_until=max(read_until_s, so_far.covers_until if so_far else 0.0),
        )
        return replace(briefing, language=self._language or briefing.language)

    async def _ask(self, text: str) -> str:
        async with translated(self.source, self._timeout_s):
            while True:
                form = self._form
                try:
                    completion = await self._complete(text, self._forms[form])
                except (openai.BadRequestError, openai.UnprocessableEntityError) as e:
                    if form + 1 == len(self._forms) or _is_about_content(e):
                        raise
                    # Another request may have gone further meanwhile.
                    self._form = max(self._form, form + 1)
                else:
                    return self._content(completion)

    async def _complete(self, text: str, form: _Form) -> Any:
        with_schema = form.response_format is not _STRICT
        return await self._client.chat.completions.create(
            model=self._endpoint.model,
            messages=[
                {
                    "role": "system",
                    "content": instructions(self._language, with_schema=with_schema),
                },
                {"role": "user", "content": text},
            ],
            extra_body={
                self._endpoint.limit: MAX_ANSWER_TOKENS,
                **({"response_format": form.response_format} if form.response_format else {}),
                **form.extra,
            },
        )

    def _content(self, completion: Any) -> str:
        """The SDK takes whatever a server answers: what it has not is found here."""
        if not isinstance(completion, ChatCompletion) or not completion.choices:
            raise WriterUnusable(f"{self.source} answers what is no chat completion.")
        usage = completion.usage
        if usage is not None:
            self._meter.used(
                self.source, Usage(usage.prompt_tokens or 0, usage.completion_tokens or 0)
            )
        choice = completion.choices[0]
        if choice.message is None or not (choice.message.content or choice.message.refusal):
            raise WriterUnusable(f"{self.source} answers without a word.")
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise WriterRefused(f"{self.source} would not write a briefing of this call.")
        if choice.finish_reason == "length" or not isinstance(choice.message.content, str):
            raise WriterUnusable(f"{self.source} has not finished its answer.")
        return choice.message.content


def _forms(extra: Mapping[str, Any]) -> list[_Form]:
    """From the strictest to the plainest."""
    forms = [_Form(_STRICT, extra), _Form(_STRICT, {})] if extra else [_Form(_STRICT, {})]
    return [*forms, _Form({"type": "json_object"}, {}), _Form(None, {})]


def _is_about_content(error: openai.APIStatusError) -> bool:
    """Whether another form of the answer would be refused as well."""
    return error.code in {"context_length_exceeded", "model_not_found", "json_validate_failed"}
