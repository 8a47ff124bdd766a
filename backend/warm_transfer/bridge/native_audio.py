"""Sound to and from LiveKit's native library, without a detour.

In `livekit.rtc` every frame that is heard or said wakes every stream and every waiting frame of
the process, to see whether it is meant: work that grows with the square of the phones. Here the
library's events come to us first. Sound goes straight into the queue of its ear; all the rest goes
on to `livekit.rtc`.
"""

from __future__ import annotations

import ctypes
import threading
import time
from itertools import cycle

import structlog
from livekit import rtc
from livekit.rtc import _ffi_client as ffi
from livekit.rtc._proto import audio_frame_pb2 as audio
from livekit.rtc._proto import ffi_pb2

from warm_transfer.bridge.mixer import ROOM_RATE_HZ
from warm_transfer.bridge.voice_queue import VoiceQueue
from warm_transfer.services.livekit.native_logs import keep_native_logs_native

FRAME_MS = 20
PHONE_RATE_HZ = 8_000  # the library's own way from here to 48 kHz is clean
PHONE_FRAME = PHONE_RATE_HZ // 50
QUEUE_MS = 20  # in the library; as much again waits for a place there, and more is dropped
BUFFERS = 8  # frames in the library's hands at the same time, at most four
OURS = 1 << 62  # far from the numbers that the library gives to requests

log = structlog.get_logger(__name__)

_this_thread = threading.local()
_ears: dict[int, Ear] = {}  # by the handle of their stream
_library = ffi.FfiClient.instance._ffi_lib
# Ours take addresses: the library's own prototypes make objects of them first.
_request = ctypes.CFUNCTYPE(
    ctypes.c_uint64, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p
)(("livekit_ffi_request", _library))
_drop = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_uint64)(("livekit_ffi_drop_handle", _library))


def install() -> None:
    """For the whole process, before its first connection. Doing it again changes nothing."""
    keep_native_logs_native(_CALLBACK)


def tell_of_its_own(room: rtc.Room) -> None:
    """From now on the room is told of its own events alone, and no longer of every other room's.

    To be called when its track is published: until then it waits for the answer to that.
    """
    handle = room._ffi_handle.handle if room._ffi_handle is not None else ffi.INVALID_HANDLE

    def is_its_own(event: ffi_pb2.FfiEvent) -> bool:
        return bool(event.room_event.room_handle == handle)

    queue = ffi.FfiClient.instance.queue
    with queue._lock:
        queue._subscribers[:] = [
            (to, loop, is_its_own if to is room._ffi_queue else matters)
            for to, loop, matters in queue._subscribers
        ]


class Ear:
    """Hears one track of somebody in a room: 20 ms at a time, at `ROOM_RATE_HZ`."""

    def __init__(self, track: rtc.RemoteAudioTrack) -> None:
        self.queue = VoiceQueue()
        self.opened_s = time.monotonic()
        self.closed = False
        request = ffi_pb2.FfiRequest()
        request.new_audio_stream.track_handle = track._ffi_handle.handle
        request.new_audio_stream.type = audio.AudioStreamType.AUDIO_STREAM_NATIVE
        request.new_audio_stream.sample_rate = ROOM_RATE_HZ
        request.new_audio_stream.num_channels = 1
        request.new_audio_stream.frame_size_ms = FRAME_MS
        request.new_audio_stream.queue_size_frames = 0
        answer = ffi.FfiClient.instance.request(request)
        self._handle = ffi.FfiHandle(answer.new_audio_stream.stream.handle.id)
        _ears[self._handle.handle] = self

    def close(self) -> None:
        """What still arrives is dropped, until the library says that nothing more will."""
        self.closed = True
        self._handle.dispose()


class Mouth:
    """Speaks in a room: 20 ms at a time, at `PHONE_RATE_HZ`. Its track is still to be published."""

    def __init__(self) -> None:
        self._source = rtc.AudioSource(PHONE_RATE_HZ, 1, queue_size_ms=QUEUE_MS)
        self.track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        self._slots = cycle([_Slot(self._source._ffi_handle.handle) for _ in range(BUFFERS)])
        self._closed = False

    def say(self, frame: bytes) -> None:
        """What the library has no place for is dropped."""
        if not self._closed:
            next(self._slots).send(frame)

    async def close(self) -> None:
        self._closed = True
        await self._source.aclose()


class _Slot:
    """A buffer and the request to say what is in it, which is the same each time."""

    def __init__(self, source_handle: int) -> None:
        self._buffer = ctypes.create_string_buffer(2 * PHONE_FRAME)
        request = ffi_pb2.FfiRequest()
        capture = request.capture_audio_frame
        capture.source_handle = source_handle
        capture.request_async_id = OURS
        capture.buffer.data_ptr = self._address = ctypes.addressof(self._buffer)
        capture.buffer.sample_rate = PHONE_RATE_HZ
        capture.buffer.num_channels = 1
        capture.buffer.samples_per_channel = PHONE_FRAME
        words = request.SerializeToString()
        self._words = ctypes.create_string_buffer(words, len(words))
        self._answer = ctypes.c_void_p()
        self._answer_size = ctypes.c_size_t()
        self._arguments = (
            ctypes.addressof(self._words),
            len(words),
            ctypes.addressof(self._answer),
            ctypes.addressof(self._answer_size),
        )

    def send(self, frame: bytes) -> None:
        ctypes.memmove(self._address, frame, len(frame))
        _drop(_request(*self._arguments))


def _take(address: int, size: int) -> None:
    """An event of the library, in a thread of the library."""
    if not hasattr(_this_thread, "stays"):
        _this_thread.stays = True
        # What Python knows of a thread that is not its own it makes anew for each call, which is
        # most of what a call costs, unless somebody holds it.
        ctypes.pythonapi.PyGILState_Ensure()
    event = ffi_pb2.FfiEvent.FromString(ctypes.string_at(address, size))
    kind = event.WhichOneof("message")
    if kind == "audio_stream_event":
        ear = _ears.get(event.audio_stream_event.stream_handle)
        if ear is not None:
            _hear(ear, event.audio_stream_event)
            return
    elif kind == "capture_audio_frame" and event.capture_audio_frame.async_id == OURS:
        return
    ffi.ffi_event_callback(
        ctypes.cast(address, ctypes.POINTER(ctypes.c_uint8)), ctypes.c_size_t(size)
    )


def _hear(ear: Ear, event: audio.AudioStreamEvent) -> None:
    if event.HasField("eos"):
        _ears.pop(event.stream_handle, None)
        return
    frame = event.frame_received.frame
    if not ear.closed:
        size = 2 * frame.info.samples_per_channel * frame.info.num_channels
        ear.queue.put(ctypes.string_at(frame.info.data_ptr, size))
    _drop(frame.handle.id)


_CALLBACK_TYPE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_size_t)
_TAKE = _CALLBACK_TYPE(_take)
_CALLBACK = ctypes.cast(_TAKE, ffi.ffi_cb_fnc)
