"""One call, from its first ring to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from warm_transfer.phone_simulator import clock
from warm_transfer.phone_simulator.call import Call, Status, Step
from warm_transfer.phone_simulator.config import SAMPLE_RATE_HZ, SimulatorConfig
from warm_transfer.phone_simulator.conversation import ApplicationError, Conversation, play
from warm_transfer.phone_simulator.dtmf import tones
from warm_transfer.phone_simulator.line import Line
from warm_transfer.phone_simulator.machine_detection import detect, detect_and_tell
from warm_transfer.phone_simulator.people import Sound
from warm_transfer.phone_simulator.problems import Problems
from warm_transfer.phone_simulator.speech import Recording, Speech, Tone
from warm_transfer.phone_simulator.status_callbacks import StatusCallbacks
from warm_transfer.phone_simulator.verbs import Redirect, Reject
from warm_transfer.phone_simulator.webhooks import Webhooks
from warm_transfer.services.telephony import g711

DIALLED_AFTER_S = 0.05  # from queued to initiated
BEEP_HZ, BEEP_S = 1000.0, 0.4
SIP_OK, SIP_BUSY, SIP_NO_ANSWER = 200, 486, 487
_SIP_CODES: dict[Status, int] = {"completed": SIP_OK, "busy": SIP_BUSY, "no-answer": SIP_NO_ANSWER}

Speak = Callable[[Sound], Speech]


class _Rejected(Exception):
    def __init__(self, status: Status) -> None:
        self.status: Status = status


class CallLife:
    def __init__(
        self,
        call: Call,
        config: SimulatorConfig,
        webhooks: Webhooks,
        problems: Problems,
        speak: Speak,
    ) -> None:
        self._call, self._speak = call, speak
        self._webhooks, self._problems = webhooks, problems
        self._callbacks = StatusCallbacks(call, webhooks, problems)
        self._conversation = Conversation(call, config, webhooks, problems)

    async def run(self) -> None:
        telling = asyncio.create_task(self._callbacks.send_all())
        try:
            inbound = self._call.direction == "inbound"
            status = await (self._inbound() if inbound else self._outbound())
            for task in tuple(self._call.background):
                task.cancel()
            await asyncio.gather(*self._call.background, return_exceptions=True)
            self._finish(status)
            await telling
        finally:
            telling.cancel()

    async def _outbound(self) -> Status:
        call, person = self._call, self._call.person
        await asyncio.wait({call.decided}, timeout=DIALLED_AFTER_S)
        if not call.decided.done():
            call.started_at = clock.now()
            call.note("initiated")
            self._callbacks.tell("initiated")
            await asyncio.wait({call.decided}, timeout=person.rings_after_s)
        if not call.decided.done():
            call.become("ringing")
            self._callbacks.tell("ringing")
            self._let_the_person_decide()
        status = await call.decided
        if status != "in-progress":
            return status
        self._answer()
        return await self._converse()

    def _let_the_person_decide(self) -> None:
        call, person = self._call, self._call.person
        loop = asyncio.get_running_loop()
        loop.call_later(call.order.timeout_s, call.decide, "no-answer")
        ends: dict[str, Status] = {
            "answer": "in-progress",
            "voicemail": "in-progress",
            "busy": "busy",
            "failed": "failed",
        }
        if person.answers in ends:
            loop.call_later(person.after_s, call.decide, ends[person.answers])

    async def _inbound(self) -> Status:
        self._call.started_at = clock.now()
        self._call.become("ringing")
        try:
            return await self._converse()
        except _Rejected as rejected:
            return rejected.status

    def _answer(self) -> Line:
        call, person = self._call, self._call.person
        line = call.line = Line()
        line.mouth.speak(self._speak(person.speaks), 0)
        call.answered_at = clock.now()
        call.become("in-progress")
        self._callbacks.tell("answered")
        self._beside(self._press_keys())
        if person.answers == "voicemail":
            self._beside(self._beep(line))
        if person.hangs_up_after_s is not None:
            self._beside(self._hang_up(person.hangs_up_after_s))
        return line

    async def _converse(self) -> Status:
        call = self._call
        step: Step | None = call.order.first
        try:
            if call.line is not None:
                step = await self._unless_interrupted(self._open(call.line)) or step
            while step is not None and not call.hung_up.is_set():
                step = await self._unless_interrupted(self._do(step))
        except ApplicationError:
            call.ended_by = "application_error"
            if call.line is None:
                self._answer()  # Twilio tells a caller that there was an error
        call.ended_by = call.ended_by or "instructions"
        return "completed" if call.line is not None else "canceled"

    async def _open(self, line: Line) -> Step | None:
        """What comes between the answer and the first instructions."""
        order = self._call.order
        if order.send_digits:  # and machine detection is ignored, as Twilio documents
            await play(line, g711.encode(tones(order.send_digits)))
        elif order.machine_detection is not None:
            if order.async_amd:
                self._beside(detect_and_tell(self._call, self._webhooks, self._problems))
            else:
                await detect(self._call)
        return None

    async def _do(self, step: Step) -> Step | None:
        instructions = await self._conversation.read(step)
        line = self._call.line
        if line is None and instructions:  # Reject refuses; Redirect leaves it to what it leads to
            first = instructions[0]
            if isinstance(first, Reject):
                raise _Rejected("busy" if first.reason == "busy" else "no-answer")
            if isinstance(first, Redirect):
                return self._conversation.where(first)
        return await self._conversation.do(instructions, line or self._answer())

    async def _unless_interrupted(self, doing: Coroutine[Any, Any, Step | None]) -> Step | None:
        """What `doing` says is next, or a request in its place says; None after a hang-up."""
        work = asyncio.create_task(doing)
        redirected = asyncio.create_task(self._call.redirects.get())
        hung_up = asyncio.create_task(self._call.hung_up.wait())
        tasks = (work, redirected, hung_up)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if hung_up.done():
                return None
            return redirected.result() if redirected.done() else work.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _finish(self, status: Status) -> None:
        call = self._call
        call.ended_at = clock.now()
        if call.line is not None:
            call.line.end()
        extra = {"CallDuration": str(call.duration_s), "Duration": str(-(-call.duration_s // 60))}
        call.sip_code = _SIP_CODES.get(status)
        if status == "failed":
            call.sip_code, call.error_code = call.person.sip_code, call.person.error_code
            extra["ErrorCode"] = str(call.error_code)
        if call.sip_code is not None:
            extra["SipResponseCode"] = str(call.sip_code)
        call.become(status)
        self._callbacks.tell("completed", extra)
        self._callbacks.end()

    def _beside(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._call.background.add(task)
        task.add_done_callback(self._call.background.discard)

    async def _press_keys(self) -> None:
        passed_s = 0.0
        told = [keys for keys in self._call.person.keys if keys.gather is None]
        for keys in sorted(told, key=lambda keys: keys.after_s):
            await asyncio.sleep(keys.after_s - passed_s)
            passed_s = keys.after_s
            await self._call.press(keys.digits)

    async def _beep(self, line: Line) -> None:
        await asyncio.sleep(self._call.person.beep_after_s)
        beep = Tone(BEEP_HZ).next(0, round(BEEP_S * SAMPLE_RATE_HZ))
        line.mouth.speak(Recording(beep, loop=False), line.now())

    async def _hang_up(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        self._call.hang_up("person")
