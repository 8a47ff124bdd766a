"""The call worker's seat in one room: unseen, hearing everybody, telling partials."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np
import structlog
from livekit import rtc

from warm_transfer.services.livekit.rooms import RoomMetadata
from warm_transfer.services.stt.segmenter import SAMPLE_RATE
from warm_transfer.worker.hearing import Hearing
from warm_transfer.worker.transcriber import Partial

TRANSCRIPTION_TOPIC = "lk.transcription"  # LiveKit's own name, known to its client libraries
FRAME_MS = 20
SPEAKERS = frozenset({"caller", "agent", "phone"})  # attribute `kind` of those who speak in a call
MAX_UNSENT = 50  # partials; the next one makes up for a lost one

log = structlog.get_logger(__name__)


class Listener(Protocol):
    """Who is told what is heard. A source is one track of one speaker in one room."""

    def source_added(self, identity: str, source: str, *, private: bool) -> None: ...

    def source_removed(self, source: str) -> None: ...

    def heard(self, source: str, frame: rtc.AudioFrame) -> None: ...


class RoomLink:
    """One connection to one room, good for one stay.

    What is done there follows the room's metadata: unless it says to transcribe, nothing is heard.
    """

    def __init__(self) -> None:
        self._room = rtc.Room()
        self._listener: Listener | None = None
        self._pumps: dict[str, asyncio.Task[None]] = {}  # by source
        self._unsent: asyncio.Queue[Partial] = asyncio.Queue(MAX_UNSENT)
        self._sender: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()
        self._speakers: dict[str, str] = {}  # identities by source
        self._orders: RoomMetadata | None = None
        self._follow: Callable[[RoomMetadata], None] | None = None
        self.hearing = Hearing(time.monotonic())

    @property
    def name(self) -> str:
        return self._room.name

    @property
    def has_ended(self) -> bool:
        return self._ended.is_set()

    async def connect(self, url: str, token: str, *, subscribe: bool) -> RoomMetadata:
        """Take the seat. Raises ValueError when the room is not one of ours."""
        self._room.on("track_subscribed", self._track_subscribed)
        self._room.on("track_unsubscribed", self._track_unsubscribed)
        self._room.on("room_metadata_changed", self._metadata_changed)
        self._room.on("reconnecting", lambda: self.hearing.lost(time.monotonic()))
        self._room.on("reconnected", lambda: self.hearing.found(time.monotonic()))
        self._room.on("disconnected", lambda _reason: self.end())
        await self._room.connect(url, token, rtc.RoomOptions(auto_subscribe=subscribe))
        self._orders = RoomMetadata.from_json(self._room.metadata)
        return self._orders

    def follow_orders(self, follow: Callable[[RoomMetadata], None]) -> None:
        """Tell what is to be done in the room, now and whenever it changes."""
        self._follow = follow
        if self._orders is not None:
            follow(self._orders)

    @property
    def private(self) -> bool:
        """Whether the caller does not hear what is said here."""
        return self._orders is not None and self._orders.private

    def callers(self) -> list[str]:
        """Identities of the callers in the room."""
        return self._identities("caller")

    def listen(self, listener: Listener) -> None:
        """Tell `listener` from now on, beginning with the tracks that are there already."""
        self._listener = listener
        self._sender = asyncio.create_task(self._send_partials())
        for participant in self._room.remote_participants.values():
            for publication in participant.track_publications.values():
                if publication.track is not None:
                    self._track_subscribed(publication.track, publication, participant)

    def send(self, partial: Partial) -> None:
        """Tell everybody in the room, or the agents alone what is private. Never blocks."""
        if self._unsent.full():
            self._unsent.get_nowait()
        self._unsent.put_nowait(partial)

    def end(self) -> None:
        """Let `wait_ended` return."""
        if not self._ended.is_set():
            self._ended.set()
            self.hearing.end(time.monotonic())

    async def wait_ended(self) -> None:
        """Until the room is closed, the connection is lost for good, or `end` is called."""
        await self._ended.wait()

    async def close(self) -> None:
        tasks = [*self._pumps.values(), *([self._sender] if self._sender else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._room.disconnect()

    def _identities(self, kind: str) -> list[str]:
        people = self._room.remote_participants.values()
        return [person.identity for person in people if person.attributes.get("kind") == kind]

    def _metadata_changed(self, _old: str, new: str) -> None:
        try:
            orders = RoomMetadata.from_json(new)
        except ValueError:
            log.error("room_metadata_unreadable", room=self.name)
            return
        was_private, self._orders = self.private, orders
        if self._listener is not None and was_private != orders.private:
            # What is said from now on is for others than what was: nothing may run on.
            for source, identity in self._speakers.items():
                self._listener.source_removed(source)
                self._listener.source_added(identity, source, private=orders.private)
        if self._follow is not None:
            self._follow(orders)

    def _track_subscribed(
        self,
        track: rtc.Track,
        publication: rtc.RemoteTrackPublication,
        participant: rtc.RemoteParticipant,
    ) -> None:
        source = self._source(publication)
        if (
            self._listener is None
            or source in self._pumps
            or track.kind != rtc.TrackKind.KIND_AUDIO
            or participant.attributes.get("kind") not in SPEAKERS
        ):
            return
        pump = asyncio.create_task(self._pump(self._listener, participant.identity, source, track))
        self._pumps[source] = pump
        pump.add_done_callback(lambda _: self._pumps.pop(source, None))

    def _track_unsubscribed(
        self,
        _track: rtc.Track,
        publication: rtc.RemoteTrackPublication,
        _participant: rtc.RemoteParticipant,
    ) -> None:
        if (pump := self._pumps.get(self._source(publication))) is not None:
            pump.cancel()

    def _source(self, publication: rtc.RemoteTrackPublication) -> str:
        return f"{self.name}/{publication.sid}"

    async def _pump(self, listener: Listener, identity: str, source: str, track: rtc.Track) -> None:
        stream = rtc.AudioStream.from_track(
            track=track, sample_rate=SAMPLE_RATE, num_channels=1, frame_size_ms=FRAME_MS
        )
        listener.source_added(identity, source, private=self.private)
        self._speakers[source] = identity
        try:
            async for event in stream:
                if self.hearing.is_lost and np.frombuffer(event.frame.data, np.int16).any():
                    self.hearing.heard(time.monotonic())
                if self._orders is not None and self._orders.transcribe:
                    listener.heard(source, event.frame)
        finally:
            del self._speakers[source]
            listener.source_removed(source)
            await stream.aclose()

    async def _send_partials(self) -> None:
        while True:
            partial = await self._unsent.get()
            # A caller who is being brought in is in the room before it is theirs to read.
            readers = self._identities("agent") if partial.private else []
            if partial.private and not readers:
                continue
            try:
                await self._room.local_participant.send_text(
                    partial.text,
                    topic=TRANSCRIPTION_TOPIC,
                    destination_identities=readers,  # none: everybody
                    attributes={
                        "lk.segment_id": partial.segment_id,
                        "lk.transcription_final": "true" if partial.final else "false",
                        "speaker": partial.identity,
                    },
                    compress=False,  # browsers' client library does not know it
                )
            except Exception as e:  # the SDK raises its own and RuntimeErrors while reconnecting
                log.warning("partial_not_sent", room=self.name, error=type(e).__name__)
