"""LiveKit rooms, as far as calls need them. Vendor errors become `LiveKitUnavailable`.

The server is expected to run with `room.auto_create: false`: a room exists because a call was
started or moved, never because somebody connected.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import aiohttp
from livekit import api

from warm_transfer.errors import LiveKitUnavailable, RoomUnserved

REQUEST_TIMEOUT_S = 5
EMPTY_TIMEOUT_S = 120  # a caller may need this long to allow the microphone
DEPARTURE_TIMEOUT_S = 60  # how long a room outlives its last participant
REFUSED = "The audio server refused a request. Try again in a moment."
# Tokens are signed with the key and carry the time: LiveKit bears with a minute's difference.
NOT_ACCEPTED = (
    "The audio server does not accept our key or our clock. `warm-transfer doctor` says which."
)
CALL_WORKER_NAME = "call-worker"
HOLD_MUSIC_NAME = "hold-music"
CLOSING_TOPIC = "wt.closing"  # to the music, which is to leave
MUSIC_LEAVES_WITHIN_S = 2.0
LOOK_AGAIN_S = 0.05


@dataclass(frozen=True, slots=True)
class RoomMetadata:
    """What the call worker is to know and do; it finds this in the room, also after a restart.

    `private`: what is said here is for agents alone. `music`: the caller here is on hold.
    """

    call_id: str
    started_at: datetime
    transcribe: bool = True
    private: bool = False
    music: bool = False

    def to_json(self) -> str:
        return json.dumps(
            {
                "call_id": self.call_id,
                "started_at": self.started_at.isoformat(),
                "transcribe": self.transcribe,
                "private": self.private,
                "music": self.music,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> RoomMetadata:
        """Raises ValueError when it is not the metadata of a call's room."""
        try:
            data = json.loads(text)
            return cls(
                call_id=str(data["call_id"]),
                started_at=datetime.fromisoformat(data["started_at"]),
                transcribe=bool(data["transcribe"]),
                private=bool(data.get("private", False)),
                music=bool(data.get("music", False)),
            )
        except (KeyError, TypeError, ValueError) as e:
            raise ValueError("this is not the metadata of a call's room") from e


@dataclass(frozen=True, slots=True)
class RoomParticipant:
    """`has_audio`: a microphone track is published (muted or not)."""

    identity: str
    has_audio: bool
    can_listen: bool
    joined_at: datetime


class LiveKitRooms:
    """`url` is the server's HTTP address as the backend reaches it.

    `offer_s` is how long a room may be kept for somebody who has yet to accept.
    """

    def __init__(self, url: str, key: str, secret: str, *, offer_s: int = 0) -> None:
        self._url = url
        self._key = key
        self._secret = secret
        self._empty_timeout_s = max(EMPTY_TIMEOUT_S, offer_s)
        self._opened: api.LiveKitAPI | None = None

    async def ensure_room(self, name: str, metadata: RoomMetadata) -> None:
        """Create the room and dispatch a call worker to it; harmless when it is there already."""
        request = api.CreateRoomRequest(
            name=name,
            empty_timeout=self._empty_timeout_s,
            departure_timeout=DEPARTURE_TIMEOUT_S,
            metadata=metadata.to_json(),
            agents=[api.RoomAgentDispatch(agent_name=CALL_WORKER_NAME)],
        )
        async with self._client() as client:
            await client.room.create_room(request)

    async def update_metadata(self, name: str, metadata: RoomMetadata) -> None:
        """Tell the room's call worker what to do from now on. A missing room has none."""
        request = api.UpdateRoomMetadataRequest(room=name, metadata=metadata.to_json())
        async with self._client(not_found_is_done=True) as client:
            await client.room.update_room_metadata(request)

    async def list_participants(self, name: str) -> list[RoomParticipant]:
        """Who is connected, without hidden ones and music. A missing room has nobody in it.

        Raises RoomUnserved when the room was on a server that is gone; making it again helps.
        """
        async with self._client(not_found_is_done=True) as client:
            listed = await client.room.list_participants(api.ListParticipantsRequest(room=name))
            return [_participant(info) for info in listed.participants if _is_person(info)]
        return []

    async def has_call_worker(self, name: str) -> bool:
        """Whether a call worker is in the room. True for a missing room, which needs none."""
        async with self._client(not_found_is_done=True) as client:
            listed = await client.room.list_participants(api.ListParticipantsRequest(room=name))
            return any(info.identity.startswith(CALL_WORKER_NAME) for info in listed.participants)
        return True

    async def remove_call_workers(self, name: str) -> None:
        """Have no call worker in the room, also none that has died and is listed all the same."""
        async with self._client(not_found_is_done=True) as client:
            listed = await client.room.list_participants(api.ListParticipantsRequest(room=name))
        for info in listed.participants:
            if info.identity.startswith(CALL_WORKER_NAME):
                await self.remove_participant(name, info.identity)

    async def send_call_worker(self, name: str) -> None:
        """Dispatch a call worker again: LiveKit drops a dispatch for which no worker is there."""
        request = api.CreateAgentDispatchRequest(room=name, agent_name=CALL_WORKER_NAME)
        async with self._client(not_found_is_done=True) as client:
            await client.agent_dispatch.create_dispatch(request)

    async def let_listen(self, name: str, identity: str) -> None:
        """Have whoever entered with a token that may not listen hear the others from now on."""
        request = api.UpdateParticipantRequest(
            room=name,
            identity=identity,
            permission=api.ParticipantPermission(
                can_subscribe=True,
                can_publish=True,
                can_publish_sources=[api.TrackSource.MICROPHONE],
            ),
        )
        async with self._client(not_found_is_done=True) as client:
            await client.room.update_participant(request)

    async def remove_participant(self, name: str, identity: str) -> None:
        request = api.RoomParticipantIdentity(room=name, identity=identity)
        async with self._client(not_found_is_done=True) as client:
            await client.room.remove_participant(request)

    async def delete_room(self, name: str) -> None:
        """Close the room and disconnect everybody in it, the music first."""
        async with self._client(not_found_is_done=True) as client:
            with suppress(api.TwirpError):  # where nobody can be listed, nobody can be waited for
                await self._send_music_away(client, name)
            await client.room.delete_room(api.DeleteRoomRequest(room=name))

    async def _send_music_away(self, client: api.LiveKitAPI, name: str) -> None:
        """Where a room is closed under a published track, LiveKit's native library (as of 1.1.21)
        keeps the connection's memory and threads for good; not where its owner leaves before.

        A worker that has died is waited for in vain, and not for long.
        """
        for number in range(round(MUSIC_LEAVES_WITHIN_S / LOOK_AGAIN_S)):
            listed = await client.room.list_participants(api.ListParticipantsRequest(room=name))
            music = [info.identity for info in listed.participants if _is_music(info)]
            if not music:
                return
            if number == 0:
                request = api.SendDataRequest(
                    room=name, topic=CLOSING_TOPIC, destination_identities=music
                )
                await client.room.send_data(request)
            await asyncio.sleep(LOOK_AGAIN_S)

    async def send_data(
        self, name: str, topic: str, payload: dict[str, Any], *, to: Sequence[str] = ()
    ) -> None:
        """Send JSON to these identities, or to everybody, reliably while they are connected."""
        request = api.SendDataRequest(
            room=name,
            topic=topic,
            data=json.dumps(payload).encode(),
            kind=api.DataPacket.Kind.RELIABLE,
            destination_identities=to,
        )
        async with self._client(not_found_is_done=True) as client:
            await client.room.send_data(request)

    async def list_rooms(self) -> dict[str, RoomMetadata | None]:
        """Every room by name, with its metadata if that is a call's."""
        async with self._client() as client:
            listed = await client.room.list_rooms(api.ListRoomsRequest())
            return {room.name: _metadata(room) for room in listed.rooms}

    async def ping(self) -> None:
        """Raise `LiveKitUnavailable` unless the server answers and takes our key."""
        async with self._client() as client:
            await client.room.list_rooms(api.ListRoomsRequest(names=["ping"]))

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()
            self._opened = None

    @asynccontextmanager
    async def _client(self, *, not_found_is_done: bool = False) -> AsyncIterator[api.LiveKitAPI]:
        try:
            yield self._open()
        except api.TwirpError as error:
            if not_found_is_done and error.code == api.TwirpErrorCode.NOT_FOUND:
                return
            if error.code == api.TwirpErrorCode.UNAVAILABLE:
                raise RoomUnserved(REFUSED) from error
            raise LiveKitUnavailable(NOT_ACCEPTED if _is_refusal(error) else REFUSED) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise LiveKitUnavailable(
                "The audio server cannot be reached. Try again in a moment."
            ) from error

    def _open(self) -> api.LiveKitAPI:
        """Opened on first use: the HTTP session belongs to the running event loop."""
        if self._opened is None:
            self._opened = api.LiveKitAPI(
                self._url,
                self._key,
                self._secret,
                timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S),
            )
        return self._opened


def _is_refusal(error: api.TwirpError) -> bool:
    return error.status == HTTPStatus.UNAUTHORIZED  # said in words, without a Twirp code


def _is_music(info: api.ParticipantInfo) -> bool:
    return info.identity.startswith(HOLD_MUSIC_NAME)


def _is_person(info: api.ParticipantInfo) -> bool:
    return not (info.permission.hidden or _is_music(info))


def _participant(info: api.ParticipantInfo) -> RoomParticipant:
    return RoomParticipant(
        identity=info.identity,
        has_audio=any(track.source == api.TrackSource.MICROPHONE for track in info.tracks),
        can_listen=info.permission.can_subscribe,
        joined_at=datetime.fromtimestamp(info.joined_at, UTC),
    )


def _metadata(room: api.Room) -> RoomMetadata | None:
    try:
        return RoomMetadata.from_json(room.metadata)
    except ValueError:
        return None
