"""Somebody with an HTTP client who connects to the rooms the API sends them to."""

from __future__ import annotations

import json
from typing import Any

import httpx
from livekit import rtc

SAMPLE_RATE = 48_000
Json = dict[str, Any]


class Participant:
    """Connects with the API's own tokens and publishes a silent microphone."""

    def __init__(self, client: httpx.AsyncClient, call_id: str = "") -> None:
        self.client = client
        self.call_id = call_id
        self.identity = ""
        self.nudges: list[Json] = []
        self._rooms: dict[str, rtc.Room] = {}
        self._sources: list[rtc.AudioSource] = []

    async def post(self, path: str, body: Json | None = None, *, expect: int = 200) -> Json:
        answer = await self.client.post(f"/api{path}", json=body)
        assert answer.status_code == expect, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else {}

    async def get(self, path: str, *, expect: int = 200) -> Json:
        answer = await self.client.get(f"/api{path}")
        assert answer.status_code == expect, (path, answer.status_code, answer.text)
        return dict(answer.json())

    async def connection(self) -> Json:
        return await self.post(f"/calls/{self.call_id}/connection")

    async def connect(self, place: Json, *, with_audio: bool = True) -> None:
        """`place` is a RoomConnection as the API gave it."""
        self.identity = place["identity"]
        room = rtc.Room()
        room.on("data_received", self._take_data)
        await room.connect(place["url"], place["token"])
        self._rooms[place["room_name"]] = room
        if with_audio:
            source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=0)  # needs no thread
            self._sources.append(source)
            track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
            await room.local_participant.publish_track(track, options)

    async def say(self, frame: rtc.AudioFrame) -> None:
        """Have it heard in every room this participant is in."""
        for source in self._sources:
            await source.capture_frame(frame)

    async def disconnect(self, room_name: str | None = None) -> None:
        """Leave one room, or all as a closed tab does, without telling the API."""
        for name in [room_name] if room_name else list(self._rooms):
            await self._rooms.pop(name).disconnect()

    def is_connected(self, room_name: str) -> bool:
        room = self._rooms.get(room_name)
        return room is not None and room.isconnected()

    def hears(self, room_name: str) -> set[str]:
        """Identities whose audio LiveKit sends to this connection."""
        return {
            person.identity
            for person in self._rooms[room_name].remote_participants.values()
            if any(publication.track for publication in person.track_publications.values())
        }

    async def close(self) -> None:
        await self.disconnect()
        for source in self._sources:
            await source.aclose()

    def _take_data(self, packet: rtc.DataPacket) -> None:
        if packet.topic == "wt.transfer":
            self.nudges.append(json.loads(packet.data))
