"""Plugins of LiveKit Agents that read while somebody speaks: one stream for each utterance."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from livekit.agents import APIConnectOptions, stt

from warm_transfer.services.stt.base import Heard, Spoken
from warm_transfer.services.stt.hosted import failure, frame_of, heard_in
from warm_transfer.services.stt.segmenter import Samples, Utterance


class StreamedReading:
    """What the plugin tells as final, part by part, is joined."""

    def __init__(self, engine: stt.STT[Any], spoken: Spoken, timeout_s: float) -> None:
        options = APIConnectOptions(max_retry=0, timeout=timeout_s)
        self._spoken = spoken
        self._stream = engine.stream(conn_options=options)
        self._finals: list[stt.SpeechData] = []
        self._listening = asyncio.create_task(self._listen())
        self._over = False

    def hear(self, samples: Samples) -> None:
        with suppress(RuntimeError):  # the stream has failed, as `finish` will tell
            self._stream.push_frame(frame_of(samples))

    def pause(self) -> None:
        """The service hears that by itself."""

    def resume(self) -> None:
        """The service hears that by itself."""

    async def finish(self, utterance: Utterance) -> Heard | None:
        self._over = True
        with suppress(RuntimeError):
            self._stream.end_input()
        try:
            await asyncio.shield(self._listening)
            parts = [part for data in self._finals if (part := heard_in([data], ""))]
        except Exception as e:
            raise failure(e) from e
        if not parts:
            return None
        sure = [part.confidence for part in parts if part.confidence is not None]
        return Heard(
            " ".join(part.text for part in parts),
            parts[-1].language,
            sum(sure) / len(sure) if sure else None,
        )

    async def drop(self) -> None:
        self._over = True
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._stream.aclose()

    async def _listen(self) -> None:
        async for event in self._stream:
            heard = event.alternatives[0] if event.alternatives else None
            if event.type is stt.SpeechEventType.FINAL_TRANSCRIPT and heard:
                self._finals.append(heard)
                self._tell("")
            elif event.type is stt.SpeechEventType.INTERIM_TRANSCRIPT and heard:
                self._tell(heard.text)

    def _tell(self, growing: str) -> None:
        text = " ".join([*(data.text for data in self._finals), growing]).strip()
        if text and not self._over:
            self._spoken.tell(text)
