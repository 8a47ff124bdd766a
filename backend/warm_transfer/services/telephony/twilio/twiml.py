"""Scripts as TwiML, made by the official SDK, which escapes what is said.

https://www.twilio.com/docs/voice/twiml
"""

from __future__ import annotations

from twilio.twiml.voice_response import Connect, Gather, VoiceResponse

from warm_transfer.domain.phone_script import AskForKey, Bridge, HangUp, Pause, Say, Script
from warm_transfer.services.telephony.twilio.addresses import Addresses

Voice = tuple[str | None, str]  # its name, and the language


def render(script: Script, addresses: Addresses, leg_id: str, voice: Voice) -> str:
    response = VoiceResponse()
    for step in script:
        match step:
            case Say(text):
                response.say(text, **_voice(voice))
            case Pause(seconds):
                response.pause(length=seconds)
            case AskForKey(texts, attempt, within_s):
                # Without a key the action is asked as well, so that nothing has to follow.
                asking = Gather(
                    input="dtmf",
                    num_digits=1,
                    timeout=within_s,
                    action=addresses.key(leg_id, attempt),
                    method="POST",
                    action_on_empty_result=True,
                )
                for place, text in enumerate(texts):
                    if place > 0:
                        asking.pause(length=1)
                    asking.say(text, **_voice(voice))
                response.append(asking)
            case Bridge(token):
                connecting = Connect()
                stream = connecting.stream(url=addresses.stream)
                stream.parameter(name="token", value=token)
                response.append(connecting)
                response.redirect(addresses.after_stream(leg_id), method="POST")
            case HangUp():
                response.hangup()
    return str(response)


def message(text: str, voice: Voice) -> str:
    """For a voicemail that has beeped."""
    response = VoiceResponse()
    response.say(text, **_voice(voice))
    response.hangup()
    return str(response)


def _voice(voice: Voice) -> dict[str, str]:
    name, language = voice
    return {"language": language} | ({"voice": name} if name else {})
