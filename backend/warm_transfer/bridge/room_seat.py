"""A phone leg's connection to one room: says there what the phone says, and hears everybody."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import structlog
from livekit import rtc
from livekit.rtc._proto.room_pb2 import AudioEncoding

from warm_transfer.bridge.moves import SeatState, SeatView
from warm_transfer.bridge.native_audio import Ear, Mouth, tell_of_its_own

AUDIBLE = frozenset({"caller", "agent", "phone", "music"})  # attribute `kind`
TRY_AGAIN_S = (0.3, 0.7, 1.0, 2.0)  # the last one for as long as it takes
CONNECT_TIMEOUT_S = 5.0
PUBLISH_TIMEOUT_S = 10.0
LEAVE_TIMEOUT_S = 5.0
STEADY_FRAMES = 10  # 200 ms without a break: the first ones are heard with gaps
LOOK_FOR_PACKETS_S = 0.25
STATS_TIMEOUT_S = 1.0
# Silence is sent too: what stops is gone. The bit rate is plenty for the band of telephones, and
# the encoder needs a quarter less time than at the library's own.
PUBLISHED = rtc.TrackPublishOptions(
    source=rtc.TrackSource.SOURCE_MICROPHONE,
    dtx=False,
    audio_encoding=AudioEncoding(max_bitrate=24_000),
)
NOT_WELCOME = frozenset(
    {rtc.DisconnectReason.DUPLICATE_IDENTITY, rtc.DisconnectReason.PARTICIPANT_REMOVED}
)

log = structlog.get_logger(__name__)


class RoomSeat:
    """Enters until it is in, and again when the connection is lost, until it is closed.

    `token` gives a fresh token for each try. `changed` is told when `view` gives something new,
    `lost` why a connection ended that the server did not mean to keep.
    """

    def __init__(
        self,
        room_name: str,
        url: str,
        token: Callable[[], str],
        changed: Callable[[], None],
        data: Callable[[rtc.DataPacket], None],
        unwelcome: Callable[[bool], None],
    ) -> None:
        self.room_name = room_name
        self._url = url
        self._token = token
        self._changed = changed
        self._data = data
        self._unwelcome = unwelcome
        self._room: rtc.Room | None = None
        self._mouth: Mouth | None = None
        self._ears: dict[str, tuple[str, Ear]] = {}  # identity and ear, by track
        self._sounding: set[str] = set()  # tracks whose sound arrives steadily
        self._in_a_row: Counter[str] = Counter()  # frames with sound, of the others
        self._state = SeatState.ENTERING
        self._since_s = time.monotonic()
        self._gone = asyncio.Event()
        self._stirred = asyncio.Event()  # there may be somebody new to look for
        self._task = asyncio.create_task(self._stay())

    def view(self) -> SeatView:
        heard: set[str] = set()
        awaited: set[str] = set()
        room = self._room
        for person in room.remote_participants.values() if room is not None else ():
            if person.attributes.get("kind") not in AUDIBLE:
                continue
            for publication in person.track_publications.values():
                if publication.kind != rtc.TrackKind.KIND_AUDIO:
                    continue
                there = publication.muted or publication.sid in self._sounding
                (heard if there else awaited).add(person.identity)
        return SeatView(self._state, self._since_s, frozenset(heard), frozenset(awaited - heard))

    def say(self, frame: bytes) -> None:
        if self._mouth is not None:
            self._mouth.say(frame)

    def voices(self) -> list[bytes]:
        """The next 20 ms of everybody."""
        voices = []
        for sid, (_, ear) in self._ears.items():
            if (frame := ear.queue.next()) is not None:
                voices.append(frame)
                if sid not in self._sounding:
                    self._look(sid, frame)
        return voices

    def skim(self) -> None:
        """Nobody listens here now."""
        for sid, (_, ear) in self._ears.items():
            frame = ear.queue.skim()
            if frame is not None and sid not in self._sounding:
                self._look(sid, frame)

    async def close(self) -> None:
        self._changed = lambda: None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _stay(self) -> None:
        tries = 0
        while True:
            try:
                await self._enter()
                tries = 0
                await self._listen_until_gone()
            except Exception as e:  # the SDK raises what it likes; the room may come back
                log.info("room_not_entered", room=self.room_name, error=type(e).__name__)
            finally:
                await self._leave()
            await asyncio.sleep(TRY_AGAIN_S[min(tries, len(TRY_AGAIN_S) - 1)])
            tries += 1

    async def _enter(self) -> None:
        self._gone.clear()
        room = self._room = rtc.Room()
        room.on("track_subscribed", self._track_subscribed)
        room.on("track_unsubscribed", self._track_unsubscribed)
        for event in (
            "track_muted", "track_unmuted", "track_published", "participant_disconnected"
        ):  # fmt: skip
            room.on(event, lambda *_: self._changed())
        room.on("data_received", self._data)
        room.on("disconnected", self._disconnected)
        options = rtc.RoomOptions(connect_timeout=CONNECT_TIMEOUT_S, single_peer_connection=True)
        # Given up halfway, the library would enter all the same, and stay.
        entering = asyncio.ensure_future(room.connect(self._url, self._token(), options))
        try:
            await asyncio.shield(entering)
        finally:
            await asyncio.gather(entering, return_exceptions=True)
        mouth = Mouth()
        try:
            # What is published to a room that closes meanwhile never ends.
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                await room.local_participant.publish_track(mouth.track, PUBLISHED)
        except BaseException:
            await mouth.close()
            raise
        tell_of_its_own(room)
        self._mouth = mouth
        self._enter_state(SeatState.IN)

    async def _listen_until_gone(self) -> None:
        while not self._gone.is_set():
            await self._look_for_packets()
            unheard = self._ears.keys() - self._sounding
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_FOR_PACKETS_S if unheard else None):
                    await self._stirred.wait()
            self._stirred.clear()

    async def _leave(self) -> None:
        if self._state is SeatState.IN:
            self._enter_state(SeatState.LOST)
        for _, ear in self._ears.values():
            ear.close()
        self._ears.clear()
        self._sounding.clear()
        self._in_a_row.clear()
        mouth, self._mouth = self._mouth, None
        room, self._room = self._room, None
        if room is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(LEAVE_TIMEOUT_S):
                    await room.disconnect()
        if mouth is not None:
            await mouth.close()

    def _enter_state(self, state: SeatState) -> None:
        self._state, self._since_s = state, time.monotonic()
        self._changed()

    def _disconnected(self, reason: rtc.DisconnectReason.ValueType) -> None:
        self._gone.set()
        self._stirred.set()
        if reason in NOT_WELCOME:
            self._unwelcome(reason == rtc.DisconnectReason.DUPLICATE_IDENTITY)

    def _track_subscribed(
        self,
        track: rtc.Track,
        publication: rtc.RemoteTrackPublication,
        participant: rtc.RemoteParticipant,
    ) -> None:
        if not isinstance(track, rtc.RemoteAudioTrack) or publication.sid in self._ears:
            return
        if participant.attributes.get("kind") in AUDIBLE:
            self._ears[publication.sid] = (participant.identity, Ear(track))
            self._stirred.set()

    def _track_unsubscribed(
        self,
        _track: rtc.Track,
        publication: rtc.RemoteTrackPublication,
        _participant: rtc.RemoteParticipant,
    ) -> None:
        self._sounding.discard(publication.sid)
        self._in_a_row.pop(publication.sid, None)
        if (found := self._ears.pop(publication.sid, None)) is not None:
            found[1].close()
        self._changed()

    def _look(self, sid: str, frame: bytes) -> None:
        """Frames come from the start, of nothing but zeros until sound arrives."""
        self._in_a_row[sid] = 0 if frame.count(0) == len(frame) else self._in_a_row[sid] + 1
        if self._in_a_row[sid] >= STEADY_FRAMES:
            self._sounds(sid)

    async def _look_for_packets(self) -> None:
        """Somebody may be perfectly silent: then the packets tell."""
        opened_before_s = time.monotonic() - LOOK_FOR_PACKETS_S
        for sid, (_, ear) in tuple(self._ears.items()):
            if sid in self._sounding or self._in_a_row[sid] or ear.opened_s > opened_before_s:
                continue
            track = self._track(sid)
            with suppress(TimeoutError):
                async with asyncio.timeout(STATS_TIMEOUT_S):
                    if track is not None and await _has_packets(track):
                        self._sounds(sid)

    def _sounds(self, sid: str) -> None:
        if sid in self._ears:
            self._sounding.add(sid)
            self._changed()

    def _track(self, sid: str) -> rtc.Track | None:
        for person in self._room.remote_participants.values() if self._room is not None else ():
            if (publication := person.track_publications.get(sid)) is not None:
                return publication.track
        return None


async def _has_packets(track: rtc.Track) -> bool:
    stats = await track.get_stats()
    return any(
        stat.inbound_rtp.received.packets_received > 0
        for stat in stats
        if stat.HasField("inbound_rtp")
    )
