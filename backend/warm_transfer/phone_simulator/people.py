"""How the people at the phones behave. Times are seconds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Seconds = Annotated[float, Field(ge=0, le=4 * 3600)]
Digits = Annotated[str, Field(pattern=r"^[0-9*#A-D]{1,32}$")]
E164 = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]

Answers = Literal["answer", "busy", "no_answer", "failed", "voicemail", "by_hand"]
AnsweredBy = Literal[
    "human",
    "machine_start",
    "machine_end_beep",
    "machine_end_silence",
    "machine_end_other",
    "fax",
    "unknown",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sound(_Strict):
    """`wav`: the name of a sound that was put under /simulator/sounds. Neither: silence."""

    wav: str | None = None
    tone_hz: float | None = Field(None, gt=0, lt=4000)
    loop: bool = False

    @model_validator(mode="after")
    def _be_one(self) -> Sound:
        if self.wav is not None and self.tone_hz is not None:
            raise ValueError("either wav or tone_hz")
        return self


class Keys(_Strict):
    """Pressed `after_s` the answer, or `after_s` the beginning of the call's `gather`-th Gather."""

    digits: Digits
    gather: int | None = Field(None, ge=1)
    after_s: Seconds = 0


class Callbacks(_Strict):
    """What happens to status callbacks on their way. Each carries what it would have carried.

    `reorder`: of every two, the second comes first; so the first waits until there is a second.
    """

    repeat: int = Field(1, ge=1, le=20)
    reorder: bool = False
    delay_s: Seconds = 0


class Person(_Strict):
    """As set by PUT /simulator/people/{number}. Without that: answers, and says nothing.

    `answers` happens `after_s` the phone began to ring. `by_hand` waits for a person at the page,
    or for /simulator/calls/{sid}/answer. `failed` ends with `error_code` (Twilio's) and `sip_code`.
    `refuse`: the code of the error that POST Calls is answered with.
    `amd` is what machine detection says, `amd_after_s` the answer; else what fits `answers`.
    `lose_answer`: for one call, POST Calls makes the call and its connection dies unanswered.
    `drop_stream_after_s`: the call's first stream is cut off, without `stop`.
    """

    answers: Answers = "answer"
    after_s: Seconds = 1
    rings_after_s: Seconds = 0.1
    error_code: int = 13224  # Dial: the number is no number
    sip_code: int = Field(404, ge=300, le=699)
    refuse: Literal[21211, 21214, 21215, 21216, 21219] | None = None
    beep_after_s: Seconds = 3
    amd: AnsweredBy | None = None
    amd_after_s: Seconds = 1
    speaks: Sound = Sound()
    keys: tuple[Keys, ...] = ()
    hangs_up_after_s: Seconds | None = None
    callbacks: Callbacks = Callbacks()
    lose_answer: bool = False
    drop_stream_after_s: Seconds | None = None


BY_HAND = Person(answers="by_hand")


class People:
    """Who is at which number."""

    def __init__(self) -> None:
        self._set: dict[str, Person] = {}
        self.hands = 0  # open pages: whoever is not set is then a person at the page

    def set(self, number: str, person: Person) -> None:
        self._set[number] = person

    def forget(self, number: str) -> None:
        self._set.pop(number, None)

    def at(self, number: str) -> Person:
        return self._set.get(number) or (BY_HAND if self.hands else Person())

    def take_lost_answer(self, number: str) -> bool:
        """Whether this call's answer is to be lost. Asked once a call, true once."""
        person = self._set.get(number)
        if person is None or not person.lose_answer:
            return False
        self._set[number] = person.model_copy(update={"lose_answer": False})
        return True
