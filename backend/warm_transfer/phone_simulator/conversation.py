"""Does what TwiML says, on one call."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urljoin

from warm_transfer.phone_simulator import problems, twiml, verbs, wav
from warm_transfer.phone_simulator.call import Call, Fetch, Given, Said, Step
from warm_transfer.phone_simulator.config import SAMPLE_RATE_HZ, SimulatorConfig
from warm_transfer.phone_simulator.dtmf import tones
from warm_transfer.phone_simulator.line import Line
from warm_transfer.phone_simulator.media_stream import MediaStream
from warm_transfer.phone_simulator.webhooks import WebhookFailed, Webhooks
from warm_transfer.services.telephony import g711


class ApplicationError(Exception):
    """The application cannot be understood. Twilio says so to the phone, and hangs up."""


class Conversation:
    def __init__(
        self, call: Call, config: SimulatorConfig, webhooks: Webhooks, found: problems.Problems
    ) -> None:
        self._call, self._config = call, config
        self._webhooks, self._found = webhooks, found
        self._base = ""  # what relative addresses are relative to

    async def read(self, step: Step) -> list[verbs.Verb]:
        """The next instructions. Raises ApplicationError, the problem having been noted."""
        if isinstance(step, Given):
            self._base = ""
            return self._parse(step.document, None)
        self._base = step.url
        params = {**self._call.voice_params(), **step.extra}
        try:
            answer = await self._webhooks.send(step.url, step.method, params)
        except WebhookFailed as failure:
            self._fail(problems.UNREACHABLE, str(failure), step.url)
            raise ApplicationError from failure
        self._call.note("instructions", bytes=len(answer.content))
        if not answer.content:
            return []
        try:
            twiml.check_content_type(answer.headers.get("content-type", ""))
        except twiml.TwimlError as error:
            self._fail(error.code, error.detail, step.url)
            raise ApplicationError from error
        return self._parse(answer.content, step.url)

    async def do(self, instructions: list[verbs.Verb], line: Line) -> Step | None:
        """Until the last of them (None), or until one says where to go on."""
        for verb in instructions:
            if isinstance(verb, verbs.Hangup | verbs.Reject):
                return None
            if isinstance(verb, verbs.Redirect):
                return self.where(verb)
            if isinstance(verb, verbs.Gather):
                digits = await self._gather(verb, line)
                if digits or verb.action_on_empty_result:
                    action = urljoin(self._base, verb.action or "")
                    return Fetch(action, verb.method, {"Digits": digits})
            elif isinstance(verb, verbs.Connect):
                await self._connect(verb.stream, line)
            elif isinstance(verb, verbs.Start):
                stream = self._stream(verb.stream, line, both_ways=False)
                task = asyncio.create_task(stream.run())
                self._call.background.add(task)
                task.add_done_callback(self._call.background.discard)
            else:
                await self._prompt(verb, line)
        return None

    def where(self, redirect: verbs.Redirect) -> Fetch:
        return Fetch(urljoin(self._base, redirect.url), redirect.method)

    async def _gather(self, gather: verbs.Gather, line: Line) -> str:
        """The keys pressed. The first of them silences what is being said."""
        call = self._call
        while not call.keys.empty():
            call.keys.get_nowait()
        call.gathers += 1
        call.listening = "gather"
        call.note("gather", number=call.gathers)
        pressing = asyncio.create_task(self._press_as_told(call.gathers))
        prompting = asyncio.create_task(self._prompts(gather, line))
        digits = ""
        try:
            while gather.num_digits is None or len(digits) < gather.num_digits:
                key = await self._key(prompting, gather.timeout_s)
                if key is None or key == gather.finish_on_key:
                    break
                digits += key
                prompting.cancel()
        finally:
            call.listening = None
            for task in (prompting, pressing):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        call.note("gathered", digits=digits)
        return digits

    async def _key(self, prompting: asyncio.Task[None], timeout_s: float) -> str | None:
        """None after `timeout_s` without a key, which count from the end of what is being said."""
        key = asyncio.create_task(self._call.keys.get())
        try:
            await asyncio.wait({key, prompting}, return_when=asyncio.FIRST_COMPLETED)
            if not key.done():
                await asyncio.wait({key}, timeout=timeout_s)
            return key.result() if key.done() else None
        finally:
            key.cancel()

    async def _prompts(self, gather: verbs.Gather, line: Line) -> None:
        for prompt in gather.prompts:
            await self._prompt(prompt, line)

    async def _press_as_told(self, number: int) -> None:
        call = self._call
        if call.keys_for_gather:
            await call.press(call.keys_for_gather.popleft())
        told = [keys for keys in call.person.keys if keys.gather == number]
        for keys in sorted(told, key=lambda keys: keys.after_s):
            await asyncio.sleep(keys.after_s)
            await call.press(keys.digits)

    async def _prompt(self, verb: verbs.Say | verbs.Play | verbs.Pause, line: Line) -> None:
        if isinstance(verb, verbs.Pause):
            await asyncio.sleep(verb.length_s)
        elif isinstance(verb, verbs.Say):
            for _ in range(verb.loop):
                await self._say(verb)
        else:
            sound = await self._sound(verb)
            for _ in range(verb.loop):
                await play(line, sound)

    async def _say(self, verb: verbs.Say) -> None:
        said = Said(verb.text, verb.voice, verb.language, self._call.age_s)
        self._call.said.append(said)
        self._call.note("say", number=len(self._call.said))
        await asyncio.sleep(len(verb.text) / self._config.spoken_chars_per_s)
        said.whole = True
        self._call.note("said", number=len(self._call.said))

    async def _sound(self, verb: verbs.Play) -> bytes:
        if verb.digits is not None:
            return g711.encode(tones(verb.digits))
        url = urljoin(self._base, verb.url or "")
        try:
            return wav.read((await self._webhooks.get_file(url)).content)
        except (WebhookFailed, wav.NotAWav) as error:
            self._fail(problems.UNUSABLE_SOUND, str(error), url)
            raise ApplicationError from error

    async def _connect(self, asked: verbs.Stream, line: Line) -> None:
        self._call.streams += 1
        try:
            await self._stream(asked, line, both_ways=True).run()
        finally:
            line.ear.stop(line.now())  # what the application sent ends with its stream

    def _stream(self, stream: verbs.Stream, line: Line, *, both_ways: bool) -> MediaStream:
        return MediaStream(
            self._call, line, stream, self._config.auth_token, self._found, both_ways=both_ways
        )

    def _parse(self, document: bytes, url: str | None) -> list[verbs.Verb]:
        try:
            return twiml.parse(document)
        except twiml.TwimlError as error:
            self._fail(error.code, error.detail, url)
            raise ApplicationError from error

    def _fail(self, code: int, detail: str, url: str | None) -> None:
        self._call.note("application_error", code=code)
        self._found.add(code, detail, call_sid=self._call.sid, url=url)


async def play(line: Line, sound: bytes) -> None:
    """Let the phone hear all of it; cancelled, it hears no more of it."""
    try:
        until = line.ear.play(sound, line.now())
        await asyncio.sleep((until - line.now()) / SAMPLE_RATE_HZ)
    finally:
        line.ear.stop(line.now())
