"""Text that nobody said: what speech models write for silence, music and noise.

Pure.
"""

from __future__ import annotations

import re
import zlib

# The limits of openai/whisper `transcribe.py`.
MAX_NO_SPEECH = 0.6
MIN_LOGPROB_OF_NO_SPEECH = -1.0
MAX_COMPRESSION = 2.4  # the same words over and over
MIN_LOGPROB = -1.5  # ours: below it words are guesses, whatever the rest says

# [BLANK_AUDIO], (upbeat music), *sighs*, ♪: subtitles' words about sounds.
SOUND = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[\u2669-\u266f\U0001F3B5\U0001F3B6]")

# What ends videos and no call: models have learnt it from subtitles. As a whole text alone.
OF_VIDEOS = re.compile(
    r"(thank(s| you)( so much| very much)? for (watching|listening to (this|the) (video|podcast))"
    r"|(please )?(like and )?subscribe( to (my|our|the) channel)?"
    r"|(subtitles|captions|transcribed|translated)( and translation)? by\b.*"
    r"|see you in the next (video|one)"
    r")"
)
# And what they write for a breath: believed when the model is rather sure of it.
OF_BREATHS = frozenset({"you", "thank you", "bye", "okay", "oh", "hmm", "so", "the"})
MIN_LOGPROB_OF_BREATHS = -0.8


def is_plausible(
    text: str, *, logprob: float = 0.0, no_speech: float = 0.0, compression: float | None = None
) -> bool:
    """`logprob` is the mean of the tokens', `no_speech` a probability, as Whisper gives them."""
    if no_speech > MAX_NO_SPEECH and logprob < MIN_LOGPROB_OF_NO_SPEECH:
        return False
    if logprob < MIN_LOGPROB or (compression or compression_of(text)) > MAX_COMPRESSION:
        return False
    words = _plain(text)
    if not words or OF_VIDEOS.fullmatch(words):
        return False
    return words not in OF_BREATHS or logprob >= MIN_LOGPROB_OF_BREATHS


def without_sounds(text: str) -> str:
    """Without words that tell of a sound. What remains may be empty."""
    return " ".join(SOUND.sub(" ", text).split())


def repeats_prompt(text: str, prompt: str) -> bool:
    """Some models give a hint back when there is nothing else to hear."""
    words = _plain(text)
    return len(words.split()) > 1 and words in _plain(prompt)


def compression_of(text: str) -> float:
    encoded = text.encode()
    return len(encoded) / len(zlib.compress(encoded)) if encoded else 0.0


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower()))
