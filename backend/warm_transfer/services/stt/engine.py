"""One Whisper model, shared by everybody who is transcribed in this process."""

from __future__ import annotations

import os

from warm_transfer.services.stt.base import Heard
from warm_transfer.services.stt.memory import keep_large_blocks
from warm_transfer.services.stt.segmenter import Samples
from warm_transfer.services.stt.whisper import Whisper
from warm_transfer.services.stt.work import Job, Urgency, Work


class WhisperEngine:
    """`model` is a CTranslate2 folder or a published model's name; None means the packaged one.

    `threads` is how many readings run at once, on a core each; 0 chooses by the machine.
    `language` is set or, with a model of several languages, found out; `vocabulary` is a hint.
    """

    def __init__(
        self,
        model: str | None = None,
        threads: int = 0,
        *,
        language: str | None = None,
        vocabulary: str | None = None,
    ) -> None:
        self.model_name = model or "tiny.en"
        at_once = threads or os.cpu_count() or 1
        keep_large_blocks()
        self._whisper = Whisper(model, at_once, language, vocabulary)
        self._work = Work(at_once)

    async def final(self, samples: Samples) -> Heard | None:
        """What was said; None when it was not speech after all."""
        return await self._read(Urgency.FINAL, samples).done

    def guess(self, samples: Samples) -> Job[Heard | None]:
        """As `final`, of what may not have ended yet: later than any final that is waited for."""
        return self._read(Urgency.GUESS, samples)

    def hurry(self, guess: Job[Heard | None]) -> None:
        """It has ended."""
        self._work.hurry(guess)

    def drop(self, guess: Job[Heard | None]) -> None:
        self._work.drop(guess)

    async def partial(self, samples: Samples, language: str | None = None) -> str | None:
        """A quick reading; None when there is none, or the engine has better things to do."""
        if not self._work.has_room:
            return None
        return await self._work.add(
            Urgency.PARTIAL, lambda: self._whisper.read_quickly(samples, language)
        ).done

    def close(self) -> None:
        """Finish what runs, forget what waits. The engine cannot be used afterwards."""
        self._work.close()

    def _read(self, urgency: Urgency, samples: Samples) -> Job[Heard | None]:
        return self._work.add(urgency, lambda: self._whisper.read_carefully(samples))
