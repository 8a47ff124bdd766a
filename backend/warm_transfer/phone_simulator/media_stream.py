"""One media stream: a WebSocket to the application, on which the call's sound goes both ways."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from warm_transfer.phone_simulator import problems, stream_messages, verbs
from warm_transfer.phone_simulator.call import Call, new_sid
from warm_transfer.phone_simulator.config import FRAME_SAMPLES, SAMPLE_RATE_HZ
from warm_transfer.phone_simulator.line import Line
from warm_transfer.phone_simulator.signatures import HEADER, sign

OPENS_WITHIN_S = 5.0
CLOSES_WITHIN_S = 1.0
GOOD_CLOSES = {1000, 1001, 1005}
USER_AGENT = "Twilio.TmeWs/1.0"


class MediaStream:
    """`run` lasts until the application closes the stream or breaks its rules.

    Cancelled, it says `stop` and closes, as Twilio does when the call goes elsewhere.
    """

    def __init__(
        self,
        call: Call,
        line: Line,
        stream: verbs.Stream,
        auth_token: str,
        found: problems.Problems,
        *,
        both_ways: bool,
    ) -> None:
        self._call, self._line, self._stream = call, line, stream
        self._auth_token, self._found, self._both_ways = auth_token, found, both_ways
        self._messages = stream_messages.Messages(call.account_sid, call.sid, new_sid("MZ"))
        self._marks: deque[tuple[int, str]] = deque()
        self._marks_changed = asyncio.Event()
        self._connection: ClientConnection | None = None
        self._dropped = False
        self.sent_late_s = 0.0  # the most that a frame of sound was sent after its time

    @property
    def sid(self) -> str:
        return self._messages.stream_sid

    async def run(self) -> None:
        try:
            connection = await connect(
                self._stream.url,
                additional_headers={HEADER: sign(self._auth_token, self._stream.url)},
                user_agent_header=USER_AGENT,
                compression=None,
                max_size=stream_messages.LONGEST_MESSAGE,
                open_timeout=OPENS_WITHIN_S,
                close_timeout=CLOSES_WITHIN_S,
                proxy=None,
            )
        except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
            self._problem(problems.HANDSHAKE_FAILED, f"the stream was not opened: {error}")
            return
        self._connection = connection
        self._call.note("stream_opened", stream_sid=self.sid)
        if self._both_ways:
            self._call.stream, self._call.listening = self, "stream"
            self._drop_if_told()
        try:
            await self._talk(connection)
        except asyncio.CancelledError:
            with suppress(ConnectionClosed, TimeoutError):
                async with asyncio.timeout(CLOSES_WITHIN_S):
                    await connection.send(self._messages.stop())
            raise
        finally:
            if self._both_ways:
                self._call.stream = self._call.listening = None
            await connection.close()
            self._call.note("stream_closed", stream_sid=self.sid, code=connection.close_code)

    async def press(self, digit: str) -> None:
        if self._connection is not None:
            with suppress(ConnectionClosed):
                await self._connection.send(self._messages.dtmf(digit))

    def drop(self) -> None:
        """Cut the connection, as a network would: without a word."""
        if self._connection is not None:
            self._dropped = True
            self._connection.transport.abort()

    def _drop_if_told(self) -> None:
        after_s = self._call.person.drop_stream_after_s
        if after_s is not None and self._call.streams == 1:
            asyncio.get_running_loop().call_later(after_s, self.drop)

    async def _talk(self, connection: ClientConnection) -> None:
        tracks = ["inbound", "outbound"]
        if self._stream.track != "both_tracks":
            tracks = [self._stream.track.removesuffix("_track")]
        try:
            await connection.send(self._messages.connected())
            await connection.send(self._messages.start(tracks, dict(self._stream.parameters)))
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(self._send_sound(connection, tracks))
                marking = group.create_task(self._return_marks(connection))
                await self._receive(connection)
                sending.cancel()
                marking.cancel()
        except* ConnectionClosed:
            pass
        code = connection.close_code
        if code is not None and code not in GOOD_CLOSES and not self._dropped:
            self._problem(problems.CLOSED_BADLY, f"the stream was closed with {code}")

    async def _send_sound(self, connection: ClientConnection, tracks: list[str]) -> None:
        """A frame each 20 ms, once all of it has been spoken, on a clock that does not drift."""
        first = due = self._line.now()
        while True:
            due += FRAME_SAMPLES
            await asyncio.sleep(self._line.when(due) - time.monotonic())
            self.sent_late_s = max(self.sent_late_s, time.monotonic() - self._line.when(due))
            timestamp_ms = (due - FRAME_SAMPLES - first) * 1000 // SAMPLE_RATE_HZ
            for track in tracks:
                side = self._line.mouth.spoken if track == "inbound" else self._line.ear.heard
                sound = side(due - FRAME_SAMPLES, due)
                await connection.send(self._messages.media(track, timestamp_ms, sound))

    async def _receive(self, connection: ClientConnection) -> None:
        async for text in connection:
            if isinstance(text, bytes):
                self._problem(problems.MALFORMED_MESSAGE, "a binary message")
                return
            try:
                if not self._both_ways:
                    raise stream_messages.InvalidMessage("a stream in Start only listens")
                self._take(stream_messages.read(text, self.sid))
            except stream_messages.InvalidMessage as error:
                self._problem(problems.INVALID_MESSAGE, str(error))
                return

    def _take(self, message: stream_messages.Received) -> None:
        now = self._line.now()
        if isinstance(message, stream_messages.Media):
            self._line.ear.play(message.payload, now)
        elif isinstance(message, stream_messages.Mark):
            self._marks.append((self._line.ear.play(b"", now), message.name))
            self._marks_changed.set()
        else:
            self._line.ear.stop(now)
            self._call.note("stream_cleared", stream_sid=self.sid)
            self._marks = deque((now, name) for _, name in self._marks)
            self._marks_changed.set()

    async def _return_marks(self, connection: ClientConnection) -> None:
        """Each when the sound before it has been heard."""
        while True:
            until_heard_s = None
            if self._marks:
                until_heard_s = self._line.when(self._marks[0][0]) - time.monotonic()
            if until_heard_s is None or until_heard_s > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._marks_changed.wait(), until_heard_s)
                self._marks_changed.clear()
            else:
                await connection.send(self._messages.mark(self._marks.popleft()[1]))

    def _problem(self, code: int, detail: str) -> None:
        self._call.note("stream_problem", code=code)
        self._found.add(code, detail, call_sid=self._call.sid, url=self._stream.url)
