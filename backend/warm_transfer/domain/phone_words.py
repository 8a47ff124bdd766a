"""Why a phone did not take a call, in words for whoever wanted to hand it over."""

from __future__ import annotations

from warm_transfer.domain.phone_leg import Ending

NOT_ANSWERED = "The phone was not answered."
NO_KEY_PRESSED = "The phone was answered, but nobody pressed a key to take the call."
DECLINED = "Whoever answered the phone declined."
VOICEMAIL = "Voicemail answered."
MESSAGE_LEFT = "Voicemail answered. A message was left."
HUNG_UP = "The phone hung up."

ENDINGS = {
    Ending.HUNG_UP: "Whoever answered the phone hung up without taking the call.",
    Ending.BUSY: "The phone is busy.",
    Ending.NO_ANSWER: NOT_ANSWERED,
    Ending.CANCELLED: "The phone was not answered in time.",
}
